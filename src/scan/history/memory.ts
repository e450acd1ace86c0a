/**
 * Remembers which blobs a scan has read and found nothing in, so that the next one with the same rules need not read them. Object ids
 * alone, signed.
 */
import { ObjectTable } from "../../sources/git/object-table.ts";
import { rulesId } from "./rules-id.ts";
import type { HistoryState } from "./state.ts";
import type { Store } from "./store.ts";

/** The clean blobs that earlier scans of this repository with the same rules have left. */
export class Memory {
  readonly #state: HistoryState;
  readonly #store: Store;
  readonly #name: string;
  readonly #known: ObjectTable;
  readonly #passed: Uint8Array;

  constructor(state: HistoryState, store: Store) {
    this.#state = state;
    this.#store = store;
    this.#name = `clean-${rulesId(state.pack, state.settings)}`;
    this.#known = tableOf(store.readSigned(this.#name), state.table.width);
    this.#passed = new Uint8Array(this.#known.size);
  }

  /** True for a blob in which an earlier scan with these rules has found nothing: it is passed over. */
  isClean(object: number): boolean {
    const number = this.#known.size === 0 ? -1 : this.#known.findFrom(this.#state.table, object);
    if (number !== -1) this.#passed[number] = 1;
    return number !== -1;
  }

  /** Blobs that were passed over, each counted once. */
  get passed(): number {
    return this.#passed.reduce((sum, each) => sum + each, 0);
  }

  /** Remembers the blobs that this scan has found clean, also where it was interrupted. */
  save(): void {
    const { table, clean, damaged } = this.#state;
    const before = this.#known.size;
    for (const object of clean.values) {
      if (!damaged.has(object)) this.#known.add(table.bytes, object * table.width);
    }
    if (this.#known.size > before) this.#store.writeSigned(this.#name, this.#known.bytes);
  }
}

function tableOf(bytes: Buffer | undefined, width: 20 | 32): ObjectTable {
  if (bytes === undefined || bytes.length % width !== 0) return new ObjectTable(width);
  const table = new ObjectTable(width, bytes.length / width);
  for (let at = 0; at < bytes.length; at += width) table.add(bytes, at);
  return table;
}
