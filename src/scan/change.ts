/**
 * Scans a change: what is staged, or what the commits of a range add. Contents are scanned whole, findings count where they stand on
 * lines that the change adds; of each is told whether its secret stood in the base before.
 */
import type { Judged } from "../judge/index.ts";
import type { ChangeList, NewContent, Renamed } from "../sources/git/change-list.ts";
import type { Repository } from "../sources/git/repository.ts";
import type { PathFilter } from "../sources/path-filter.ts";
import { onAddedLines } from "./added.ts";
import { scanContents, type ContentScan, type Target } from "./change-contents.ts";
import { Collector } from "./collect.ts";
import type { FileNames } from "./file-names.ts";
import type { Job } from "./job.ts";
import { blobsAt, findKnown, type Base } from "./known.ts";

/** What changes, and by what: both are left out for what is staged. */
export type ChangedBy = ChangeList & {
  commits?: readonly string[];
  /** Tag objects: what they say comes along. */
  tags?: readonly string[];
};

/** A change that is to be scanned. */
export interface Change {
  repository: Repository;
  /** What it brings; asked for early, so that git works while rules are loaded. */
  list: Promise<ChangedBy>;
  /** Left out where there is nothing before it. */
  base?: Base;
  /** Where a range of commits ends. */
  tips?: readonly string[];
  /** A range may have no commits. */
  mayBeEmpty?: boolean;
  filter: PathFilter;
}

export interface ChangeScan {
  job: Job;
  collector: Collector;
  names: FileNames;
  maxFileSize?: number;
  signal?: AbortSignal;
}

/** A content with findings: all of them, and those on lines that it adds. */
interface Hit {
  content: NewContent;
  judged: readonly Judged[];
  added: readonly Judged[];
}

/** A finding, and the blob that its place is in. */
interface Placed {
  judged: Judged;
  blob: string;
}

/**
 * Adds all that is found, left out or can't be read to the collector.
 *
 * @returns true where the change was looked at, be it empty; false for a range without commits.
 */
export async function scanChange(change: Change, scan: ChangeScan): Promise<boolean> {
  const { collector, signal } = scan;
  const list = await change.list;
  collector.errors.push(...list.errors);
  for (const skip of list.skips) collector.skip(skip);
  for (const note of list.notes) collector.notes.add(note);
  const contents = list.contents.filter((content) => !isLeftOut(content, change.filter, collector));
  const renamed = list.renamed.filter(({ path }) => change.filter.leftOut(path) === undefined);
  for (const file of change.filter.refused) collector.notes.add(`${file} is too large, and was not applied`);

  const reading: ContentScan = {
    repository: change.repository,
    job: scan.job,
    collector,
    ...(scan.maxFileSize === undefined ? {} : { maxSize: scan.maxFileSize }),
    ...(signal === undefined ? {} : { signal }),
  };
  const hits = await hitsIn(contents, reading, list.commits === undefined ? "staged" : "git");
  const placed =
    change.tips === undefined ? inPlace(hits) : await atTips(hits, change.tips, change.repository);
  if (signal?.aborted !== true) await addKnown(placed, change, reading);
  collector.found(placed.map(({ judged }) => judged));
  collector.found(await inMessages(list.commits ?? [], reading));
  collector.found(await inTags(list.tags ?? [], reading));
  collector.found(inNames({ contents, renamed }, scan.names, list.commits === undefined ? "staged" : "git"));
  return change.mayBeEmpty === true || list.commits?.length !== 0;
}

function isLeftOut(content: NewContent, filter: PathFilter, collector: Collector): boolean {
  const reason = filter.leftOut(content.path);
  if (reason !== undefined) collector.skip({ reason, path: content.path });
  return reason !== undefined;
}

/** Every pair of blob and path is scanned once, however many commits bring it. */
async function hitsIn(
  contents: readonly NewContent[],
  reading: ContentScan,
  kind: "staged" | "git",
): Promise<Hit[]> {
  const targets = new Map<string, Target>();
  for (const { path, blob } of contents) {
    const key = `${blob} ${path}`;
    if (!targets.has(key)) targets.set(key, { id: blob, path, kind });
  }
  const found = await scanContents([...targets.values()], reading);
  const hits: Hit[] = [];
  for (const content of contents) {
    const target = targets.get(`${content.blob} ${content.path}`);
    const judged = target === undefined ? undefined : found.get(target);
    if (judged === undefined) continue;
    hits.push({ content, judged, added: await onAddedLines(reading.repository, content, judged) });
  }
  return hits;
}

function inPlace(hits: readonly Hit[]): Placed[] {
  return hits.flatMap(({ content, added }) => added.map((judged) => ({ judged, blob: content.blob })));
}

/**
 * Of each secret the commit that added it, and the place where it stands at the end of the range. Where it does not any more, it
 * is told as the commit has it, and is in the history alone.
 */
async function atTips(
  hits: readonly Hit[],
  tips: readonly string[],
  repository: Repository,
): Promise<Placed[]> {
  const live = await liveContents(hits, tips, repository);
  const placed: Placed[] = [];
  const told = new Map<string, string | undefined>();
  for (const { content, added } of hits) {
    for (const judged of added) {
      const id = `${judged.key} ${content.path}`;
      // A line that moves is added again; who added it first is the one to ask.
      if (told.has(id) && told.get(id) !== content.commit) continue;
      told.set(id, content.commit);
      placed.push(placeAtTip(judged, content, live));
    }
  }
  return placed;
}

/** The hits that stand at one of the tips. */
async function liveContents(
  hits: readonly Hit[],
  tips: readonly string[],
  { view }: Repository,
): Promise<Hit[]> {
  const live = new Set<Hit>();
  for (const tip of tips) {
    const ids = await blobsAt(
      tip,
      hits.map(({ content }) => content.rawPath),
      view,
    );
    hits.forEach((hit, index) => {
      if (ids[index] === hit.content.blob) live.add(hit);
    });
  }
  return [...live];
}

function placeAtTip(judged: Judged, content: NewContent, live: readonly Hit[]): Placed {
  const { commit } = content;
  // A tag names it, whether commits have it or not.
  if (commit === undefined) return { judged, blob: content.blob };
  if (live.some((hit) => hit.content.blob === content.blob && hit.content.path === content.path))
    return { judged: inCommit(judged, commit, false), blob: content.blob };
  const others = live.flatMap((hit) =>
    hit.judged.filter(({ key }) => key === judged.key).map((other) => ({ hit, other })),
  );
  const now = others.find(({ hit }) => hit.content.path === content.path) ?? others[0];
  return now === undefined
    ? { judged: inCommit(judged, commit, true), blob: content.blob }
    : { judged: inCommit(now.other, commit, false), blob: now.hit.content.blob };
}

function inCommit({ finding, ...judged }: Judged, commit: string | undefined, isPast: boolean): Judged {
  return {
    ...judged,
    finding: {
      ...finding,
      source: { ...finding.source, ...(commit === undefined ? {} : { commit }) },
      exposure: isPast ? [...finding.exposure, "git-history"] : finding.exposure,
    },
  };
}

/** Writes into the findings where their secrets stood before. */
async function addKnown(placed: readonly Placed[], { base }: Change, reading: ContentScan): Promise<void> {
  if (base === undefined || placed.length === 0) return;
  // What is read again for this is no part of what was scanned.
  const known = await findKnown(placed, base, { ...reading, collector: new Collector({}, "low") });
  for (const { judged } of placed) {
    const place = known.get(judged.key);
    if (place !== undefined) judged.finding.known = place;
  }
}

/** What stands in the names of files that the change adds, and in names that it gives to others. */
function inNames(
  { contents, renamed }: Pick<ChangeList, "contents" | "renamed">,
  names: FileNames,
  kind: "staged" | "git",
): Judged[] {
  const added: (NewContent | Renamed)[] = contents.filter(({ before }) => before.length === 0);
  for (const { path } of added) names.meet(path);
  for (const { path, oldPaths } of renamed) names.meet(path, oldPaths);
  added.push(...renamed);
  return names.found().map(({ finding, ...rest }) => {
    const from = added.find(({ path }) => names.shown(path).startsWith(finding.location.path));
    const commit = from?.commit === undefined ? {} : { commit: from.commit };
    return { ...rest, finding: { ...finding, source: { ...finding.source, ...commit, kind } } };
  });
}

/** What stands in the messages and headers of commits. */
async function inMessages(commits: readonly string[], reading: ContentScan): Promise<Judged[]> {
  const found = await scanContents(textTargets("commit", commits, "author "), reading);
  return [...found].flatMap(([{ id }, judged]) =>
    judged.map((one) => {
      const placed = inCommit(one, id, true);
      placed.finding.source.part = "commit-text";
      return placed;
    }),
  );
}

/** What stands in tags: messages, and who made them. */
async function inTags(tags: readonly string[], reading: ContentScan): Promise<Judged[]> {
  const found = await scanContents(textTargets("tag", tags, "tag "), reading);
  return [...found.values()].flat().map(({ finding, ...judged }) => ({
    ...judged,
    finding: { ...finding, source: { ...finding.source, part: "tag-text" } },
  }));
}

/** Objects that are texts, from the line of their headers that begins with `from`. */
function textTargets(type: "commit" | "tag", ids: readonly string[], from: string): Target[] {
  return ids.map((id) => ({ id, path: `<${type} ${id.slice(0, 12)}>`, kind: "git", from }));
}
