/**
 * Patterns as programs of the prefilter (src/rules/compile/program.ts makes them), run in plain TypeScript: the kernel's own way to do so
 * (wasm/program.ts) is held to this. Both take the same steps in the same order.
 */

/** What the first word of an instruction says; its other words are named behind it. Distances count from its first word. */
export const Op = {
  /** Matches. */
  accept: 0,
  /** One byte. `set` */
  set: 1,
  /** As many bytes as there are, and no fewer will do. `set, least, most` */
  all: 2,
  /** As many bytes as there are, or fewer; the next one is in `next`. `set, least, most, next` */
  run: 3,
  /** Goes on here where the next byte is in the set, and `distance` further on. `set, distance` */
  either: 4,
  /** Goes on elsewhere, perhaps before. `distance` */
  jump: 5,
  /** Whether what stands up to `distance` matches here, or does not. `distance` */
  look: 6,
  noLook: 7,
  /** Whether the byte before is in the set, or is not. `set` */
  behind: 8,
  notBehind: 9,
  /** `\b` and `\B` */
  edge: 10,
  noEdge: 11,
  /** `^` and `$` */
  lineStart: 12,
  lineEnd: 13,
  /** Whether what stands up to `distance`, with `here` at its end, has so many bytes and ends here, or not. `set` it begins with, `least, most, distance` */
  before: 14,
  notBefore: 15,
  here: 16,
} as const;

/** Words of each instruction, and which of them are sets (a bit each). */
export const LENGTHS: readonly number[] = [1, 2, 4, 5, 3, 2, 2, 2, 2, 2, 1, 1, 1, 1, 5, 5, 1];
/** Of each instruction the words that are sets: bit n for word n. */
export const SETS: readonly number[] = [0, 2, 2, 18, 2, 0, 0, 0, 2, 2, 0, 0, 0, 0, 2, 2, 0];

/** More steps than this are left to the pattern itself, all starts of an anchor together; wasm/program.ts has the same number. */
const MOST_STEPS = 2048;

export interface Program {
  words: Uint16Array;
  /** Whether a byte is in a set. */
  has(set: number, byte: number): boolean;
}

/** Ends an attempt: the data ends where something had to be known, or it took too long. */
class Open extends Error {}

const isWord = (byte: number): boolean => /\w/.test(String.fromCharCode(byte));
const isBreak = (byte: number): boolean => byte === 0x0a || byte === 0x0d;

/**
 * Whether the program may match in data[0, end) at one of the starts: it does, or the data ends or the steps do before it is clear that it
 * does not.
 */
export function mayMatch(
  program: Program,
  data: Uint8Array,
  end: number,
  starts: { from: number; to: number },
): boolean {
  const attempt = new Attempt(program, data, end);
  try {
    for (let start = Math.max(0, starts.from); start <= starts.to; start++) {
      if (attempt.run(0, start)) return true;
    }
  } catch (error) {
    if (error instanceof Open) return true;
    throw error;
  }
  return false;
}

class Attempt {
  readonly program: Program;
  readonly data: Uint8Array;
  readonly end: number;
  #steps = MOST_STEPS;
  /** Where what is looked back at has to end. */
  #here = 0;

  constructor(program: Program, data: Uint8Array, end: number) {
    this.program = program;
    this.data = data;
    this.end = end;
  }

  #byte(at: number): number {
    if (at >= this.end) throw new Open();
    return this.data[at] ?? 0;
  }

  #isIn(set: number, at: number): boolean {
    return this.program.has(set, this.#byte(at));
  }

  /** Whether it matches from instruction `op` on at byte `at`. */
  run(op: number, at: number): boolean {
    this.#take(1);
    const [code = 0, a = 0, b = 0, c = 0] = this.program.words.subarray(op, op + 4);
    const next = op + (LENGTHS[code] ?? 1);
    switch (code) {
      case Op.accept:
        return true;
      case Op.set:
        return this.#isIn(a, at) && this.run(next, at + 1);
      case Op.all: {
        const length = this.#length(a, at, c);
        return length >= b && this.run(next, at + length);
      }
      case Op.run:
        return this.#runs(op, at);
      case Op.either:
        return (this.#isIn(a, at) && this.run(next, at)) || this.run(op + b, at);
      case Op.jump:
        return this.run((op + a) & 0xffff, at);
      default:
        return this.#looks(op, at);
    }
  }

  /** An instruction that takes no bytes, and what comes behind it. */
  #looks(op: number, at: number): boolean {
    const [code = 0, a = 0, , , distance = 0] = this.program.words.subarray(op, op + 5);
    switch (code) {
      case Op.look:
      case Op.noLook:
        return this.run(op + 2, at) === (code === Op.look) && this.run(op + a, at);
      case Op.before:
      case Op.notBefore:
        return this.#endsAt(op, at) === (code === Op.before) && this.run(op + distance, at);
      case Op.here:
        return at === this.#here;
      default:
        return this.#holds(code, a, at) && this.run(op + (LENGTHS[code] ?? 1), at);
    }
  }

  /** A run of as many bytes as there are, then of one less, and so on. */
  #runs(op: number, at: number): boolean {
    const [, set = 0, least = 0, most = 0, next = 0] = this.program.words.subarray(op, op + 5);
    for (let length = this.#length(set, at, most); length >= least; length--) {
      this.#take(1);
      if (this.#isIn(next, at + length) && this.run(op + 5, at + length)) return true;
    }
    return false;
  }

  /** Whether what the instruction looks back at ends at `at`. What stands before the first byte is no part of the text. */
  #endsAt(op: number, at: number): boolean {
    const [code = 0, set = 0, least = 0, most = 0] = this.program.words.subarray(op, op + 4);
    const outer = this.#here;
    let found = false;
    const lowest = code === Op.notBefore ? 1 : 0;
    for (let start = Math.max(lowest, at - most); !found && start <= at - least; start++) {
      this.#take(1);
      if (!this.#isIn(set, start)) continue;
      this.#here = at;
      found = this.run(op + 5, start);
    }
    this.#here = outer;
    return found;
  }

  /** How many bytes from `at` on are in the set, at most `most`. */
  #length(set: number, at: number, most: number): number {
    let length = 0;
    while (length < most && this.#isIn(set, at + length)) length++;
    this.#take(length >> 4);
    return length;
  }

  #take(steps: number): void {
    this.#steps -= steps;
    if (this.#steps < 0) throw new Open();
  }

  /** What stands round `at`. The first byte may be no part of the text, and what stands before it is unknown. */
  #holds(code: number, set: number, at: number): boolean {
    if (code === Op.lineEnd) return isBreak(this.#byte(at));
    if (code === Op.edge || code === Op.noEdge) {
      const before = at > 0 && isWord(this.data[at - 1] ?? 0);
      return (isWord(this.#byte(at)) !== before) === (code === Op.edge);
    }
    if (at < 2) return true;
    const before = this.data[at - 1] ?? 0;
    if (code === Op.lineStart) return isBreak(before);
    return this.program.has(set, before) === (code === Op.behind);
  }
}
