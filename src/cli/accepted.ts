/** What accepts findings, as a scan of the command line is told of it. */
import type { LoadedConfig } from "../config/config.ts";
import { acceptedFor, type Accepted } from "../accept/accepted.ts";
import { ledgerPath, readLedger } from "../accept/ledger-file.ts";
import type { ScanRequest } from "../scan.ts";
import type { Settings } from "./settings.ts";

/**
 * Options of a request that come from what accepts findings.
 *
 * @param paths What is scanned; absolute, or `-`.
 * @throws ConfigError for a line that can't be read.
 */
export function acceptOptions(
  { accept, baseline, isNewBaseline, inlineAllow, showAccepted }: Settings,
  paths: readonly string[],
  cwd: string,
): Accepted & Pick<ScanRequest, "showAccepted" | "ledger"> {
  const where = { paths, cwd, ...(baseline === undefined ? {} : { baseline, isNewBaseline }) };
  const files = new Set((paths.length === 0 ? ["."] : paths).map((path) => ledgerPath(path, cwd)));
  const ledger = [...files].flatMap((file) => readLedger(file, cwd));
  return {
    ...acceptedFor(where, { accept, inlineAllow }),
    showAccepted: showAccepted === true,
    ...(ledger.length === 0 ? {} : { ledger }),
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
