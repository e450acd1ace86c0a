/** The secrets of a history, each once, as numbers; and which objects hold which. */
import type { Match } from "../../engine/match.ts";
import type { PackRule } from "../../engine/pack.ts";
import { keyOf } from "../../judge/index.ts";

const NONE: readonly number[] = [];

/** Secrets ↔ numbers, from 0, and by object the numbers of those that it holds. */
export class Secrets {
  readonly #rules: readonly PackRule[];
  readonly #numbers: Map<string, number> = new Map();
  readonly #keys: string[] = [];
  /** Numbers of secrets by their text, for each rule: their identity is a hash, and versions of a file hold the same ones. */
  readonly #byText: Map<number, Map<string, number>> = new Map();
  readonly #byObject: Map<number, readonly number[]> = new Map();

  constructor(rules: readonly PackRule[]) {
    this.#rules = rules;
  }

  get size(): number {
    return this.#keys.length;
  }

  /** Identity of a secret, as the judge tells it. */
  key(secret: number): string {
    return this.#keys[secret] ?? "";
  }

  number(key: string): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#keys.length;
    this.#keys.push(key);
    this.#numbers.set(key, number);
    return number;
  }

  /** Notes the matches of an object. */
  add(object: number, matches: readonly Pick<Match, "rule" | "secret">[]): void {
    const found = new Set(this.#byObject.get(object));
    for (const match of matches) {
      const rule = this.#rules[match.rule];
      if (rule !== undefined) found.add(this.#numberOf(match, rule));
    }
    if (found.size > 0) this.#byObject.set(object, [...found]);
  }

  #numberOf(match: Pick<Match, "rule" | "secret">, rule: PackRule): number {
    let byText = this.#byText.get(match.rule);
    if (byText === undefined) this.#byText.set(match.rule, (byText = new Map()));
    let number = byText.get(match.secret);
    if (number === undefined) byText.set(match.secret, (number = this.number(keyOf(match, rule))));
    return number;
  }

  /** Notes that an object holds the same as another one. False where that is nothing. */
  share(object: number, other: number): boolean {
    const held = this.#byObject.get(other);
    if (held !== undefined) this.#byObject.set(object, held);
    return held !== undefined;
  }

  /** Notes what an object holds, as `of` and `key` have told in an earlier scan. */
  restore(object: number, keys: readonly string[]): void {
    this.#byObject.set(
      object,
      keys.map((key) => this.number(key)),
    );
  }

  /** Secrets of an object. */
  of(object: number): readonly number[] {
    return this.#byObject.get(object) ?? NONE;
  }

  /** Objects with secrets. */
  objects(): IterableIterator<number> {
    return this.#byObject.keys();
  }
}
