/**
 * What a scan knew of a history when it was through, so that the next one reads new objects alone: the commits and how they hang together,
 * which blobs hold which secrets, and which trees lead to these. Secrets are told by their identity, and all of it is sealed. It is good as
 * long as every pack of then is there, and every object that was loose.
 */
import { deserialize, serialize } from "node:v8";
import { ObjectTable } from "../../sources/git/object-table.ts";
import type { PackPaths } from "../../sources/git/pack/find.ts";
import { packIdentity } from "../../sources/git/pack/identity.ts";
import type { SkipReason } from "../../types.ts";
import { historyId } from "./rules-id.ts";
import type { HistoryState } from "./state.ts";
import type { Store } from "./store.ts";
import { skipBlob } from "./texts.ts";
import { scanNames, type TreeFacts } from "./trees.ts";

/** Where the objects of a repository were when they were listed. */
export interface Listing {
  /** Every pack, with what tells whether it is still the same. */
  packs: string[];
  /** Object numbers of the loose ones. */
  loose: number[];
}

/** As it is written. Objects are numbered by their place in `ids`, -1 for none. */
interface Written {
  packs: string[];
  ids: Uint8Array;
  loose: Int32Array;
  /** By commit: itself, its tree, how many parents it has, and these. */
  commits: Int32Array;
  times: Float64Array;
  /** Pairs: a tag and what it points to. */
  tags: Int32Array;
  keys: string[];
  /** By blob: itself, how many secrets it holds, and these, by place in `keys`. */
  hits: Int32Array;
  names: string[];
  /** Triples: a tree, a name by place in `names`, what the tree has under that name. */
  entries: Int32Array;
  /** Names with secrets in them. */
  tellingNames: string[];
  skipped: { object: number; reason: SkipReason }[];
  retold: Int32Array;
}

const NO_FACTS = Buffer.alloc(0);

/** What was remembered names an object that is not there any more. */
export class StalePast extends Error {}

/** What the last complete scan has left, fitted to the objects that are listed now. */
export class Past {
  readonly #written: Written;
  readonly #packs: ReadonlySet<string>;
  readonly #loose: ObjectTable;
  readonly #retold: ObjectTable;
  /** Objects that were not read, since all is known of them. */
  passed = 0;
  /** Number in the state's table of each id. */
  #numbers: Int32Array = new Int32Array(0);

  private constructor(written: Written, width: 20 | 32) {
    this.#written = written;
    this.#packs = new Set(written.packs);
    const tableOf = (numbers: Int32Array): ObjectTable => {
      const table = new ObjectTable(width, numbers.length);
      for (const number of numbers) table.add(written.ids, number * width);
      return table;
    };
    this.#loose = tableOf(written.loose);
    this.#retold = tableOf(written.retold);
  }

  /** What the last scan with these rules has left; undefined where there is nothing that can be believed. */
  static read(store: Store, { pack, settings, table }: HistoryState): Past | undefined {
    const bytes = store.readSealed(historyId(pack, settings), NO_FACTS);
    return bytes === undefined ? undefined : new Past(deserialize(bytes) as Written, table.width);
  }

  /** True where all packs are there of which it speaks. What was loose may be in a pack by now; `restore` sees to that. */
  isThere(packs: readonly PackPaths[]): boolean {
    const now = new Set(packs.map(packIdentity));
    return [...this.#packs].every((pack) => now.has(pack));
  }

  knowsPack(pack: PackPaths): boolean {
    return this.#packs.has(packIdentity(pack));
  }

  /** True for an object of the table that was loose. */
  knowsLoose(table: ObjectTable, object: number): boolean {
    return this.#loose.findFrom(table, object) !== -1;
  }

  /** True for an object of the table that is to be read again all the same. */
  isRetold(table: ObjectTable, object: number): boolean {
    return this.#retold.findFrom(table, object) !== -1;
  }

  /**
   * Tells the state what is known of blobs, commits and tags; to be called once all objects are listed.
   *
   * @throws StalePast
   */
  restore(state: HistoryState): void {
    const { table, graph, tags, secrets } = state;
    const { ids, commits, times, hits, keys, skipped } = this.#written;
    this.#numbers = Int32Array.from({ length: ids.length / table.width }, (_, at) =>
      table.find(ids, at * table.width),
    );
    if (this.#numbers.includes(-1)) throw new StalePast("an object is gone");
    for (let at = 0, commit = 0; at < commits.length; commit++) {
      const [object = -1, tree = -1, count = 0] = commits.subarray(at, at + 3);
      const parents = commits.subarray(at + 3, at + 3 + count);
      const links = { tree: this.#number(tree), parents: Array.from(parents, (each) => this.#number(each)) };
      graph.add(this.#number(object), { ...links, time: times[commit] ?? 0 });
      at += 3 + count;
    }
    for (let at = 0; at < this.#written.tags.length; at += 2) {
      const [tag = -1, target = -1] = this.#written.tags.subarray(at, at + 2);
      tags.set(this.#number(tag), this.#number(target));
    }
    for (let at = 0; at < hits.length;) {
      const [blob = -1, count = 0] = hits.subarray(at, at + 2);
      const held = hits.subarray(at + 2, at + 2 + count);
      secrets.restore(
        this.#number(blob),
        Array.from(held, (key) => keys[key] ?? ""),
      );
      at += 2 + count;
    }
    for (const { object, reason } of skipped) skipBlob(state, this.#number(object), reason);
  }

  /** Tells what is known of trees. */
  restoreTrees(state: HistoryState, facts: TreeFacts): void {
    const { entries, names, tellingNames } = this.#written;
    const numbers = names.map((name) => facts.trees.names.number(name));
    for (let at = 0; at < entries.length; at += 3) {
      const [tree = -1, name = -1, object = -1] = entries.subarray(at, at + 3);
      facts.trees.addNumbered(this.#number(tree), numbers[name] ?? -1, this.#number(object));
    }
    scanNames(state, facts, tellingNames);
  }

  #number(written: number): number {
    return written === -1 ? -1 : (this.#numbers[written] ?? -1);
  }
}

/** Writes down what a scan has found out that has read everything. */
export function writePast(
  store: Store,
  state: HistoryState,
  { facts, listing }: { facts: TreeFacts; listing: Listing },
): void {
  const written = describe(state, facts, listing);
  store.writeSealed(historyId(state.pack, state.settings), NO_FACTS, serialize(written));
}

function describe(state: HistoryState, facts: TreeFacts, listing: Listing): Written {
  const { table, graph, secrets, skipped } = state;
  const own = new ObjectTable(table.width, graph.size * 2);
  const place = (object: number): number => (object === -1 ? -1 : own.add(table.bytes, object * table.width));
  // What is not there may come later, and then stands in these.
  for (const commit of graph.cutOff()) state.retold.push(graph.objects.at(commit));
  const retold = new Set(state.retold.values);
  const names = new Map<string, number>();
  const entries: number[] = [];
  facts.trees.entries((tree, name, object) => {
    const number = names.get(name) ?? names.size;
    names.set(name, number);
    entries.push(place(tree), number, place(object));
  });
  const written = {
    packs: listing.packs,
    loose: Int32Array.from(listing.loose, place),
    ...describeCommits(state, retold, place),
    tags: Int32Array.from(
      [...state.tags].flatMap(([tag, target]) => (retold.has(tag) ? [] : [place(tag), place(target)])),
    ),
    ...describeHits(secrets, retold, place),
    names: [...names.keys()],
    entries: Int32Array.from(entries),
    tellingNames: [...facts.names.keys()],
    skipped: skipped.map(({ object, reason }) => ({ object: place(object), reason })),
    retold: Int32Array.from(retold, place),
  };
  return { ...written, ids: own.bytes };
}

function describeCommits(
  { graph }: HistoryState,
  retold: ReadonlySet<number>,
  place: (object: number) => number,
): Pick<Written, "commits" | "times"> {
  const commits: number[] = [];
  const times: number[] = [];
  for (let commit = 0; commit < graph.size; commit++) {
    const object = graph.objects.at(commit);
    if (retold.has(object)) continue;
    const parents = graph.parents(commit).map((parent) => place(graph.objects.at(parent)));
    commits.push(place(object), place(graph.trees.at(commit)), parents.length, ...parents);
    times.push(graph.time(commit));
  }
  return { commits: Int32Array.from(commits), times: Float64Array.from(times) };
}

function describeHits(
  secrets: HistoryState["secrets"],
  retold: ReadonlySet<number>,
  place: (object: number) => number,
): Pick<Written, "keys" | "hits"> {
  const hits: number[] = [];
  for (const object of secrets.objects()) {
    if (retold.has(object)) continue;
    const held = secrets.of(object);
    hits.push(place(object), held.length, ...held);
  }
  const keys = Array.from({ length: secrets.size }, (_, secret) => secrets.key(secret));
  return { keys, hits: Int32Array.from(hits) };
}
