/** One pack that is being read: which of its entries are wanted, and the walk through them, with a break for other work now and then. */
import { needEntries, readForest, WANTED, type Forest } from "../../sources/git/pack/forest.ts";
import type { PackMemory } from "../../sources/git/pack/memory.ts";
import { openPackFile, type PackFile } from "../../sources/git/pack/pack-file.ts";
import { PackWalk, type Visitor, type WalkOptions } from "../../sources/git/pack/walk.ts";
import { now } from "../clock.ts";
import type { HistoryProgress } from "../progress.ts";
import type { Listed } from "./list-packed.ts";
import { isStopped, type HistoryState } from "./state.ts";

/** Bytes of objects between two looks at the clock, about. */
const STEP = 1024 * 1024;
/** Let other work of the process (progress, Ctrl-C) go on after this long, milliseconds. */
const TURN = 50;

/** What a scan wants to be told of while a pack is read. */
export interface PackUse {
  /** Told of objects that can't be read here. */
  leave: (object: number) => void;
  /** How far the scan is. */
  history: () => HistoryProgress | undefined;
}

/** A pack whose file is open until `close`. */
export class OpenPack {
  readonly #forest: Forest;
  readonly #file: PackFile;
  readonly #memory: PackMemory;
  readonly #how: PackUse;
  readonly close: () => void;
  /** As they lie in the pack. */
  readonly wantedBytes: number;

  /** @throws where the pack can't be read. */
  constructor(listed: Listed, memory: PackMemory, how: PackUse) {
    const { index, paths } = listed;
    this.#how = how;
    this.#memory = memory;
    const file = openPackFile(paths.pack, index.idBytes, memory);
    this.#file = file;
    this.close = () => file.close();
    try {
      const forest = readForest(index, file, memory);
      this.#forest = forest;
      this.wantedBytes = needEntries(forest, memory, listed);
      this.#walk<undefined>(() => undefined).failLost();
    } catch (error) {
      file.close();
      throw error;
    }
  }

  #walk<State>(visit: Visitor<State>["visit"], options?: WalkOptions): PackWalk<State> {
    const pack = { forest: this.#forest, file: this.#file };
    return new PackWalk(pack, this.#memory, { fail: (entry) => this.#fail(entry), visit }, options);
  }

  #bytes(entry: number): number {
    const { offsets } = this.#forest;
    return (offsets[entry + 1] ?? 0) - (offsets[entry] ?? 0);
  }

  /** Object number of an entry. */
  number(entry: number): number {
    return this.#forest.numbers[entry] ?? -1;
  }

  #isWanted(entry: number): boolean {
    return this.#forest.needed[entry] === WANTED;
  }

  #fail(entry: number): void {
    if (!this.#isWanted(entry)) return;
    const packed = this.#how.history()?.packed;
    if (packed !== undefined) packed.doneBytes += this.#bytes(entry);
    this.#how.leave(this.number(entry));
  }

  /** Walks through all objects of some types. */
  async walk<State>(
    state: HistoryState,
    options: WalkOptions,
    visit: Visitor<State>["visit"],
  ): Promise<void> {
    const walk = this.#walk(visit, options);
    let turnEnds = now() + TURN;
    for (let isMore = true; isMore;) {
      isMore = walk.some(STEP);
      this.#count();
      if (now() < turnEnds) continue;
      await new Promise((resolve) => setImmediate(resolve));
      if (isStopped(state)) return;
      turnEnds = now() + TURN;
    }
  }

  /** What has been gone through since the last time. */
  #count(): void {
    const { calls } = this.#memory.unpacker;
    const history = this.#how.history();
    const bytes = calls.takeDoneBytes();
    const readObjects = calls.takeReadObjects();
    const readBytes = calls.takeReadBytes();
    if (history === undefined) return;
    if (history.packed !== undefined) history.packed.doneBytes += bytes;
    history.doneObjects += readObjects;
    history.doneBytes += readBytes;
  }
}
