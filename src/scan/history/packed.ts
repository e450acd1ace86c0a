/**
 * The fast way through a history: packs are read directly, and what is a delta of something else is scanned as far as it differs. What
 * can't be read that way is left to git (`left`), as are loose objects; so nothing depends on this but the time.
 */
import { createKernel } from "../../engine/kernel.ts";
import { sightOf, tablesInSight } from "../../engine/sight.ts";
import { SpanScanner } from "../../engine/span-scan.ts";
import { BLOB, COMMIT, TAG, TREE } from "../../sources/git/pack/entry.ts";
import { forestBytes, needEntries, readForest, WANTED, type Forest } from "../../sources/git/pack/forest.ts";
import { layOut, takeRoom, type PackMemory } from "../../sources/git/pack/memory.ts";
import { openPackFile, type PackFile } from "../../sources/git/pack/pack-file.ts";
import { PackWalk, type Visitor, type WalkOptions } from "../../sources/git/pack/walk.ts";
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
import { now } from "../clock.ts";

const MB = 1024 * 1024;
/** Bytes that a scan may take, where nobody says anything else; and what of it is not for packs and objects. */
const MAX_MEMORY = 400 * MB;
const REST = 120 * MB;
/** Less for packs and objects, bytes, makes no sense; what is not used costs nothing. */
const LEAST = 40 * MB;
/** What WebAssembly can address, and something left of it for the prefilter. */
const MOST_ADDRESSED = 3 * 1024 * MB;
/** The part of it for texts of commits: they stay in the processor's cache. */
const TEXTS = 128 * 1024;
/** Bytes of objects between two looks at the clock, about. */
const STEP = MB;
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
  if (lists.objects === 0) return unpacked(lists);
  return packedBytes(state) + tableBytes(state, lists.packs) > MOST_ADDRESSED
    ? undefined
    : new Reader(state, lists);
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

/** The part of the memory for packs and objects, bytes. */
function packedBytes({ maxMemory = MAX_MEMORY }: HistoryState): number {
  return Math.max(LEAST, Math.min(MAX_MEMORY, maxMemory) - REST);
}

/** What is added to it for what is known of each object, and would have to be kept elsewhere. */
function tableBytes({ table }: HistoryState, packs: readonly Listed[]): number {
  const forests = packs.reduce((sum, { index }) => sum + forestBytes(index.count), 0);
  return forests + table.memoryBytes + table.size + 64;
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
    const size = packedBytes(state) + tableBytes(state, packs);
    const kernel = createKernel(readAsset("kernel.wasm"), tablesInSight(state.pack), size);
    const from = kernel.data.byteOffset;
    this.#memory = layOut(readAsset("unpack.wasm"), kernel.memory as WebAssembly.Memory, {
      from,
      to: from + size - TEXTS,
      names: objects,
      packBytes: packs.reduce((most, { paths }) => Math.max(most, paths.size), 0),
    });
    this.#shareTable();
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

  /** Lets WebAssembly look up ids. */
  #shareTable(): void {
    const { table } = this.#state;
    const at = takeRoom(this.#memory, table.memoryBytes);
    const { slotsAt, slotCount, shift } = table.moveTo(this.#memory.bytes.buffer as ArrayBuffer, at);
    this.#memory.unpacker.calls.useTable(at, slotsAt, slotCount, shift, table.width);
  }

  get packedBytes(): number {
    return this.#packs.reduce((sum, pack) => sum + pack.wantedBytes, 0);
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
      await pack.walk<Known | undefined>(
        this.#state,
        { types: [COMMIT, BLOB, TAG], readHere: [COMMIT] },
        (object, base) => this.#contents.visit(object, pack.number(object.entry), base),
      );
    }
    return this.#contents.findings();
  }

  async trees(facts: TreeFacts): Promise<void> {
    const trees = new PackedTrees(this.#state, facts, this.#memory, (tree) => this.left.push(tree));
    for (const pack of this.#packs) {
      await pack.walk<undefined>(this.#state, { types: [TREE], readHere: [TREE] }, () => undefined);
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
