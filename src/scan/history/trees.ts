/** The second stage of a history scan: all trees, for the names in them and for what holds which blob. */
import type { Match } from "../../engine/match.ts";
import type { BatchSink } from "../../sources/git/batch.ts";
import { readTree } from "../../sources/git/formats.ts";
import { readObjects } from "../../sources/git/objects.ts";
import { runGit } from "../../sources/git/command.ts";
import { EMPTY_TREES } from "../../sources/git/staged.ts";
import { damaged } from "./contents.ts";
import { HitTrees } from "./hit-trees.ts";
import type { NumberList } from "./numbers.ts";
import type { HistoryState } from "./state.ts";
import { matchesIn, objectPath } from "./texts.ts";

export interface TreeFacts {
  trees: HitTrees;
  /** File and folder names with secrets in them (latin-1), and what was found. */
  names: Map<string, readonly Match[]>;
}

/** Larger trees are no folders. */
const MAX_TREE = 128 * 1024 * 1024;

/** To be called when all blobs are scanned; `trees.finish()` when all trees are in. */
export function createTreeFacts({ table, secrets }: HistoryState): TreeFacts {
  return { trees: new HitTrees(table, secrets), names: new Map() };
}

/** Reads trees. */
export async function scanTrees(state: HistoryState, facts: TreeFacts, numbers: NumberList): Promise<void> {
  const ids = { length: numbers.length, oid: (index: number) => state.table.hex(numbers.at(index)) };
  if (ids.length > 0) await readObjects(state.repository, ids, new TreeReader(state, facts), state.signal);
}

class TreeReader implements BatchSink {
  readonly #state: HistoryState;
  readonly #facts: TreeFacts;
  #tree = -1;
  #pieces: Buffer[] = [];
  #size = 0;

  constructor(state: HistoryState, facts: TreeFacts) {
    this.#state = state;
    this.#facts = facts;
  }

  begin(oid: string, _type: string, size: number): void {
    this.#tree = this.#state.table.findHex(oid);
    this.#size = size;
    this.#pieces = [];
    if (size > MAX_TREE) damaged(this.#state, oid);
  }

  piece(bytes: Buffer, last: boolean): void {
    const { history } = this.#state.collector;
    if (history !== undefined) {
      history.doneBytes += bytes.length;
      if (last) history.doneObjects++;
    }
    if (this.#size > MAX_TREE) return;
    this.#pieces.push(last ? bytes : Buffer.from(bytes));
    if (!last) return;
    const content = this.#pieces.length === 1 ? bytes : Buffer.concat(this.#pieces);
    takeTree(this.#state, this.#facts, this.#tree, content);
  }

  missing(oid: string): void {
    damaged(this.#state, oid);
  }
}

/** Takes one tree's content: its names are scanned, its entries noted. */
function takeTree(state: HistoryState, facts: TreeFacts, tree: number, content: Buffer): void {
  facts.trees.add(tree, content);
  // Modes and ids stand between the names: what is found in the whole is looked for again in each name.
  if (content.length === 0 || rawMatches(state, content) === 0) return;
  readTree(content, state.table.width, ({ nameFrom, nameTo }) => {
    scanName(state, facts, content.toString("latin1", nameFrom, nameTo));
  });
}

function scanName(state: HistoryState, facts: TreeFacts, name: string): void {
  if (facts.names.has(name)) return;
  const matches = matchesIn(state, Buffer.from(name, "latin1")).filter(
    ({ rule }) => state.rules[rule]?.generic === false,
  );
  if (matches.length === 0) return;
  facts.names.set(name, matches);
  state.hidden.push(...matches);
}

/** Scans names of tree entries (latin-1): all at once, and each by itself where something is found. */
export function scanNames(state: HistoryState, facts: TreeFacts, names: readonly string[]): void {
  if (names.length === 0 || rawMatches(state, Buffer.from(names.join("\0"), "latin1")) === 0) return;
  for (const name of names) scanName(state, facts, name);
}

/** How many matches there are in the bytes, binary as they are. */
function rawMatches({ scanner, settings }: HistoryState, content: Buffer): number {
  let found = 0;
  scanner.begin({ path: "", unit: "utf-8", allowed: (rule) => settings.enabled[rule] === 1 });
  for (let at = 0; at < content.length;) {
    const length = content.copy(scanner.space(), 0, at);
    at += length;
    found += scanner.advance(length, at === content.length).length;
  }
  return found;
}

/**
 * Reports objects that should be there: those that refs reach. What nobody reaches may have been cleaned up in part.
 *
 * @param commits Whose trees should be there, by number.
 */
export async function reportMissing(
  state: HistoryState,
  { trees }: TreeFacts,
  commits: Iterable<number>,
): Promise<void> {
  const { repository, collector, graph } = state;
  const roots = Array.from(commits, (commit) => ({ commit, tree: graph.trees.at(commit) }));
  const bare = await withoutTree(
    state,
    roots.filter(({ tree }) => tree === -1).map(({ commit }) => graph.oid(commit)),
  );
  const lost = trees.missing.size === 0 ? [] : trees.missing.below(roots.map(({ tree }) => tree));
  if (lost.length + bare.length === 0) return;
  if (repository.partial) {
    const count = lost.length + bare.length;
    const more = trees.missing.isFull ? " or more" : "";
    const objects = count === 1 ? "1 object was" : `${count.toLocaleString("en")} objects${more} were`;
    collector.note(`git history: a partial clone; ${objects} left with the remote and not scanned`);
    return;
  }
  for (const oid of bare) {
    collector.errors.push({
      path: objectPath(state, "commit", oid),
      code: "MISSING_OBJECT",
      message: "the tree of this commit, which names its files, is not there; `git fsck` tells more",
    });
  }
  for (const oid of lost) {
    collector.errors.push({
      path: objectPath(state, "object", oid),
      code: "MISSING_OBJECT",
      message: "this object is part of the history and is not there; `git fsck` tells more",
    });
  }
}

/** Of commits (ids) whose trees are not there, those that need one: the tree without entries is known without being there. */
async function withoutTree({ repository }: HistoryState, commits: readonly string[]): Promise<string[]> {
  if (commits.length === 0) return [];
  const args = ["log", "--no-walk=unsorted", "--format=%H %T", "--stdin"];
  const { stdout } = await runGit(repository.view, args, {
    input: `${commits.join("\n")}\n`,
    allowed: [128],
  });
  const empty = EMPTY_TREES[repository.format];
  const trees = new Map(
    stdout
      .toString("latin1")
      .split("\n")
      .map((line) => [line.slice(0, repository.oidLength), line.slice(repository.oidLength + 1)] as const),
  );
  return commits.filter((commit) => trees.get(commit) !== empty);
}
