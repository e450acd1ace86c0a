/** A key that nobody has: of the same form as a real one, so that only its provider can tell. */
import { randomInt } from "node:crypto";

const CLASSES = ["ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz", "0123456789"] as const;
/** Hexadecimal digits stay such. */
const HEX = ["ABCDEF", "abcdef", "0123456789"] as const;
/** A key's beginning, which names its kind. */
const KEPT = /^(?:[A-Za-z]{2,12}[-_.](?:[A-Za-z]{1,10}\d{0,2}[-_.])*)?/;

/** @param secret Latin-1. */
export function madeUp(secret: string): string {
  const start = KEPT.exec(secret)?.[0] ?? "";
  const rest = secret.slice(start.length);
  const classes = /^[0-9a-f-]+$|^[0-9A-F-]+$/.test(rest) ? HEX : CLASSES;
  return `${start}${[...rest].map((letter) => another(letter, classes)).join("")}`;
}

function another(letter: string, classes: readonly string[]): string {
  const alphabet = classes.find((one) => one.includes(letter));
  return alphabet === undefined ? letter : (alphabet[randomInt(alphabet.length)] ?? letter);
}
