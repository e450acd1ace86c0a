/**
 * Turns the two ways to write a detector (`pattern`, or `context` words and a `value`) into one regular expression.
 * Everything after this file knows patterns only.
 */

/** The fields of a rule that say what to look for. */
export interface DetectorSource {
  pattern?: string;
  ignoreCase?: boolean;
  context?: string[];
  value?: string;
  within?: number;
  assignment?: boolean;
  judged?: boolean;
}

/** A detector as one JavaScript regular expression (no `u`/`v` flag: it runs on latin-1 text, one unit a byte). */
export interface DetectorPattern {
  source: string;
  ignoreCase: boolean;
  /** The part that every match begins with and that the prefilter looks for, where that isn't the whole: the context words. */
  head?: string;
  /** What may stand between head and value. */
  bridge?: string;
}

const DEFAULT_WITHIN = 40;

const SEPARATOR = "[-_. ]";

/** What may stand before a word of three letters, which is too short to be looked for alone. */
const BEFORE_SHORT = "[\\w\\s\"'`.$({[,&?;/-]";

/** A context word as a pattern: any case; a separator within it matches any one separator or none, at its ends exactly one. */
function wordPattern(word: string): string {
  const lead = word.length === 3 ? BEFORE_SHORT : "";
  const letters = [...word].map((char, at) => {
    if (/[-_. ]/.test(char)) return at === 0 || at === word.length - 1 ? SEPARATOR : `${SEPARATOR}?`;
    const lower = char.toLowerCase();
    const upper = char.toUpperCase();
    if (lower !== upper) return `[${lower}${upper}]`;
    return char.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  });
  return lead + letters.join("");
}

/**
 * What may stand between a word in a name and the value that is assigned to it: the rest of the name, closing quotes and
 * brackets, a type, an operator, opening quotes and brackets. The kernel's own check of assignments (src/engine/wasm/follow.ts)
 * lets through at least what this matches. Neighbouring parts begin with different characters, so that nothing is tried twice.
 */
function assignmentBridge(wrapped: boolean): string {
  // `password[]`, `password[32]` as C declares texts; the kernel knows no closing quotes behind these.
  const rest = "[\\w.$-]{0,40}(?:\\[\\w{0,16}\\](?=[ \\t=]))?";
  const close = "[\"'`\\\\\\])]{0,6}";
  // The other attributes of an element are no types: `type="password" id="first"`.
  const attribute =
    "(?!(?:id|name|class|type|style|placeholder|for|required|autocomplete|maxlength|on[a-z]{4,8})[ \\t]{0,2}=)";
  const type = `(?:(?:[ \\t]{1,4}|[ \\t]{0,4}:[ \\t]{0,4})${attribute}[A-Za-z&][\\w<>\\[\\]*.]{0,15})?`;
  const operator = "(?:[ \\t]{0,16}|[ \\t][.])(?:={1,3}>?|:{1,3}=?|[?][=?]|[|]{2}=?|,|[(])[ \\t]{0,16}";
  // The text of an XML element may begin on the next line.
  const element = ">(?:\\r?\\n[ \\t]{0,40})?";
  const open = "[\"'`\\\\([{@]{0,6}";
  // A conversion of the value: `[]byte("…")`, `Some("…")`, `base64.decode(b'…')`.
  const wrap = wrapped ? "(?:[A-Za-z[][\\w.\\[\\]:]{0,40}[({])?(?:[bBrRuUfF](?=[\"']))?" : "";
  return `${rest}${close}(?:${type}${operator}|${element})${wrap}${open}`;
}

/** Whether the words of an assignment are names without a separator in them, which could be a blank. */
export function hasWholeNames({ assignment, context = [] }: DetectorSource): boolean {
  return assignment === true && context.every((word) => !/[-_. ]/.test(word));
}

/**
 * The detector as one pattern whose group `secret` (or group 1, or the whole match) is the secret.
 *
 * Form B: any context word, then at most `within` bytes (or, with `assignment`, the rest of the name, an operator and
 * opening quotes on the same line), then the value, which neither follows nor precedes another letter, digit or `_`.
 */
export function detectorPattern(rule: DetectorSource): DetectorPattern {
  if (rule.pattern !== undefined) {
    return { source: rule.pattern, ignoreCase: rule.ignoreCase === true };
  }
  const words = `(?:${(rule.context ?? []).map(wordPattern).join("|")})`;
  const bridge =
    rule.assignment === true
      ? assignmentBridge(rule.judged === true)
      : `[\\s\\S]{0,${rule.within ?? DEFAULT_WITHIN}}?`;
  // What stands near a word may be its checksum: in a go.sum, in the list of files of a wheel.
  const other = rule.assignment === true ? "" : "(?<!h1:|sha(?:1|256|384|512)[-=:])";
  const value = `(?<![0-9A-Za-z_])${other}(?<secret>${rule.value ?? ""})(?![0-9A-Za-z_])`;
  return { source: `${words}${bridge}${value}`, ignoreCase: false, head: words, bridge };
}
