/** Chooses the places of each secret that a report tells of: where it stands now, and where it first stood on every path. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { runGit } from "../../sources/git/command.ts";
import { refuseSpecialIndex } from "../../sources/git/special-files.ts";
import { otherWorktrees } from "../../sources/git/worktrees.ts";
import { displayName } from "../../sources/display-name.ts";
import type { GitPart } from "../../types.ts";
import type { SecretStory } from "./attribute.ts";
import type { HitTrees } from "./hit-trees.ts";
import { reachOf, refOrder, type Reachability } from "./reach.ts";
import { shownName, type HistoryState } from "./state.ts";
import { matchesIn, objectPath } from "./texts.ts";

/** A place that is to be reported. */
export interface WantedPlace {
  /** Object number of the blob. */
  blob: number;
  /** Relative to the repository, for reports; where left out the blob has none. */
  path?: string;
  /** The commit that brought the secret to this path; -1: none. */
  commit: number;
  part?: GitPart;
}

/** Where a secret stands now. */
export interface Current {
  ref: string;
  path: string;
}

export interface SecretPlaces {
  places: WantedPlace[];
  current?: Current;
  /** A ref that names the blob, or a tree that holds it, without any commit. */
  ref?: string;
}

/** Places of one secret that are read again and reported. */
const MAX_PLACES = 1000;

/** By secret, in the order of their numbers. */
export async function choosePlaces(
  state: HistoryState,
  trees: HitTrees,
  stories: ReadonlyMap<number, SecretStory>,
  reach: Reachability,
): Promise<Map<number, SecretPlaces>> {
  const chooser = new Chooser(state, trees, stories);
  chooser.tips(reach);
  chooser.stories();
  await chooser.index();
  chooser.loose(reach);
  noteElsewhere(state, chooser.elsewhere.size);
  return chooser.result;
}

function noteElsewhere({ below, collector }: HistoryState, files: number): void {
  if (files === 0) return;
  const folders = below.map((folder) => folder.slice(0, -1)).join(", ");
  const what = files === 1 ? "1 file" : `${files} files`;
  collector.note(
    `git history: ${what} outside of ${folders}, of other commits or staged, may hold secrets, and was left out; a scan of the whole repository tells`,
  );
}

class Chooser {
  readonly result: Map<number, SecretPlaces> = new Map();
  /** Files outside of the folders that were named. */
  readonly elsewhere: Set<string> = new Set();
  readonly #state: HistoryState;
  readonly #trees: HitTrees;
  readonly #stories: ReadonlyMap<number, SecretStory>;
  /** True for paths that are left out. */
  readonly #reasons: Map<string, boolean> = new Map();
  /** `secret path` of all places chosen. */
  readonly #taken: Set<string> = new Set();

  constructor(state: HistoryState, trees: HitTrees, stories: ReadonlyMap<number, SecretStory>) {
    this.#state = state;
    this.#trees = trees;
    this.#stories = stories;
  }

  /** Where secrets stand now: all places in HEAD, and for those that are not in it the first one at the tip of a ref. */
  tips(reach: Reachability): void {
    const { graph, secrets } = this.#state;
    const seen = new Uint8Array(this.#state.table.size);
    const byOrder = reach.tips
      .filter(({ commit }) => commit !== -1)
      .toSorted((a, b) => refOrder(a.name) - refOrder(b.name));
    for (const { name, shown, commit } of byOrder) {
      const tree = graph.trees.at(commit);
      if (seen[tree] === 1 || !this.#trees.has(tree)) continue;
      seen[tree] = 1;
      const isHead = name === "HEAD";
      // Where a command has noted what was before it (ORIG_HEAD), what has been removed since does not stand for that.
      const isPast = reachOf(name) === "reflog";
      const take = (path: number, blob: number): void => {
        for (const secret of secrets.of(blob)) {
          const isKnown = !isHead && this.result.get(secret)?.current !== undefined;
          const isGone = isPast && (this.#stories.get(secret)?.removed ?? -1) !== -1;
          if (!isKnown && !isGone) this.#now(secret, { ref: shown, path, blob });
        }
      };
      if (isHead)
        this.#trees.some(tree, (path, blob) => {
          take(path, blob);
          return false;
        });
      // Of what has been gone through, all secrets are known to stand somewhere.
      else this.#trees.each(tree, seen, take);
    }
  }

  #now(secret: number, at: { ref: string; path: number; blob: number }): void {
    const path = this.#pathText(at.path);
    const story = this.#stories.get(secret);
    const commit = story?.places.get(at.path)?.commit ?? story?.introduced ?? -1;
    const entry = this.#add(secret, { blob: at.blob, path, commit });
    entry.current ??= { ref: at.ref, path };
  }

  /** Where secrets first stood, on every path. */
  stories(): void {
    for (const [secret, { places }] of this.#stories) {
      for (const { path, blob, commit } of places.values()) {
        this.#add(secret, { blob, path: this.#pathText(path), commit });
      }
    }
  }

  /** What is staged, in this working tree first. */
  async index(): Promise<void> {
    const { repository, secrets, collector } = this.#state;
    if (secrets.size === 0) return;
    const others = otherWorktrees(repository).map(({ gitDir }) => join(gitDir, "index"));
    for (const file of [repository.indexFile, ...others].filter((path) => existsSync(path))) {
      const environment = { ...repository.view.environment, GIT_INDEX_FILE: file };
      const view = { ...repository.view, environment };
      try {
        refuseSpecialIndex(file);
        this.#staged((await runGit(view, ["ls-files", "-s", "-z", "--full-name"])).stdout);
      } catch {
        collector.note(
          "git history: the index can't be read; what is staged is scanned, but its paths are not known",
        );
      }
    }
  }

  /** @param listing What `git ls-files -s -z` prints. */
  #staged(listing: Buffer): void {
    const { secrets, table } = this.#state;
    for (let at = 0; at < listing.length;) {
      const end = listing.indexOf(0, at);
      const tab = listing.indexOf(0x09, at);
      const [, oid = ""] = listing.toString("latin1", at, tab).split(" ");
      const blob = table.findHex(oid);
      for (const secret of blob === -1 ? [] : secrets.of(blob)) {
        const name = listing.subarray(tab + 1, end);
        this.#state.hidden.push(...matchesIn(this.#state, name));
        const path = displayName(name);
        this.#add(secret, { blob, path, commit: -1, part: "index" });
      }
      at = end + 1;
    }
  }

  /** Blobs that no commit holds: named by a tag, part of a tree that is, or left over. */
  loose(reach: Reachability): void {
    const { graph, secrets } = this.#state;
    const named = new Map<number, { path?: string; ref?: string }>();
    const refs = new Map(
      reach.tips.filter(({ commit }) => commit === -1).map(({ object, shown }) => [object, shown]),
    );
    for (const tree of this.#trees.tops(graph.trees.values)) {
      const ref = refs.get(tree);
      this.#trees.some(tree, (path, blob) => {
        if (!named.has(blob))
          named.set(blob, { path: this.#pathText(path), ...(ref === undefined ? {} : { ref }) });
        return false;
      });
    }
    for (const blob of secrets.objects()) {
      const ref = refs.get(blob);
      const known = named.get(blob) ?? (ref === undefined ? {} : { ref });
      for (const secret of secrets.of(blob)) {
        if (this.result.has(secret)) continue;
        const entry = this.#add(secret, {
          blob,
          commit: -1,
          part: "dangling",
          ...(known.path === undefined ? {} : { path: known.path }),
        });
        if (known.ref !== undefined) entry.ref = known.ref;
      }
    }
  }

  #add(secret: number, place: WantedPlace): SecretPlaces {
    const entry = this.result.get(secret) ?? { places: [] };
    this.result.set(secret, entry);
    if (this.#isElsewhere(place)) return entry;
    if (place.path !== undefined && this.#isLeftOut(place.path)) return entry;
    const key = `${secret} ${place.path ?? objectPath(this.#state, "blob", this.#state.table.hex(place.blob))}`;
    if (this.#taken.has(key) || entry.places.length >= MAX_PLACES) return entry;
    this.#taken.add(key);
    entry.places.push(place);
    return entry;
  }

  /** Of a folder in a repository that was named, what stands outside of it is counted and no more. */
  #isElsewhere({ path, blob }: WantedPlace): boolean {
    const { below, table } = this.#state;
    if (below.length === 0 || below.some((folder) => path?.startsWith(folder) === true)) return false;
    this.elsewhere.add(path ?? table.hex(blob));
    return true;
  }

  /** By `include`, `exclude` and `.keyscanignore`; told of once for each path. */
  #isLeftOut(path: string): boolean {
    const { leftOut, collector, prefix } = this.#state;
    const known = this.#reasons.get(path);
    if (known !== undefined || leftOut === undefined) return known ?? false;
    const reason = leftOut(path);
    this.#reasons.set(path, reason !== undefined);
    if (reason !== undefined) collector.skip({ reason, path: prefix + shownName(this.#state, path) });
    return reason !== undefined;
  }

  #pathText(path: number): string {
    return displayName(this.#trees.paths.bytes(path));
  }
}
