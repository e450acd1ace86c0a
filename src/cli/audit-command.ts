/** `keyscan audit [paths…]`: a scan of tree, history and logs, and what the practices of key hygiene say of it. */
import { audit } from "../audit.ts";
import { auditSettings } from "../hygiene/settings.ts";
import type { ScanOutcome } from "../scan.ts";
import { auditExitCode, type ExitCode } from "../scan/exit-code.ts";
import { selectPractices } from "../scan/practices.ts";
import { isDirectory } from "../sources/git/repository.ts";
import type { ScanInvocation } from "./options.ts";
import { runScan, type Review } from "./run-scan.ts";
import { prepareScan } from "./scan-command.ts";
import { UsageError } from "./usage-error.ts";

/** @throws UsageError, ConfigError, PathNotFoundError */
export async function auditCommand(invocation: ScanInvocation): Promise<ExitCode> {
  if (invocation.paths.includes("-"))
    throw new UsageError("audit looks at folders and files, not at standard input");
  const { request, rules, ...run } = await prepareScan(invocation);
  const { settings } = run;
  const { cwd } = request;
  const review: Review = {
    async of(outcome): Promise<ScanOutcome> {
      const roots = request.paths.filter(isDirectory);
      const answer = await audit(outcome, {
        roots: roots.length > 0 ? roots : [cwd],
        cwd,
        settings: auditSettings(settings.audit),
        practices: selectPractices(request),
      });
      return { ...outcome, summary: { ...outcome.summary, audit: answer } };
    },
    exit: (summary) => auditExitCode(summary, settings.failOn),
  };
  return runScan(request, rules, { ...run, review });
}
