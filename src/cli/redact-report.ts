/** What `keyscan redact` tells on standard error: what was replaced, and what was not passed on. */
import type { RedactOutcome } from "../logs/redact/run.ts";
import { byteAmount, count, grouped } from "../report/amounts.ts";
import { safeText } from "../report/safe-text.ts";

/** Text with a newline at its end, or nothing. Errors are told however quiet it is to be. */
export function redactReport(outcome: RedactOutcome, how: { quiet: boolean; json: boolean }): string {
  if (how.json) return `${JSON.stringify(document(outcome))}\n`;
  const lines = outcome.errors.map(
    ({ path, message }) => `keyscan: ${safeText(path)}: ${message}; what was not looked at was not passed on`,
  );
  if (!how.quiet) lines.push(...summary(outcome));
  return lines.map((line) => `${line}\n`).join("");
}

/** The same for programs. */
function document({ bytes, counts, errors, manySecrets }: RedactOutcome): unknown {
  return {
    bytes,
    replaced: total(counts.map(({ replaced }) => replaced)),
    secrets: total(counts.map(({ secrets }) => secrets)),
    ...(manySecrets ? { secretsAreAtLeast: true } : {}),
    rules: counts,
    errors,
    complete: errors.length === 0,
  };
}

function summary({ bytes, counts, manySecrets }: RedactOutcome): string[] {
  if (counts.length === 0) return [`keyscan: nothing to replace in ${byteAmount(bytes)}`];
  const replaced = total(counts.map((one) => one.replaced));
  const secrets = total(counts.map((one) => one.secrets));
  const atLeast = manySecrets ? "at least " : "";
  const width = grouped(counts[0]?.replaced ?? 0).length;
  return [
    `keyscan: ${count(replaced, "place")} of ${atLeast}${count(secrets, "secret")} replaced in ${byteAmount(bytes)}`,
    ...counts.map(
      (one) => `  ${grouped(one.replaced).padStart(width)}  ${one.ruleId} (${count(one.secrets, "secret")})`,
    ),
  ];
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
