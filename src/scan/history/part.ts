/** A part of a history: the objects that some commits brought. */
import { runGit } from "../../sources/git/command.ts";
import { GitError, RepositoryError } from "../../sources/git/error.ts";
import { ObjectTable } from "../../sources/git/object-table.ts";
import { requireRefs } from "../../sources/git/refs.ts";
import type { Repository } from "../../sources/git/repository.ts";
import { tellable } from "../../sources/git/revision-names.ts";

/** Which commits; where all is left out, everything is scanned, reachable or not. */
export interface HistoryPart {
  /** Revisions as git takes them: `main..topic`, `v1.0...HEAD`, `HEAD~10`. */
  range?: string;
  /** Commits after this date, as git takes it: `2024-01-31`, `2 weeks ago`. */
  since?: string;
  /** A branch, tag or other ref. */
  branch?: string;
}

/** True where the part is not the whole. */
export function isPart({ range, since, branch }: HistoryPart): boolean {
  return range !== undefined || since !== undefined || branch !== undefined;
}

/**
 * The objects that the commits of the part brought: commits, trees and blobs.
 *
 * @throws RepositoryError for a revision that does not exist.
 */
export async function objectsOf(repository: Repository, part: HistoryPart): Promise<ObjectTable> {
  requireRefs(repository.refs);
  const ids = await idsOf(repository, part);
  const table = new ObjectTable(repository.format === "sha1" ? 20 : 32, ids.length);
  for (const oid of ids) table.addHex(oid);
  return table;
}

async function idsOf(repository: Repository, part: HistoryPart): Promise<string[]> {
  const revisions = await revisionsOf(repository, part);
  if (revisions.length === 0) return [];
  const input = `${revisions.join("\n")}\n`;
  const since = part.since === undefined ? [] : [await sinceWhen(repository, part.since)];
  // A ref of which the object is gone is told of elsewhere; what was named has to be there.
  const lenient = part.range === undefined && part.branch === undefined ? ["--ignore-missing"] : [];
  const commits = await list(repository, ["--parents", ...lenient, ...since], input);
  const inside = new Set(commits.map((line) => line.slice(0, repository.oidLength)));
  if (inside.size === 0) return [];
  const parents = new Set(commits.flatMap((line) => line.split(" ").slice(1)));
  const outside = [...parents].filter((oid) => !inside.has(oid)).map((oid) => `^${oid}`);
  const wanted = `${[...inside, ...outside].join("\n")}\n`;
  const missing = ["--missing=allow-any", "--ignore-missing"];
  return list(repository, ["--objects", "--no-object-names", ...missing], wanted);
}

/** A day and no time of it. */
const DAY = /^\d{4}([-/])\d{1,2}\1\d{1,2}$/;

/** What may mean this moment: the words for a time of the day do at that time. */
const MAYBE_NOW = /\b(?:now|sec|(?:today|midnight|noon|tea)\b)|\d/i;

/**
 * The date as git takes it. It takes anything, and what it can't make sense of for this moment, after which there are no commits; so
 * it does with `today`, and to a day it adds the time that it is now: both are meant as the day that began at midnight.
 *
 * @throws RepositoryError for a text that tells no date.
 */
async function sinceWhen({ view }: Repository, date: string): Promise<string> {
  const day = date.trim().toLowerCase();
  const moment = day === "today" ? "midnight" : DAY.test(day) ? `${day} 00:00:00` : date;
  const before = Math.floor(Date.now() / 1000) - 1;
  const { stdout } = await runGit(view, ["rev-parse", `--since=${moment}`]);
  const option = stdout.toString("latin1").trim();
  const seconds = Number(/^--max-age=(\d+)$/.exec(option)?.[1]);
  // However long git took.
  const isNow = seconds >= before && seconds <= Date.now() / 1000 + 1;
  if (Number.isNaN(seconds) || (isNow && !MAYBE_NOW.test(date)))
    throw new RepositoryError(
      `${JSON.stringify(date)} is no date that git understands, such as 2024-01-31, yesterday or "2 weeks ago"`,
    );
  return option;
}

async function list(repository: Repository, args: readonly string[], input: string): Promise<string[]> {
  const { stdout } = await runGit(repository.view, ["rev-list", ...args, "--stdin"], { input });
  return stdout
    .toString("latin1")
    .split("\n")
    .filter((line) => line !== "");
}

/** Ids, those to leave out with `^` before them. */
async function revisionsOf(repository: Repository, { range, branch }: HistoryPart): Promise<string[]> {
  const named = [range, branch].filter((revision) => revision !== undefined);
  if (named.length === 0) return repository.refs.tips.map(({ oid }) => oid);
  const lists = await Promise.all(named.map((revision) => resolveRevision(repository, revision)));
  return lists.flat();
}

async function resolveRevision(repository: Repository, revision: string): Promise<string[]> {
  // Several revisions may be named; blanks in braces, as in HEAD@{2 days ago}, are no ends of one.
  const words = (revision.match(/(?:[^\s{]|\{[^}]*\}|\{)+/g) ?? []).map((word) =>
    word
      .split(/(\.{2,3})/)
      .map((end) => tellable(repository, end))
      .join(""),
  );
  const bad = words.length === 0 || words.some((word) => word.startsWith("-"));
  if (bad)
    throw new RepositoryError(
      `${JSON.stringify(revision)} is not a revision or range of revisions such as main..HEAD`,
    );
  try {
    const { stdout } = await runGit(repository.view, [
      "rev-parse",
      "--revs-only",
      "--end-of-options",
      ...words,
    ]);
    const ids = stdout
      .toString("latin1")
      .split("\n")
      .filter((line) => /^\^?[0-9a-f]{40,64}$/.test(line));
    if (ids.length > 0) return ids;
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
  }
  const shallow =
    repository.shallow.length > 0
      ? " (this is a shallow clone: git fetch --unshallow gets older commits)"
      : "";
  throw new RepositoryError(`unknown revision ${JSON.stringify(revision)}${shallow}`);
}
