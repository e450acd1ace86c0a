/** `keyscan diff` in CI services: the base comes from the event, and what a shallow clone lacks is fetched by the command it names. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findingsOf, keyscan, shell, summaryOf, type Run } from "./keyscan.ts";
import { gitText, repository } from "./repository.ts";
import { git, gitHubToken, stripeKey, tree, write } from "./scratch.ts";

const KEY = gitHubToken(1);
const OTHER = stripeKey(2);
const ZERO = "0".repeat(40);

/** A server's repository: `main` with two commits, `feature` with a secret that comes and goes. */
interface Server {
  root: string;
  start: string;
  main: string;
  /** Adds the secret. */
  added: string;
  feature: string;
}

function server(): Server {
  const root = repository({ "README.md": "1\n" });
  git(root, "config", "uploadpack.allowAnySHA1InWant", "true");
  const start = gitText(root, "rev-parse", "HEAD");
  const next = (files: Readonly<Record<string, string>>): string => {
    for (const [name, content] of Object.entries(files)) write(root, name, content);
    git(root, "add", "-A");
    git(root, "commit", "-q", "-m", "next");
    return gitText(root, "rev-parse", "HEAD");
  };
  const main = next({ "old.env": `T=${OTHER}\n` });
  git(root, "checkout", "-q", "-b", "feature");
  const added = next({ "app.env": `T=${KEY}\n` });
  const feature = next({ "app.env": "T=\n" });
  git(root, "checkout", "-q", "main");
  return { root, start, main, added, feature };
}

/** A clone as `actions/checkout` makes it: one commit, detached, unless `full`. */
function checkout({ root }: Server, commit: string, full = false): string {
  const clone = tree();
  git(clone, "init", "-q");
  git(clone, "remote", "add", "origin", `file://${root}`);
  if (full) git(clone, "fetch", "-q", "origin", "+refs/heads/*:refs/remotes/origin/*");
  else git(clone, "fetch", "-q", "--no-tags", "--depth=1", "origin", commit);
  git(clone, "checkout", "-q", "--detach", commit);
  return clone;
}

function onGithub(name: string, event: object): Record<string, string> {
  const file = join(tree(), "event.json");
  writeFileSync(file, JSON.stringify(event));
  return { GITHUB_ACTIONS: "true", GITHUB_EVENT_NAME: name, GITHUB_EVENT_PATH: file };
}

function onGitlab(variables: Record<string, string>): Record<string, string> {
  return { GITLAB_CI: "true", CI_DEFAULT_BRANCH: "main", CI_COMMIT_BEFORE_SHA: ZERO, ...variables };
}

function diff(cwd: string, env: Record<string, string>): Promise<Run> {
  return keyscan(["diff", "--format", "jsonl"], { cwd, env });
}

const paths = (run: Run): string[] => findingsOf(run).map(({ location }) => location.path);

function pullRequest({ main, feature }: Server): object {
  return { pull_request: { base: { sha: main, ref: "main" }, head: { sha: feature } } };
}

function push(before: string, after: string, more: object = {}): object {
  return { ref: "refs/heads/feature", before, after, repository: { default_branch: "main" }, ...more };
}

describe("GitHub Actions", () => {
  it.each(["pull_request", "pull_request_target"])("%s: the commits of the head", async (name) => {
    const remote = server();
    // The second event checks out the base.
    const clone = checkout(remote, name === "pull_request" ? remote.feature : remote.main, true);
    const run = await diff(clone, onGithub(name, pullRequest(remote)));
    expect(run.code).toBe(1);
    expect(paths(run)).toEqual(["app.env"]);
    expect(findingsOf(run)[0]?.source.commit).toBe(remote.added);
  });

  it("merge_group: from base to head", async () => {
    const remote = server();
    const event = { merge_group: { base_sha: remote.main, head_sha: remote.feature } };
    expect(paths(await diff(checkout(remote, remote.feature, true), onGithub("merge_group", event)))).toEqual(
      ["app.env"],
    );
  });

  it("push: what comes since the last one", async () => {
    const remote = server();
    const clone = checkout(remote, remote.feature, true);
    expect(paths(await diff(clone, onGithub("push", push(remote.main, remote.feature))))).toEqual([
      "app.env",
    ]);
    expect(paths(await diff(clone, onGithub("push", push(remote.added, remote.feature))))).toEqual([]);
  });

  it("push of a new branch: what the default branch does not have", async () => {
    const remote = server();
    const run = await diff(
      checkout(remote, remote.feature, true),
      onGithub("push", push(ZERO, remote.feature)),
    );
    expect(paths(run)).toEqual(["app.env"]);
    expect(summaryOf(run).notes[0]).toBe("the push: 2 commits since origin/main");
  });

  it("first push of the default branch: everything", async () => {
    const remote = server();
    const event = push(ZERO, remote.main, { ref: "refs/heads/main" });
    expect(paths(await diff(checkout(remote, remote.main, true), onGithub("push", event)))).toEqual([
      "old.env",
    ]);
  });

  it("forced push: since the old state, or where that is gone what the default branch does not have", async () => {
    const remote = server();
    const clone = checkout(remote, remote.feature, true);
    const gone = "1".repeat(40);
    const forced = { forced: true };
    expect(paths(await diff(clone, onGithub("push", push(gone, remote.feature, forced))))).toEqual([
      "app.env",
    ]);
    expect((await diff(clone, onGithub("push", push(remote.feature, remote.main, forced)))).code).toBe(0);
    const onMain = push(gone, remote.main, { ...forced, ref: "refs/heads/main" });
    const run = await diff(clone, onGithub("push", onMain));
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(`"git fetch --no-tags origin ${gone} ${remote.main}" fetches them`);
  });

  it("push that deletes a branch: nothing to scan, and that is fine", async () => {
    const remote = server();
    const event = push(remote.feature, ZERO, { deleted: true });
    const run = await diff(checkout(remote, remote.main, true), onGithub("push", event));
    expect(run.code).toBe(0);
    expect(summaryOf(run).notes[0]).toContain("deletes a branch");
  });

  it("schedule: there is no change", async () => {
    const remote = server();
    const run = await diff(checkout(remote, remote.main, true), onGithub("schedule", {}));
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("a schedule event of GitHub Actions has no change to scan");
  });

  it("push of a tag: what it says, and what it names", async () => {
    const remote = server();
    git(remote.root, "tag", "-a", "-m", `signed with ${gitHubToken(6)}`, "v1", remote.main);
    git(remote.root, "tag", "-a", "-m", "outer", "v2", "v1");
    const clone = checkout(remote, remote.main, true);
    git(clone, "fetch", "-q", "--tags", "origin");
    const id = gitText(remote.root, "rev-parse", "v1");
    const outer = gitText(remote.root, "rev-parse", "v2");
    const run = await diff(clone, onGithub("push", push(ZERO, outer, { ref: "refs/tags/v2" })));
    expect(paths(run)).toEqual([`<tag ${id.slice(0, 12)}>`]);
    expect(findingsOf(run)[0]?.source).toMatchObject({ kind: "git", part: "tag-text" });
    expect(summaryOf(run).notes[0]).toBe("the push: there is no commit in it, and 2 tags");
  });

  it("an event with fields that are null is read as one without them", async () => {
    const remote = server();
    const clone = checkout(remote, remote.feature, true);
    const event = { ...push(remote.main, remote.feature), pull_request: null, merge_group: null };
    expect(paths(await diff(clone, onGithub("push", event)))).toEqual(["app.env"]);
    const halved = await diff(clone, onGithub("pull_request", { pull_request: { head: null, base: null } }));
    expect(halved).toMatchObject({ code: 2, stdout: "" });
    expect(halved.stderr).toContain("pull_request.head.sha, which tells what to scan");
  });

  it("an event that can't be read, or tries to be an option: exit code 2", async () => {
    const remote = server();
    const clone = checkout(remote, remote.main, true);
    const none = { GITHUB_ACTIONS: "true", GITHUB_EVENT_NAME: "push", GITHUB_EVENT_PATH: "/nowhere" };
    expect(await diff(clone, none)).toMatchObject({ code: 2, stdout: "" });
    const run = await diff(clone, onGithub("push", push("--output=/tmp/x", remote.feature)));
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("before, which tells what to scan, is no id of a commit");
  });
});

describe("a shallow clone", () => {
  /** Runs the command that the message names. */
  function runAdvice(cwd: string, { stderr }: Run): void {
    const command = /"(git fetch [^"]+)"/.exec(stderr)?.[1];
    if (command === undefined) throw new Error(`no command in ${stderr}`);
    const [, ...args] = command.split(" ");
    execFileSync("git", args, { cwd, stdio: "ignore", env: { PATH: process.env["PATH"], HOME: cwd } });
  }

  it.each(["pull_request", "push", "new branch"])(
    "%s: refused, and mended by the command it names",
    async (kind) => {
      const remote = server();
      const clone = checkout(remote, remote.feature);
      const env =
        kind === "pull_request"
          ? onGithub(kind, pullRequest(remote))
          : onGithub("push", push(kind === "push" ? remote.main : ZERO, remote.feature));
      const run = await diff(clone, env);
      expect(run.code).toBe(2);
      expect(run.stdout).toBe("");
      expect(run.stderr).toContain("this clone is shallow");
      expect(run.stderr).toContain("fetch-depth: 0");
      runAdvice(clone, run);
      expect(paths(await diff(clone, env))).toEqual(["app.env"]);
    },
  );

  it("is refused where both ends are there and commits between them are not", async () => {
    const remote = server();
    const clone = checkout(remote, remote.feature);
    git(clone, "fetch", "-q", "--no-tags", "--depth=1", "origin", remote.main);
    const run = await keyscan(["diff", `${remote.main}..${remote.feature}`, "--format", "jsonl"], {
      cwd: clone,
    });
    expect(run.code).toBe(2);
    runAdvice(clone, run);
    const again = await keyscan(["diff", `${remote.main}..${remote.feature}`, "--format", "jsonl"], {
      cwd: clone,
    });
    expect(paths(again)).toEqual(["app.env"]);
  });

  it("is enough where the range lies within it", async () => {
    const remote = server();
    const clone = checkout(remote, remote.feature);
    git(clone, "fetch", "-q", "--no-tags", "--depth=3", "origin", remote.feature);
    const run = await keyscan(["diff", `${remote.main}..${remote.feature}`, "--format", "jsonl"], {
      cwd: clone,
    });
    expect(paths(run)).toEqual(["app.env"]);
  });
});

describe("GitLab CI", () => {
  it("merge request: from the diff base to the source branch", async () => {
    const remote = server();
    const env = onGitlab({
      CI_COMMIT_SHA: remote.main,
      CI_MERGE_REQUEST_DIFF_BASE_SHA: remote.main,
      CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: remote.feature,
      CI_PIPELINE_SOURCE: "merge_request_event",
    });
    expect(paths(await diff(checkout(remote, remote.feature, true), env))).toEqual(["app.env"]);
    const shallow = await diff(checkout(remote, remote.feature), env);
    expect(shallow.code).toBe(2);
    expect(shallow.stderr).toContain("GIT_DEPTH");
  });

  it("push, new branch, schedule", async () => {
    const remote = server();
    const clone = checkout(remote, remote.feature, true);
    const at = { CI_COMMIT_SHA: remote.feature, CI_COMMIT_BRANCH: "feature", CI_PIPELINE_SOURCE: "push" };
    expect(paths(await diff(clone, onGitlab({ ...at, CI_COMMIT_BEFORE_SHA: remote.added })))).toEqual([]);
    expect(paths(await diff(clone, onGitlab(at)))).toEqual(["app.env"]);
    const schedule = await diff(clone, onGitlab({ ...at, CI_PIPELINE_SOURCE: "schedule" }));
    expect(schedule.code).toBe(2);
    expect(schedule.stderr).toContain("a scheduled pipeline of GitLab has no change");
  });
});

it("a pre-receive hook scans new objects, which git holds apart", async () => {
  const remote = server();
  const bare = join(tree(), "bare.git");
  git(remote.root, "clone", "-q", "--bare", remote.root, bare);
  const hook = `#!/bin/sh\nexec "$NODE" "$CLI" hook run pre-receive\n`;
  writeFileSync(join(bare, "hooks", "pre-receive"), hook, { mode: 0o755 });
  const clone = join(tree(), "clone");
  git(remote.root, "clone", "-q", bare, clone);
  const pushTo = (line: string): Promise<Run> =>
    shell(`export NODE CLI; git push -q origin ${line}`, { cwd: clone });
  expect(await pushTo("HEAD:refs/heads/copy")).toMatchObject({ code: 0, stderr: "" });
  expect(await pushTo(":copy")).toMatchObject({ code: 0, stderr: "" });
  write(clone, "new.env", `T=${gitHubToken(5)}\n`);
  git(clone, "add", "-A");
  git(clone, "commit", "-q", "-m", "leak");
  for (const ref of ["main", "refs/heads/new"]) {
    const run = await pushTo(`HEAD:${ref}`);
    expect(run.code).not.toBe(0);
    expect(run.stderr).toContain("push refused, 1 secret in what is pushed");
    expect(run.stderr).not.toContain("--no-verify");
    expect(run.stderr).toContain("new.env:1:3 GitHub personal access token");
  }
});
