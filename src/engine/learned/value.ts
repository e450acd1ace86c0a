/** What can be counted in a value: the classes, runs and shapes of its characters. One pass, bounded in length. */

/** No more of a value is looked at. */
const LONGEST = 400;

export interface ValueShape {
  length: number;
  lower: number;
  upper: number;
  digits: number;
  /** Neither letters nor digits, ASCII. */
  signs: number;
  blanks: number;
  /** Bytes beyond ASCII. */
  high: number;
  distinct: number;
  /** Shannon entropy, bits a character. */
  entropy: number;
  /** Longest run of one character, and of characters that count up or down. */
  same: number;
  rising: number;
  /** Changes between letters and digits, and from lower to upper case. */
  mixes: number;
  humps: number;
  vowels: number;
  longestConsonants: number;
  longestLetters: number;
  longestDigits: number;
  hex: number;
}

const counts: Uint16Array = new Uint16Array(256);

type Kind = "lower" | "upper" | "digit" | "blank" | "high" | "sign";

function kindOf(code: number): Kind {
  if (code >= 0x61 && code <= 0x7a) return "lower";
  if (code >= 0x41 && code <= 0x5a) return "upper";
  if (code >= 0x30 && code <= 0x39) return "digit";
  if (code === 0x20 || code === 0x09) return "blank";
  return code >= 0x80 ? "high" : "sign";
}

const isLetter = (kind: Kind | undefined): boolean => kind === "lower" || kind === "upper";

function isVowel(code: number): boolean {
  const c = code | 0x20;
  return c === 0x61 || c === 0x65 || c === 0x69 || c === 0x6f || c === 0x75;
}

export function shapeOf(value: string): ValueShape {
  const shape: ValueShape = {
    ...{ length: value.length, lower: 0, upper: 0, digits: 0, signs: 0, blanks: 0, high: 0, distinct: 0 },
    ...{ entropy: 0, same: 1, rising: 1, mixes: 0, humps: 0, vowels: 0, longestConsonants: 0 },
    ...{ longestLetters: 0, longestDigits: 0, hex: 0 },
  };
  const end = Math.min(value.length, LONGEST);
  counts.fill(0);
  const run = { same: 1, up: 1, down: 1, letters: 0, digits: 0, consonants: 0 };
  let before: Kind | undefined;
  let last = -9;
  for (let i = 0; i < end; i++) {
    const code = value.charCodeAt(i) & 0xff;
    const kind = kindOf(code);
    counts[code] = (counts[code] ?? 0) + 1;
    countKind(shape, kind, code);
    run.same = code === last ? run.same + 1 : 1;
    run.up = code === last + 1 ? run.up + 1 : 1;
    run.down = code === last - 1 ? run.down + 1 : 1;
    run.letters = isLetter(kind) ? run.letters + 1 : 0;
    run.digits = kind === "digit" ? run.digits + 1 : 0;
    run.consonants = isLetter(kind) && !isVowel(code) ? run.consonants + 1 : 0;
    shape.same = Math.max(shape.same, run.same);
    shape.rising = Math.max(shape.rising, run.up, run.down);
    shape.longestLetters = Math.max(shape.longestLetters, run.letters);
    shape.longestDigits = Math.max(shape.longestDigits, run.digits);
    shape.longestConsonants = Math.max(shape.longestConsonants, run.consonants);
    if ((kind === "digit" && isLetter(before)) || (isLetter(kind) && before === "digit")) shape.mixes++;
    if (kind === "upper" && before === "lower") shape.humps++;
    before = kind;
    last = code;
  }
  measure(shape, end);
  return shape;
}

function countKind(shape: ValueShape, kind: Kind, code: number): void {
  if (kind === "lower") shape.lower++;
  else if (kind === "upper") shape.upper++;
  else if (kind === "digit") shape.digits++;
  else if (kind === "blank") shape.blanks++;
  else if (kind === "high") shape.high++;
  else shape.signs++;
  if (isLetter(kind) && isVowel(code)) shape.vowels++;
  const lower = code | 0x20;
  if (kind === "digit" || (isLetter(kind) && lower <= 0x66)) shape.hex++;
}

function measure(shape: ValueShape, length: number): void {
  for (const count of counts) {
    if (count === 0) continue;
    shape.distinct++;
    shape.entropy -= (count / length) * Math.log2(count / length);
  }
}
