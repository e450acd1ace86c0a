/** Trees as the reader of packs shows them: their names are scanned, each once, and it is noted which hold what. */
import type { PackMemory } from "../../sources/git/pack/memory.ts";
import { NO_NUMBER, type TreeReader } from "../../sources/git/pack/unpacker.ts";
import type { PackObject } from "../../sources/git/pack/walk.ts";
import { NumberList } from "./numbers.ts";
import type { HistoryState } from "./state.ts";
import { scanNames, type TreeFacts } from "./trees.ts";

/** Names that are scanned at once, bytes. */
const NAMES = 256 * 1024;

const ZERO = 0x30;
const FOUR = 0x34;
const SIX = 0x36;

export class PackedTrees implements TreeReader {
  readonly #state: HistoryState;
  readonly #facts: TreeFacts;
  readonly #memory: PackMemory;
  /** The pair of each entry that is told of again, by its number. */
  readonly #pairs: NumberList = new NumberList();
  readonly #seen: Set<string> = new Set();
  #waiting: string[] = [];
  #waitingBytes = 0;
  #tree = -1;

  constructor(state: HistoryState, facts: TreeFacts, memory: PackMemory) {
    this.#state = state;
    this.#facts = facts;
    this.#memory = memory;
  }

  /** @returns False for a damaged tree. */
  visit({ at, length }: PackObject, tree: number): boolean {
    this.#tree = tree;
    const { width } = this.#state.table;
    if (this.#memory.unpacker.readTree(at, length, width, this) < 0) return false;
    const { history } = this.#state.collector;
    if (history !== undefined) {
      history.doneObjects++;
      history.doneBytes += length;
    }
    return true;
  }

  fresh(number: number, at: number, nameAt: number, idAt: number): boolean {
    const { table } = this.#state;
    const { bytes } = this.#memory;
    const name = bytes.toString("latin1", nameAt, idAt - 1);
    this.#scan(name);
    // The place for what is told of again; numbers come one after the other.
    if (number === this.#pairs.length) this.#pairs.push(-1);
    if (isSubmodule(bytes, at)) return false;
    const object = table.find(bytes, idAt);
    if (object === -1) {
      this.#facts.trees.missing(this.#tree, name, bytes.toString("hex", idAt, idAt + table.width));
      return false;
    }
    if (!isTree(bytes, at) && this.#state.secrets.of(object).length === 0) return false;
    const { trees } = this.#facts;
    const pair = trees.pair(trees.names.number(name), object);
    if (number !== NO_NUMBER) this.#pairs.set(number, pair);
    trees.addPair(this.#tree, pair);
    return true;
  }

  marked(number: number): void {
    this.#facts.trees.addPair(this.#tree, this.#pairs.at(number));
  }

  #scan(name: string): void {
    if (this.#seen.has(name)) return;
    this.#seen.add(name);
    this.#waiting.push(name);
    this.#waitingBytes += name.length + 1;
    if (this.#waitingBytes > NAMES) this.finish();
  }

  /** Scans the names that wait. */
  finish(): void {
    scanNames(this.#state, this.#facts, this.#waiting);
    this.#waiting = [];
    this.#waitingBytes = 0;
  }
}

/** `40000`, or `040000` by old tools. */
function isTree(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === FOUR || (bytes[at] === ZERO && bytes[at + 1] === FOUR);
}

/** `160000` */
function isSubmodule(bytes: Uint8Array, at: number): boolean {
  return bytes[at + 1] === SIX;
}
