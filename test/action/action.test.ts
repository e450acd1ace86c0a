/** The GitHub Action: its steps run in workspaces as actions/checkout makes them, with the events that GitHub sends. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { stripeKey } from "../cli/scratch.ts";
import { checkSarif } from "../report/schemas.ts";
import { parseCommands } from "../support/workflow-commands.ts";
import type { Ran } from "./runner.ts";
import { checkout, expectNoSecret, NEW, places, pullRequest, repository, run } from "./workspace.ts";

const topic = repository();

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
    ["pull request from the repository", "pull_request", pullRequest(topic, false), topic.merge],
    ["pull request from a fork", "pull_request", pullRequest(topic, true), topic.merge],
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

  it("says of the input for scans of the repository that it counts for nothing", () => {
    const event = { before: topic.before, after: topic.after, ref: "refs/heads/topic" };
    const inputs = { paths: "docs" };
    const ran = run({ workspace: checkout(topic, topic.after), eventName: "push", event, inputs });
    const notices = parseCommands(ran.log).filter(({ name }) => name === "notice");
    expect(notices.map(({ message }) => message)).toEqual([
      "The input paths counts for nothing here: it is for scans of the repository, and this one is of the change.",
    ]);
    expect(places(ran)).toEqual(["src/new.ts:2"]);
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
      event: pullRequest(topic, fork),
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
    [{ mode: "repository", range: "HEAD~1..HEAD" }, "the input range is for the mode diff"],
    [{ mode: "diff", paths: "src" }, "the input paths is for the mode repository"],
    [{ args: "--no-history\n--show-secrets" }, "the input args must not have --show-secrets"],
    [{ "sarif-file": "a.sarif\nexit-code=0" }, "the input sarif-file must be one line"],
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
