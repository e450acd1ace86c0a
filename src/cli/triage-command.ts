/** `keyscan triage [paths…]`: walks through the findings in the terminal. */
import { dirname, relative, resolve, sep } from "node:path";
import { emptyBaseline, linesFor, saltFor, withLines, writeBaseline } from "../accept/baseline-file.ts";
import { count } from "../report/amounts.ts";
import { safeText } from "../report/safe-text.ts";
import { startScan } from "../scan.ts";
import { ExitCode } from "../scan/exit-code.ts";
import { withAllow } from "./accepted.ts";
import { targetOf } from "./baseline-command.ts";
import type { CommandInvocation } from "./invocation.ts";
import { prepareScan } from "./scan-command.ts";
import { print } from "./stdout.ts";
import { UsageError } from "./usage-error.ts";

/** @throws UsageError, ConfigError, PathNotFoundError */
export async function triageCommand({ operands, options }: CommandInvocation): Promise<ExitCode> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    const others = "keyscan baseline create and keyscan ignore work without one";
    throw new UsageError(`triage asks questions, and needs a terminal (${others})`);
  }
  const prepared = await prepareScan({ command: "scan", paths: operands, options }, true);
  const { file, shown, there = emptyBaseline() } = targetOf(prepared);
  const base = await withAllow(prepared.request, prepared.settings, prepared.config);
  const known = { entries: base.known?.entries ?? [], salt: saltFor(there) };
  const request = { ...base, showAccepted: false, known };
  const { findings, summary } = await startScan(request, prepared.rules, {}).done;
  const { REASONS, triage } = await import("./triage.ts");
  const decisions = await triage(findings, { input: process.stdin, output: process.stdout });
  const pathOf = (path: string): string => relative(dirname(file), resolve(path)).split(sep).join("/");
  const lines = decisions.flatMap(({ finding, verdict }) => {
    const reason = REASONS[verdict];
    return reason === undefined ? [] : linesFor([finding], pathOf, reason);
  });
  if (lines.length > 0) {
    writeBaseline(file, withLines(there, lines));
    print(`${shown}: ${count(lines.length, "line")} added\n`);
  }
  const real = decisions.filter(({ verdict }) => verdict === "real");
  if (real.length > 0) print("\nTo be revoked:\n");
  for (const { finding } of real) {
    const { location, remediation } = finding;
    print(
      `  ${safeText(location.path)}:${location.startLine}  ${safeText(remediation.revokeUrl ?? remediation.summary)}\n`,
    );
  }
  const settled = decisions.filter(({ verdict }) => REASONS[verdict] !== undefined).length;
  print(`${findings.length - settled} of ${count(findings.length, "finding")} left\n`);
  if (settled < findings.length) return ExitCode.Findings;
  return summary.complete ? ExitCode.Clean : ExitCode.Incomplete;
}
