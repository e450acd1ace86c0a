/** Shapes of a text that say what it is not: typed by counting, a rising list of numbers, signs that no language would read. */

import { allBut, byteTable, placesInRows, WORD } from "../byte-table.ts";

/** Made-up values count: least length of a value that is told by it, of a run, and the share of a value that runs cover then. */
const COUNTED = { value: 16, run: 4, share: 0.85 } as const;

/**
 * Whether a long value was typed by counting: `1a2b3c4d-5e6f-7a8b…`, `abcdef0123456789…`, `aB1cD2eF3…`. Runs go up or down by one, each
 * character from the one before, or from the second or third before where two or three sequences take turns. Linear time.
 */
export function isCounted(value: string): boolean {
  if (value.length < COUNTED.value) return false;
  const text = value.toLowerCase().replaceAll(/^b["']|\\x|0x|[^a-z0-9]/g, "");
  if (text.length < COUNTED.value) return false;
  if (isStepping(text)) return true;
  let covered = 0;
  for (let at = 0; at < text.length;) {
    const length = Math.max(runLength(text, at, 1), runLength(text, at, 2), runLength(text, at, 3));
    if (length >= COUNTED.run) covered += length;
    at += length >= COUNTED.run ? length : 1;
    if (covered + text.length - at < text.length * COUNTED.share) return false;
  }
  return covered >= text.length * COUNTED.share;
}

/** Bytes in hexadecimal digits, each as far from the one before: `000102…`, `00112233…`, `f0e0d0…`. */
function isStepping(text: string): boolean {
  if (!/^(?:[0-9a-f]{2}){8,}$/.test(text)) return false;
  const bytes = Buffer.from(text, "hex");
  const steps = new Uint32Array(256);
  for (let i = 1; i < bytes.length; i++) {
    const step = ((bytes[i] ?? 0) - (bytes[i - 1] ?? 0)) & 0xff;
    steps[step] = (steps[step] ?? 0) + 1;
  }
  return Math.max(...steps) >= (bytes.length - 1) * COUNTED.share;
}

/** Characters from `at` on in which each goes on from the one `period` before; 1 where they are too few to tell. */
function runLength(text: string, at: number, period: number): number {
  let end = at + period;
  while (end < text.length && goesOn(text.charCodeAt(end) - text.charCodeAt(end - period), period)) end++;
  const length = end - at;
  return length >= 3 * period ? length : 1;
}

/** Nine is followed by nought; of three that take turns two may be one sequence. */
function goesOn(by: number, period: number): boolean {
  return by === 1 || by === -9 || (period === 1 && by === -1) || (period === 3 && by === 2);
}

/** Of each byte its place in rows of keys: those side by side follow each other; 0: in none. */
export const KEYS: Uint8Array = placesInRows("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890");
/** The row where the hands lie. */
const HOME = /[asdfghjkl]/g;
/** Of how many signs mashed keys are told, and of how many letters; the shares of keys side by side, or of the home row, that chance hardly has. */
const MASHED = { value: 9, letters: 6, beside: 0.6, home: 0.8 } as const;

/** Whether hands ran over the keys: `askfjh234as9`, `lsdkfol23w54jlks`. No machine that makes tokens does that. */
export function isMashed(value: string): boolean {
  if (value.length < MASHED.value || !/^[a-z0-9]{1,40}$/.test(value) || /^[0-9a-f]+$/.test(value))
    return false;
  const letters = value.replaceAll(/[0-9]/g, "");
  if (letters.length >= MASHED.letters) {
    const home = letters.match(HOME)?.length ?? 0;
    if (home >= letters.length * MASHED.home) return true;
  }
  let beside = 0;
  for (let i = 1; i < value.length; i++) if (Math.abs(keyAt(value, i) - keyAt(value, i - 1)) === 1) beside++;
  return beside >= (value.length - 1) * MASHED.beside;
}

function keyAt(value: string, at: number): number {
  return KEYS[value.charCodeAt(at)] ?? 0;
}

/** Brackets that close what was not opened, among many other signs: nothing that a language would read. */
export function isSoup(text: string): boolean {
  return text.length >= 8 && hasFourSigns(text) && !isNested(text);
}

/** 1 for what is a sign of no language. */
const SIGNS: Uint8Array = byteTable([allBut(`${WORD}.,;=()[]`), 1]);

/** Four different ones. */
function hasFourSigns(text: string): boolean {
  let [first, second, third] = [-1, -1, -1];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (SIGNS[code] !== 1 || code === first || code === second || code === third) continue;
    if (third !== -1) return true;
    third = second;
    second = first;
    first = code;
  }
  return false;
}

const CLOSERS: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

function isNested(text: string): boolean {
  const open: string[] = [];
  for (const char of text) {
    const opener = CLOSERS[char];
    if (char === "(" || char === "[" || char === "{") open.push(char);
    else if (opener !== undefined && open.pop() !== opener) return false;
  }
  return true;
}

/** A list of numbers that only rise: offsets, an index, no bytes of a key; bytes in hexadecimal with the same step between all of them. */
export function isRising(text: string): boolean {
  if (!text.includes(",")) return false;
  const isHex = /^0x[0-9a-f]{2}(?:, ?0x[0-9a-f]{2}){6,}$/i.test(text);
  if (!isHex && !/^[0-9]{1,3}(?:, ?[0-9]{1,3}){6,}$/.test(text)) return false;
  const numbers = text.split(",").map(Number);
  const steps = numbers.slice(1).map((number, i) => number - (numbers[i] ?? 0));
  return isHex ? new Set(steps).size === 1 : steps.every((step) => step > 0);
}
