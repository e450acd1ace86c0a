/** The GitHub Action where something is missing, or was there before: commits on no branch, git, the job's variables, files of the tree. */
import { execFileSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { git, tree, write } from "../cli/scratch.ts";
import { checkout, places, pullRequest, repository, run } from "./workspace.ts";

const topic = repository();

function whereIs(program: string): string {
  return execFileSync("/bin/sh", ["-c", `command -v ${program}`], { encoding: "utf8" }).trim();
}

describe.concurrent("a change", () => {
  it("by force to the default branch: the state that was thrown away is fetched by its id", () => {
    const event = {
      before: topic.merge,
      after: topic.after,
      ref: "refs/heads/main",
      forced: true,
      repository: { default_branch: "main" },
    };
    const workspace = checkout(topic, topic.after);
    git(topic.origin, "update-ref", "-d", "refs/pull/1/merge");
    const ran = run({ workspace, eventName: "push", event });
    git(topic.origin, "update-ref", "refs/pull/1/merge", topic.merge);
    expect(ran).toMatchObject({ succeeded: true, outputs: { findings: "0", "exit-code": "0" } });
  });

  it("of a pull_request_target, whose checkout has the base alone, is scanned as the head brings it", () => {
    const ran = run({
      workspace: checkout(topic, topic.before),
      eventName: "pull_request_target",
      event: pullRequest(topic, true),
    });
    expect(places(ran)).toEqual(["src/new.ts:2"]);
  });

  it("without git fails with what is missing", () => {
    const bin = tree();
    for (const name of ["bash", "node"])
      symlinkSync(name === "node" ? process.execPath : whereIs(name), join(bin, name));
    const ran = run({
      workspace: checkout(topic, topic.merge),
      eventName: "pull_request",
      event: pullRequest(topic, false),
      env: { PATH: bin },
    });
    expect(ran).toMatchObject({ succeeded: false, outputs: { findings: "", "exit-code": "2" } });
    expect(ran.log).toContain("git can't be run (ENOENT)");
  });

  it("is judged by the job's own variables of keyscan, where no input says otherwise", () => {
    const event = { before: topic.before, after: topic.after, ref: "refs/heads/topic" };
    const ran = run({
      workspace: checkout(topic, topic.after),
      eventName: "push",
      event,
      env: { KEYSCAN_FAIL_ON: "none" },
    });
    expect(ran).toMatchObject({ succeeded: true, outputs: { findings: "1", "exit-code": "0" } });
  });

  it("a SARIF file of the tree, or of an earlier step, is not taken for one of a scan that could not run", () => {
    const workspace = checkout(topic, topic.merge);
    write(workspace, "out.sarif", "{}");
    const inputs = { "sarif-file": "out.sarif", "upload-sarif": "true", args: "--no-such-option" };
    const ran = run({ workspace, eventName: "pull_request", event: pullRequest(topic, false), inputs });
    expect(ran.outputs).toMatchObject({ "exit-code": "2", "sarif-file": "" });
    expect(ran.used).toEqual([]);
  });
});
