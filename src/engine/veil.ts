/** What the text round a match may show: no other secret, and nothing in which a secret may stand that is not known yet. */

import { CONTEXT, type Match } from "./match.ts";
import type { PackRule } from "./pack.ts";
import { endOf, resolveOverlaps } from "./resolve.ts";

/** Stream offsets. */
export interface SecretPlace {
  secretStart: number;
  secretEnd: number;
}

/** A secret with the text round it, in which it stands at `secretAt`. Latin-1: a character is a byte. */
interface InContext extends SecretPlace {
  context: string;
  secretAt: number;
}

/** @param base Stream offset of what the places count from. */
export function placeOf({ secretStart, secretEnd }: SecretPlace, base = 0): SecretPlace {
  return { secretStart: secretStart + base, secretEnd: secretEnd + base };
}

/**
 * The context with the other secrets starred out, cut where secrets may begin that are not known yet. One byte behind the secret
 * stays in any case: it tells an address from other text.
 *
 * @param unknownFrom Stream offset.
 */
function veil(match: InContext, others: readonly SecretPlace[], unknownFrom: number): string {
  const origin = match.secretStart - match.secretAt;
  const known = Math.max(match.secretEnd + 1, unknownFrom) - origin;
  // Of a line that is known in part nothing is better than a piece.
  const lineEnd = known < match.context.length ? match.context.lastIndexOf("\n", known - 1) : -1;
  let context = match.context.slice(0, lineEnd >= match.secretEnd - origin ? lineEnd + 1 : known);
  for (const { secretStart, secretEnd } of others) {
    const from = Math.max(0, secretStart - origin);
    const to = Math.min(context.length, secretEnd - origin);
    if (from >= to || (secretStart < match.secretEnd && match.secretStart < secretEnd)) continue;
    context = context.slice(0, from) + context.slice(from, to).replace(/[^\r\n]/g, "*") + context.slice(to);
  }
  return context;
}

/** The matches that were given: their places, as far as the context of one to come reaches, and those that one to come may overlap. */
export class Given {
  #places: SecretPlace[] = [];
  /** Live only: else nothing is given that a match to come may overlap. */
  #rivals: Match[] = [];

  get isEmpty(): boolean {
    return this.#places.length === 0;
  }

  clear(): void {
    this.#places = [];
    this.#rivals = [];
  }

  /** As `resolveOverlaps`, with what was given among the matches that may beat others; it is not given again. */
  resolve(
    pending: readonly Match[],
    frontier: number,
    rules: readonly PackRule[],
    isNamed: boolean,
  ): { decided: Match[]; open: Match[] } {
    if (this.#rivals.length === 0) return resolveOverlaps(pending, frontier, rules, isNamed);
    const rivals = new Set(this.#rivals);
    const { decided, open } = resolveOverlaps([...rivals, ...pending], frontier, rules, isNamed);
    const isNew = (match: Match): boolean => !rivals.has(match);
    return { decided: decided.filter(isNew), open: open.filter(isNew) };
  }

  /** The matches, which are given now, with contexts that show none of the others. `unknownFrom`: as for `veil`. */
  veiled(decided: readonly Match[], others: readonly SecretPlace[], unknownFrom: number): Match[] {
    const hidden = [...this.#places, ...others];
    this.#places = [...this.#places, ...decided.map((match) => placeOf(match))].filter(
      ({ secretEnd }) => secretEnd > unknownFrom - CONTEXT,
    );
    this.#rivals = [...this.#rivals, ...decided].filter((match) => endOf(match) > unknownFrom);
    return decided.map((match) => ({ ...match, context: veil(match, hidden, unknownFrom) }));
  }
}
