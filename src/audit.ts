/** The whole audit on one page: what a scan found → collectors → practices. What practices need is collected here, a line each. */
import { addExposure, collectExposure } from "./hygiene/collect/exposure.ts";
import { collectPublished } from "./hygiene/collect/published.ts";
import { ledgerPath, readLedger } from "./accept/ledger-file.ts";
import { checkPractices, markFindings, type Choice } from "./hygiene/index.ts";
import { collectRoles } from "./hygiene/collect/roles.ts";
import type { AuditView } from "./hygiene/view.ts";
import type { ScanOutcome } from "./scan.ts";
import type { Audit, AuditSettings } from "./types.ts";

export interface AuditRequest extends Choice {
  /** The directories that are audited, at least one; absolute. */
  roots: readonly string[];
  /** As of the scan. */
  cwd: string;
  settings: AuditSettings;
  /** What ages are counted to; the clock's where left out. */
  now?: Date;
}

/** Collects what practices look at besides what a scan found, and checks them. Findings get their `practices`. */
export async function audit(outcome: ScanOutcome, request: AuditRequest): Promise<Audit> {
  const view = await collect(outcome, request);
  const answer = await checkPractices(view, request);
  markFindings(outcome.findings, answer);
  return answer;
}

/** Findings get their `practices`, as far as a scan alone tells: nothing more is read. */
export async function markPractices(
  { findings, summary }: ScanOutcome,
  request: AuditRequest,
): Promise<void> {
  markFindings(findings, await checkPractices(bareView({ findings, summary }, request), request));
}

function bareView(
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
