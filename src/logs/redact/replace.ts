/** Puts tokens in the place of stretches of bytes; every other byte, and every line break, stays what it is. */
import { encodeText, type Encoding } from "./encoding.ts";
import type { Region } from "./replacements.ts";

export interface Replaced {
  bytes: Buffer;
  /** Where tokens begin in it, bytes, rising. */
  tokensAt: number[];
}

/**
 * @param bytes Part of a stream, whole characters.
 * @param base Which character of the stream its first one is.
 * @param regions Rising, apart from each other, wholly in the part.
 */
export function replace(
  bytes: Buffer,
  base: number,
  regions: readonly Region[],
  encoding: Encoding,
): Replaced {
  if (regions.length === 0) return { bytes, tokensAt: [] };
  const { width } = encoding;
  const pieces: Buffer[] = [];
  const tokensAt: number[] = [];
  let length = 0;
  const add = (piece: Buffer): void => {
    pieces.push(piece);
    length += piece.length;
  };
  let done = 0;
  for (const { from, to, token } of regions) {
    const start = (from - base) * width;
    const end = (to - base) * width;
    const put = encodeText(token, encoding);
    add(bytes.subarray(done, start));
    for (const piece of lines(bytes.subarray(start, end), encoding)) {
      if (!piece.isBreak) tokensAt.push(length);
      add(piece.isBreak ? piece.bytes : put);
    }
    done = end;
  }
  add(bytes.subarray(done));
  return { bytes: Buffer.concat(pieces, length), tokensAt };
}

/** The lines of a secret, nearly always one, and what breaks them: who counts lines must come to the same number. */
function* lines(
  secret: Buffer,
  { width, bigEndian }: Encoding,
): Generator<{ isBreak: boolean; bytes: Buffer }> {
  const isBreak = (at: number): boolean => {
    const [low, high] = bigEndian ? [at + 1, at] : [at, at + 1];
    if (width === 2 && secret[high] !== 0) return false;
    const byte = secret[width === 1 ? at : low];
    return byte === 0x0a || byte === 0x0d;
  };
  let from = 0;
  for (let at = 0; at <= secret.length; at += width) {
    const ends = at === secret.length;
    if (!ends && at > from && isBreak(at) === isBreak(from)) continue;
    if (at > from) yield { isBreak: isBreak(from), bytes: secret.subarray(from, at) };
    from = at;
  }
}
