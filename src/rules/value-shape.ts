/**
 * The values of composed rules, written like examples: literal text and placeholders such as `{hex:32}`, `{base62:20-40}`,
 * `{base62+._-:43}` (more characters) or `{uuid}`. One description gives the pattern of the value and a template for examples.
 */
import type { Complaint } from "../config/shape.ts";

/** What one placeholder stands for, as the inside of a character class. */
const ALPHABETS: Readonly<Record<string, string>> = {
  digits: "0-9",
  lower: "a-z",
  upper: "A-Z",
  alpha: "A-Za-z",
  // Either case: some providers issue both, and tools change it.
  hex: "0-9A-Fa-f",
  HEX: "0-9A-F",
  base32: "A-Z2-7",
  base36: "0-9a-z",
  BASE36: "0-9A-Z",
  base58: "1-9A-HJ-NP-Za-km-z",
  base62: "0-9A-Za-z",
  base64: "0-9A-Za-z+/",
  base64url: "0-9A-Za-z_-",
};

/** Shortest value: a shorter one says too little by its shape (and the engine looks at longer runs only). */
const LEAST_VALUE = 15;
/** Longest value. */
const MOST_VALUE = 512;

export interface ValueShape {
  /** Regular expression of the value. */
  source: string;
  /** Bytes. */
  min: number;
  max: number;
  /** Fixed text that it begins with. */
  prefix: string;
  /** A template that fillTemplate makes an example of. */
  example: string;
}

interface Part {
  source: string;
  example: string;
  min: number;
  max: number;
  fixed: boolean;
}

const UUID_GROUPS = [8, 4, 4, 4, 12];
const PLACEHOLDER = /\{([A-Za-z0-9]+)(\+[^:{}]*)?(?::(\d+)(?:-(\d+))?)?\}/y;
const escapeClass = (chars: string): string => chars.replace(/[\\\]^-]/g, "\\$&");
const escapeText = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");

function uuidPart(): Part {
  // Some providers issue ids of this form that are not hexadecimal.
  const source = UUID_GROUPS.map((length) => `[0-9A-Za-z]{${length}}`).join("-");
  return { source, example: "{uuid}", min: 36, max: 36, fixed: false };
}

function placeholderPart(match: RegExpExecArray): Part | Complaint {
  const [whole, name = "", more = "", from, to] = match;
  if (whole === "{uuid}") return uuidPart();
  const alphabet = Object.hasOwn(ALPHABETS, name) ? ALPHABETS[name] : undefined;
  if (alphabet === undefined)
    return { message: `unknown alphabet in ${whole}`, hint: Object.keys(ALPHABETS).join(", ") };
  const min = Number(from);
  const max = Number(to ?? from);
  if (from === undefined || min < 1 || max < min)
    return { message: `${whole} needs a length`, hint: `{${name}:32} or {${name}:20-40}` };
  const count = min === max ? `{${min}}` : `{${min},${max}}`;
  const source = `[${alphabet}${escapeClass(more.slice(1))}]${count}`;
  return { source, example: `{${name}:${min}}`, min, max, fixed: false };
}

function textPart(text: string): Part {
  return { source: escapeText(text), example: text, min: text.length, max: text.length, fixed: true };
}

function partsOf(template: string): Part[] | Complaint {
  const parts: Part[] = [];
  let at = 0;
  while (at < template.length) {
    PLACEHOLDER.lastIndex = at;
    const match = PLACEHOLDER.exec(template);
    if (match === null) {
      const brace = template.indexOf("{", at);
      if (brace === at) return { message: "a brace begins a placeholder", hint: "such as {hex:32}" };
      const text = template.slice(at, brace === -1 ? undefined : brace);
      parts.push(textPart(text));
      at += text.length;
      continue;
    }
    const part = placeholderPart(match);
    if ("message" in part) return part;
    parts.push(part);
    at = PLACEHOLDER.lastIndex;
  }
  return parts;
}

/** The shape, or what is wrong with it. */
function parseValue(template: string): ValueShape | Complaint {
  const parts = partsOf(template);
  if ("message" in parts) return parts;
  if (parts.every((part) => part.fixed))
    return { message: "has nothing that varies", hint: "put a placeholder such as {hex:32} in" };
  const sum = (key: "min" | "max"): number => parts.reduce((total, part) => total + part[key], 0);
  const [min, max] = [sum("min"), sum("max")];
  if (min < LEAST_VALUE || max > MOST_VALUE) {
    const message = `must be ${LEAST_VALUE} to ${MOST_VALUE} bytes long, not ${min === max ? min : `${min} to ${max}`}`;
    return { message, hint: "for shorter keys write a pattern, or context words and a value" };
  }
  return {
    source: parts.map((part) => part.source).join(""),
    min,
    max,
    prefix: parts[0]?.fixed === true ? parts[0].example : "",
    example: parts.map((part) => part.example).join(""),
  };
}

/** For the validator. */
export function valueTemplateComplaint(template: string): Complaint | undefined {
  const shape = parseValue(template);
  return "message" in shape ? shape : undefined;
}

/** @throws Error for a template that the validator has let through though it is wrong. */
export function valueShape(template: string): ValueShape {
  const shape = parseValue(template);
  if ("message" in shape) throw new Error(`${template}: ${shape.message}`);
  return shape;
}
