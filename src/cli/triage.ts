/** Asks of each finding what it is. The answers become lines of the baseline; what is real stays reported. */
import type { Readable, Writable } from "node:stream";
import { isCancel, select } from "@clack/prompts";
import { count as amount } from "../report/amounts.ts";
import { safeText } from "../report/safe-text.ts";
import type { Finding } from "../types.ts";

export type Verdict = "real" | "test" | "false-alarm" | "revoked" | "later";

export interface Decision {
  finding: Finding;
  verdict: Verdict;
}

/** The reason that a line of the baseline gets; undefined: it gets none, the finding stays. */
export const REASONS: Readonly<Record<Verdict, string | undefined>> = {
  real: undefined,
  test: "test value",
  "false-alarm": "false alarm",
  revoked: "revoked",
  later: undefined,
};

const CHOICES: readonly { value: Verdict | "stop"; label: string; hint: string }[] = [
  { value: "later", label: "Skip", hint: "decide later" },
  { value: "real", label: "Real", hint: "stays reported until it is revoked and gone" },
  { value: "test", label: "Test value", hint: "opens nothing; into the baseline" },
  { value: "false-alarm", label: "False alarm", hint: "no secret at all; into the baseline" },
  { value: "revoked", label: "Revoked", hint: "opens nothing any more; into the baseline" },
  { value: "stop", label: "Stop", hint: "keep what was decided" },
];

export interface Terminal {
  input: Readable;
  output: Writable;
}

/** The decisions, as far as somebody went; Ctrl-C and Escape stop. */
export async function triage(findings: readonly Finding[], terminal: Terminal): Promise<Decision[]> {
  const decisions: Decision[] = [];
  for (const [index, finding] of findings.entries()) {
    const answer = await select({
      message: messageOf(finding, `${index + 1} of ${findings.length}`),
      options: CHOICES.map((choice) => ({ ...choice })),
      ...terminal,
    });
    if (isCancel(answer) || answer === "stop") break;
    decisions.push({ finding, verdict: answer as Verdict });
  }
  return decisions;
}

function messageOf(
  { title, severity, confidence, location, frame, secret, occurrences, reasons }: Finding,
  count: string,
): string {
  const more = occurrences.length === 0 ? "" : ` and ${amount(occurrences.length, "more place")}`;
  const lines = (frame?.lines ?? [secret.redacted]).map((line) => `  ${safeText(line)}`);
  return [
    `${safeText(title)} (${count}; ${severity}, ${confidence} confidence)`,
    `${safeText(location.path)}:${location.startLine}${more}`,
    ...lines,
    `why: ${safeText(reasons.join(", "))}`,
    "What is it?",
  ].join("\n");
}
