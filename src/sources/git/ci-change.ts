/**
 * What a CI job was started for, as its environment tells: which commits a push or a merge request brings. Formats: "Events that
 * trigger workflows" and "Webhook events and payloads" of GitHub's documentation, "Predefined CI/CD variables" of GitLab's.
 */
import { readFileSync } from "node:fs";
import { RepositoryError } from "./error.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** A change as the service names it; ids in hex, of commits that may not be in the clone. */
export interface CiChange {
  /** What brings it, as people call it. */
  name: "push" | "pull request" | "merge request" | "merge queue";
  /** What to change in the job's set-up where commits are missing. */
  advice: string;
  tip: string;
  /** Left out for a new branch or tag. */
  base?: string;
  /** What the commits are going to be merged into, or where new branches start. */
  target?: string;
  /** The change goes to the target itself. */
  isTarget?: boolean;
  /** The old state was thrown away. */
  forced?: boolean;
}

/** A job that has no change to look at: `deleted` brings nothing, `whole` is about all there is. */
export interface CiNone {
  none: "deleted" | "whole";
  /** Such as `a schedule event of GitHub Actions`. */
  what: string;
}

const NOTHING = /^0*$/;
const GITHUB_ADVICE = "; with actions/checkout, `fetch-depth: 0` does the same";
const GITLAB_ADVICE = '; the variable GIT_DEPTH: "0" of the job does the same';

/**
 * The change that this job is about; undefined outside of CI services that are known, and for events that name none.
 *
 * @throws RepositoryError where the event can't be read.
 */
export function readCiChange(env: Environment): CiChange | CiNone | undefined {
  if (env["GITHUB_ACTIONS"] === "true") return githubChange(env);
  if (env["GITLAB_CI"] === "true") return gitlabChange(env);
  return undefined;
}

/** One side of a pull request. */
interface GithubEnd {
  sha?: unknown;
  ref?: unknown;
}

/** The parts of an event that are looked at. */
interface GithubEvent {
  before?: unknown;
  after?: unknown;
  ref?: unknown;
  deleted?: unknown;
  forced?: unknown;
  repository?: { default_branch?: unknown } | null;
  pull_request?: { base?: GithubEnd | null; head?: GithubEnd | null } | null;
  merge_group?: { base_sha?: unknown; head_sha?: unknown; base_ref?: unknown } | null;
}

function githubChange(env: Environment): CiChange | CiNone | undefined {
  const name = env["GITHUB_EVENT_NAME"] ?? "";
  if (name === "schedule") return { none: "whole", what: "a schedule event of GitHub Actions" };
  const event = githubEvent(env["GITHUB_EVENT_PATH"]);
  // Fields that are of no use to an event are null in some.
  if (isObject(event.pull_request)) {
    const { base, head } = event.pull_request;
    return {
      name: "pull request",
      advice: GITHUB_ADVICE,
      tip: idOf(head?.sha, "pull_request.head.sha"),
      base: idOf(base?.sha, "pull_request.base.sha"),
      ...(typeof base?.ref === "string" ? { target: base.ref } : {}),
    };
  }
  if (isObject(event.merge_group)) {
    return {
      name: "merge queue",
      advice: GITHUB_ADVICE,
      tip: idOf(event.merge_group.head_sha, "merge_group.head_sha"),
      base: idOf(event.merge_group.base_sha, "merge_group.base_sha"),
    };
  }
  return name === "push" ? githubPush(event) : undefined;
}

function isObject<T>(value: T | null | undefined): value is T & object {
  return typeof value === "object" && value !== null;
}

function githubPush(event: GithubEvent): CiChange | CiNone {
  const { before, after, ref, deleted, forced, repository } = event;
  if (deleted === true || (typeof after === "string" && NOTHING.test(after)))
    return { none: "deleted", what: "the push" };
  const target = repository?.default_branch;
  return {
    name: "push",
    advice: GITHUB_ADVICE,
    tip: idOf(after, "after"),
    ...(typeof before === "string" && NOTHING.test(before) ? {} : { base: idOf(before, "before") }),
    ...(typeof target === "string" ? { target, isTarget: ref === `refs/heads/${target}` } : {}),
    forced: forced === true,
  };
}

function githubEvent(file: string | undefined): GithubEvent {
  if (file === undefined) throw new RepositoryError("GITHUB_EVENT_PATH is not set, which names the event");
  try {
    const event: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (typeof event === "object" && event !== null) return event;
  } catch (error) {
    const { code = "it is no JSON" } = error as NodeJS.ErrnoException;
    throw new RepositoryError(`the event file of GITHUB_EVENT_PATH can't be read (${code})`);
  }
  throw new RepositoryError("the event file of GITHUB_EVENT_PATH holds no event");
}

/** A value of somebody else's that goes to git: nothing but an id may. */
function idOf(value: unknown, name: string): string {
  if (typeof value === "string" && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value)) return value;
  throw new RepositoryError(`${name}, which tells what to scan, is no id of a commit`);
}

function gitlabChange(env: Environment): CiChange | CiNone {
  const given = (name: string): string | undefined => (env[name] === "" ? undefined : env[name]);
  const mergeBase = given("CI_MERGE_REQUEST_DIFF_BASE_SHA");
  const tip = idOf(given("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA") ?? given("CI_COMMIT_SHA"), "CI_COMMIT_SHA");
  if (mergeBase !== undefined) {
    const target = given("CI_MERGE_REQUEST_TARGET_BRANCH_NAME");
    return {
      name: "merge request",
      advice: GITLAB_ADVICE,
      tip,
      base: idOf(mergeBase, "CI_MERGE_REQUEST_DIFF_BASE_SHA"),
      ...(target === undefined ? {} : { target }),
    };
  }
  if (given("CI_PIPELINE_SOURCE") === "schedule")
    return { none: "whole", what: "a scheduled pipeline of GitLab" };
  const before = given("CI_COMMIT_BEFORE_SHA") ?? "";
  const target = given("CI_MERGE_REQUEST_TARGET_BRANCH_NAME") ?? given("CI_DEFAULT_BRANCH");
  return {
    name: "push",
    advice: GITLAB_ADVICE,
    tip,
    ...(NOTHING.test(before) ? {} : { base: idOf(before, "CI_COMMIT_BEFORE_SHA") }),
    ...(target === undefined ? {} : { target, isTarget: target === given("CI_COMMIT_BRANCH") }),
  };
}
