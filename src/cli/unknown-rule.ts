/** The error for a rule that does not exist, with the one that may be meant. */
import { didYouMean, UsageError } from "./usage-error.ts";

/** For a rule that was named on the command line and does not exist. */
export function unknownRule(id: string, known: readonly string[]): UsageError {
  const hint = didYouMean(id, known, "see keyscan rules list");
  return new UsageError(`there is no rule ${JSON.stringify(id)}${hint}`);
}
