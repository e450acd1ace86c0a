/** What a rule demands of a matched secret beyond its shape. Pure: a latin-1 string in, yes or no out. */
import { sha256Hex } from "./crypto.ts";
import { distinctCharacters, shannonEntropy } from "./entropy.ts";
import { isPlaceholder } from "./placeholder.ts";

/** Compiled form of a rule's `require`. */
export interface Requirements {
  /** Bits a character, at least. */
  entropy?: number;
  /** `always`: also of letters in no order, as the kernel looks for a digit before anything else is asked. */
  digit?: boolean | "always";
  letter?: boolean;
  mixedCase?: boolean;
  minDistinct?: number;
  /** Sources of regular expressions that no secret may match. */
  not?: string[];
  /** SHA-256, the first 16 hexadecimal digits, of published samples. */
  published?: string[];
}

const notCache: Map<string, RegExp> = new Map();

function notRegExp(source: string): RegExp {
  let regExp = notCache.get(source);
  if (regExp === undefined) {
    regExp = new RegExp(source);
    notCache.set(source, regExp);
  }
  return regExp;
}

const DIGIT = /[0-9]/;
const LETTER = /[A-Za-z]/;
const LOWER = /[a-z]/;
const UPPER = /[A-Z]/;

/** True where the secret meets every demand. */
export function meets(secret: string, demands: Requirements): boolean {
  return meetsCheap(secret, demands) && !isPublished(secret, demands);
}

/** True where the secret meets every demand but the dear one, that it is no published sample. */
export function meetsCheap(secret: string, demands: Requirements): boolean {
  if (lacksDigit(secret, demands)) return false;
  if (demands.letter === true && !LETTER.test(secret)) return false;
  if (demands.mixedCase === true && !(LOWER.test(secret) && UPPER.test(secret))) return false;
  if (demands.minDistinct !== undefined && distinctCharacters(secret) < demands.minDistinct) return false;
  if (demands.entropy !== undefined && shannonEntropy(secret) < demands.entropy) return false;
  return !(demands.not?.some((source) => notRegExp(source).test(secret)) ?? false);
}

function lacksDigit(secret: string, { digit = false }: Requirements): boolean {
  return digit !== false && !DIGIT.test(secret) && (digit === "always" || !isShuffled(secret));
}

/** The letters with which a secret ends: as many of them as hardly ever have no digit among them by chance. */
const LETTERS = /[A-Za-z]{20,64}$/;

/** True for letters of both cases in no order that words have: one key of 24 characters in seventy has no digit. */
function isShuffled(secret: string): boolean {
  if (secret.length < 20) return false;
  const letters = LETTERS.exec(secret)?.[0] ?? "";
  const isOrdered = /[a-z]{8}|[A-Z]{8}/.test(letters) || !/[b-df-hj-np-tv-xz]{5}/i.test(letters);
  return (
    letters !== "" &&
    !isOrdered &&
    pairs(letters, /[A-Z](?=[A-Z])/g) >= 2 &&
    pairs(letters, /[a-z](?=[a-z])/g) >= 2
  );
}

function pairs(text: string, pair: RegExp): number {
  return text.match(pair)?.length ?? 0;
}

/** True for a published sample. */
export function isPublished(secret: string, { published }: Requirements): boolean {
  return published !== undefined && published.includes(sampleHash(secret));
}

/** One letter or digit over and over; `x` and `0` are what people black out with. */
const FILLED = /([1-9a-wyz])\1{19}|([A-WYZ])\2{11}/;
/** What is left of an address whose key is blacked out tells what it is for. */
const FILLED_ADDRESS = /^https?:.*[xX]{16}$/;

/** True for a key whose characters are all the same: no random one, and still worth a word (the judge calls it a placeholder). */
export function isFilled(secret: string, { not }: Requirements): boolean {
  if (secret.length > 120 || !isPlaceholder(secret)) return false;
  if (FILLED_ADDRESS.test(secret)) return true;
  if (!FILLED.test(secret)) return false;
  return not === undefined || meets(secret, { not });
}

function sampleHash(secret: string): string {
  return sha256Hex(Buffer.from(secret, "latin1")).slice(0, 16);
}
