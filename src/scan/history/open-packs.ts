/** The packs of a history while they are read: the memory that all share, and what is done with their objects. */
import { createKernel } from "../../engine/kernel.ts";
import { sightOf, tablesInSight } from "../../engine/sight.ts";
import { SpanScanner } from "../../engine/span-scan.ts";
import { BLOB, COMMIT, TAG, TREE } from "../../sources/git/pack/entry.ts";
import { forestBytes } from "../../sources/git/pack/forest.ts";
import { layOut, takeRoom, type PackMemory } from "../../sources/git/pack/memory.ts";
import { readAsset } from "../pack.ts";
import type { TextFinding } from "./contents.ts";
import type { Listed, PackedLists } from "./list-packed.ts";
import type { NumberList } from "./numbers.ts";
import { OpenPack, type PackUse } from "./open-pack.ts";
import { PackedContents, type Known } from "./packed-contents.ts";
import { PackedTrees } from "./packed-trees.ts";
import type { HistoryState } from "./state.ts";
import type { TreeFacts } from "./trees.ts";

const MB = 1024 * 1024;
/** Bytes that a scan may take, where nobody says anything else; and what of it is not for packs, objects and what is known of each object. */
const USUAL_MEMORY = 400 * MB;
/** More can't be given: addresses in the memory of WebAssembly are kept below 2 GB, so that none is negative as a 32-bit number. */
const MOST_MEMORY = 1800 * MB;
const REST = 120 * MB;
/** Less for packs and objects, bytes, makes no sense; what is not used costs nothing. */
const LEAST = 40 * MB;
/** The part of it for texts of commits: they stay in the processor's cache. */
const TEXTS = 128 * 1024;

/** Bytes for packs, their objects, and what is known of each object. */
export function memoryFor(state: HistoryState, packs: readonly Listed[]): number {
  const { maxMemory = USUAL_MEMORY } = state;
  const tables = tableBytes(state, packs);
  return tables + Math.max(LEAST, Math.min(MOST_MEMORY, maxMemory) - REST - tables);
}

/** What would have to be kept elsewhere, were it not in this memory. */
function tableBytes({ table }: HistoryState, packs: readonly Listed[]): number {
  const forests = packs.reduce((sum, { index }) => sum + forestBytes(index.count), 0);
  return forests + table.memoryBytes + table.size + 64;
}

/** To be let go once all is read: then the memory goes too. */
export class OpenPacks {
  readonly #state: HistoryState;
  readonly #left: NumberList;
  readonly #memory: PackMemory;
  readonly #contents: PackedContents;
  readonly #packs: OpenPack[] = [];
  /** Made apart from where packs are opened: it stays, and would hold on to their indexes. */
  readonly #use: PackUse = {
    leave: (object) => this.#left.push(object),
    history: () => this.#state.collector.history,
  };

  /** @param left Takes what can't be read here, as object numbers. */
  constructor(
    state: HistoryState,
    { packs, left, objects }: Pick<PackedLists, "packs" | "left" | "objects">,
  ) {
    this.#state = state;
    this.#left = left;
    const { tables } = state.pack;
    const size = memoryFor(state, packs);
    const sight = sightOf(tables);
    const kernel = createKernel(readAsset("kernel.wasm"), tablesInSight(state.pack), size, sight.ahead);
    const from = kernel.data.byteOffset;
    this.#memory = layOut(readAsset("unpack.wasm"), kernel.memory as WebAssembly.Memory, {
      from,
      to: from + size - TEXTS,
      names: objects,
      packBytes: packs.reduce((most, { paths }) => Math.max(most, paths.size), 0),
    });
    this.#shareTable();
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
      leave: this.#use.leave,
    });
    for (const listed of packs) this.#openPack(listed);
  }

  /** Lets WebAssembly look up ids. */
  #shareTable(): void {
    const { table } = this.#state;
    const at = takeRoom(this.#memory, table.memoryBytes);
    const { slotsAt, slotCount, shift } = table.moveTo(this.#memory.bytes.buffer as ArrayBuffer, at);
    this.#memory.unpacker.calls.useTable(at, slotsAt, slotCount, shift, table.width);
  }

  /** A pack that can't be opened is left to git as a whole. */
  #openPack(listed: Listed): void {
    try {
      this.#packs.push(new OpenPack(listed, this.#memory, this.#use));
    } catch {
      const { numbers, wanted } = listed;
      for (let place = 0; place < numbers.length; place++)
        if (wanted[place] === 1) this.#left.push(numbers[place] ?? -1);
    }
  }

  /** Bytes that the wanted objects take in their packs. */
  get bytes(): number {
    return this.#packs.reduce((sum, pack) => sum + pack.wantedBytes, 0);
  }

  /** Scans blobs, commits and tags. */
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

  /** Takes trees apart. */
  async trees(facts: TreeFacts): Promise<void> {
    const trees = new PackedTrees(this.#state, facts, this.#memory, this.#use.leave);
    for (const pack of this.#packs) {
      await pack.walk<undefined>(this.#state, { types: [TREE], readHere: [TREE] }, () => undefined);
    }
    trees.finish();
  }

  close(): void {
    for (const pack of this.#packs) pack.close();
  }
}
