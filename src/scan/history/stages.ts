/**
 * The order in which a history is read: blobs, commits and tags first, then trees, since by then it is known which blobs are worth noting.
 * Packs are read directly where that is possible; git reads the rest.
 */
import { listAll, scanContents, type TextFinding } from "./contents.ts";
import { tidyHistory } from "./garbage.ts";
import { NumberList } from "./numbers.ts";
import { openPacked, type PackedHistory } from "./packed.ts";
import type { Listing, Past } from "./past.ts";
import { isStopped, type HistoryState } from "./state.ts";
import { createTreeFacts, scanTrees, type TreeFacts } from "./trees.ts";
import { now } from "../clock.ts";

/** What all objects have told. Secrets in blobs, the commits and the tags are in the state. */
export interface AllRead {
  texts: TextFinding[];
  facts: TreeFacts;
  /** Where the objects were; undefined where git has listed them. */
  listing?: Listing;
}

/** Set to `git`, all objects are read by git: to compare the two ways. */
const SWITCH = "KEYSCAN_OBJECTS";

/** True where git has to read all objects. */
export function isByGit(): boolean {
  return process.env[SWITCH] === "git";
}

/**
 * Reads all objects that are wanted, each once.
 *
 * @param past What is known already.
 * @throws GitError, StalePast
 */
export async function readAll(
  state: HistoryState,
  isWanted: (object: number) => boolean,
  past?: Past,
): Promise<AllRead> {
  const packed = isByGit() ? undefined : openPacked(state, isWanted, past);
  if (packed === undefined) return readByGit(state, isWanted);
  try {
    return await readPacked(state, packed);
  } finally {
    packed.close();
  }
}

async function readByGit(state: HistoryState, isWanted: (object: number) => boolean): Promise<AllRead> {
  const lists = await listAll(state, isWanted);
  start(state, lists.contents.length + lists.trees.length, lists.bytes);
  const { texts } = await scanContents(state, lists.contents);
  const facts = createTreeFacts(state);
  await scanTrees(state, facts, lists.trees);
  facts.trees.finish();
  return { texts, facts };
}

async function readPacked(state: HistoryState, packed: PackedHistory): Promise<AllRead> {
  packed.past?.restore(state);
  start(state, packed.objects + packed.left.length, 0, packed.packedBytes);
  const texts = await packed.contents();
  const given = packed.left.length;
  const rest = await scanContents(state, packed.left);
  texts.push(...rest.texts);
  const facts = createTreeFacts(state);
  packed.past?.restoreTrees(state, facts);
  if (!isStopped(state)) await packed.trees(facts);
  packed.close();
  const trees = new NumberList();
  for (const tree of rest.trees.values) trees.push(tree);
  for (let i = given; i < packed.left.length; i++) trees.push(packed.left.at(i));
  await scanTrees(state, facts, trees);
  facts.trees.finish();
  // All entries, and what it took to find those that matter.
  tidyHistory(state.table.size);
  return { texts, facts, listing: packed.listing };
}

function start({ collector }: HistoryState, objects: number, bytes: number, packedBytes = 0): void {
  collector.history = {
    ...{ objects, bytes, doneObjects: 0, doneBytes: 0, startedMs: now() },
    ...(packedBytes === 0 ? {} : { packed: { bytes: packedBytes, doneBytes: 0 } }),
  };
}
