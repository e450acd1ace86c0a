/**
 * Walks through the objects of a pack, each once, a base before its deltas, and shows them where they stand in memory. The way is found, and
 * objects are unpacked, in WebAssembly (wasm/walk.ts).
 */
import { BLOB, COMMIT, TAG, TREE } from "./entry.ts";
import { NONE, WANTED, type Forest } from "./forest.ts";
import type { PackMemory } from "./memory.ts";
import type { PackFile } from "./pack-file.ts";
import { NO_MEMORY, problemText } from "./unpacker.ts";

/** An object in memory. One and the same is used for all. */
export interface PackObject {
  /** Number of its entry in the forest. */
  entry: number;
  /** COMMIT, TREE, BLOB or TAG. */
  type: number;
  /** Address and length of its bytes. The byte before belongs to it too and is a newline. */
  at: number;
  length: number;
  /** Pieces in the unpacker's `segments`, 0 for a whole object; -1: too many were needed. */
  pieces: number;
}

/** What is told of the objects. */
export interface Visitor<State> {
  /**
   * Looks at an object; what it returns is handed on to the deltas of the object.
   *
   * @param base Of the object that it is a delta of; undefined for a whole object, and where the base was not looked at.
   */
  visit(object: PackObject, base: State | undefined): State;
  /** An entry that could not be unpacked; `message` is undefined where the cause lies in another one or in the limits of memory. */
  fail(entry: number, message: string | undefined): void;
}

/** Which objects are shown, and which are read without being shown. */
export interface WalkOptions {
  /** Types of the objects to be walked through; all where left out. */
  types?: readonly number[];
  /**
   * Types, of COMMIT and TREE, whose objects are read in WebAssembly and not shown: by what is set with `startCommits` and `startTrees`, and
   * with the hooks for it.
   */
  readHere?: readonly number[];
}

/** One way through a pack: `some` until it returns false. What is set in the unpacker meanwhile belongs to it. */
export class PackWalk<State> {
  readonly #forest: Forest;
  readonly #file: PackFile;
  readonly #memory: PackMemory;
  readonly #visitor: Visitor<State>;
  readonly #asked: number;
  readonly #readHere: number;
  /** What visits of the bases at hand have returned. */
  readonly #states: (State | undefined)[] = [];
  readonly #object: PackObject = { entry: 0, type: 0, at: 0, length: 0, pieces: 0 };
  #next = 0;

  constructor(
    pack: { forest: Forest; file: PackFile },
    memory: PackMemory,
    visitor: Visitor<State>,
    { types = [COMMIT, TREE, BLOB, TAG], readHere = [] }: WalkOptions = {},
  ) {
    this.#forest = pack.forest;
    this.#file = pack.file;
    this.#memory = memory;
    this.#visitor = visitor;
    this.#asked = bits(types);
    this.#readHere = bits(readHere);
  }

  /** Tells of the entries that no root leads to: their base is missing, damaged, or a delta of themselves. */
  failLost(): void {
    const { unpacker, from } = this.#memory;
    unpacker.hooks.fail = (entry) => this.#visitor.fail(entry, undefined);
    unpacker.calls.useForest(this.#forest.at, this.#forest.count);
    unpacker.calls.failLost(from);
  }

  /**
   * Visits objects until so many bytes are unpacked, and what belongs together.
   *
   * @returns False where all have been visited.
   */
  some(bytes: number): boolean {
    const { calls } = this.#memory.unpacker;
    this.#take();
    this.#next = calls.walk(this.#next, bytes);
    return this.#next < this.#forest.count;
  }

  /** Another walk may have been on meanwhile, and the memory may be another part. */
  #take(): void {
    const { unpacker, from, to } = this.#memory;
    const { calls, hooks } = unpacker;
    hooks.view = (offset, length, spare) => this.#file.view(offset, length, spare);
    hooks.fail = (entry, status) => this.#failFamily(entry, status);
    hooks.pass = (slot) => {
      this.#states[slot] = undefined;
    };
    const { shown } = unpacker;
    hooks.visit = () => this.#show(shown);
    calls.useForest(this.#forest.at, this.#forest.count);
    calls.usePack(this.#file.whole());
    calls.startWalk(from, to, this.#asked, this.#readHere);
  }

  #show(shown: Int32Array): void {
    const object = this.#object;
    object.entry = shown[0] ?? 0;
    object.type = shown[1] ?? 0;
    object.at = (shown[2] ?? 0) >>> 0;
    object.length = (shown[3] ?? 0) >>> 0;
    object.pieces = shown[4] ?? 0;
    const base = shown[5] ?? NONE;
    const slot = shown[6] ?? NONE;
    const state = this.#visitor.visit(object, base === NONE ? undefined : this.#states[base]);
    if (slot !== NONE) this.#states[slot] = state;
  }

  #isWanted(entry: number): boolean {
    return this.#forest.needed[entry] === WANTED;
  }

  #nextNeeded(child: number): number {
    const { needed, nextChild } = this.#forest;
    let next = child;
    while (next !== NONE && needed[next] === 0) next = nextChild[next] ?? NONE;
    return next;
  }

  /** The entry and all that depend on it are left to others. */
  #failFamily(root: number, status: number): void {
    const { firstChild, nextChild } = this.#forest;
    const waiting = [root];
    for (let entry = waiting.pop(); entry !== undefined; entry = waiting.pop()) {
      const message = entry === root && status !== NO_MEMORY ? problemText(status) : undefined;
      if (this.#isWanted(entry) || message !== undefined) this.#visitor.fail(entry, message);
      for (
        let child = this.#nextNeeded(firstChild[entry] ?? NONE);
        child !== NONE;
        child = this.#nextNeeded(nextChild[child] ?? NONE)
      )
        waiting.push(child);
    }
  }
}

function bits(types: readonly number[]): number {
  return types.reduce((sum, type) => sum | (1 << type), 0);
}
