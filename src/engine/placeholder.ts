/**
 * Values that nobody would call a secret, whatever rule they match: the same few characters over and over, counting sequences, a
 * provider's published sample. Looks at the whole value only; a word such as "test" inside a random token says nothing.
 */
import { distinctCharacters } from "./entropy.ts";

const SEQUENCES = [
  "0123456789012345",
  "abcdefghijklmnopqrstuvwxyz",
  "9876543210987654",
  "zyxwvutsrqponmlkjihgfedcba",
];
/** Short words begin many a random value: they count before a separator, a capital letter or a word for what belongs there. */
const DUMMY =
  /^(?:[A-Za-z]{0,6}[_-])*(?:(?:your|insert|enter|replace|change|YOUR|INSERT|ENTER|REPLACE|CHANGE|Your|Insert|Enter|Replace|Change)|(?:my|the|some|put|My|The|Some|Put|MY|THE|SOME|PUT)(?:[-_ ]|[A-Z][a-z]|(?:[a-z]{0,12}|[A-Z]{0,12})(?:pass|secret|token|key|pwd|user|PASS|SECRET|TOKEN|KEY|PWD|USER)))/;
/** Words of which each such value has one. */
const DUMMY_WORDS = ["your", "insert", "enter", "replace", "change", "my", "the", "some", "put"] as const;
const mayBeDummy = (low: string): boolean => DUMMY_WORDS.some((word) => low.includes(word));
/** A template to be filled in, or a piece of one: `{base62:24}`, `${TOKEN}`, `<your-key>`, `%s`, `base62:24`. */
const TEMPLATE =
  /\{\{?[\w$ .:|-]{2,60}(?:\}|$)|^\$?\{[\w.]\}$|^[\w.:-]{1,60}\}$|<[\w .:-]{2,60}>|%[sdv@]$|^(?:base|hex|alpha|digits|repeat:.)[0-9]{0,2}:[0-9]{1,3}$/i;
/** Signs of which each template has one. */
const OF_TEMPLATES = /[{}<%:]/;
/** Shortened to be shown: three dots at its end, or the character of them in UTF-8. */
const DOTS = ["...", "\xe2\x80\xa6"] as const;
/** Providers write it into their samples: no chance of that in a random key. */
const SAMPLE = "EXAMPLE";
/** The end of a value is blacked out. */
const BLACKED_OUT = /[xX]{16}$|\*{4}$/;
const DIGIT = /[0-9]/;
/** A long value of hardly any characters. */
const UNIFORM = { length: 20, characters: 4 } as const;

/** True where two thirds of the value is a run of one character or a counting sequence (also two that take turns). Linear time. */
function isMonotonous(value: string): boolean {
  const lower = value.toLowerCase();
  let longest = 1;
  let same = 1;
  let rising = 1;
  let turns = 2;
  for (let i = 1; i < lower.length; i++) {
    const code = lower.charCodeAt(i);
    const step = code - lower.charCodeAt(i - 1);
    same = step === 0 ? same + 1 : 1;
    rising = step === 1 ? rising + 1 : 1;
    turns = i > 1 && code - lower.charCodeAt(i - 2) === 1 ? turns + 1 : 2;
    // In a short value a few letters take turns by chance.
    longest = Math.max(longest, same, rising, turns < 6 ? 1 : turns);
  }
  if (longest * 3 >= value.length * 2) return true;
  return SEQUENCES.some((sequence) => sequence.length * 3 >= value.length * 2 && lower.includes(sequence));
}

/** @param secret A matched secret, latin-1. */
export function isPlaceholder(secret: string): boolean {
  if (secret.length > 512) return false;
  return (
    isMonotonous(secret) ||
    secret.includes(SAMPLE) ||
    DOTS.some((dots) => secret.endsWith(dots)) ||
    BLACKED_OUT.test(secret) ||
    (secret.length >= UNIFORM.length && distinctCharacters(secret) <= UNIFORM.characters) ||
    (secret.length < 200 && OF_TEMPLATES.test(secret) && TEMPLATE.test(secret)) ||
    (!DIGIT.test(secret) && mayBeDummy(secret.toLowerCase()) && DUMMY.test(secret))
  );
}

/** Tokens, also without brackets; or the end of one, where a pattern takes what is before a colon for a user. */
const TOKENS = /^(?:\[?keyscan:[a-z0-9-]{1,100}:[0-9a-f]{8}\]?)+$|^(?:[a-z0-9-]{0,100}:)?[0-9a-f]{8}\]$/;

/** True for nothing, and for what `keyscan redact` puts in the place of secrets, alone or several in a row. */
export function isToken(secret: string): boolean {
  const maybe = secret.endsWith("]") || secret.startsWith("[") || secret.startsWith("keyscan:");
  return secret === "" || (maybe && TOKENS.test(secret));
}

/** A token of `keyscan redact` in two parts: up to where a value may seem to begin, and from there on. */
const BEFORE_TAG = /\[keyscan:(?:[a-z0-9-]{1,100}:)?$/;
const LONGEST_BEFORE_TAG = 110;
const TAG = /(?:[a-z0-9-]{1,100}:)?[0-9a-f]{8}\]/y;

/** True where what begins at `start` is but the end of such a token: its rule and its tag, whose eight digits some keys have as well. */
export function isTag(text: string, start: number): boolean {
  if (text[start - 1] !== ":") return false;
  TAG.lastIndex = start;
  return TAG.test(text) && BEFORE_TAG.test(text.slice(Math.max(0, start - LONGEST_BEFORE_TAG), start));
}
