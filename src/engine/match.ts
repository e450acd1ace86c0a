/** A secret in a stream, and how one is made of what a rule has confirmed. */
import type { Confirmed, ConfirmedPart } from "./confirm.ts";
import type { Opinion } from "./learned/opinion.ts";
import { utf16Units, type ByteUnit, type LineTracker } from "./position.ts";
import type { CheckResult, Confidence } from "../types.ts";

/** A comment that may accept secrets; found in the same pass as these. */
export interface Marker {
  /** From 1. */
  line: number;
  /** Bytes from the start of the stream. */
  start: number;
  /** Its keyword and what follows on the line, latin-1. */
  text: string;
  /** It stands right behind what opens a comment, so that it is no text that speaks of such comments. */
  opensComment: boolean;
}

/** Something that belongs to a secret. Numbers as those of the match. */
export interface MatchPart extends ConfirmedPart {
  startLine: number;
  startColumn: number;
}

/** A secret in a stream. Offsets are bytes from the start of the stream; lines and columns count from 1. */
export interface Match {
  /** Index in the pack's rules. */
  rule: number;
  start: number;
  secretStart: number;
  secretEnd: number;
  /** The secret, latin-1. */
  secret: string;
  /** As in Confirmed. */
  decodedFrom?: readonly string[] | undefined;
  /** Result of the rule's checksum. */
  checksum: CheckResult;
  /** How sure this match is, where its place says more than its rule. */
  confidence?: Confidence | undefined;
  /** What the learned model says of a candidate; left out where the rule's word is enough. */
  opinion?: Opinion | undefined;
  /** The other parts of a secret that has several. */
  parts?: readonly MatchPart[] | undefined;
  startLine: number;
  startColumn: number;
  endLine: number;
  endColumn: number;
  /**
   * Text round the secret, latin-1, for code frames and for telling the channel; `secretAt` is its index there. It ends where
   * secrets may follow that are not known yet, and those of matches given before are starred out.
   */
  context: string;
  secretAt: number;
}

/** Context of a match for reports, bytes on each side. */
export const CONTEXT = 400;

/** The data that a match was found in. */
interface Place {
  data: Buffer;
  /** Bytes in the data. */
  length: number;
  /** Stream offset of data[0]. */
  base: number;
  lines: LineTracker;
  unit: ByteUnit;
}

/**
 * All matches have one shape, also what is undefined in most of them: else what looks at them is compiled several times.
 *
 * @param match Offsets are positions in the data.
 */
export function describeMatch(
  rule: number,
  match: Confirmed,
  confidence: Confidence | undefined,
  { data, length, base, lines, unit }: Place,
): Match {
  const { secretStart, secretEnd } = match;
  const startLine = lines.lineOf(secretStart);
  const startColumn = lines.columnOf(data, secretStart, unit);
  // Its lines, and where the last one begins, bit by bit: to make pieces of the data takes longer than all else.
  let newlines = 0;
  let tail = secretStart;
  let bits = 0;
  for (let at = secretStart; at < secretEnd; at++) {
    const byte = data[at] ?? 0;
    bits |= byte;
    if (byte !== 0x0a) continue;
    newlines++;
    tail = at + 1;
  }
  const units = bits < 0x80 ? secretEnd - tail : utf16Units(data.subarray(tail, secretEnd), unit);
  const contextStart = Math.max(0, secretStart - CONTEXT);
  return {
    rule,
    start: match.start + base,
    secretStart: secretStart + base,
    secretEnd: secretEnd + base,
    secret: match.secret,
    decodedFrom: match.decodedFrom,
    checksum: match.checksum,
    confidence,
    opinion: match.opinion,
    parts: match.parts === undefined ? undefined : describeParts(match, { data, lines, unit }),
    startLine,
    startColumn,
    endLine: startLine + newlines,
    endColumn: (newlines === 0 ? startColumn : 1) + units,
    context: data.toString("latin1", contextStart, Math.min(length, secretEnd + CONTEXT)),
    secretAt: secretStart - contextStart,
  };
}

function describeParts(
  { start, parts = [] }: Confirmed,
  { data, lines, unit }: Omit<Place, "length" | "base">,
): MatchPart[] {
  return parts.map((part) => ({
    ...part,
    startLine: lines.lineOf(start + part.at),
    startColumn: lines.columnOf(data, start + part.at, unit),
  }));
}
