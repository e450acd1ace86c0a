/** Practices of key hygiene are chosen as rules are: by id. */
import { PRACTICE_IDS, type PracticeId } from "../types.ts";

/** True for the id of a practice, such as `hygiene-client-side`. */
export function isPractice(id: string): boolean {
  return PRACTICE_IDS.some((practice) => practice === id);
}

/** The practices in force; all of them where no practice is asked for. */
export function selectPractices({
  onlyRules = [],
  disabledRules = [],
}: {
  onlyRules?: readonly string[];
  disabledRules?: readonly string[];
}): Set<PracticeId> {
  const only = PRACTICE_IDS.filter((id) => onlyRules.includes(id));
  return new Set((only.length > 0 ? only : PRACTICE_IDS).filter((id) => !disabledRules.includes(id)));
}
