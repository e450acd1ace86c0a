/** What keeps commits alive: which refs reach them, or a stash, a reflog, nothing at all. */
import { readReflogs, reflogIds, type Reflog } from "../../sources/git/reflogs.ts";
import { REACH, type CommitGraph, type Reach } from "./graph.ts";
import { gitPath, shownName, type HistoryState } from "./state.ts";
import { matchesIn, withMatches } from "./texts.ts";

/** A ref and what it points to, tags taken apart. */
export interface Tip {
  name: string;
  /** The name as reports may show it. */
  shown: string;
  /** Object number. */
  object: number;
  /** -1 where it is no commit. */
  commit: number;
  /** Object numbers of the tag that it names, and of those that this one names. */
  tagged: number[];
}

/** Names that are listed of the refs that reach a commit. */
const MAX_REFS = 10;
/** Tags of tags of tags that are followed; git knows no end, hostile repositories neither. */
const MAX_TAGS = 20;

/** Of every commit: what reaches it, and by which refs. */
export class Reachability {
  /** Index in REACH, by commit. */
  readonly rank: Uint8Array;
  readonly tips: readonly Tip[];
  readonly #graph: CommitGraph;
  readonly #tipsOf: Map<number, string[]> = new Map();

  /** @param others Commits that only reflogs name, by what that means. */
  constructor(graph: CommitGraph, tips: readonly Tip[], others: ReadonlyMap<Reach, Iterable<number>>) {
    this.#graph = graph;
    this.tips = tips;
    this.rank = new Uint8Array(graph.size).fill(REACH.indexOf("none"));
    for (const { shown, commit } of tips) {
      const names = this.#tipsOf.get(commit) ?? [];
      this.#tipsOf.set(commit, names);
      names.push(shown);
    }
    const marked = new Uint8Array(graph.size);
    REACH.forEach((reach, rank) => {
      const from = [
        ...tips.filter((tip) => reachOf(tip.name) === reach).map((tip) => tip.commit),
        ...(others.get(reach) ?? []),
      ];
      graph.ancestors(from, marked, (commit) => {
        this.rank[commit] = rank;
      });
    });
  }

  reach(commit: number): Reach {
    return REACH[this.rank[commit] ?? 0] ?? "none";
  }

  /**
   * True for a stash, be it dropped by now: a commit of the working tree, merged with those of the index and of untracked files, which does
   * not hold all that these do (git-stash(1), "DISCUSSION").
   */
  isStash(commit: number): boolean {
    const reach = this.reach(commit);
    if (reach === "stash") return true;
    if (reach === "head" || reach === "ref") return false;
    const [base, index, untracked, ...others] = this.#graph.parents(commit);
    if (base === undefined || index === undefined || others.length > 0) return false;
    const below = this.#graph.parents(index);
    const isRoot = untracked === undefined || this.#graph.parents(untracked).length === 0;
    return below.length === 1 && below[0] === base && isRoot;
  }

  /** Refs that reach the commit, the nearest ones. */
  refs(commit: number): { refs: string[]; moreRefs: boolean } {
    const refs: string[] = [];
    const seen = new Set<number>([commit]);
    const { groups, of } = this.#graph.children();
    for (let level = [commit]; level.length > 0 && refs.length <= MAX_REFS;) {
      refs.push(...level.flatMap((current) => this.#tipsOf.get(current) ?? []).sort(byRef));
      const next: number[] = [];
      for (const current of level) {
        for (let i = groups.starts[current] ?? 0; i < (groups.starts[current + 1] ?? 0); i++) {
          const child = of[groups.order[i] ?? 0] ?? -1;
          if (seen.has(child)) continue;
          seen.add(child);
          next.push(child);
        }
      }
      level = next;
    }
    const nearest = refs.slice(0, MAX_REFS).sort(byRef);
    return { refs: nearest, moreRefs: refs.length > MAX_REFS };
  }
}

/** Those that tell most first, then by name. */
function byRef(one: string, other: string): number {
  const kind = refOrder(one) - refOrder(other);
  if (kind !== 0) return kind;
  return one < other ? -1 : 1;
}

/** What a merge or a rebase puts aside until it is done. */
const AUTOSTASH =
  /^(?:worktrees\/[^/]+\/|main-worktree\/)?(?:MERGE_AUTOSTASH|rebase-(?:merge|apply)\/autostash)$/;

/** What it means that a ref of this name reaches something. */
export function reachOf(name: string): Reach {
  if (name === "HEAD") return "head";
  if (name === "refs/stash" || AUTOSTASH.test(name)) return "stash";
  // ORIG_HEAD and its like keep nothing alive, no more than reflogs do for ever.
  return /^(?:worktrees\/[^/]+\/)?refs\//.test(name) || name.endsWith("/HEAD") ? "ref" : "reflog";
}

const KINDS = ["HEAD", "refs/heads/", "refs/remotes/", "refs/tags/"];

/** Refs that tell most come first. */
export function refOrder(name: string): number {
  const kind = KINDS.findIndex((prefix) => name.startsWith(prefix));
  return kind === -1 ? KINDS.length : kind;
}

/** What refs and reflogs keep alive. Reflogs are handed to `onReflog` as they are read. */
export function findReach(state: HistoryState, onReflog: (reflog: Reflog) => void): Reachability {
  const { repository, graph, table, tags, collector } = state;
  for (const { name } of withMatches(state, repository.refs.tips, (tip) => tip.name))
    state.hidden.push(...matchesIn(state, Buffer.from(name)));
  const tips = repository.refs.tips.map(({ name, oid }) => {
    let object = table.findHex(oid);
    const tagged: number[] = [];
    for (; tagged.length < MAX_TAGS && tags.has(object); object = tags.get(object) ?? -1) tagged.push(object);
    return {
      name,
      shown: shownName(state, name),
      object,
      tagged,
      commit: object === -1 ? -1 : graph.numberOf(object),
    };
  });
  const stashed = new Set<number>();
  const logged = new Set<number>();
  for (const reflog of readReflogs(repository, (error) =>
    collector.errors.push({ ...error, path: shownName(state, `${gitPath(state)}/${error.path}`) }),
  )) {
    onReflog(reflog);
    const into = reflog.ref === "refs/stash" ? stashed : logged;
    for (const oid of new Set(reflogIds(reflog))) {
      const object = table.findHex(oid);
      if (object !== -1) into.add(graph.numberOf(object));
    }
  }
  return new Reachability(
    graph,
    tips,
    new Map([
      ["stash", stashed],
      ["reflog", logged],
    ]),
  );
}
