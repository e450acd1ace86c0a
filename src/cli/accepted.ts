/** What accepts findings, as a scan is told of it, and what the report says of entries that are of no use any more. */
import type { LoadedConfig } from "../config/config.ts";
import { isCovered, loadAccepted } from "../accept/load.ts";
import type { ScanOutcome, ScanRequest } from "../scan.ts";
import type { KnownEntry } from "../types.ts";
import type { Settings } from "./settings.ts";

/** Entries named in a note. */
const NAMED = 3;

/**
 * Options of a request that come from what accepts findings.
 *
 * @param paths What is scanned; absolute, or `-`.
 * @throws ConfigError for a line that can't be read.
 */
export function acceptOptions(
  { accept, baseline, inlineAllow, showAccepted }: Settings,
  paths: readonly string[],
  cwd: string,
): Pick<ScanRequest, "known" | "inlineAllow" | "showAccepted"> {
  const none = { inlineAllow: false, showAccepted: showAccepted === true };
  if (accept === false) return none;
  const where = { paths: paths.length === 0 ? ["."] : paths, cwd };
  const entries = loadAccepted({ ...where, ...(baseline === undefined ? {} : { baseline }) });
  return {
    ...none,
    inlineAllow: inlineAllow !== false,
    ...(entries.length === 0 ? {} : { known: { entries } }),
  };
}

/** The request with what the configuration accepts, and with its overrides. Their modules are loaded only where there are some. */
export async function withAllow(
  request: ScanRequest,
  { accept }: Settings,
  config: LoadedConfig,
): Promise<ScanRequest> {
  const { allow, overrides } = config.values;
  if (allow === undefined && overrides === undefined) return request;
  const [{ loadAllow }, { loadOverrides }] = await Promise.all([
    import("../accept/allow.ts"),
    import("../accept/overrides.ts"),
  ]);
  const allowed = accept === false ? undefined : loadAllow(config, request.cwd);
  const overridden = loadOverrides(config, request.cwd);
  return {
    ...request,
    ...(allowed === undefined ? {} : { allow: allowed }),
    ...(overridden === undefined ? {} : { overrides: overridden }),
  };
}

/** Entries that have expired and whose secret is reported again, and those whose secret is gone. */
export function sortOut(
  entries: readonly KnownEntry[],
  { used = [], unused = [] }: Pick<ScanOutcome, "used" | "unused">,
  roots: readonly string[],
): { expired: KnownEntry[]; stale: KnownEntry[] } {
  const at = (indexes: readonly number[]): KnownEntry[] =>
    indexes.flatMap((index) => entries[index] ?? []).toSorted((a, b) => (a.where < b.where ? -1 : 1));
  return {
    expired: at(used).filter((entry) => entry.expired === true),
    stale: at(unused).filter((entry) => isCovered(entry, roots)),
  };
}

/** A line each, for the summary. */
export function entryNotes(sorted: ReturnType<typeof sortOut>): string[] {
  const notes = sorted.expired.map(({ where, until }) => `${where}: expired on ${until}; reported again`);
  const { stale } = sorted;
  if (stale.length > 0) {
    const names = stale.slice(0, NAMED).map(({ where }) => where);
    const more = stale.length > NAMED ? ` and ${stale.length - NAMED} more` : "";
    const [one, them] = stale.length === 1 ? ["accepts a secret", "it"] : ["accept secrets", "them"];
    notes.push(`${names.join(", ")}${more}: ${one} no longer found; remove ${them} (keyscan baseline prune)`);
  }
  return notes;
}
