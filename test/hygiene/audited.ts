/** Audits a repository made for a test, as a user does, and tells what one practice says of it. */
import type { Audit, Finding, PracticeId, PracticeResult, ScanSummary, Violation } from "../../src/types.ts";
import { keyscan } from "../cli/keyscan.ts";

export interface Audited {
  violations: Violation[];
  result: PracticeResult;
  findings: Finding[];
  /** `path:line severity`, sorted. */
  places: string[];
}

/** @param args Further arguments: paths, options. */
export async function audited(cwd: string, practice: PracticeId, ...args: string[]): Promise<Audited> {
  const run = await keyscan(["audit", "-f", "json", "--rule", practice, ...args], { cwd });
  if (run.stderr !== "") throw new Error(run.stderr);
  const { findings, summary } = JSON.parse(run.stdout) as {
    findings: Finding[];
    summary: ScanSummary & { audit: Audit };
  };
  const { practices, violations } = summary.audit;
  const [result] = practices;
  if (result === undefined) throw new Error(`${practice} was not checked`);
  const places = violations.flatMap(({ severity, places: all }) =>
    all.map(({ path, line }) => `${path}:${line} ${severity}`),
  );
  return { violations, result, findings, places: places.sort() };
}
