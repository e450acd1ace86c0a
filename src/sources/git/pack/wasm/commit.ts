/**
 * Commits: what the graph needs of them (../../formats.ts tells the same of any bytes), and what people wrote, laid one behind the other for
 * whoever looks through it. Told of many at a time.
 */
import { takeCommits } from "./hooks";
import { findHex } from "./ids";

/** Words of the list. Of a commit: its number, its tree, its time (two words), where its text is and how long, how many parents, these. */
const WORDS: u32 = 65_536;
const HEAD: u32 = 7;
export const COMMIT_BYTES: usize = <usize>WORDS * 4;
/** Bytes that may be looked at behind a text. */
const BEHIND: u32 = 256;

const NEWLINE: u32 = 0x0a;

let list: usize = 0;
let used: u32 = 0;
/** The room for texts. */
let room: usize = 0;
let roomEnd: usize = 0;
let textEnd: usize = 0;

export function initCommits(at: usize): void {
  list = at;
}

export function commitsAt(): usize {
  return list;
}

/** To be called before commits are read: where their texts go. */
export function startCommits(roomAt: usize, length: u32): void {
  room = roomAt;
  roomEnd = roomAt + length;
  textEnd = room;
  used = 0;
}

/** Hands over what has not been told of yet. */
export function flushCommits(): void {
  if (used > 0) takeCommits(used);
  used = 0;
  textEnd = room;
}

// @ts-ignore: decorator
@inline
function put(value: u32): void {
  store<u32>(list + (<usize>used << 2), value);
  used++;
}

/** The first newline from a place on, `end` where there is none. Readable: 16 bytes behind the end. */
function lineEnd(from: usize, end: usize): usize {
  const sought = i8x16.splat(0x0a);
  for (let at = from; at < end; at += 16) {
    const found = <u32>i8x16.bitmask(i8x16.eq(v128.load(at), sought));
    if (found != 0) return min(at + <usize>ctz(found), end);
  }
  return end;
}

// @ts-ignore: decorator
@inline
function isDigit(byte: u32): bool {
  return byte - 0x30 < 10;
}

/** Where the digits begin that end at `end`. */
function digitsBefore(from: usize, end: usize): usize {
  let at = end;
  while (at > from && isDigit(load<u8>(at - 1))) at--;
  return at;
}

/** The time of a line that ends with ` 1700000000 +0100`; 0 where it ends otherwise. */
function timeBefore(from: usize, end: usize): f64 {
  const zone = digitsBefore(from, end);
  if (zone == end || zone < from + 2) return 0;
  const sign = <u32>load<u8>(zone - 1);
  if ((sign != 0x2b && sign != 0x2d) || load<u8>(zone - 2) != 0x20) return 0;
  const until = zone - 2;
  const first = digitsBefore(from, until);
  if (first == until || until - first > 15 || first <= from) return 0;
  const isNegative = load<u8>(first - 1) == 0x2d;
  const before = isNegative ? first - 2 : first - 1;
  if (before < from || load<u8>(before) != 0x20) return 0;
  let time: f64 = 0;
  for (let at = first; at < until; at++) time = time * 10 + <f64>(<u32>load<u8>(at) - 0x30);
  return isNegative ? -time : time;
}

/** `parent ` and `committer ` begin with these, `tree ` with the lower five bytes of this. */
const TREE: u64 = 0x20_65_65_72_74;
const PARENT: u64 = 0x20_74_6e_65_72_61_70;
const COMMITTER: u64 = 0x65_74_74_69_6d_6d_6f_63;
const AUTHOR: u64 = 0x20_72_6f_68_74_75_61;

/** Takes a commit. Readable: 16 bytes behind it. */
export function readCommit(number: i32, at: usize, length: u32): void {
  const end = at + length;
  const textAt = textStart(at, end);
  const textLength = <u32>(end - textAt);
  // A parent takes eight bytes at least, whatever follows the word.
  const most = HEAD + length / 8;
  const isAlone = textLength + 1 + BEHIND > <u32>(roomEnd - room) || most > WORDS;
  if (isAlone || used + most > WORDS || textEnd + textLength + 1 + BEHIND > roomEnd) flushCommits();
  const head = used;
  used += HEAD;
  const time = readLinks(at, end);
  let text = textAt;
  if (!isAlone) {
    store<u8>(textEnd, <u8>NEWLINE);
    text = textEnd + 1;
    memory.copy(text, textAt, textLength);
    textEnd = text + textLength;
  }
  const entry = list + (<usize>head << 2);
  store<i32>(entry, number);
  store<i32>(entry, tree, 4);
  store<f64>(entry, time, 8);
  store<u32>(entry, <u32>text, 16);
  store<u32>(entry, textLength, 20);
  store<u32>(entry, used - head - HEAD, 24);
  // Where its text stands now, something else will stand.
  if (isAlone) flushCommits();
}

let tree: i32 = -1;

/** Puts the parents into the list and notes the tree; gives the committer's time. */
function readLinks(from: usize, end: usize): f64 {
  tree = -1;
  for (let at = from; at < end && load<u8>(at) != NEWLINE; ) {
    const stop = lineEnd(at, end);
    const word = load<u64>(at);
    if (stop - at >= 5 && (word & 0xff_ffff_ffff) == TREE) tree = findHex(at + 5, end);
    else if (stop - at >= 7 && (word & 0xff_ffff_ffff_ffff) == PARENT) {
      if (used < WORDS) put(findHex(at + 7, end));
    } else if (stop - at >= 10 && word == COMMITTER && load<u16>(at, 8) == 0x20_72) return timeBefore(at, stop);
    at = stop + 1;
  }
  return 0;
}

/** Where what people wrote begins, behind the ids of tree and parents; `from` where there is no such place. */
function textStart(from: usize, end: usize): usize {
  for (let at = lineEnd(from, end); at + 8 <= end; at = lineEnd(at + 1, end))
    if ((load<u64>(at, 1) & 0xff_ffff_ffff_ffff) == AUTHOR) return at + 1;
  return from;
}
