/**
 * Tokens that go on behind what stands between their parts (AssemblyScript): literals that are joined, lines of quoted-printable text.
 * `endAt` (bounded.ts) has said where the text ends.
 */
import { byteAt } from "./bounded";
import { isAlnum, isToken } from "./classes";

/** White space that may stand between joined literals, bytes. */
const SPACE: u32 = 64;
/** Length of lines of quoted-printable text that are broken off (RFC 2045, 6.7), with the `=`. Lines of base64 end with one too. */
const LINE_LEAST: u32 = 70;
const LINE_MOST: u32 = 76;
/** Bytes before such an `=` in a line of any length. */
const SOFT_LEAST: u32 = 12;
/** Bytes of a token round what stands within tokens only. */
const NEAR: u32 = 6;
/** Token characters that joined literals have together at least; without anything between them but white space. */
const JOINED: u32 = 8;
const LONG: u32 = 20;

/** Whether tokens end at `from` and begin at `to`. */
export function isWithin(data: usize, from: u32, to: u32): bool {
  return isInside(data, from, to, NEAR);
}

/** As `isWithin`; or tokens end or begin there of which one alone is as long as both must be: base64 has its slashes anywhere. */
export function isBeside(data: usize, from: u32, to: u32): bool {
  let before: u32 = 0;
  while (before < 2 * NEAR && before < from && isToken(byteAt(data, from - 1 - before))) before++;
  let after: u32 = 0;
  while (after < 2 * NEAR && isToken(byteAt(data, to + after))) after++;
  return before > 0 && (before == 2 * NEAR || after == 2 * NEAR || (before >= NEAR && after >= NEAR));
}

/** As `isWithin`, where so many bytes before are enough. */
export function isInside(data: usize, from: u32, to: u32, before: u32): bool {
  if (from < before) return false;
  for (let i: u32 = 0; i < before; i++) {
    if (!isToken(byteAt(data, from - 1 - i))) return false;
  }
  for (let i: u32 = 0; i < NEAR; i++) {
    if (!isToken(byteAt(data, to + i))) return false;
  }
  return true;
}

/** Whether a literal ends here and another one is joined to it, in the middle of what may be a token; or a line of quoted-printable text. */
export function joins(data: usize, at: u32): bool {
  if (at < 2 || !isToken(<u32>load<u8>(data + at - 1)) || !isToken(<u32>load<u8>(data + at - 2))) return false;
  const c = <u32>load<u8>(data + at);
  let i = at + 1;
  if (c == 0x3d) {
    if (byteAt(data, i) == 0x0d) i++;
    return byteAt(data, i) == 0x0a && isWithin(data, at, i + 1) && (isFull(data, at) || isNoPadding(data, at));
  }
  i = pastSpace(data, i);
  const sign = byteAt(data, i);
  let least: u32 = JOINED;
  if (sign == 0x2b || sign == 0x2e || sign == 0x26 || sign == 0x7e || sign == 0x3c || sign == 0x5c) {
    i++;
    if (sign == 0x3c && byteAt(data, i) != 0x3e) return false;
    if (sign == 0x3c || (sign == 0x2e && byteAt(data, i) == 0x2e)) i++;
    i = pastSpace(data, i);
  } else {
    if (i == at + 1) return false;
    least = LONG;
  }
  // `f"…"`, `R'…'`.
  for (let k: u32 = 0; k < 2 && isAlnum(byteAt(data, i)); k++) i++;
  const quote = byteAt(data, i);
  if (quote != 0x22 && quote != 0x27 && quote != 0x60) return false;
  return isLong(data, at, i + 1, least);
}

/** Whether the line that ends with `=` is as long as those that are broken off in quoted-printable text. */
function isFull(data: usize, at: u32): bool {
  let length: u32 = 1;
  while (length <= LINE_MOST && at >= length && <u32>load<u8>(data + at - length) != 0x0a) length++;
  return length >= LINE_LEAST && length <= LINE_MOST;
}

/** Whether the `=` at `at` can't be the padding of what looks random before it, as its length is none of base64. */
function isNoPadding(data: usize, at: u32): bool {
  let length: u32 = 0;
  let kinds: u32 = 0;
  while (length <= LINE_MOST && at > length) {
    const c = <u32>load<u8>(data + at - 1 - length);
    if (!isToken(c) && c != 0x2b && c != 0x2f) break;
    kinds |= c >= 0x30 && c <= 0x39 ? 1 : c >= 0x41 && c <= 0x5a ? 2 : c >= 0x61 && c <= 0x7a ? 4 : 0;
    length++;
  }
  return kinds == 7 && length >= SOFT_LEAST && length <= LINE_MOST && (length + 1) % 4 != 0;
}

/** Whether as many token characters, and a digit among them where many are asked for, end at `from` and begin at `to`. */
function isLong(data: usize, from: u32, to: u32, least: u32): bool {
  let count: u32 = 0;
  let digit = least < LONG;
  for (let i = from; i > 0 && count < least; i--, count++) {
    const c = <u32>load<u8>(data + i - 1);
    if (!isToken(c)) break;
    if (c >= 0x30 && c <= 0x39) digit = true;
  }
  if (!isToken(byteAt(data, to))) return false;
  for (let i = to; i < to + least; i++, count++) {
    const c = byteAt(data, i);
    if (!isToken(c)) break;
    if (c >= 0x30 && c <= 0x39) digit = true;
  }
  return digit && count >= least;
}

function pastSpace(data: usize, from: u32): u32 {
  let i = from;
  while (i < from + SPACE) {
    const c = byteAt(data, i);
    if (c != 0x20 && c != 9 && c != 10 && c != 13) break;
    i++;
  }
  return i;
}
