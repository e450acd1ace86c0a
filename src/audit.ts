/** The whole audit on one page: scan → collectors → practices. What a practice needs is collected here, a line each. */
import { checkPractices, markFindings } from "./hygiene/index.ts";
import type { AuditView } from "./hygiene/view.ts";
import type { RunningScan, ScanOutcome } from "./scan.ts";
import type { Audit, AuditSettings, PracticeId } from "./types.ts";

export interface AuditRequest {
  /** The directory that is audited; absolute. */
  root: string;
  /** As of the scan. */
  cwd: string;
  settings: AuditSettings;
  /** Only these practices; all where left out. */
  practices?: ReadonlySet<PracticeId>;
  now?: Date;
}

export interface AuditOutcome extends ScanOutcome {
  audit: Audit;
}

/** Waits for a scan, collects what practices look at besides, and checks them. Findings get their `practices`. */
export async function audit(scan: RunningScan, request: AuditRequest): Promise<AuditOutcome> {
  const outcome = await scan.done;
  const view = await collect(outcome, request);
  const answer = await checkPractices(view, request.practices);
  markFindings(outcome.findings, answer);
  return { ...outcome, audit: answer };
}

async function collect({ findings, summary }: ScanOutcome, request: AuditRequest): Promise<AuditView> {
  const { root, cwd, settings, now = new Date() } = request;
  return { root, cwd, findings, summary, settings, now, ledger: [] };
}
