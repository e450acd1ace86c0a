/** Secrets in names of files and folders: which commits have such a name. Rare, so that git goes through the changes of all commits for them. */
import type { Match } from "../../engine/match.ts";
import type { Judged } from "../../judge/index.ts";
import { displayName } from "../../sources/display-name.ts";
import { startGit } from "../../sources/git/command.ts";
import type { FindingHistory } from "../../types.ts";
import { readNotes } from "./locate.ts";
import type { Reachability } from "./reach.ts";
import { shownName, type HistoryState } from "./state.ts";
import { judgeText } from "./texts.ts";

/** More names are looked up path by path; of fewer it is asked first whether any stands in what git has printed. */
const FEW = 50;
const SLASH = "/";

/** `-c`: of a merge, the paths that differ from all parents. */
const CHANGED_PATHS = ["diff-tree", "--stdin", "-r", "-c", "-z", "--name-only", "--root", "--no-renames"];

export interface NameFinding {
  judged: Judged;
  history: FindingHistory;
}

/** @param names Names, latin-1, and what was found in them. */
export async function findNames(
  state: HistoryState,
  names: ReadonlyMap<string, readonly Match[]>,
  reach: Reachability,
): Promise<NameFinding[]> {
  if (names.size === 0) return [];
  const found: NameFinding[] = [];
  const commits = await firstCommits(state, [...names.keys()]);
  const notes = await readNotes(state, commits.values());
  for (const [name, matches] of [...names].toSorted(([one], [other]) => (one < other ? -1 : 1))) {
    const commit = commits.get(name) ?? -1;
    const note = notes.get(commit);
    const bytes = Buffer.from(name, "latin1");
    const path = state.prefix + shownName(state, displayName(bytes));
    const source = { part: "file-name" as const, ...note };
    const history: FindingHistory = {
      ...(note === undefined ? {} : { introduced: note }),
      times: note === undefined ? 0 : 1,
      ...(commit === -1 ? { refs: [], moreRefs: false } : reach.refs(commit)),
      reach: commit === -1 ? "none" : reach.reach(commit),
    };
    for (const judged of judgeText(state, bytes, { path, source }, matches)) found.push({ judged, history });
  }
  return found;
}

/** Of each name (latin-1) the first commit, by number, that has a file or folder of this name; none for those that no commit has. */
async function firstCommits(state: HistoryState, names: readonly string[]): Promise<Map<string, number>> {
  const { graph, repository } = state;
  const finder = new NameFinder(state, names);
  const order = graph.order();
  if (order.length === 0) return finder.found;
  const input = Array.from(order, (commit) => `${graph.oid(commit)}\n`).join("");
  const git = startGit(repository.view, CHANGED_PATHS, { input });
  try {
    for await (const piece of git.stdout as AsyncIterable<Buffer>) if (finder.take(piece)) break;
  } catch {
    // What was found until then holds.
  }
  git.kill();
  return finder.found;
}

/** Takes what git prints: ids of commits, older ones first, each with the paths that it changes. The first one that changes a name brings it. */
class NameFinder {
  readonly found: Map<string, number> = new Map();
  readonly #state: HistoryState;
  readonly #wanted: Set<string>;
  #commit = -1;
  #rest = "";

  constructor(state: HistoryState, names: readonly string[]) {
    this.#state = state;
    this.#wanted = new Set(names);
  }

  /** True where nothing is left to be found. */
  take(piece: Buffer): boolean {
    const text = this.#rest + piece.toString("latin1");
    const wanted = this.#wanted;
    const isThere = wanted.size > FEW || [...wanted].some((name) => text.includes(name));
    let from = 0;
    for (let to = text.indexOf("\0"); to !== -1; to = text.indexOf("\0", from)) {
      if (!this.#isCommit(text, from, to) && isThere) this.#path(text.slice(from, to));
      from = to + 1;
    }
    this.#rest = text.slice(from);
    return wanted.size === 0;
  }

  #isCommit(text: string, from: number, to: number): boolean {
    const { table, graph } = this.#state;
    if (to - from !== table.width * 2) return false;
    const commit = graph.numberOf(table.findHex(text.slice(from, to)));
    if (commit !== -1) this.#commit = commit;
    return commit !== -1;
  }

  #path(path: string): void {
    for (const name of path.split(SLASH)) if (this.#wanted.delete(name)) this.found.set(name, this.#commit);
  }
}
