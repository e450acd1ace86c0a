/** The GitHub Action: its steps run in workspaces as actions/checkout makes them, with the events that GitHub sends. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { git, gitHubToken, stripeKey, tree, write } from "../cli/scratch.ts";
import { checkSarif } from "../report/schemas.ts";
import { parseCommands } from "../support/workflow-commands.ts";
import { runAction, type Job, type Ran } from "./runner.ts";

const ACTION = fileURLToPath(new URL("../..", import.meta.url));
const OLD = stripeKey(1);
const NEW = gitHubToken(2);

function idOf(directory: string, revision: string): string {
  return execFileSync("git", ["rev-parse", revision], { cwd: directory, encoding: "utf8" }).trim();
}

interface Repository {
  origin: string;
  before: string;
  after: string;
  merge: string;
}

/** main has an old key; a branch adds a clean commit and one with another key, and is merged as GitHub tries it. */
function repository(
  added: Readonly<Record<string, string>> = { "src/new.ts": `a();\nconst b = "${NEW}";\n` },
): Repository {
  const origin = tree({ "old.ts": `const a = "${OLD}";\n` });
  git(origin, "init");
  git(origin, "add", ".");
  git(origin, "commit", "-m", "old");
  const before = idOf(origin, "HEAD");
  git(origin, "switch", "-c", "topic");
  write(origin, "clean.ts", "export {};\n");
  git(origin, "add", ".");
  git(origin, "commit", "-m", "clean");
  for (const [name, content] of Object.entries(added)) write(origin, name, content);
  git(origin, "add", ".");
  git(origin, "commit", "-m", "new");
  const after = idOf(origin, "HEAD");
  git(origin, "switch", "main");
  git(origin, "merge", "--no-ff", "-m", "merge", "topic");
  const merge = idOf(origin, "HEAD");
  git(origin, "update-ref", "refs/pull/1/merge", merge);
  git(origin, "reset", "--hard", before);
  git(origin, "config", "uploadpack.allowAnySHA1InWant", "true");
  return { origin, before, after, merge };
}

/** What actions/checkout leaves. @param depth 0 for everything. */
function checkout({ origin }: Repository, commit: string, depth: number = 1): string {
  const workspace = tree();
  git(workspace, "init");
  git(workspace, "remote", "add", "origin", `file://${origin}`);
  const limits = depth === 0 ? [] : [`--depth=${depth}`];
  git(workspace, "fetch", "--no-tags", ...limits, "origin", commit);
  git(workspace, "checkout", "--detach", commit);
  return workspace;
}

function run(job: Omit<Job, "action">): Ran {
  return runAction({ action: ACTION, ...job });
}

function expectNoSecret({ log, summary, outputs }: Ran): void {
  const sarif = outputs["sarif-file"] === "" ? "" : readFileSync(String(outputs["sarif-file"]), "utf8");
  for (const text of [log, summary, sarif])
    for (const secret of [OLD, NEW]) expect(text).not.toContain(secret.slice(8, -4));
}

/** Where the annotations of a run stand. */
function places({ log }: Ran): string[] {
  return parseCommands(log).flatMap(({ name, properties }) =>
    name === "error" && properties["file"] !== undefined
      ? [`${properties["file"]}:${properties["line"]}`]
      : [],
  );
}

const topic = repository();
const pullRequest = (fork: boolean): object => ({
  pull_request: {
    base: { sha: topic.before, ref: "main" },
    head: { sha: topic.after, repo: { fork } },
  },
});

describe.concurrent("a change", () => {
  const changes: [string, string, object, string][] = [
    [
      "push",
      "push",
      {
        before: topic.before,
        after: topic.after,
        ref: "refs/heads/topic",
        repository: { default_branch: "main" },
      },
      topic.after,
    ],
    ["pull request from the repository", "pull_request", pullRequest(false), topic.merge],
    ["pull request from a fork", "pull_request", pullRequest(true), topic.merge],
    [
      "merge group",
      "merge_group",
      { merge_group: { base_sha: topic.before, head_sha: topic.merge, base_ref: "refs/heads/main" } },
      topic.merge,
    ],
  ];

  describe.each([
    [0, "whole clone"],
    [1, "shallow clone"],
  ])("of depth %i (%s)", (depth) => {
    it.each(changes)(
      "%s: what it adds, on its line, and nothing that was there",
      (_, eventName, event, commit) => {
        const ran = run({ workspace: checkout(topic, commit, depth), eventName, event });
        expect(places(ran)).toEqual(["src/new.ts:2"]);
        expect(ran.outputs).toMatchObject({ findings: "1", "exit-code": "1" });
        expect(ran.succeeded).toBe(false);
        expect(ran.steps.at(-1)).toBe("Result");
        expect(ran.summary).toContain("## keyscan: 1 secret in 1 place");
        expect(ran.summary).toContain("| severity |");
        expect(checkSarif(JSON.parse(readFileSync(String(ran.outputs["sarif-file"]), "utf8")))).toEqual([]);
        expectNoSecret(ran);
      },
    );
  });

  it("that is clean passes", () => {
    const clean = repository({ "src/more.ts": "more();\n" });
    const event = { before: clean.before, after: clean.after, ref: "refs/heads/topic" };
    const ran = run({ workspace: checkout(clean, clean.after), eventName: "push", event });
    expect(ran).toMatchObject({ succeeded: true, outputs: { findings: "0", "exit-code": "0" } });
    expect(ran.summary).toContain("no secrets found");
    expect(places(ran)).toEqual([]);
  });

  it("that can't be seen fails with what to do, and is not taken for clean", () => {
    const event = { before: topic.before, after: topic.after, ref: "refs/heads/topic" };
    const ran = run({
      workspace: checkout(topic, topic.after),
      eventName: "push",
      event,
      inputs: { fetch: "false" },
    });
    expect(ran).toMatchObject({
      succeeded: false,
      outputs: { findings: "", "exit-code": "2", "sarif-file": "" },
    });
    expect(ran.summary).toContain("could not run");
    expect(parseCommands(ran.log)).toContainEqual(expect.objectContaining({ name: "error" }));
  });

  it("that deletes a branch has nothing to scan", () => {
    const event = { before: topic.after, after: "0".repeat(40), ref: "refs/heads/topic", deleted: true };
    const ran = run({ workspace: checkout(topic, topic.before), eventName: "push", event });
    expect(ran).toMatchObject({ succeeded: true, outputs: { findings: "0", "exit-code": "0" } });
  });

  it("may report without failing", () => {
    const event = { before: topic.before, after: topic.after, ref: "refs/heads/topic" };
    const inputs = { "fail-on": "none", annotations: "false", summary: "false" };
    const ran = run({ workspace: checkout(topic, topic.after), eventName: "push", event, inputs });
    expect(ran).toMatchObject({ succeeded: true, summary: "", outputs: { findings: "1", "exit-code": "0" } });
    expect(places(ran)).toEqual([]);
  });
});

describe.concurrent("the whole repository", () => {
  it.each(["schedule", "workflow_dispatch"])("on %s", (eventName) => {
    const ran = run({ workspace: checkout(topic, topic.merge), eventName, inputs: { args: "--no-history" } });
    expect(places(ran).sort()).toEqual(["old.ts:1", "src/new.ts:2"]);
    expect(ran.outputs).toMatchObject({ findings: "2", "exit-code": "1" });
    expectNoSecret(ran);
  });

  it("where it is asked for, with paths and options one a line", () => {
    const inputs = {
      mode: "repository",
      paths: "src\nclean.ts\n",
      args: "--no-history\n--exclude=src/new.ts\n",
    };
    const event = { before: topic.before, after: topic.after };
    const ran = run({ workspace: checkout(topic, topic.merge), eventName: "push", event, inputs });
    expect(ran).toMatchObject({ succeeded: true, outputs: { findings: "0", "exit-code": "0" } });
  });
});

describe.concurrent("the SARIF file", () => {
  const upload = (fork: boolean, inputs: Record<string, string>): Ran =>
    run({
      workspace: checkout(topic, topic.merge),
      eventName: "pull_request",
      event: pullRequest(fork),
      inputs,
    });

  it("is uploaded where that is asked for", () => {
    const ran = upload(false, { "upload-sarif": "true" });
    expect(ran.used).toMatchObject([
      { uses: "github/codeql-action/upload-sarif@v4", with: { category: "keyscan" } },
    ]);
    expect(ran.used[0]?.with["sarif_file"]).toBe(ran.outputs["sarif-file"]);
  });

  it("is not uploaded from a fork, whose token can't, nor unasked", () => {
    expect(upload(true, { "upload-sarif": "true" }).used).toEqual([]);
    expect(upload(false, {}).used).toEqual([]);
  });

  it("may be written elsewhere", () => {
    const ran = upload(false, { "sarif-file": "out.sarif" });
    expect(ran.outputs["sarif-file"]).toMatch(/\/out\.sarif$/);
  });
});

describe("what it does not trust", () => {
  it("is a name in the tree: no command for the runner comes from it", () => {
    const name = "src/##[error]x/::error::y,line=1%0A::stop-commands::z.ts";
    const hostile = repository({ [name]: `a = "${NEW}";\n`, "::add-mask::a": `b = "${stripeKey(5)}";\n` });
    const event = { before: hostile.before, after: hostile.after, ref: "refs/heads/topic" };
    const ran = run({ workspace: checkout(hostile, hostile.after), eventName: "push", event });
    expect(places(ran).sort()).toEqual(["::add-mask::a:1", `${name}:1`]);
    expect(new Set(parseCommands(ran.log).map((command) => command.name))).toEqual(
      new Set(["group", "endgroup", "error"]),
    );
    expectNoSecret(ran);
  });

  it.each([
    [{ mode: "all" }, "the input mode must be one of auto, diff, repository"],
    [{ annotations: "maybe" }, "the input annotations must be true or false"],
  ])("is an input like %j", (inputs, message) => {
    const ran = run({ workspace: checkout(topic, topic.merge), eventName: "schedule", inputs });
    expect(ran).toMatchObject({ succeeded: false, outputs: { "exit-code": "2", findings: "" } });
    expect(ran.log).toContain(message);
  });

  it("is an input that looks like shell: it stays one word", () => {
    const inputs = { mode: "repository", paths: "$(touch pwned); `touch pwned`" };
    const workspace = checkout(topic, topic.merge);
    const ran = run({ workspace, eventName: "push", inputs });
    expect(ran.outputs["exit-code"]).toBe("2");
    expect(existsSync(join(workspace, "pwned"))).toBe(false);
  });
});
