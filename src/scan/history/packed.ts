/**
 * The fast way through a history: packs are read directly, and what is a delta of something else is scanned as far as it differs. What
 * can't be read that way is left to git (`left`), as are loose objects; so nothing depends on this but the time.
 */
import { createKernel } from "../../engine/kernel.ts";
import { sightOf, tablesInSight } from "../../engine/sight.ts";
import { SpanScanner } from "../../engine/span-scan.ts";
import { TREE } from "../../sources/git/pack/entry.ts";
import { readForest, type Forest } from "../../sources/git/pack/forest.ts";
import { layOut, type PackMemory } from "../../sources/git/pack/memory.ts";
import { openPackFile, type PackFile } from "../../sources/git/pack/pack-file.ts";
import { neededEntries, PackWalk, WANTED, type Visitor } from "../../sources/git/pack/walk.ts";
import { readAsset } from "../pack.ts";
import type { HistoryProgress } from "../progress.ts";
import type { TextFinding } from "./contents.ts";
import { listPacked, type Listed, type PackedLists } from "./list-packed.ts";
import type { NumberList } from "./numbers.ts";
import { PackedContents, type Known } from "./packed-contents.ts";
import { PackedTrees } from "./packed-trees.ts";
import type { Listing, Past } from "./past.ts";
import { isStopped, type HistoryState } from "./state.ts";
import type { TreeFacts } from "./trees.ts";

const MB = 1024 * 1024;
/** Bytes that a scan may take, where nobody says anything else; and what of it is not for packs and objects. */
const MAX_MEMORY = 400 * MB;
const REST = 120 * MB;
/** Less for packs and objects, bytes, makes no sense; what is not used costs nothing. */
const LEAST = 40 * MB;
/** The part of it for texts of commits: they stay in the processor's cache. */
const TEXTS = 128 * 1024;
/** Let other work of the process (progress, Ctrl-C) go on after this long, milliseconds. */
const TURN = 50;

export interface PackedHistory {
  /** Number of objects that are to be read from packs. */
  objects: number;
  /** Objects that git has to read, as object numbers: loose ones, and those that could not be read so far. Read it after each step. */
  left: NumberList;
  /** Bytes that the objects take which are to be read from packs, as they lie there. */
  packedBytes: number;
  listing: Listing;
  /** What is known of the objects that are not to be read; left out: of none. */
  past?: Past;
  /** Scans blobs, commits and tags. */
  contents(): Promise<TextFinding[]>;
  /** Takes trees apart; to be called when all contents, also those that git read, are scanned. */
  trees(facts: TreeFacts): Promise<void>;
  close(): void;
}

/**
 * Lists all objects into the state's table. Undefined where something about the packs is out of the ordinary.
 *
 * @param isWanted Asked for each object once, by number, unless it is known from the past.
 */
export function openPacked(
  state: HistoryState,
  isWanted: (object: number) => boolean,
  past?: Past,
): PackedHistory | undefined {
  const lists = listPacked(state, isWanted, past);
  if (lists === undefined) return undefined;
  return lists.objects === 0 ? unpacked(lists) : new Reader(state, lists);
}

/** Nothing has to be read from a pack. */
function unpacked({ left, listing, past }: PackedLists): PackedHistory {
  return {
    objects: 0,
    packedBytes: 0,
    left,
    listing,
    ...(past === undefined ? {} : { past }),
    contents: () => Promise.resolve([]),
    trees: () => Promise.resolve(),
    close() {},
  };
}

class Reader implements PackedHistory {
  readonly objects: number;
  readonly left: NumberList;
  readonly listing: Listing;
  readonly past?: Past;
  readonly #state: HistoryState;
  readonly #memory: PackMemory;
  readonly #contents: PackedContents;
  readonly #packs: OpenPack[] = [];

  constructor(state: HistoryState, { packs, left, objects, listing, past }: PackedLists) {
    this.objects = objects;
    this.left = left;
    this.listing = listing;
    if (past !== undefined) this.past = past;
    this.#state = state;
    const { tables } = state.pack;
    const size = Math.max(LEAST, Math.min(MAX_MEMORY, state.maxMemory ?? MAX_MEMORY) - REST);
    const kernel = createKernel(readAsset("kernel.wasm"), tablesInSight(state.pack), size);
    const from = kernel.data.byteOffset;
    this.#memory = layOut(readAsset("unpack.wasm"), kernel.memory as WebAssembly.Memory, {
      from,
      to: from + size - TEXTS,
      treeEntries: objects,
      packBytes: packs.reduce((most, { paths }) => Math.max(most, paths.size), 0),
    });
    const sight = sightOf(tables);
    this.#memory.unpacker.followRuns(sight.runSet);
    this.#contents = new PackedContents(state, {
      memory: this.#memory,
      scanner: new SpanScanner(state.pack, kernel, {
        enabled: (rule) => state.settings.enabled[rule] === 1,
        confirmer: state.scanner.confirmer,
        decode: state.settings.decode !== false,
        recall: this.#memory.unpacker,
      }),
      origin: from,
      texts: { at: from + size - TEXTS, size: TEXTS },
      sight,
      leave: (object) => left.push(object),
    });
    for (const listed of packs) this.#open(listed);
  }

  get packedBytes(): number {
    return this.#packs.reduce((sum, pack) => sum + pack.wantedBytes(), 0);
  }

  /** A pack that can't be opened is left to git as a whole. */
  #open(listed: Listed): void {
    try {
      const leave = (object: number): void => this.left.push(object);
      this.#packs.push(
        new OpenPack(listed, this.#memory, { leave, history: () => this.#state.collector.history }),
      );
    } catch {
      listed.numbers.forEach((number, place) => {
        if (listed.wanted[place] === 1) this.left.push(number);
      });
    }
  }

  async contents(): Promise<TextFinding[]> {
    for (const pack of this.#packs) {
      await pack.walkRoots<Known | undefined>(
        this.#state,
        (type) => type !== TREE,
        (object, base) => this.#contents.visit(object, pack.number(object.entry), base),
      );
    }
    return this.#contents.findings();
  }

  async trees(facts: TreeFacts): Promise<void> {
    const trees = new PackedTrees(this.#state, facts, this.#memory);
    for (const pack of this.#packs) {
      await pack.walkRoots<undefined>(
        this.#state,
        (type) => type === TREE,
        (object) => {
          const number = pack.number(object.entry);
          if (!trees.visit(object, number)) this.left.push(number);
          return undefined;
        },
      );
    }
    trees.finish();
  }

  close(): void {
    for (const pack of this.#packs) pack.close();
  }
}

interface PackUse {
  /** Told of objects that can't be read here. */
  leave: (object: number) => void;
  /** How far the scan is. */
  history: () => HistoryProgress | undefined;
}

/** A pack that is being read. */
class OpenPack {
  readonly #forest: Forest;
  /** Object number by entry. */
  readonly #numbers: Int32Array;
  /** As `neededEntries` says. */
  readonly #needed: Uint8Array;
  readonly #file: PackFile;
  readonly #memory: PackMemory;
  readonly #how: PackUse;
  readonly close: () => void;

  /** @throws where the pack can't be read. */
  constructor(listed: Listed, memory: PackMemory, how: PackUse) {
    const { index, paths, numbers, wanted } = listed;
    this.#how = how;
    this.#memory = memory;
    const file = openPackFile(paths.pack, index.idBytes, memory);
    this.#file = file;
    this.close = () => file.close();
    try {
      const forest = readForest(index, file, memory);
      this.#forest = forest;
      this.#numbers = forest.places.map((place) => numbers[place] ?? -1);
      this.#needed = neededEntries(forest, (entry) => wanted[forest.places[entry] ?? -1] === 1);
      this.#walk<undefined>(() => undefined).failLost();
    } catch (error) {
      file.close();
      throw error;
    }
  }

  #walk<State>(visit: Visitor<State>["visit"]): PackWalk<State> {
    const pack = { forest: this.#forest, file: this.#file, needed: this.#needed };
    return new PackWalk(pack, this.#memory, {
      fail: (entry) => this.#fail(entry),
      visit: (object, base) => {
        this.#count(object.entry);
        return visit(object, base);
      },
    });
  }

  /** As they lie in the pack. */
  wantedBytes(): number {
    let sum = 0;
    for (let entry = 0; entry < this.#forest.count; entry++)
      if (this.#isWanted(entry)) sum += this.#bytes(entry);
    return sum;
  }

  #bytes(entry: number): number {
    const { offsets } = this.#forest;
    return (offsets[entry + 1] ?? 0) - (offsets[entry] ?? 0);
  }

  #count(entry: number): void {
    const packed = this.#how.history()?.packed;
    if (packed !== undefined) packed.doneBytes += this.#bytes(entry);
  }

  number(entry: number): number {
    return this.#numbers[entry] ?? -1;
  }

  #isWanted(entry: number): boolean {
    return this.#needed[entry] === WANTED;
  }

  #fail(entry: number): void {
    if (!this.#isWanted(entry)) return;
    this.#count(entry);
    this.#how.leave(this.number(entry));
  }

  /** Visits the families whose root has a type that is asked for. */
  async walkRoots<State>(
    state: HistoryState,
    isAsked: (type: number) => boolean,
    visit: Visitor<State>["visit"],
  ): Promise<void> {
    const { types, count } = this.#forest;
    const walk = this.#walk(visit);
    let turnEnds = performance.now() + TURN;
    for (let entry = 0; entry < count; entry++) {
      if (!walk.isRoot(entry) || !isAsked(types[entry] ?? 0)) continue;
      walk.family(entry);
      if (performance.now() < turnEnds) continue;
      await new Promise((resolve) => setImmediate(resolve));
      if (isStopped(state)) return;
      turnEnds = performance.now() + TURN;
    }
  }
}
