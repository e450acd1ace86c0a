/**
 * The fast way through a history: packs are read directly, and what is a delta of something else is scanned as far as it differs. What
 * can't be read that way is left to git (`left`), as are loose objects; so nothing depends on this but the time.
 */
import type { ObjectTable } from "../../sources/git/object-table.ts";
import type { TextFinding } from "./contents.ts";
import { tidyHistory } from "./garbage.ts";
import { listPacked, type PackedLists } from "./list-packed.ts";
import type { NumberList } from "./numbers.ts";
import { memoryFor, OpenPacks } from "./open-packs.ts";
import type { Listing, Past } from "./past.ts";
import type { HistoryState } from "./state.ts";
import type { TreeFacts } from "./trees.ts";

/** What WebAssembly can address, and something left of it for the prefilter, bytes. */
const MOST_ADDRESSED = 3 * 1024 * 1024 * 1024;

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
  /** To be called as soon as all that is wanted of the packs has been read; may be called again. */
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
  return memoryFor(state, lists.packs) > MOST_ADDRESSED ? undefined : new Reader(state, lists);
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
  readonly #table: ObjectTable;
  /** Undefined once it is closed. */
  #open: OpenPacks | undefined;

  constructor(state: HistoryState, { packs, left, objects, listing, past }: PackedLists) {
    this.objects = objects;
    this.left = left;
    this.listing = listing;
    if (past !== undefined) this.past = past;
    this.#table = state.table;
    this.#open = new OpenPacks(state, { packs, left, objects });
  }

  get packedBytes(): number {
    return this.#open?.bytes ?? 0;
  }

  async contents(): Promise<TextFinding[]> {
    // The indexes of the packs, and the table as it was.
    this.#tidy();
    return (await this.#open?.contents()) ?? [];
  }

  async trees(facts: TreeFacts): Promise<void> {
    await this.#open?.trees(facts);
  }

  /** Gives the memory for packs and objects back; it is more than all that follows needs. */
  close(): void {
    if (this.#open === undefined) return;
    this.#letGo();
    this.#tidy();
    this.#table.moveOut(() => this.#tidy());
  }

  /** By itself, for what a function has had in its hands is kept until it returns. */
  #letGo(): void {
    this.#open?.close();
    this.#open = undefined;
  }

  #tidy(): void {
    tidyHistory(this.#table.size);
  }
}
