/** `keyscan audit [paths…]`: a scan of tree, history and logs, and what the practices of key hygiene say of it. */
import { audit } from "../audit.ts";
import { auditExitCode, type ExitCode } from "../scan/exit-code.ts";
import { auditRequest } from "./audit-request.ts";
import type { ScanInvocation } from "./invocation.ts";
import { failOnAt, runScan, type Review } from "./run-scan.ts";
import { prepareScan } from "./scan-command.ts";
import { UsageError } from "./usage-error.ts";

/** @throws UsageError, ConfigError, PathNotFoundError */
export async function auditCommand(invocation: ScanInvocation): Promise<ExitCode> {
  if (invocation.paths.includes("-"))
    throw new UsageError("audit looks at folders and files, not at standard input");
  const { request: prepared, rules, ...run } = await prepareScan(invocation);
  const { settings } = run;
  const review: Review = {
    async of(outcome, request) {
      const answer = await audit(outcome, auditRequest(request, settings.audit));
      return { ...outcome, summary: { ...outcome.summary, audit: answer } };
    },
    exit: (summary, request) => auditExitCode(summary, failOnAt(request, settings)),
  };
  return runScan(prepared, rules, { ...run, review });
}
