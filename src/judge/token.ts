/**
 * Tokens that stand for secrets in redacted text: the same for the same secret, so that what a key did can still be followed, and
 * useless for finding the secret out. `isToken` (src/engine/placeholder.ts) knows them again.
 */
import { crypto } from "../engine/crypto.ts";
import type { PackRule } from "../engine/pack.ts";
import type { Match } from "../engine/match.ts";
import { familyOf } from "./family.ts";
import { fingerprint, isGuessable } from "./fingerprint.ts";

/** Tokens kept, so that a key that stands on every line is worked out once. */
const KEPT = 10_000;

/** Makes the tokens of a run, and remembers KEPT of them. */
export class Tokens {
  readonly #key: Uint8Array;
  readonly #kept: Map<string, string> = new Map();

  /** @param key Goes into the tokens of secrets that could be guessed; whoever has it could try passwords out. */
  constructor(key: Uint8Array) {
    this.#key = key;
  }

  /**
   * `[keyscan:RULE:1a2b3c4d]`, the digits those that the secret's fingerprint begins with; for one that could be guessed, of a hash
   * that nobody can try out without the key.
   */
  of({ secret }: Pick<Match, "secret">, rule: PackRule): string {
    const id = `${rule.id}:${secret}`;
    const kept = this.#kept.get(id);
    if (kept !== undefined) return kept;
    const family = familyOf(rule);
    const tag = isGuessable(secret)
      ? crypto().createHmac("sha256", this.#key).update(`${family}:`).update(secret, "latin1").digest("hex")
      : fingerprint(family, secret, "").slice(3);
    const token = `[keyscan:${rule.id}:${tag.slice(0, 8)}]`;
    if (this.#kept.size >= KEPT) this.#kept.clear();
    this.#kept.set(id, token);
    return token;
  }
}
