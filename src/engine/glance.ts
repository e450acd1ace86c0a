/**
 * A look at the bytes behind a word before a pattern runs there: most names of passwords and keys stand in code that assigns an
 * expression, and a pattern costs fifty times as much. The kernel does it (src/engine/wasm/glance.ts), and is held to this. Lets through at least what the pattern of an assignment matches
 * (src/rules/detector.ts); the slow scanner of the tests does without.
 */

/** Longest rest of a name, of what stands between name and operator, of a bare value. Bytes. */
const NAME = 40;
const TYPE = 48;
const VALUE = 210;
/** Longest value without quotes that may have anything in it. */
const WHOLE = 102;
const OPENERS = 6;

const NAMES = classOf("name");
const CLOSERS = classOf("\"'`\\])");
const QUOTES = classOf("\"'`");
const OPEN = classOf("\"'`\\([{@");
const OPERATORS = classOf("=:?|,(>");
const BRIDGE = classOf("name", " \t:<>[]*&?|");
const WRAP = classOf("name", "[]:");
/** What ends a value without quotes for good, and what it can't go on with. */
const ENDS = classOf(" \t\r\n\f\v,)}&\"'`\\<;");
/** A digit, a quote or the end of the line. */
const CLOSING = classOf("0123456789\"'`\n");
const STOPS = classOf(" \t\r\n\f\v\"'`\\,;(){}<>|&[]");
/** Where a value ends that may have anything else in it, and what it must have one of. */
const GAPS = classOf(" \t\r\n\f\v");
const SIGNS = classOf("0123456789!#$%^*~?");

function classOf(...members: string[]): Uint8Array {
  const set = new Uint8Array(256);
  for (const text of members) {
    if (text === "name")
      for (let c = 0; c < 128; c++) set[c] = Number(/[\w.$-]/.test(String.fromCharCode(c)));
    else for (const char of text) set[char.charCodeAt(0)] = 1;
  }
  return set;
}

const BLANKS = classOf(" \t");
const ELEMENT_BLANKS = classOf(" \t\r\n");
const DIGITS = classOf("0123456789");
/** Signs behind which a value needs no quotes. */
const ASSIGNS = classOf("=:>");

const inSet = (set: Uint8Array, byte: number | undefined): boolean => byte !== undefined && set[byte] === 1;

/** First index from `from` on, and before `limit`, whose byte is no member of the set. */
function past(data: Uint8Array, set: Uint8Array, from: number, limit: number): number {
  let i = from;
  while (i < limit && set[data[i] ?? 0] === 1) i++;
  return i;
}

/** First index from `from` on, and before `limit`, whose byte is a member of the set. */
function until(data: Uint8Array, set: Uint8Array, from: number, limit: number): number {
  let i = from;
  while (i < limit && set[data[i] ?? 0] !== 1) i++;
  return i;
}

/**
 * Whether a value may be assigned to the name that the word is part of.
 *
 * @param after Index behind the word.
 * @param end Index behind the last byte that is there.
 * @param digit The value must have a digit.
 * @param code Where it stands a name without quotes is a variable.
 */
export function mayAssign(
  data: Uint8Array,
  after: number,
  end: number,
  digit: boolean,
  code = false,
): boolean {
  const named = past(data, NAMES, after, Math.min(end, after + NAME));
  const closed = past(data, CLOSERS, named, Math.min(end, named + OPENERS));
  if (code && isNameAssigned(data, closed, end)) return false;
  for (let i = closed; i < closed + TYPE; i++) {
    if (i >= end) return true;
    if (inSet(OPERATORS, data[i]) && mayHold(data, i, end, digit)) return true;
    if (!inSet(BRIDGE, data[i])) return false;
  }
  return false;
}

/** Most signs of an operator, blanks on either side of it, bytes of names that are assigned. */
const SIGN = 3;
const ROOM = 8;
const ASSIGNED = 80;
const WORD = classOf("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_$0123456789");
const FIRST = classOf("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_$");
const ASSIGNING = classOf("=:");
const BEHIND = classOf(" \t\r\n;)}");

/**
 * Whether names alone are assigned, joined by dots: `= user.password;`, `: string`. In code the judge takes them for expressions (`isExpression` in
 * learned/plain.ts, which goes further), and no pattern of an assignment finds anything else there: nothing is quoted, and behind a
 * colon, where the names may be a type, no other operator follows. Behind `=` without a blank they may be a part of a text.
 *
 * @param closed Index behind the name that is given a value, and the quotes and brackets that close it.
 */
function isNameAssigned(data: Uint8Array, closed: number, end: number): boolean {
  const sign = past(data, BLANKS, closed, Math.min(end, closed + ROOM));
  let value = past(data, ASSIGNING, sign, sign + SIGN);
  if (value === sign) return false;
  const isTyped = value === sign + 1 && data[sign] === 0x3a;
  if (data[value - 1] === 0x3d && data[value] === 0x3e) value++;
  const first = past(data, BLANKS, value, Math.min(end, value + ROOM));
  if (first >= end || (first === value && data[value - 1] === 0x3d)) return false;
  const limit = Math.min(end, first + ASSIGNED);
  const behind = pastNames(data, first, limit);
  if (behind < first + 3 || behind >= limit) return false;
  if (!inSet(BEHIND, data[behind])) return !isTyped && data[behind] === 0x2c;
  if (!isTyped || !inSet(BLANKS, data[behind])) return true;
  const most = Math.min(end, behind + ROOM);
  const next = past(data, BLANKS, behind, most);
  return next < most && data[next] !== 0x2e && !inSet(OPERATORS, data[next]);
}

/** Behind names that are joined by dots; 0 where there are none. */
function pastNames(data: Uint8Array, from: number, limit: number): number {
  let at = from;
  while (at < limit && inSet(FIRST, data[at])) {
    at = past(data, WORD, at, limit);
    if (at >= limit || data[at] !== 0x2e) return at;
    at++;
  }
  return 0;
}

/** Whether a value may follow the operator at `at`. */
function mayHold(data: Uint8Array, at: number, end: number, digit: boolean): boolean {
  const behind = past(data, OPERATORS, at, Math.min(end, at + 4));
  const sign = data[behind - 1];
  const blanks = sign === 0x3e ? ELEMENT_BLANKS : BLANKS;
  const first = past(data, blanks, behind, Math.min(end, behind + TYPE));
  const value = past(data, OPEN, first, Math.min(end, first + OPENERS));
  if (value >= end) return true;
  if (value > first && isOpened(data, first, value, end, digit)) return true;
  // The `[]` of `[]byte{` may have been taken for openers.
  const wrapped = past(data, WRAP, first, Math.min(end, first + NAME + 4));
  if (wrapped >= end) return true;
  if (wrapped > first && (data[wrapped] === 0x28 || data[wrapped] === 0x7b)) {
    const inner = past(data, OPEN, wrapped, Math.min(end, wrapped + OPENERS + 1));
    if (inner >= end || isOpened(data, wrapped, inner, end, digit)) return true;
  }
  if (value > first) return false;
  // `b"…"`, or a value without quotes behind a sign that assigns.
  if (inSet(QUOTES, data[wrapped]) && wrapped > value) return true;
  return inSet(ASSIGNS, sign) && isBare(data, value, end, digit);
}

/** What stands behind opening quotes and brackets from `from` on: a text, a list of bytes, or the `b` of `[b"…"]`. */
function isOpened(data: Uint8Array, from: number, value: number, end: number, digit: boolean): boolean {
  const quote = until(data, QUOTES, from, value);
  if (quote === value)
    return inSet(DIGITS, data[value]) || value + 1 >= end || inSet(QUOTES, data[value + 1]);
  // An object in a text: its quotes end nothing.
  if (!digit || data.subarray(quote, value).includes(0x7b)) return true;
  const limit = Math.min(end, value + VALUE);
  const found = until(data, CLOSING, value, limit);
  // Another kind of quote may stand in the text.
  return found === limit || (data[found] !== 0x0a && data[found] !== data[value - 1]);
}

function isBare(data: Uint8Array, from: number, end: number, digit: boolean): boolean {
  const limit = Math.min(end, from + VALUE);
  const last = until(data, STOPS, from, limit);
  if (last === limit) return true;
  if (last - from < 3 || !inSet(ENDS, data[last])) return isWhole(data, from, end, digit);
  return !digit || until(data, DIGITS, from, last) < last || isWhole(data, from, end, digit);
}

/** A value without quotes that has brackets in it and is the rest of its line: `PASSWORD=a(b{c9`. */
function isWhole(data: Uint8Array, from: number, end: number, digit: boolean): boolean {
  const limit = Math.min(end, from + WHOLE);
  const last = until(data, GAPS, from, limit);
  if (last === limit) return last === end;
  if (last - from < 6) return false;
  if (until(data, digit ? DIGITS : SIGNS, from, last) === last) return false;
  const next = past(data, BLANKS, last, Math.min(end, last + 4));
  return next >= end || data[next] === 0x0a || data[next] === 0x0d;
}
