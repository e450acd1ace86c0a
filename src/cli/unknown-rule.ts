/** The error for a rule that does not exist, with the one that may be meant. */
import { suggest } from "../config/suggest.ts";
import { UsageError } from "./usage-error.ts";

/** For a rule that was named on the command line and does not exist. */
export function unknownRule(id: string, known: readonly string[]): UsageError {
  const near = suggest(id, known);
  const hint = near === undefined ? "see keyscan rules list" : `did you mean "${near}"?`;
  return new UsageError(`there is no rule ${JSON.stringify(id)} (${hint})`);
}
