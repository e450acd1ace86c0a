/**
 * Reproducible random material for example templates. The same seed gives the same text on every machine; nothing
 * here is fit for cryptography. Random runs are drawn again until they look like a key: no example may fail an
 * entropy or digit demand by bad luck.
 */

import { crc32 } from "../engine/checks/crc.ts";

const DIGITS = "0123456789";
const LOWER = "abcdefghijklmnopqrstuvwxyz";
const UPPER = LOWER.toUpperCase();

/** Names of the alphabets, which are placeholders too. */
export const ALPHABET_NAMES = [
  "digits",
  "lower",
  "upper",
  "alpha",
  "hex",
  "HEX",
  "base32",
  "base36",
  "BASE36",
  "base58",
  "base62",
  "base64",
  "base64url",
] as const;

export type AlphabetName = (typeof ALPHABET_NAMES)[number];

const ALPHABETS: Readonly<Record<AlphabetName, string>> = {
  digits: DIGITS,
  lower: LOWER,
  upper: UPPER,
  alpha: UPPER + LOWER,
  hex: `${DIGITS}abcdef`,
  HEX: `${DIGITS}ABCDEF`,
  base32: `${UPPER}234567`,
  base36: DIGITS + LOWER,
  BASE36: DIGITS + UPPER,
  base58: "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz",
  base62: DIGITS + UPPER + LOWER,
  base64: `${UPPER}${LOWER}${DIGITS}+/`,
  base64url: `${UPPER}${LOWER}${DIGITS}-_`,
};

export interface Random {
  /** A whole number from 0 up to, not including, `limit` (1 to 2^32). */
  below(limit: number): number;
  bytes(count: number): Uint8Array;
  pick<T>(items: readonly T[]): T;
  /** `length` characters of an alphabet; see `drawRun` for what is promised of them. */
  run(alphabet: AlphabetName, length: number): string;
}

/**
 * A generator for a seed (its low 32 bits count) and a text that is mixed into it, so that the same seed gives other
 * values for another text. The algorithm is mulberry32.
 */
export function createRandom(seed: number, text = ""): Random {
  let state = (crc32(Buffer.from(text)) ^ Math.imul(seed, 0x9e3779b1)) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const random: Random = {
    below: (limit) => Math.floor((next() / 0x1_0000_0000) * limit),
    bytes: (count) => Uint8Array.from({ length: count }, () => next() >>> 24),
    pick: (items) => {
      const item = items[random.below(items.length)];
      if (item === undefined) {
        throw new RangeError("pick: no items");
      }
      return item;
    },
    run: (alphabet, length) => drawRun(random, alphabet, length),
  };
  return random;
}

/**
 * Draws characters until they fit: the ends are alphanumeric (so that word boundaries hold), numbers have no leading
 * zero, nothing stands three times in a row, and from 8 characters on every class of the alphabet (digit, lower,
 * upper) occurs and characters vary.
 */
function drawRun(random: Random, name: AlphabetName, length: number): string {
  const alphabet = ALPHABETS[name];
  for (let attempt = 0; attempt < 10_000; attempt++) {
    let run = "";
    for (let index = 0; index < length; index++) {
      run += alphabet[random.below(alphabet.length)] ?? "";
    }
    if (looksRandom(run, alphabet) && !(name === "digits" && length > 1 && run.startsWith("0"))) {
      return run;
    }
  }
  throw new Error(`no random run of ${length} ${name} characters could be drawn`);
}

function looksRandom(run: string, alphabet: string): boolean {
  if (/^[^0-9A-Za-z]|[^0-9A-Za-z]$/.test(run) || tripled(run)) {
    return false;
  }
  if (run.length < 8) {
    return true;
  }
  const classes = [/[0-9]/, /[a-z]/, /[A-Z]/].filter((kind) => kind.test(alphabet));
  const varied = new Set(run).size >= Math.min(run.length, alphabet.length) * 0.6;
  return varied && classes.every((kind) => kind.test(run));
}

/** Long runs are let off: among thousands of characters a triple is no sign of a placeholder. */
function tripled(run: string): boolean {
  return run.length <= 256 && /(.)\1\1/i.test(run);
}
