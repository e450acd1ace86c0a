/** The whole audit on one page: what a scan found → collectors → practices. What practices need is collected here, a line each. */
import { addExposure, collectExposure } from "./hygiene/collect/exposure.ts";
import { collectPublished } from "./hygiene/collect/published.ts";
import { ledgerPath, readLedger } from "./accept/ledger-file.ts";
import { checkPractices, markFindings } from "./hygiene/index.ts";
import { collectRoles } from "./hygiene/collect/roles.ts";
import type { AuditView } from "./hygiene/view.ts";
import { bareView, type AuditRequest } from "./mark-practices.ts";
import type { ScanOutcome } from "./scan.ts";
import type { Audit } from "./types.ts";

/** Collects what practices look at besides what a scan found, and checks them. Findings get their `practices`. */
export async function audit(outcome: ScanOutcome, request: AuditRequest): Promise<Audit> {
  const view = await collect(outcome, request);
  const answer = await checkPractices(view, request);
  markFindings(outcome.findings, answer);
  return answer;
}

async function collect(outcome: ScanOutcome, request: AuditRequest): Promise<AuditView> {
  const { findings } = outcome;
  const { roots, cwd } = request;
  const wideRoles = await collectRoles(roots, cwd);
  const exposure = collectExposure(findings, roots, cwd);
  addExposure(findings, exposure);
  const published = collectPublished(findings, roots, cwd);
  const files = new Set(roots.map((root) => ledgerPath(root, cwd)));
  const ledger = [...files].flatMap((file) => readLedger(file, cwd));
  return { ...bareView(outcome, request), exposure, published, wideRoles, ledger };
}
