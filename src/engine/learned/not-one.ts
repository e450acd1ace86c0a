/** Names that say that their value is not what the rest of them says: `nonExistentKey`, `wrong_password`. Pure. */
import { guarded, hasOneOf } from "./guarded.ts";

const NOT_ONE = guarded(
  "non not mismatch invalid incorrect wrong bogus fake dummy",
  /(?:non|not)[-_]?(?:match(?:ing|ed)?|valid|exist(?:ing|ent)?)|mismatch(?:ed|ing)?|(?<![a-z])(?:in(?:valid|correct)|wrong|bogus|fake|dummy)(?![a-z])/,
);
const HUMP = /([a-z])(?=[A-Z])/g;

/**
 * @param text A name, or the text from it up to its value.
 * @param low The same in lower case.
 */
export function saysNotOne(text: string, low: string = text.toLowerCase()): boolean {
  return hasOneOf(NOT_ONE.words, low) && NOT_ONE.pattern.test(text.replace(HUMP, "$1_").toLowerCase());
}
