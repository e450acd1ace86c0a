/**
 * The prefilter kernel (AssemblyScript). One pass over the bytes finds every place where an anchor of a rule stands.
 *
 * Stage 1 hashes four bytes at every second position into a bit table that stays in the L1 cache and stores the position
 * without branching. Stage 2 looks the survivors up in an exact table of 4-byte grams, compares the anchor's whole sequence
 * of byte sets, and looks whether what must follow can follow at all (a value of the right alphabet, a delimiter).
 * src/engine/reference.ts says the same in plain TypeScript and is what the tests compare this file with.
 *
 * Tables are written by src/rules/compile/tables.ts; the layout is described there.
 */

/** Bytes of a block; its candidates (4 bytes each, every second position) stay in the L2 cache. */
const BLOCK: u32 = 32768;
const MULTIPLIER: u32 = 0x9e3779b1;
const OTHER_MULTIPLIER: u32 = 0x85ebca6b;

let bits: usize = 0;
let moreBits: usize = 0;
let slots: usize = 0;
let slotMask: u32 = 0;
let slotShift: u32 = 0;
let lists: usize = 0;
let sites: usize = 0;
let anchors: usize = 0;
let sequences: usize = 0;
let sets: usize = 0;
let candidates: usize = 0;
let hits: usize = 0;
let hitCapacity: u32 = 0;

let hitCount: u32 = 0;
let resumeAt: u32 = 0;
let candidateTotal: u32 = 0;

export function init(
  bitsAt: usize,
  moreBitsAt: usize,
  slotsAt: usize,
  slotCount: u32,
  listsAt: usize,
  sitesAt: usize,
  anchorsAt: usize,
  sequencesAt: usize,
  setsAt: usize,
  candidatesAt: usize,
  hitsAt: usize,
  hitsCapacity: u32,
): void {
  bits = bitsAt;
  moreBits = moreBitsAt;
  slots = slotsAt;
  slotMask = slotCount - 1;
  slotShift = 32 - ctz(slotCount);
  lists = listsAt;
  sites = sitesAt;
  anchors = anchorsAt;
  sequences = sequencesAt;
  sets = setsAt;
  candidates = candidatesAt;
  hits = hitsAt;
  hitCapacity = hitsCapacity;
}

/** Where to go on when `scan` stopped because the hit buffer was full; `end` when it is through. */
export function resume(): u32 {
  return resumeAt;
}

/** Positions that passed stage 1 since the last call: a work counter. */
export function takeCandidates(): u32 {
  const n = candidateTotal;
  candidateTotal = 0;
  return n;
}

// @ts-ignore: decorator
@inline
function inSet(set: usize, byte: u32): bool {
  return ((<u32>load<u8>(set + (byte >> 3)) >> (byte & 7)) & 1) != 0;
}

/** Writes the positions in [from, to) of one block that pass the bit table; returns how many. */
function collect(data: usize, from: u32, to: u32): u32 {
  let cursor = candidates;
  let p = from;
  const unrolledEnd = to > 8 ? to - 8 : 0;
  while (p < unrolledEnd) {
    const at = data + p;
    const h0 = (load<u32>(at) * MULTIPLIER) >> 14;
    const h1 = (load<u32>(at, 2) * MULTIPLIER) >> 14;
    const h2 = (load<u32>(at, 4) * MULTIPLIER) >> 14;
    const h3 = (load<u32>(at, 6) * MULTIPLIER) >> 14;
    store<u32>(cursor, p);
    cursor += ((<u32>load<u8>(bits + (h0 >> 3)) >> (h0 & 7)) & 1) << 2;
    store<u32>(cursor, p + 2);
    cursor += ((<u32>load<u8>(bits + (h1 >> 3)) >> (h1 & 7)) & 1) << 2;
    store<u32>(cursor, p + 4);
    cursor += ((<u32>load<u8>(bits + (h2 >> 3)) >> (h2 & 7)) & 1) << 2;
    store<u32>(cursor, p + 6);
    cursor += ((<u32>load<u8>(bits + (h3 >> 3)) >> (h3 & 7)) & 1) << 2;
    p += 8;
  }
  while (p < to) {
    const h = (load<u32>(data + p) * MULTIPLIER) >> 14;
    store<u32>(cursor, p);
    cursor += ((<u32>load<u8>(bits + (h >> 3)) >> (h & 7)) & 1) << 2;
    p += 2;
  }
  resumeAt = p;
  return <u32>((cursor - candidates) >> 2);
}

/** Keeps the candidates that also pass the larger bit table; returns how many. Again without branching. */
function refine(data: usize, count: u32): u32 {
  let cursor = candidates;
  const last = candidates + (count << 2);
  for (let at = candidates; at < last; at += 4) {
    const p = load<u32>(at);
    const h = (load<u32>(data + p) * OTHER_MULTIPLIER) >> 12;
    store<u32>(cursor, p);
    cursor += ((<u32>load<u8>(moreBits + (h >> 3)) >> (h & 7)) & 1) << 2;
  }
  return <u32>((cursor - candidates) >> 2);
}

/** A run of at least `n` bytes of the set from `i` on (with a digit where one is needed). True also where the data ends first. */
function runFrom(data: usize, i: u32, back: u32, end: u32, eof: bool, set: usize, n: u32, digit: bool): bool {
  let length: u32 = 0;
  let hasDigit = !digit;
  let j = i;
  while (j > back && inSet(set, load<u8>(data + j - 1))) {
    j--;
    length++;
    const c = load<u8>(data + j);
    if (c >= 0x30 && c <= 0x39) hasDigit = true;
  }
  j = i;
  while (j < end && length < 512) {
    const c = load<u8>(data + j);
    if (!inSet(set, c)) return length >= n && hasDigit;
    if (c >= 0x30 && c <= 0x39) hasDigit = true;
    length++;
    if (length >= n && hasDigit) return true;
    j++;
  }
  return length >= 512 || !eof || (length >= n && hasDigit);
}

function valueNear(data: usize, from: u32, end: u32, eof: bool, within: u32, set: usize, n: u32, digit: bool): bool {
  let i = from;
  const limit = from + within;
  while (i <= limit) {
    if (i >= end) return !eof;
    if (!inSet(set, load<u8>(data + i))) {
      i++;
      continue;
    }
    if (runFrom(data, i, i, end, eof, set, n, digit)) return true;
    while (i <= limit && i < end && inSet(set, load<u8>(data + i))) i++;
  }
  return false;
}

// @ts-ignore: decorator
@inline
function isName(c: u32): bool {
  const lower = c | 0x20;
  return (
    (lower >= 0x61 && lower <= 0x7a) || (c >= 0x30 && c <= 0x39) || c == 0x5f || c == 0x2e || c == 0x24 || c == 0x2d
  );
}

/** One of = : ? | , ( > */
// @ts-ignore: decorator
@inline
function isOperator(c: u32): bool {
  return c == 0x3d || c == 0x3a || c == 0x3f || c == 0x7c || c == 0x2c || c == 0x28 || c == 0x3e;
}

/** Blanks, line ends, quotes, backslash, opening brackets, @ */
// @ts-ignore: decorator
@inline
function isOpener(c: u32): bool {
  return (
    c == 0x20 || c == 0x09 || c == 0x0a || c == 0x0d || c == 0x22 || c == 0x27 || c == 0x60 || c == 0x5c || c == 0x5b || c == 0x7b || c == 0x40
  );
}

/** Closing quotes and brackets, backslash. */
// @ts-ignore: decorator
@inline
function isCloser(c: u32): bool {
  return c == 0x22 || c == 0x27 || c == 0x60 || c == 0x5c || c == 0x5d || c == 0x29;
}

/** What may stand between a name and its operator: blanks, `:`, a type. */
// @ts-ignore: decorator
@inline
function isBridge(c: u32): bool {
  return (
    isName(c) || c == 0x20 || c == 0x09 || c == 0x3a || c == 0x3c || c == 0x3e || c == 0x5b || c == 0x5d || c == 0x2a || c == 0x26
  );
}

function valueAssigned(data: usize, from: u32, end: u32, eof: bool, set: usize, n: u32, digit: bool): bool {
  let i = from;
  const nameEnd = from + 40;
  while (i < nameEnd && i < end && isName(load<u8>(data + i))) i++;
  const operatorEnd = i + 64;
  const closeEnd = i + 6;
  while (i < closeEnd && i < end && isCloser(load<u8>(data + i))) i++;
  while (i < operatorEnd) {
    if (i >= end) return !eof;
    const c: u32 = load<u8>(data + i);
    if (isOperator(c)) {
      let j = i + 1;
      const openEnd = j + 64;
      while (j < openEnd && j < end) {
        const o: u32 = load<u8>(data + j);
        if (!isOperator(o) && !isOpener(o)) break;
        j++;
      }
      if (runFrom(data, j, i + 1, end, eof, set, n, digit)) return true;
    }
    if (!isBridge(c)) return false;
    i++;
  }
  return false;
}

function matchesSite(data: usize, site: usize, start: u32, end: u32): bool {
  // One comparison of the bits that never vary turns nearly all others away.
  if (((load<u64>(data + start) ^ load<u64>(site, 16)) & load<u64>(site, 24)) != 0) return false;
  const length = <u32>load<u8>(site, 4);
  if (start + length > end) return false;
  let sequence = sequences + load<u32>(site, 0);
  for (let k: u32 = 0; k < length; k++) {
    const set = sets + ((<usize>load<u16>(sequence)) << 5);
    if (!inSet(set, load<u8>(data + start + k))) return false;
    sequence += 2;
  }
  return true;
}

/** Bytes of one set only, until one of another set comes: at most `within` of them. */
function tailFollows(data: usize, from: u32, end: u32, eof: bool, within: u32, through: usize, until: usize): bool {
  const last = from + within;
  for (let i = from; i <= last; i++) {
    if (i >= end) return !eof;
    const c = load<u8>(data + i);
    if (inSet(until, c)) return true;
    if (!inSet(through, c)) return false;
  }
  return false;
}

/** Whether what must follow an anchor can follow; `start` and `after` are where its sequence begins and ends. */
function passesCheck(data: usize, anchor: usize, start: u32, after: u32, end: u32, eof: bool): bool {
  const kind = <u32>load<u8>(anchor, 0);
  if (kind == 0) return true;
  const n = <u32>load<u16>(anchor, 2);
  const set = sets + ((<usize>load<u16>(anchor, 4)) << 5);
  const within = <u32>load<u16>(anchor, 6);
  if (kind == 3) {
    const until = sets + ((<usize>n) << 5);
    return tailFollows(data, start + <u32>load<u8>(anchor, 1), end, eof, within, set, until);
  }
  const digit = (kind & 4) != 0;
  if ((kind & 3) == 1) return valueNear(data, after, end, eof, within, set, n, digit);
  return valueAssigned(data, after, end, eof, set, n, digit);
}

/**
 * Finds the anchors that begin in [low, end) and lie wholly before `end`, looking at positions from `from` on (`low`, or where
 * the call before had to stop). 8 bytes from `end` on must be
 * readable. Hits (anchor, position) go to the hit buffer; returns how many, `resume()` tells whether there is more.
 */
export function scan(data: usize, low: u32, from: u32, end: u32, eof: bool): u32 {
  hitCount = 0;
  let p = from;
  while (p < end) {
    const to = p + BLOCK < end ? p + BLOCK : end;
    const collected = collect(data, p, to);
    const next = resumeAt;
    const count = refine(data, collected);
    for (let c: u32 = 0; c < count; c++) {
      const position = load<u32>(candidates + (c << 2));
      if (!lookUp(data, position, low, end, eof)) {
        resumeAt = position;
        candidateTotal += c;
        return hitCount;
      }
    }
    candidateTotal += count;
    p = next;
  }
  resumeAt = end;
  return hitCount;
}

/** Stage 2 for one position; false when its hits do not fit (none of them is kept then). */
function lookUp(data: usize, position: u32, low: u32, end: u32, eof: bool): bool {
  const product = load<u32>(data + position) * MULTIPLIER;
  const tag = product & 0x7fff;
  const before = hitCount;
  let slot = product >> slotShift;
  while (true) {
    const entry = load<u32>(slots + ((<usize>slot) << 2));
    if (entry == 0) return true;
    if ((entry & 0x7fff) == tag) {
      if (!report(data, position, low, end, eof, (entry >> 16) - 1)) {
        hitCount = before;
        return false;
      }
      // Unless another gram with this tag was put behind it.
      if ((entry & 0x8000) == 0) return true;
    }
    slot = (slot + 1) & slotMask;
  }
}

function report(data: usize, position: u32, low: u32, end: u32, eof: bool, list: u32): bool {
  let entryAt = lists + ((<usize>list) << 2);
  while (true) {
    const entry = load<u32>(entryAt);
    const back = (entry >> 24) & 0x7f;
    const site = sites + ((<usize>(entry & 0xffffff)) << 5);
    if (position >= low + back) {
      const start = position - back;
      if (matchesSite(data, site, start, end) && !reportSite(data, site, start, end, eof)) return false;
    }
    if ((entry & 0x80000000) != 0) return true;
    entryAt += 4;
  }
}

/** Stores a hit for each anchor of the site; false when the buffer is full. */
function reportSite(data: usize, site: usize, start: u32, end: u32, eof: bool): bool {
  const from = start + <u32>load<u8>(site, 4);
  const first = load<u32>(site, 8);
  const count = load<u32>(site, 12);
  for (let k: u32 = 0; k < count; k++) {
    const anchor = first + k;
    if (!passesCheck(data, anchors + ((<usize>anchor) << 3), start, from, end, eof)) continue;
    if (hitCount >= hitCapacity) return false;
    const at = hits + ((<usize>hitCount) << 3);
    store<u32>(at, anchor);
    store<u32>(at, start, 4);
    hitCount++;
  }
  return true;
}

/** How many bytes of [at, at + length) are newlines. */
export function countNewlines(at: usize, length: u32): u32 {
  let count: u32 = 0;
  let i: u32 = 0;
  const newline = i8x16.splat(0x0a);
  while (i + 16 <= length) {
    count += popcnt(i8x16.bitmask(i8x16.eq(v128.load(at + i), newline)));
    i += 16;
  }
  while (i < length) {
    if (load<u8>(at + i) == 0x0a) count++;
    i++;
  }
  return count;
}
