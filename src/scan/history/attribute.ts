/**
 * Tells of each secret which commit brought it, which took it away, and where it stood, from what every commit's tree holds. A
 * secret that only moves is neither brought nor taken away; a merge brings what stands in none of its parents.
 */
import type { CommitGraph } from "./graph.ts";
import { HeldSecrets } from "./held.ts";
import type { Change, HitTrees } from "./hit-trees.ts";

/** A secret at a path, where it first stood there. */
export interface SecretPlace {
  path: number;
  blob: number;
  /** -1: in no commit. */
  commit: number;
}

export interface SecretStory {
  /** The first commit that has it; -1: none does. */
  introduced: number;
  /** The commit that last took it out of HEAD's history, or out of what the other refs reach; -1: none did. */
  removed: number;
  /** By path, each once, in the order in which they came. */
  places: Map<number, SecretPlace>;
  /** Commits that brought it, the first one included: more than one where it was brought back or copied to other branches. */
  times: number;
}

export interface Known {
  graph: CommitGraph;
  trees: HitTrees;
  /** Secrets of a blob; empty for one without. */
  secretsOf(blob: number): readonly number[];
  /** How well a commit is known, by number: 0 is best (HEAD reaches it). */
  rank: Uint8Array;
}

/** What happened to secrets in one commit, seen from one parent. */
interface Steps {
  /** Secret → places where it stands now and did not before. */
  gained: Map<number, SecretPlace[]>;
  /** Secrets that stand at fewer places. */
  lost: Set<number>;
}

/** The stories of all secrets that stand in some commit, by secret. */
export function tellStories(known: Known): Map<number, SecretStory> {
  const teller = new Teller(known);
  for (const commit of known.graph.order()) teller.see(commit);
  return teller.stories;
}

class Teller {
  readonly stories: Map<number, SecretStory> = new Map();
  readonly #known: Known;
  /** Rank of the commit that a story's field holds, for comparison with later ones. */
  readonly #removals: Map<number, { rank: number; isMerge: boolean }> = new Map();
  readonly #held: HeldSecrets;

  constructor(known: Known) {
    this.#known = known;
    this.#held = new HeldSecrets(known.trees, known.secretsOf);
  }

  see(commit: number): void {
    const { graph } = this.#known;
    const tree = graph.trees.at(commit);
    const after = this.#hit(tree);
    // Nearly always: nothing that holds a secret differs.
    if (this.#isUnchanged(commit, after)) return;
    const parents = graph.parents(commit);
    const trees = parents.map((parent) => graph.trees.at(parent));
    const befores = parents.length === 0 ? [-1] : trees.map((each) => this.#hit(each));
    const steps = befores.map((before) => this.#steps(before, after, commit));
    const [first] = steps;
    if (first === undefined) return;
    for (const [secret, places] of first.gained) {
      const fresh = places.filter(({ path }) =>
        steps.every(({ gained }) => gained.get(secret)?.some((place) => place.path === path) === true),
      );
      if (fresh.length > 0) this.#gain(secret, fresh, commit, trees);
    }
    for (const secret of new Set(steps.flatMap(({ lost }) => [...lost]))) {
      if (!this.#held.holds(tree, secret)) this.#lose(secret, commit, parents.length > 1);
    }
  }

  #isUnchanged(commit: number, after: number): boolean {
    const { graph, trees } = this.#known;
    let isRoot = true;
    const isSame = graph.everyParent(commit, (parent) => {
      isRoot = false;
      return trees.isSame(this.#hit(graph.trees.at(parent)), after);
    });
    return isRoot ? after === -1 : isSame;
  }

  #steps(before: number, after: number, commit: number): Steps {
    const { trees, secretsOf } = this.#known;
    const steps: Steps = { gained: new Map(), lost: new Set() };
    for (const change of trees.compare(before, after)) {
      const { path, after: blob } = change;
      const [olds, news] = secretsAround(change, secretsOf);
      for (const secret of news) {
        if (olds.includes(secret)) continue;
        const places = steps.gained.get(secret) ?? [];
        steps.gained.set(secret, places);
        places.push({ path, blob, commit });
      }
      for (const secret of olds) if (!news.includes(secret)) steps.lost.add(secret);
    }
    return steps;
  }

  #hit(tree: number): number {
    return this.#known.trees.has(tree) ? tree : -1;
  }

  #gain(secret: number, places: readonly SecretPlace[], commit: number, before: readonly number[]): void {
    const { rank } = this.#known;
    const story = this.#story(secret);
    const isBetter = (old: number): boolean => old === -1 || (rank[commit] ?? 0) < (rank[old] ?? 0);
    for (const place of places) {
      const known = story.places.get(place.path);
      if (known === undefined || isBetter(known.commit)) story.places.set(place.path, place);
    }
    if (before.some((tree) => this.#held.holds(tree, secret))) return;
    story.times++;
    if (isBetter(story.introduced)) story.introduced = commit;
  }

  #lose(secret: number, commit: number, isMerge: boolean): void {
    const rank = this.#known.rank[commit] ?? 0;
    const last = this.#removals.get(secret);
    // A merge that takes the other side's version only hands on what one of that side's commits did.
    const isWorse =
      last !== undefined && (rank > last.rank || (rank === last.rank && isMerge && !last.isMerge));
    if (isWorse) return;
    this.#removals.set(secret, { rank, isMerge });
    this.#story(secret).removed = commit;
  }

  #story(secret: number): SecretStory {
    const known = this.stories.get(secret);
    if (known !== undefined) return known;
    const story: SecretStory = { introduced: -1, removed: -1, places: new Map(), times: 0 };
    this.stories.set(secret, story);
    return story;
  }
}

function secretsAround(
  { before, after }: Change,
  secretsOf: Known["secretsOf"],
): [olds: readonly number[], news: readonly number[]] {
  return [before === -1 ? [] : secretsOf(before), after === -1 ? [] : secretsOf(after)];
}
