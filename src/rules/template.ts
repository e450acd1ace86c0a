/**
 * Fills the example templates of rule files, so that no real-looking key stands in the repository. A template is
 * ordinary text with placeholders such as `{base62:24}` or `{token:npm}`; all other braces are kept as they are.
 * The same template and seed always give the same text.
 */

import { ALPHABET_NAMES, createRandom, type Random } from "./template-random.ts";
import { makePem } from "./template-pem.ts";
import { tokenMakers, type TokenMaker } from "./template-tokens.ts";

type Filler = (args: string, random: Random) => string;

const fillers: Readonly<Record<string, Filler>> = {
  ...Object.fromEntries(
    ALPHABET_NAMES.map((name): [string, Filler] => [
      name,
      (args, random) => random.run(name, parseCount(name, args)),
    ]),
  ),
  repeat: repeatText,
  choice: (args, random) => fill(random.pick(splitChoices(args)), random),
  pem: (args, random) => makePem(args, random),
  pemline: (args, random) => makePem(args, random).replaceAll("\n", "\\n"),
  b64: (args, random) => Buffer.from(fill(args, random), "utf8").toString("base64"),
  b64url: (args, random) => Buffer.from(fill(args, random), "utf8").toString("base64url"),
  token: fillToken,
};

/** Placeholders that take no arguments. */
const constants: Readonly<Record<string, (random: Random) => string>> = { uuid: makeUuid };

/** Names of all placeholders, sorted. */
export function templateNames(): readonly string[] {
  return [...Object.keys(fillers), ...Object.keys(constants)].sort();
}

/**
 * The template with every placeholder filled from `seed` (its low 32 bits count). Throws an Error that names the
 * placeholder when a known one has wrong arguments or no closing brace, and when text has a placeholder's shape
 * (`{name:24}`) but no known name.
 */
export function fillTemplate(template: string, seed: number): string {
  return fill(template, createRandom(seed, template));
}

function fill(template: string, random: Random): string {
  let text = "";
  let at = 0;
  for (let brace = template.indexOf("{"); brace >= 0; brace = template.indexOf("{", at)) {
    text += template.slice(at, brace);
    const placeholder = readPlaceholder(template, brace);
    text += placeholder === undefined ? "{" : placeholder.fill(random);
    at = placeholder === undefined ? brace + 1 : placeholder.end;
  }
  return text + template.slice(at);
}

interface Placeholder {
  /** Offset after the closing brace. */
  end: number;
  fill: (random: Random) => string;
}

const OPENING = /\{([A-Za-z][A-Za-z0-9]*)(?:\}|:(\d+\})?)/y;

function readPlaceholder(template: string, brace: number): Placeholder | undefined {
  OPENING.lastIndex = brace;
  const match = OPENING.exec(template);
  const name = match?.[1];
  if (match === null || name === undefined) {
    return undefined;
  }
  if (match[0] === `{${name}}`) {
    const constant = Object.hasOwn(constants, name) ? constants[name] : undefined;
    return constant && { end: OPENING.lastIndex, fill: constant };
  }
  const filler = Object.hasOwn(fillers, name) ? fillers[name] : undefined;
  if (filler === undefined) {
    if (match[2] !== undefined) {
      throw new Error(`unknown placeholder ${match[0]}${suggestName(name, templateNames())}`);
    }
    return undefined;
  }
  const start = brace + name.length + 2;
  const end = closingBrace(template, start);
  if (end < 0) {
    throw new Error(`placeholder {${name}: has no closing brace`);
  }
  const args = template.slice(start, end);
  return { end: end + 1, fill: (random) => filler(args, random) };
}

/** Offset of the brace that closes an argument beginning at `start`, braces within being balanced; -1 if none. */
function closingBrace(template: string, start: number): number {
  let depth = 1;
  for (let at = start; at < template.length; at++) {
    if (template[at] === "{") {
      depth++;
    } else if (template[at] === "}" && --depth === 0) {
      return at;
    }
  }
  return -1;
}

function parseCount(name: string, args: string): number {
  const count = /^\d+$/.test(args) ? Number(args) : 0;
  if (count < 1 || count > 1_000_000) {
    throw new Error(`placeholder {${name}:${args}} needs a length from 1 to 1000000`);
  }
  return count;
}

function repeatText(args: string): string {
  const colon = args.lastIndexOf(":");
  if (colon < 1) {
    throw new Error(`placeholder {repeat:${args}} needs a text and a count, as in {repeat:x:24}`);
  }
  return args.slice(0, colon).repeat(parseCount("repeat", args.slice(colon + 1)));
}

/** Splits at the bars that stand outside inner braces. */
function splitChoices(args: string): string[] {
  const choices: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < args.length; at++) {
    const character = args[at];
    if (character === "{") {
      depth++;
    } else if (character === "}") {
      depth--;
    } else if (character === "|" && depth === 0) {
      choices.push(args.slice(start, at));
      start = at + 1;
    }
  }
  return [...choices, args.slice(start)];
}

function fillToken(args: string, random: Random): string {
  const colon = args.indexOf(":");
  const name = colon < 0 ? args : args.slice(0, colon);
  const makers: Readonly<Record<string, TokenMaker>> = tokenMakers;
  const make = Object.hasOwn(makers, name) ? makers[name] : undefined;
  if (make === undefined) {
    throw new Error(`unknown token in {token:${args}}${suggestName(name, Object.keys(makers))}`);
  }
  return make(random, colon < 0 ? undefined : args.slice(colon + 1));
}

/** A version 4 UUID. */
function makeUuid(random: Random): string {
  const digits = random.run("hex", 32);
  const variant = random.pick(["8", "9", "a", "b"]);
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    variant + digits.slice(17, 20),
    digits.slice(20),
  ].join("-");
}

/** `; did you mean "x"?` for the nearest name within two edits, else the list of names. */
function suggestName(name: string, known: readonly string[]): string {
  const ranked = known
    .map((candidate) => ({
      candidate,
      edits: editDistance(name.toLowerCase(), candidate.toLowerCase()),
    }))
    .sort((a, b) => a.edits - b.edits);
  const nearest = ranked[0];
  return nearest !== undefined && nearest.edits <= 2
    ? `; did you mean "${nearest.candidate}"?`
    : `; known names: ${known.join(", ")}`;
}

/** Levenshtein distance. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replace = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replace, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
