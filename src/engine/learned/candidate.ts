/** What the learned model gets to see of a candidate: the value and a fixed stretch of text round it, whatever the cuts of the stream. */

import { byteTable, WORD } from "../byte-table.ts";

/** Bytes before the secret. The scanner keeps at least so many. */
export const SEEN_BEFORE = 320;
/** Bytes behind the secret, on its line. */
export const SEEN_AFTER = 160;

/** All text is latin-1: one character a byte. */
export interface Candidate {
  secret: string;
  /** Offset of the secret in its stream, bytes. */
  at: number;
  /** Text before the secret, with the lines before it. */
  before: string;
  /** The rest of its line. */
  after: string;
  /** Index in `before` where the name begins that the value is given to. */
  nameAt: number;
  /** And where the rule's match begins, which may be in the midst of that name: what is claimed is told from there on. */
  wordAt?: number;
  /** Base name of the file. */
  path: string;
  /** It begins with a known provider's prefix, or is named after one. */
  readonly claimed: boolean;
  /** It begins with a known provider's prefix, and is claimed for that reason alone. Cheap to ask. */
  readonly prefixed?: boolean;
}

/** @param start,secretStart,secretEnd Indexes in the data; bytes before `first` and from `length` on are no part of it. */
export function candidateAt(
  data: Buffer,
  bounds: { first: number; length: number },
  match: { start: number; secretStart: number; secretEnd: number; secret: string },
  about: About,
): Candidate {
  const from = Math.max(bounds.first, match.secretStart - SEEN_BEFORE);
  const candidate = new SeenCandidate(match.secret, about);
  candidate.before = data.toString("latin1", from, match.secretStart);
  candidate.after = data.toString("latin1", match.secretEnd, lineEnd(data, match.secretEnd, bounds.length));
  candidate.nameAt = Math.max(0, nameStart(data, bounds.first, match.start) - from);
  candidate.wordAt = match.start - from;
  return candidate;
}

/** Index of the end of the line, or of as much of it as is seen. */
function lineEnd(data: Buffer, from: number, length: number): number {
  const most = Math.min(length, from + SEEN_AFTER);
  let at = from;
  while (at < most && data[at] !== 0x0a && data[at] !== 0x0d) at++;
  return at;
}

/** Of a class, since a getter of its own costs each object more than all else of it. */
class SeenCandidate implements Candidate {
  readonly secret: string;
  readonly at: number;
  readonly path: string;
  readonly prefixed: boolean;
  before = "";
  after = "";
  nameAt = 0;
  wordAt = 0;
  readonly #isClaimed: () => boolean;
  #claimed: boolean | undefined;

  constructor(secret: string, about: About) {
    this.secret = secret;
    this.at = about.at;
    this.path = about.path;
    this.prefixed = about.prefixed;
    this.#isClaimed = about.claimed;
  }

  /** Dear, and not asked of what is turned away at a glance. */
  get claimed(): boolean {
    return (this.#claimed ??= this.#isClaimed());
  }
}

interface About {
  at: number;
  path: string;
  prefixed: boolean;
  claimed: () => boolean;
}

/** Longest name that is looked at, bytes before the rule's match. */
const NAME = 60;

/** Where the name begins of which a match's first byte is part. */
export function nameStart(data: Buffer, first: number, start: number): number {
  let at = start;
  // The word may stand behind a quote or a blank that is part of the match.
  if (!isNameByte(data[at] ?? 0)) return at + 1;
  const least = Math.max(first, start - NAME);
  while (at > least && isNameByte(data[at - 1] ?? 0)) at--;
  return at;
}

/** Letters, digits, `_ . $ -`. */
function isNameByte(byte: number): boolean {
  return NAME_BYTES[byte] === 1;
}

const NAME_BYTES: Uint8Array = byteTable([`${WORD}.$-`, 1]);
