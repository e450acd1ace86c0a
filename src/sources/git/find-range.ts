/**
 * Which commits a change consists of: as they were named, as a CI service tells, or what the current branch has and the branch it is
 * going to be merged into has not. What can't be seen in a shallow clone is an error that says what to run.
 */
import { readCiChange, type CiChange, type Environment } from "./ci-change.ts";
import { listCommits, type CommitRange } from "./commit-changes.ts";
import { RepositoryError } from "./error.ts";
import { namedObjects, type NamedObjects } from "./named-objects.ts";
import { requireRefs } from "./refs.ts";
import type { Repository } from "./repository.ts";
import { currentBranch, defaultBranch, firstRef, remotesBelow, upstream } from "./revision-names.ts";
import { expandRevision, findCommit, mergeBase } from "./revisions.ts";
import { fetchCommand, isShallow, unknownRevision } from "./shallow.ts";

/** Commits to scan. */
export interface FoundRange {
  range: CommitRange;
  /** Ids, parents before children. */
  commits: string[];
  /** The state before them; undefined where there is none. */
  base: { revision: string; name: string } | undefined;
  /** What they are, for a note. */
  what: string;
  /** That there are none needs no explanation, as of a push that takes commits back. */
  mayBeEmpty: boolean;
  /** What is pushed besides commits. */
  named: Omit<NamedObjects, "commits">;
}

/** Revisions before and behind a change, all of them there. */
interface Ends {
  range: CommitRange;
  baseName: string | undefined;
  what: string;
  mayBeEmpty: boolean;
  advice: string;
  named?: Omit<NamedObjects, "commits">;
}

/**
 * @param given A range (`A..B`, `A...B`), a revision (what HEAD has and it has not), or nothing.
 * @throws RepositoryError where a revision is not there, or the clone is too shallow.
 */
export async function findRange(
  repository: Repository,
  given: string | undefined,
  env: Environment,
): Promise<FoundRange> {
  requireRefs(repository.refs);
  const ends =
    given === undefined ? await automaticEnds(repository, env) : await givenEnds(repository, given);
  return completeRange(repository, ends);
}

/** Lists the commits, and makes sure that none is missing between the ends. */
export async function completeRange(repository: Repository, ends: Ends): Promise<FoundRange> {
  requireRefs(repository.refs);
  const { range, baseName, what, mayBeEmpty, advice, named = { tags: [], contents: [] } } = ends;
  const commits = await listCommits(repository, range);
  const cut = new Set(repository.shallow);
  if (commits.some((commit) => cut.has(commit))) {
    throw new RepositoryError(
      `this clone is shallow, and a part of ${what} is missing; "${fetchCommand(repository, [...range.bases, ...range.tips])}" fetches it${advice}`,
    );
  }
  const [tip] = range.tips;
  const [first] = range.bases;
  const revision =
    first === undefined || tip === undefined
      ? undefined
      : ((await mergeBase(repository, first, tip)) ?? first);
  return {
    range,
    commits,
    base: revision === undefined ? undefined : { revision, name: baseName ?? revision.slice(0, 12) },
    what,
    mayBeEmpty,
    named,
  };
}

async function commitOf(repository: Repository, revision: string): Promise<string> {
  const id = await findCommit(repository, revision);
  if (id === undefined) throw unknownRevision(repository, revision);
  return id;
}

async function givenEnds(repository: Repository, given: string): Promise<Ends> {
  const fixed = { what: given, mayBeEmpty: false, advice: "" };
  const dots = /^(.*?)\.\.\.?(.*)$/s.exec(given);
  if (dots !== null) {
    const [, left = "", right = ""] = dots;
    const base = left === "" ? "HEAD" : left;
    const tip = right === "" ? "HEAD" : right;
    const range = {
      tips: [await commitOf(repository, tip)],
      bases: [await commitOf(repository, base)],
    };
    return { ...fixed, range, baseName: base };
  }
  if (/\^[!@-]\d*$/.test(given)) {
    const range = await expandRevision(repository, given);
    if (range === undefined) throw unknownRevision(repository, given);
    return { ...fixed, range, baseName: undefined };
  }
  const base = await commitOf(repository, given);
  return {
    ...fixed,
    what: `${given}..HEAD`,
    range: { tips: [await commitOf(repository, "HEAD")], bases: [base] },
    baseName: given,
  };
}

async function automaticEnds(repository: Repository, env: Environment): Promise<Ends> {
  const pushed = await preCommitEnds(repository, env);
  if (pushed !== undefined) return pushed;
  const change = readCiChange(env);
  if (change === undefined) return branchEnds(repository);
  if (!("none" in change)) return ciEnds(repository, change);
  if (change.none === "whole") {
    throw new RepositoryError(
      `${change.what} has no change to scan: give a range, or scan everything ("keyscan .")`,
    );
  }
  return {
    range: { tips: [], bases: [] },
    baseName: undefined,
    what: `${change.what} deletes a branch or tag, and adds nothing`,
    mayBeEmpty: true,
    advice: "",
  };
}

/** What pre-commit (https://pre-commit.com) tells its hooks of the stage pre-push. */
async function preCommitEnds(repository: Repository, env: Environment): Promise<Ends | undefined> {
  const { PRE_COMMIT_FROM_REF: from, PRE_COMMIT_TO_REF: to, PRE_COMMIT_REMOTE_NAME: remote } = env;
  if (from && to) return { ...(await givenEnds(repository, `${from}..${to}`)), mayBeEmpty: true };
  // It compares with nothing where the remote has nothing.
  if (!remote) return undefined;
  const tip = await commitOf(repository, env["PRE_COMMIT_LOCAL_BRANCH"] ?? "HEAD");
  return pushEnds(repository, remote, { tips: [tip], bases: [] });
}

/**
 * What is pushed: all that the range has, and the branches of a remote, as far as they are known, have not. Without a remote it is
 * the repository itself that takes it in, whose refs know what is there.
 */
export function pushEnds(
  repository: Repository,
  remote: string | undefined,
  range: CommitRange,
  named?: Omit<NamedObjects, "commits">,
): Ends {
  const start = remote === undefined ? "refs/" : `refs/remotes/${remote}/`;
  // A remote may be called a/b where another one is called a.
  const others = remote === undefined ? [] : remotesBelow(repository, remote);
  const known = repository.refs.tips.filter(
    ({ name }) =>
      name.startsWith(start) && !others.some((other) => name.startsWith(`refs/remotes/${other}/`)),
  );
  const bases = new Set([...range.bases, ...known.map(({ oid }) => oid)]);
  return {
    range: { tips: range.tips, bases: [...bases] },
    baseName: remote,
    what: "the push",
    mayBeEmpty: true,
    advice: "",
    ...(named === undefined ? {} : { named }),
  };
}

async function ciEnds(repository: Repository, change: CiChange): Promise<Ends> {
  const { advice, name, target } = change;
  const tip = await findCommit(repository, change.tip);
  const base = change.base === undefined ? undefined : await findCommit(repository, change.base);
  const isGone = change.base !== undefined && base === undefined;
  if (tip === undefined || (isGone && !hasWayOut(repository, change))) {
    const wanted = [change.base, change.tip].filter((id) => id !== undefined);
    throw missingCommits(repository, change, wanted);
  }
  const named = await namedObjects(repository, [change.tip]);
  const ends = { what: `the ${name}`, mayBeEmpty: name === "push", advice, named };
  if (base !== undefined)
    return { ...ends, range: { tips: [tip], bases: [base] }, baseName: nameOfBase(change, base) };
  if (change.isTarget === true || target === undefined)
    return { ...ends, range: { tips: [tip], bases: [] }, baseName: undefined };
  const branch = firstRef(repository, [`origin/${target}`, target]);
  if (branch === undefined)
    throw missingCommits(repository, change, [`+refs/heads/${target}:refs/remotes/origin/${target}`]);
  return { ...ends, range: { tips: [tip], bases: [await commitOf(repository, branch)] }, baseName: branch };
}

/**
 * A state that a forced push threw away can't be fetched for certain. Where the branch is not the target itself, all that the
 * target does not have holds what is new.
 */
function hasWayOut(repository: Repository, { name, target, isTarget, forced }: CiChange): boolean {
  if (name !== "push" || target === undefined || isTarget === true) return false;
  return forced === true || !isShallow(repository);
}

function missingCommits(
  repository: Repository,
  { name, advice }: CiChange,
  wanted: readonly string[],
): RepositoryError {
  const why = isShallow(repository)
    ? "this clone is shallow, and"
    : "this clone lacks a part of its history:";
  return new RepositoryError(
    `${why} the commits of the ${name} are not all there; "${fetchCommand(repository, wanted)}" fetches them${advice}`,
  );
}

function nameOfBase({ target, name }: CiChange, base: string): string {
  return name === "push" || target === undefined ? base.slice(0, 12) : target;
}

/** What the current branch adds to the default branch; on that one, to the branch it follows. */
async function branchEnds(repository: Repository): Promise<Ends> {
  const head = await findCommit(repository, "HEAD");
  if (head === undefined) throw new RepositoryError("there is no commit in this repository yet");
  const branch = currentBranch(repository);
  const main = defaultBranch(repository);
  const isMain = branch !== undefined && main !== undefined && isSameBranch(repository, branch, main);
  const base = isMain ? upstream(repository) : (main ?? upstream(repository));
  if (base === undefined) {
    throw new RepositoryError(
      `found no branch to compare ${branch ?? "HEAD"} with; give a range, such as "keyscan diff HEAD~3..HEAD"`,
    );
  }
  return {
    range: { tips: [head], bases: [await commitOf(repository, base)] },
    baseName: base,
    what: `${base}..${branch ?? "HEAD"}`,
    mayBeEmpty: false,
    advice: "",
  };
}

/** `origin/HEAD` names no branch: it is one that stands at the same commit. */
function isSameBranch({ refs }: Repository, branch: string, main: string): boolean {
  if (main !== "origin/HEAD") return main === branch || main === `origin/${branch}`;
  const at = (name: string): string | undefined => refs.tips.find((tip) => tip.name === name)?.oid;
  return at(`refs/remotes/origin/${branch}`) === at("refs/remotes/origin/HEAD");
}
