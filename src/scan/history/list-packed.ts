/** Lists the objects of a repository by where they lie: which are to be read from which pack, and which are left to git. */
import { looseIds } from "../../sources/git/loose.ts";
import { objectDirectories } from "../../sources/git/pack/directories.ts";
import { findPacks, type PackPaths } from "../../sources/git/pack/find.ts";
import { packIdentity } from "../../sources/git/pack/identity.ts";
import { readPackIndex, type PackIndex } from "../../sources/git/pack/index-file.ts";
import { NumberList } from "./numbers.ts";
import type { Listing, Past } from "./past.ts";
import type { HistoryState } from "./state.ts";

/** Larger indexes are git's business. */
const MAX_INDEX = 512 * 1024 * 1024;

/** A pack and its objects. */
export interface Listed {
  paths: PackPaths;
  index: PackIndex;
  /** Object number by place in the index. */
  numbers: Int32Array;
  /** 1 where the object is to be read from this pack, by place in the index. */
  wanted: Uint8Array;
}

export interface PackedLists {
  /** Packs from which something is to be read. */
  packs: Listed[];
  /** Number of objects that are to be read from them. */
  objects: number;
  /** Objects that are left to git. */
  left: NumberList;
  listing: Listing;
  /** What was given, where it holds for what is there. */
  past?: Past;
}

/**
 * Puts all objects into the state's table. Undefined where something about the packs is out of the ordinary.
 *
 * @param isWanted Asked for each object once, by number, unless it is known from the past.
 */
export function listPacked(
  state: HistoryState,
  isWanted: (object: number) => boolean,
  past: Past | undefined,
): PackedLists | undefined {
  const { repository, table } = state;
  const directories = objectDirectories([repository.objectDirectory, ...repository.alternates]);
  if (directories === undefined) return undefined;
  const found = findPacks(directories);
  const loose = [...new Set(directories.flatMap((directory) => looseIds(directory, table.width * 2)))];
  const known = past?.isThere(found) === true ? past : undefined;
  const isRead = (pack: PackPaths): boolean => known?.knowsPack(pack) === true;
  const lister = new Lister(state, isWanted, known);
  try {
    // What lies in two places is read once, or not at all where one of them is known.
    for (const pack of found) if (isRead(pack)) lister.known(pack);
    lister.loose(loose);
    for (const pack of found) if (!isRead(pack)) lister.pack(pack);
  } catch {
    // Damaged, or larger than anything: git tells more.
    return undefined;
  }
  return {
    ...lister.lists,
    listing: { packs: found.map(packIdentity), loose: loose.map((id) => table.findHex(id)) },
    ...(known === undefined ? {} : { past: known }),
  };
}

class Lister {
  readonly lists: Pick<PackedLists, "packs" | "objects" | "left"> = {
    packs: [],
    objects: 0,
    left: new NumberList(),
  };
  readonly #state: HistoryState;
  readonly #isWanted: (object: number) => boolean;
  readonly #past: Past | undefined;

  constructor(state: HistoryState, isWanted: (object: number) => boolean, past: Past | undefined) {
    this.#state = state;
    this.#isWanted = isWanted;
    this.#past = past;
  }

  /** A pack whose objects are known. */
  known(paths: PackPaths): void {
    const { table } = this.#state;
    const { ids, count } = readPackIndex(paths.index, table.width, MAX_INDEX);
    table.reserve(table.size + count);
    for (let place = 0; place < count; place++) {
      const before = table.size;
      const number = table.add(ids, place * table.width);
      if (number === before) this.#pass(number);
    }
  }

  /** Loose objects, by their ids (hex). */
  loose(ids: readonly string[]): void {
    const { table } = this.#state;
    for (const id of ids) {
      const before = table.size;
      const number = table.addHex(id);
      if (number !== before) continue;
      if (this.#past?.knowsLoose(table, number) === true) this.#pass(number);
      else if (this.#isWanted(number)) this.lists.left.push(number);
    }
  }

  pack(paths: PackPaths): void {
    const { table } = this.#state;
    const index = readPackIndex(paths.index, table.width, MAX_INDEX);
    if (table.size > 0) table.reserve(table.size + index.count);
    const numbers = new Int32Array(index.count);
    const wanted = new Uint8Array(index.count);
    const before = this.lists.objects;
    const isFirst = table.addSorted(index.ids);
    for (let place = 0; place < index.count; place++) {
      const size = isFirst ? place : table.size;
      const number = isFirst ? place : table.add(index.ids, place * table.width);
      numbers[place] = number;
      // What lies elsewhere too is read there.
      if (number < size) continue;
      if (this.#past?.knowsLoose(table, number) === true) {
        this.#pass(number);
        continue;
      }
      if (!this.#isWanted(number)) continue;
      wanted[place] = 1;
      this.lists.objects++;
    }
    if (this.lists.objects > before) this.lists.packs.push({ paths, index, numbers, wanted });
  }

  /** An object that is known: not read, unless more is to be told of it. */
  #pass(number: number): void {
    const past = this.#past;
    if (past === undefined) return;
    if (past.isRetold(this.#state.table, number)) this.lists.left.push(number);
    else past.passed++;
  }
}
