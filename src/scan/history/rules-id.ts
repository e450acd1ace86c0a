/** What decides about the findings of a history besides its objects, as names of files that hold for it alone. */
import { createHash } from "node:crypto";
import type { Pack } from "../../engine/pack.ts";
import type { JobSettings } from "../job.ts";

/** Identifies the code that finds; the build puts it in. */
declare const KEYSCAN_BUILD: string | undefined;

const BUILD = typeof KEYSCAN_BUILD === "string" ? KEYSCAN_BUILD : "source";

/** 16 hex digits: the rules in force, the engine that runs them, and whether it looks into what is encoded. */
export function rulesId(
  pack: Pack,
  { enabled, decode = true }: Pick<JobSettings, "enabled" | "decode">,
): string {
  return digest([BUILD, pack.hash, Buffer.from(enabled).toString("base64"), String(decode)]);
}

/** Name of what is known of a history by these rules, and these limits of what is read. */
export function historyId(
  pack: Pack,
  settings: Pick<JobSettings, "enabled" | "decode" | "maxFileSize">,
): string {
  return `history-${digest([rulesId(pack, settings), String(settings.maxFileSize)])}`;
}

/** 16 hex digits: as `rulesId`, with all settings that a report depends on, and how it names the repository. */
export function reportId(
  pack: Pack,
  { outputs: _outputs, ...settings }: JobSettings,
  names: readonly string[],
): string {
  const { enabled: _enabled, ...rest } = settings;
  return digest([rulesId(pack, settings), JSON.stringify(rest), ...names]);
}

function digest(parts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${part.length}:${part}`);
  return hash.digest("hex").slice(0, 16);
}
