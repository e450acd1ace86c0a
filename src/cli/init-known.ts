/** What other scanners were told to be silent about goes into the baseline: `keyscan init` scans for it. */
import { existsSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import {
  emptyBaseline,
  linesFor,
  readBaseline,
  saltFor,
  withLines,
  writeBaseline,
} from "../accept/baseline-file.ts";
import { BASELINE_NAME } from "../accept/load.ts";
import { matchKnown } from "../moving/known-places.ts";
import type { KnownPlace } from "../moving/plan.ts";
import { count } from "../report/amounts.ts";
import { startScan } from "../scan.ts";
import { findRepository } from "../sources/git/repository.ts";
import { withAllow } from "./accepted.ts";
import { prepareScan } from "./scan-command.ts";

/**
 * Scans with the new configuration, and takes in what is known.
 *
 * @param root Absolute.
 * @returns What to tell the user.
 */
export async function takeKnown(known: readonly KnownPlace[], root: string): Promise<string> {
  const prepared = await prepareScan({ command: "scan", paths: [root], options: {} });
  const file = join(root, BASELINE_NAME);
  const old = existsSync(file) ? readBaseline(file, BASELINE_NAME) : emptyBaseline();
  const base = await withAllow(prepared.request, prepared.settings, prepared.config);
  // The secrets are needed for their hashes, and go nowhere else.
  const request = {
    ...base,
    known: { entries: base.known?.entries ?? [], salt: saltFor(old) },
    showSecrets: true,
  };
  const { findings, summary } = await startScan(request, prepared.rules, {}).done;
  const pathOf = (path: string): string => relative(root, resolve(path)).split(sep).join("/");
  const isWhole = summary.history !== undefined && !isShallow(root);
  const { taken, matched } = matchKnown(findings, known, { pathOf, isWhole });
  const from = [...new Set(known.map((place) => place.from))].join(", ");
  const next = withLines(old, linesFor(taken, pathOf, `from ${from}`));
  const added = next.lines.length - old.lines.length;
  if (added > 0) writeBaseline(file, next);
  const rest = known.length - matched;
  return [
    added > 0 ? `wrote ${BASELINE_NAME}: ${count(added, "line")}\n` : "",
    rest > 0 ? `${count(rest, "entry", "entries")} of ${from}: keyscan finds nothing there\n` : "",
  ].join("");
}

function isShallow(root: string): boolean {
  const repository = findRepository(root);
  return repository !== undefined && existsSync(join(repository.commonDir, "shallow"));
}
