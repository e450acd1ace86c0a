/** What exit codes mean, as help says it: most commands scan, others just do something. */

/** @param meanings By exit code. */
function exitCodes(meanings: Readonly<Record<number, string>>): string {
  const lines = Object.entries(meanings).map(([code, text]) => `  ${code.padStart(3)}  ${text}`);
  return ["Exit codes:", ...lines].join("\n");
}

const FAILED = "could not run";

/** Of commands that scan; src/scan/exit-code.ts decides. */
export const SCAN_CODES: string = exitCodes({
  0: "nothing found",
  1: "secrets found",
  2: FAILED,
  3: "nothing found, but not everything (or nothing at all) was scanned",
  130: "interrupted",
});

/** Of commands that look for nothing. */
export const PLAIN_CODES: string = exitCodes({ 0: "done", 2: FAILED });

const INCOMPLETE = "not everything could be scanned";

/** Of `keyscan baseline`. */
export const BASELINE_CODES: string = exitCodes({
  0: "done; of check: nothing is new, no line is stale",
  1: "of check: something is",
  2: FAILED,
  3: INCOMPLETE,
  130: "interrupted",
});

/** Of `keyscan triage`. */
export const TRIAGE_CODES: string = exitCodes({
  0: "no finding is left",
  1: "some are: real ones, or undecided",
  2: FAILED,
  3: INCOMPLETE,
});

/** Of `keyscan ledger`. */
export const LEDGER_CODES: string = exitCodes({
  0: "done; of check: nothing is left to be done",
  1: "of check: keys are to be revoked, or used again",
  2: FAILED,
  3: INCOMPLETE,
});

/** Of `keyscan fix`. */
export const FIX_CODES: string = exitCodes({
  0: "nothing is hard-coded (any more)",
  1: "something is, or was and is only shown",
  2: FAILED,
  3: "not everything could be scanned, or written",
});

/** Of `keyscan report`. */
export const REPORT_CODES: string = exitCodes({
  0: "written; with --compare or --fail-on: nothing (new) that counts",
  1: "with --compare: something new; with --fail-on: something",
  2: FAILED,
  3: "with --compare or --fail-on: nothing, but a result is incomplete",
});

/** Of `keyscan rules`. */
export const RULES_CODES: string = exitCodes({
  0: "done; of test: all examples are as they should be",
  1: "of test: an example is not as it should be",
  2: FAILED,
});

/** Of `keyscan explain`. */
export const EXPLAIN_CODES: string = exitCodes({
  0: "told, or there is nothing to tell of",
  2: FAILED,
  3: "nothing found, but not everything could be looked at",
});

/** Of `keyscan hook`. */
export const HOOK_CODES: string = exitCodes({
  0: "done; of status: git runs it; of run: nothing found",
  1: "of run: secrets found",
  2: FAILED,
  3: "of status: git runs none; of run: not everything could be looked at",
});
