/** The whole audit on one page: what a scan found → collectors → practices. What practices need is collected here, a line each. */
import { addExposure, collectExposure } from "./hygiene/collect/exposure.ts";
import { collectPublished } from "./hygiene/collect/published.ts";
import { checkPractices, markFindings } from "./hygiene/index.ts";
import { collectRoles } from "./hygiene/collect/roles.ts";
import type { AuditView } from "./hygiene/view.ts";
import type { ScanOutcome } from "./scan.ts";
import type { Audit, AuditSettings, PracticeId } from "./types.ts";

export interface AuditRequest {
  /** The directories that are audited, at least one; absolute. */
  roots: readonly string[];
  /** As of the scan. */
  cwd: string;
  settings: AuditSettings;
  /** Only these practices; all where left out. */
  practices?: ReadonlySet<PracticeId>;
  /** What ages are counted to; the clock's where left out. */
  now?: Date;
}

/** Collects what practices look at besides what a scan found, and checks them. Findings get their `practices`. */
export async function audit(outcome: ScanOutcome, request: AuditRequest): Promise<Audit> {
  const view = await collect(outcome, request);
  const answer = await checkPractices(view, request.practices);
  markFindings(outcome.findings, answer);
  return answer;
}

async function collect({ findings, summary }: ScanOutcome, request: AuditRequest): Promise<AuditView> {
  const { roots, cwd, settings, now = new Date() } = request;
  const [root = cwd] = roots;
  const wideRoles = await collectRoles(roots, cwd);
  const exposure = collectExposure(findings, roots, cwd);
  addExposure(findings, exposure);
  const published = collectPublished(findings, roots, cwd);
  return { root, roots, cwd, findings, summary, settings, now, exposure, published, ledger: [], wideRoles };
}
