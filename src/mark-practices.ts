/** Which practices findings go against, as far as a scan alone tells. Apart from the audit, whose collectors a scan need not load. */
import { checkPractices, markFindings, type Choice } from "./hygiene/index.ts";
import type { AuditView } from "./hygiene/view.ts";
import type { ScanOutcome } from "./scan.ts";
import type { AuditSettings } from "./types.ts";

export interface AuditRequest extends Choice {
  /** The directories that are audited, at least one; absolute. */
  roots: readonly string[];
  /** As of the scan. */
  cwd: string;
  settings: AuditSettings;
  /** What ages are counted to; the clock's where left out. */
  now?: Date;
}

/** Findings get their `practices`, as far as a scan alone tells: nothing more is read. */
export async function markPractices(
  { findings, summary }: ScanOutcome,
  request: AuditRequest,
): Promise<void> {
  markFindings(findings, await checkPractices(bareView({ findings, summary }, request), request));
}

/** What practices look at when nothing but a scan has been collected. */
export function bareView(
  { findings, summary }: ScanOutcome,
  { roots, cwd, settings, now = new Date() }: AuditRequest,
): AuditView {
  const nothing = { limits: [] };
  return {
    ...{ root: roots[0] ?? cwd, roots, cwd, findings, summary, settings, now, ledger: [] },
    ...(summary.usage === undefined ? {} : { usage: summary.usage }),
    exposure: { reasons: new Map(), ...nothing },
    published: { ways: new Map(), repositories: [], ...nothing },
  };
}
