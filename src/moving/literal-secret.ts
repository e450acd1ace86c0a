/**
 * Expressions of allowlists that are a key, word for word. They go into the baseline, where nobody can read them: what `init` prints
 * and writes holds no key.
 */
import { createHash } from "node:crypto";
import type { Plan } from "./plan.ts";

/** The expressions that are none; the others are known from now on. */
export function withoutSecrets(
  texts: readonly string[],
  { plan, file }: { plan: Plan; file: string },
): readonly string[] {
  plan.known.push(...texts.filter(isSecret).map((text) => ({ from: file, sha1: sha1Of(text) })));
  return texts.filter((text) => !isSecret(text));
}

/** An expression without signs of its own, that looks like a key. */
export function isSecret(text: string): boolean {
  const literal = literalOf(text);
  if (literal === undefined || !/\d/.test(literal)) return false;
  // What has other signs may be a path or the name of a host, if it is not of mixed case.
  const isPlain = /^[\w-]{20,}$/.test(literal);
  return isPlain
    ? /[A-Za-z]/.test(literal)
    : literal.length >= 20 && /[A-Z]/.test(literal) && /[a-z]/.test(literal);
}

/** SHA-1 of the text that the expression stands for, hex. */
export function sha1Of(text: string): string {
  return createHash("sha1")
    .update(literalOf(text) ?? text)
    .digest("hex");
}

/** Undefined for an expression that stands for more than one text. */
function literalOf(text: string): string | undefined {
  const body = text.replace(/^(?:\(\?i\))?\^?/, "").replace(/\$$/, "");
  return /^(?:[\w=/-]|\\[.+=/-])+$/.test(body) ? body.replaceAll("\\", "") : undefined;
}
