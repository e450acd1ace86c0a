/** The last stage of a history scan: findings with what history knows of them, handed to the collector. */
import type { Judged } from "../../judge/index.ts";
import type { CommitNote, FindingHistory } from "../../types.ts";
import type { Collector } from "../collect.ts";
import { tellStories, type SecretStory } from "./attribute.ts";
import type { TextFinding } from "./contents.ts";
import { findNames } from "./file-names.ts";
import type { CommitGraph } from "./graph.ts";
import { locate, readNotes } from "./locate.ts";
import { choosePlaces, type SecretPlaces } from "./places.ts";
import type { Reachability } from "./reach.ts";
import { shownName, type HistoryState } from "./state.ts";
import { judgeText, withMatches } from "./texts.ts";
import type { TreeFacts } from "./trees.ts";

/** What the stages before have found. */
export interface Results {
  texts: TextFinding[];
  facts: TreeFacts;
  reach: Reachability;
  reflogs: Judged[];
}

/** Attributes what was found and hands it to the collector. */
export async function report(state: HistoryState, { texts, facts, reach, reflogs }: Results): Promise<void> {
  const { graph, secrets, collector } = state;
  const { trees } = facts;
  const known = { graph, trees, secretsOf: (blob: number) => secrets.of(blob), rank: reach.rank };
  const stories = secrets.size === 0 ? new Map<number, SecretStory>() : tellStories(known);
  const places = await choosePlaces(state, trees, stories, reach);
  const commits = [...stories.values()].flatMap((story) => [
    story.introduced,
    story.removed,
    ...[...story.places.values()].map(({ commit }) => commit),
  ]);
  // What was found before Ctrl-C is told all the same.
  const { signal: _signal, ...quiet } = state;
  const notes = await readNotes(quiet, commits);
  const found = await locate(quiet, places, notes);
  const position = positions(graph);
  const at = (commit: number | undefined): number => position[commit ?? -1] ?? Infinity;
  for (const [secret, judged] of inOrder(found, (each) => at(stories.get(each)?.introduced))) {
    const history = historyOf(state, {
      story: stories.get(secret),
      places: places.get(secret),
      notes,
      reach,
    });
    tell(collector, judged, history);
  }
  const byCommit = texts.toSorted(
    (a, b) =>
      compareNumbers(at(graph.numberOf(a.object)), at(graph.numberOf(b.object))) ||
      state.table.compare(a.object, b.object),
  );
  for (const { object, judged } of byCommit)
    tell(collector, [judged], textHistory(state, object, judged, reach));
  for (const judged of refNames(state, reach)) tell(collector, [judged.judged], judged.history);
  for (const judged of reflogs) tell(collector, [judged], loneHistory("reflog", []));
  for (const { judged, history } of await findNames(quiet, facts.names, reach))
    tell(collector, [judged], history);
}

/** Commits by number, with their place in the history: the order in which objects were read is nobody's business. */
function positions(graph: CommitGraph): Float64Array {
  const places = new Float64Array(graph.size).fill(Infinity);
  graph.order().forEach((commit, index) => {
    places[commit] = index;
  });
  return places;
}

/** The secret that came first is told of first; of those of one commit, by their place in it. */
function inOrder(
  found: ReadonlyMap<number, readonly Judged[]>,
  position: (secret: number) => number,
): [secret: number, judged: readonly Judged[]][] {
  const sorted = [...found].map(([secret, judged]) => {
    const { location, source, ruleId } = judged[0]?.finding ?? {};
    const path = `${location?.path}\0${source?.blob}`;
    return {
      secret,
      judged,
      key: [position(secret), path, location?.byteOffset ?? 0, ruleId ?? ""] as const,
    };
  });
  sorted.sort(
    ({ key: a }, { key: b }) =>
      compareNumbers(a[0], b[0]) ||
      compareTexts(a[1], b[1]) ||
      compareNumbers(a[2], b[2]) ||
      compareTexts(a[3], b[3]),
  );
  return sorted.map(({ secret, judged }) => [secret, judged]);
}

/** Both may be infinite. */
function compareNumbers(one: number, other: number): number {
  return one === other ? 0 : one - other;
}

function compareTexts(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function tell(collector: Collector, found: readonly Judged[], history: FindingHistory): void {
  const judged = history.current?.ref === "HEAD" ? acceptedThroughout(found) : found;
  const isLoose = history.reach === "none" || history.reach === "reflog";
  const exposure = isLoose ? ["git-history", "unreachable"] : ["git-history"];
  const findings = judged.map(({ finding, ...rest }) => ({
    ...rest,
    finding: { ...finding, exposure: [...finding.exposure, ...exposure] },
  }));
  collector.foundInHistory(findings, history);
}

/** Who accepts a secret where it stands in HEAD has accepted its older places as well. The first finding is the one in HEAD. */
function acceptedThroughout(judged: readonly Judged[]): readonly Judged[] {
  const accepted = judged[0]?.finding.accepted;
  if (accepted === undefined) return judged;
  return judged.map(({ finding, ...rest }) => ({ ...rest, finding: { ...finding, accepted } }));
}

interface Told {
  story: SecretStory | undefined;
  places: SecretPlaces | undefined;
  notes: ReadonlyMap<number, CommitNote>;
  reach: Reachability;
}

function historyOf(state: HistoryState, { story, places, notes, reach }: Told): FindingHistory {
  if (story === undefined || story.introduced === -1) return withoutCommit(places);
  const introduced = notes.get(story.introduced);
  const removed = isGone(story, places, reach) ? notes.get(story.removed) : undefined;
  const current =
    places?.current === undefined
      ? undefined
      : { ref: places.current.ref, path: state.prefix + shownName(state, places.current.path) };
  return {
    ...(introduced === undefined ? {} : { introduced }),
    ...(removed === undefined ? {} : { removed }),
    times: story.times,
    ...(current === undefined ? {} : { current }),
    ...reach.refs(story.introduced),
    reach: reach.reach(story.introduced),
  };
}

/** What HEAD's history has lost may still stand on another branch. */
function isGone(story: SecretStory, places: SecretPlaces | undefined, reach: Reachability): boolean {
  // A stash takes nothing away: `git stash pop` brings all of its parts back.
  if (story.removed !== -1 && reach.isStash(story.removed)) return false;
  if (places?.current === undefined) return true;
  return places.current.ref !== "HEAD" && reach.reach(story.removed) === "head";
}

function withoutCommit(places: SecretPlaces | undefined): FindingHistory {
  const refs = places?.ref === undefined ? [] : [places.ref];
  const isStaged = places?.places[0]?.part === "index";
  const kept = isStaged ? "index" : "none";
  return loneHistory(refs.length > 0 ? "ref" : kept, refs);
}

function loneHistory(reach: FindingHistory["reach"], refs: string[]): FindingHistory {
  return { times: 0, refs, moreRefs: false, reach };
}

/** History of what stands in the text of a commit or tag. */
function textHistory(
  { graph }: HistoryState,
  object: number,
  { finding }: Judged,
  reach: Reachability,
): FindingHistory {
  const { commit: oid, author = "", email = "", date } = finding.source;
  const introduced =
    oid === undefined ? undefined : { commit: oid, author, email, ...(date === undefined ? {} : { date }) };
  const commit = graph.numberOf(object);
  if (commit === -1) {
    const refs = reach.tips.filter(({ tagged }) => tagged.includes(object)).map(({ shown }) => shown);
    return loneHistory(refs.length > 0 ? "ref" : "none", refs);
  }
  return {
    ...(introduced === undefined ? {} : { introduced }),
    times: 1,
    ...reach.refs(commit),
    reach: reach.reach(commit),
  };
}

/** Names of branches and tags are places too. */
function refNames(state: HistoryState, reach: Reachability): { judged: Judged; history: FindingHistory }[] {
  const places = new Map(reach.tips.map((tip, index) => [tip, index + 1]));
  return withMatches(state, reach.tips, (tip) => tip.name).flatMap((tip) => {
    const { name } = tip;
    const where = { path: `<ref ${places.get(tip)}>`, source: { part: "ref-name" as const } };
    const kept = name.startsWith("refs/") ? "ref" : "head";
    return judgeText(state, Buffer.from(name), where).map((judged) => ({
      judged,
      history: loneHistory(kept, []),
    }));
  });
}
