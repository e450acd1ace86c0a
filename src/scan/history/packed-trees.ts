/** Trees as the reader of packs tells of them: their names are scanned, each once, and it is noted which hold what. */
import { takeRoom, type PackMemory } from "../../sources/git/pack/memory.ts";
import type { HistoryState } from "./state.ts";
import { scanNames, type TreeFacts } from "./trees.ts";

/** Names that are scanned at once, bytes. */
const NAMES = 256 * 1024;

/** Takes the trees of one pack. */
export class PackedTrees {
  readonly #state: HistoryState;
  readonly #facts: TreeFacts;
  readonly #memory: PackMemory;
  #waiting: string[] = [];
  #waitingBytes = 0;

  /**
   * From here on the reader tells this one.
   *
   * @param leave Told of damaged trees.
   */
  constructor(state: HistoryState, facts: TreeFacts, memory: PackMemory, leave: (object: number) => void) {
    this.#state = state;
    this.#facts = facts;
    this.#memory = memory;
    const { hooks, calls } = memory.unpacker;
    hooks.leave = leave;
    hooks.newName = (at, length) => this.#name(memory.bytes.toString("latin1", at, at + length));
    hooks.missing = (idAt) => this.#missing(idAt);
    hooks.takeTrees = (trees, held, pairs) => this.#take(trees, held, pairs);
    const { pairs, entries } = facts.trees.gathered.sizes;
    calls.startTrees(this.#marks(), pairs, entries);
  }

  /** A byte an object: 1 where it is a blob with secrets. Gives their address. */
  #marks(): number {
    const { table, secrets } = this.#state;
    const at = takeRoom(this.#memory, table.size);
    const marks = this.#memory.bytes.subarray(at, at + table.size).fill(0);
    for (const object of secrets.objects()) marks[object] = 1;
    return at;
  }

  #name(name: string): number {
    const { names } = this.#facts.trees;
    const known = names.size;
    const number = names.number(name);
    if (number < known) return number;
    this.#waiting.push(name);
    this.#waitingBytes += name.length + 1;
    if (this.#waitingBytes > NAMES) this.#scan();
    return number;
  }

  #missing(idAt: number): number {
    const { bytes } = this.#memory;
    return this.#facts.trees.missing.number(bytes.toString("hex", idAt, idAt + this.#state.table.width));
  }

  #take(treeCount: number, heldCount: number, pairCount: number): void {
    const [trees, begins, held, names, objects] = this.#memory.unpacker.treeLists;
    this.#facts.trees.gathered.addMany(
      { trees: trees.subarray(0, treeCount), begins: begins.subarray(0, treeCount) },
      held.subarray(0, heldCount),
      { names: names.subarray(0, pairCount), objects: objects.subarray(0, pairCount) },
    );
  }

  #scan(): void {
    scanNames(this.#state, this.#facts, this.#waiting);
    this.#waiting = [];
    this.#waitingBytes = 0;
  }

  /** To be called when all trees have been read. */
  finish(): void {
    this.#memory.unpacker.calls.flushTrees();
    this.#scan();
  }
}
