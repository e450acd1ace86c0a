/**
 * Patterns as programs (AssemblyScript), tried where an anchor stands before JavaScript hears of it. src/engine/program.ts says the same in
 * plain TypeScript, and what the instructions are; src/rules/compile/program.ts makes them.
 */
import { inSet, isAlnum, setMask } from "./classes";

const ACCEPT: u32 = 0;
const SET: u32 = 1;
const ALL: u32 = 2;
const RUN: u32 = 3;
const EITHER: u32 = 4;
const JUMP: u32 = 5;
const LOOK: u32 = 6;
const NO_LOOK: u32 = 7;
const BEHIND: u32 = 8;
const NOT_BEHIND: u32 = 9;
const EDGE: u32 = 10;
const NO_EDGE: u32 = 11;
const LINE_START: u32 = 12;
const BEFORE: u32 = 14;
const NOT_BEFORE: u32 = 15;
const HERE: u32 = 16;

const MOST_STEPS: i32 = 2048;

/** What else may be tried: instruction, byte, and for runs the byte that they reach at least, u32 each. A step adds one at most. */
const ENTRY: usize = 12;
const stack: usize = memory.data((2048 + 16) * 12);
/** In an entry: no run. */
const NO_RUN: u32 = u32.MAX_VALUE;

let sets: usize = 0;
let data: usize = 0;
let end: u32 = 0;
let steps: i32 = 0;
/** Where what is looked back at has to end. */
let here: u32 = 0;
/** The data or the steps have come to their end. */
let open: bool = false;
/** What stands before a newline may belong to another text. */
let inPieces: bool = false;

export function setProgramSets(setsAt: usize): void {
  sets = setsAt;
}

export function setPieces(): void {
  inPieces = true;
}

/** Whether the program may match at one of the starts: it does, or that can't be told here. */
export function mayMatch(program: usize, text: usize, from: u32, to: u32, textEnd: u32): bool {
  data = text;
  end = textEnd;
  steps = MOST_STEPS;
  open = false;
  for (let start = from; start <= to; start++) {
    if (run(program, start, stack) || open) return true;
  }
  return false;
}

// @ts-ignore: decorator
@inline
function isIn(set: usize, at: u32): bool {
  if (at >= end) open = true;
  return inSet(set, load<u8>(data + at));
}

// @ts-ignore: decorator
@inline
function setAt(op: usize, word: usize): usize {
  return sets + (<usize>load<u16>(op + (word << 1)) << 5);
}

/** Where the bytes from `at` on that are in the set end, `most` of them at most. */
function pastRun(set: usize, at: u32, most: u32): u32 {
  const limit = at + most;
  let to = limit;
  for (let i = at; i < limit; i += 16) {
    if (i >= end) {
      open = true;
      return i;
    }
    const stops = ~setMask(set, data + i) & 0xffff;
    if (stops == 0) continue;
    to = min(limit, i + <u32>ctz(stops));
    break;
  }
  if (to > end || (to == end && to < limit)) open = true;
  steps -= <i32>((to - at) >> 4);
  if (steps < 0) open = true;
  return to;
}

// @ts-ignore: decorator
@inline
function isWord(c: u32): bool {
  return isAlnum(c) || c == 0x5f;
}

/** What stands round a byte. */
function holds(code: u32, op: usize, at: u32): bool {
  if (code == BEHIND) return at < 2 || inSet(setAt(op, 1), load<u8>(data + at - 1));
  if (code == NOT_BEHIND) return at < 2 || !inSet(setAt(op, 1), load<u8>(data + at - 1));
  const before: u32 = at > 0 ? load<u8>(data + at - 1) : 0;
  if (code == LINE_START) return at < 2 || before == 0x0a || before == 0x0d;
  if (at >= end) open = true;
  const here: u32 = load<u8>(data + at);
  if (code == EDGE) return isWord(here) != isWord(before);
  if (code == NO_EDGE) return isWord(here) == isWord(before);
  return here == 0x0a || here == 0x0d;
}

function hasNewline(from: u32, to: u32): bool {
  for (let at = from; at < to; at++) if (load<u8>(data + at) == 0x0a) return true;
  return false;
}

/** Whether what an instruction looks back at ends at a byte. */
function endsAt(op: usize, at: u32, top: usize): bool {
  const least = <u32>load<u16>(op, 4);
  const most = <u32>load<u16>(op, 6);
  const outer = here;
  // What stands before the first byte is no part of the text.
  const lowest: u32 = <u32>load<u16>(op) == NOT_BEFORE ? 1 : 0;
  let found = false;
  let start = at > most + lowest ? at - most : lowest;
  for (; !found && !open && start + least <= at; start++) {
    if (--steps < 0) open = true;
    if (!isIn(setAt(op, 1), start)) continue;
    here = at;
    found = run(op + 10, start, top);
  }
  here = outer;
  if (found && lowest == 1 && inPieces && hasNewline(start - 1, at)) open = true;
  return found;
}

/** Whether it matches from the instruction on. What is on the stack below `base` is another's. */
function run(first: usize, start: u32, base: usize): bool {
  let top = base;
  let op = first;
  let at = start;
  // Ends at the latest where the steps do.
  while (!open) {
    if (--steps < 0) break;
    const code = <u32>load<u16>(op);
    let holdsOn = true;
    if (code == SET) {
      holdsOn = isIn(setAt(op, 1), at);
      at++;
      op += 4;
    } else if (code == EITHER) {
      const other = op + (<usize>load<u16>(op, 4) << 1);
      if (isIn(setAt(op, 1), at)) {
        store<u32>(top, <u32>other);
        store<u32>(top, at, 4);
        store<u32>(top, NO_RUN, 8);
        top += ENTRY;
        op += 6;
      } else op = other;
    } else if (code == ALL) {
      const to = pastRun(setAt(op, 1), at, load<u16>(op, 6));
      holdsOn = to - at >= <u32>load<u16>(op, 4);
      at = to;
      op += 8;
    } else if (code == RUN) {
      const to = pastRun(setAt(op, 1), at, load<u16>(op, 6));
      // Gone on with below, as what is taken from the stack.
      store<u32>(top, <u32>op);
      store<u32>(top, to + 1, 4);
      store<u32>(top, at + <u32>load<u16>(op, 4), 8);
      top += ENTRY;
      holdsOn = false;
    } else if (code == JUMP) op += <isize>load<i16>(op, 2) << 1;
    else if (code == ACCEPT) return true;
    else if (code == LOOK || code == NO_LOOK) {
      holdsOn = run(op + 4, at, top) == (code == LOOK);
      op += <usize>load<u16>(op, 2) << 1;
    } else if (code == BEFORE || code == NOT_BEFORE) {
      holdsOn = endsAt(op, at, top) == (code == BEFORE);
      op += <usize>load<u16>(op, 8) << 1;
    } else if (code == HERE) {
      if (at == here) return true;
      holdsOn = false;
    } else {
      holdsOn = holds(code, op, at);
      op += code <= NOT_BEHIND ? 4 : 2;
    }
    while (!holdsOn && !open) {
      if (top == base) return false;
      top -= ENTRY;
      op = <usize>load<u32>(top);
      at = load<u32>(top, 4);
      const least = load<u32>(top, 8);
      if (least == NO_RUN) break;
      // A byte less each time, as long as what follows can stand there.
      if (at <= least) continue;
      at--;
      if (--steps < 0) open = true;
      holdsOn = isIn(setAt(op, 4), at);
      store<u32>(top, at, 4);
      top += ENTRY;
      if (holdsOn) op += 10;
    }
  }
  open = true;
  return true;
}
