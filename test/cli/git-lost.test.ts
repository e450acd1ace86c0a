/** What a history names and what is not there, or lies elsewhere; dates and revisions that mean nothing; stashes that are gone. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Repository, token } from "../support/hiding-places.ts";
import { findingsOf, keyscan, summaryOf } from "./keyscan.ts";
import { tree } from "./scratch.ts";

function leaking(seed: number): Repository {
  const repository = new Repository(join(tree(), "repository"));
  repository.commit({ "a.env": `T=${token(seed)}\n` });
  repository.commit({ "a.env": undefined });
  return repository;
}

const GONE = "1".repeat(40);

describe("objects that are gone", () => {
  it("a clone that borrows from a repository which is gone is not called scanned", async () => {
    const origin = leaking(621);
    const clone = join(tree(), "clone");
    origin.git("clone", "-q", "--shared", origin.root, clone);
    rmSync(origin.root, { recursive: true });
    const run = await keyscan(["--format", "jsonl"], { cwd: clone });
    expect(run.code).toBe(3);
    const { errors, notes } = summaryOf(run);
    expect(errors).toMatchObject([{ code: "MISSING_OBJECT" }]);
    expect(errors[0]?.message).toContain("which this ref names");
    expect(notes).toEqual([expect.stringContaining(JSON.stringify(join(origin.root, ".git/objects")))]);
  });

  it("what only ORIG_HEAD names may be gone; a ref may not, and keeps nothing else from being scanned", async () => {
    const repository = leaking(622);
    writeFileSync(join(repository.root, ".git/ORIG_HEAD"), `${GONE}\n`);
    const whole = await keyscan(["git", "-f", "jsonl"], { cwd: repository.root });
    expect(summaryOf(whole).errors).toEqual([]);
    writeFileSync(join(repository.root, ".git/refs/heads/broken"), `${GONE}\n`);
    for (const part of [[], ["--since", "2000-01-01"]]) {
      const run = await keyscan(["git", "-f", "jsonl", ...part], { cwd: repository.root });
      expect(findingsOf(run)).toHaveLength(1);
      expect(summaryOf(run).errors).toMatchObject([{ path: "refs/heads/broken", code: "MISSING_OBJECT" }]);
    }
    const named = await keyscan(["git", "--branch", "broken"], { cwd: repository.root });
    expect(named.code).toBe(2);
  });

  it("what git takes for no ref, by the dot that its name begins with, is none", async () => {
    const repository = leaking(632);
    for (const name of [".gitkeep", "heads/.DS_Store"])
      writeFileSync(join(repository.root, ".git/refs", name), "");
    const run = await keyscan(["git", "-f", "jsonl"], { cwd: repository.root });
    expect(findingsOf(run)).toHaveLength(1);
    expect(summaryOf(run)).toMatchObject({ complete: true, errors: [] });
  });

  it("many refs of that kind are told of in short", async () => {
    const repository = leaking(623);
    const refs = Array.from({ length: 50 }, (_, i) => `${String(i + 10).repeat(20)} refs/heads/b${i}\n`);
    writeFileSync(join(repository.root, ".git/packed-refs"), refs.join(""));
    const run = await keyscan(["git", "-f", "jsonl"], { cwd: repository.root });
    const { errors } = summaryOf(run);
    expect(errors).toHaveLength(21);
    expect(errors.at(-1)?.message).toBe("30 more objects that refs name are not there");
  });
});

describe("a part of a history", () => {
  it.each(["blahblah", "yesterdy", "tomorow"])("--since %s is no date", async (date) => {
    const run = await keyscan(["git", "--since", date], { cwd: leaking(624).root });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(`${JSON.stringify(date)} is no date that git understands`);
  });

  it.each(["2001-01-31", "30 years ago"])("--since %s is one", async (date) => {
    const run = await keyscan(["git", "-f", "jsonl", "--since", date], { cwd: leaking(625).root });
    expect(findingsOf(run)).toHaveLength(1);
  });

  it("--since of a day begins at its midnight, today too", async () => {
    const repository = leaking(627);
    const now = new Date();
    const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()]
      .map((part) => String(part).padStart(2, "0"))
      .join("-");
    const environment = { GIT_COMMITTER_DATE: `${day} 00:00:01` };
    repository.commit({ "b.env": `T=${token(628)}\n` }, "today", environment);
    const since = (date: string): ReturnType<typeof keyscan> =>
      keyscan(["git", "-f", "jsonl", "--since", date], { cwd: repository.root });
    expect(findingsOf(await since(day)).map(({ location }) => location.path)).toEqual(["b.env"]);
  });

  it("words for today, such as Nov 26, are a date as well, to which git adds the time that it is now", async () => {
    // Its commits are of years ago: in the first second of a day none of them is found either.
    const day = new Date().toString().slice(4, 10);
    const run = await keyscan(["git", "--since", day], { cwd: leaking(631).root });
    expect(run).toMatchObject({ code: 3, stderr: "" });
  });

  /** Runs with a git of which `rev-parse --since` is this script. */
  function sinceWith(script: string, date: string): ReturnType<typeof keyscan> {
    const git = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
    const isAsked = `case "$*" in *"rev-parse --since="*) ${script}; exit;; esac`;
    const folder = tree({ git: `#!/bin/sh\ngit='${git}'\n${isAsked}\nexec "$git" "$@"\n` });
    chmodSync(join(folder, "git"), 0o755);
    const env = { PATH: `${folder}:${process.env["PATH"] ?? ""}` };
    return keyscan(["git", "--since", date], { cwd: leaking(633).root, env });
  }

  it.each(["today", "midnight", "noon", "tea"])(
    "--since %s is a date in the second that it begins too",
    async (date) => {
      const run = await sinceWith('echo "--max-age=$(date +%s)"', date);
      expect(run).toMatchObject({ code: 3, stderr: "" });
    },
  );

  it("what is no date is told of where git takes its time too", async () => {
    const run = await sinceWith('"$git" "$@"; sleep 4', "blahblah");
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('"blahblah" is no date that git understands');
  });

  it("may be named with blanks in braces", async () => {
    const repository = leaking(626);
    repository.commit({}, "a nasty change");
    for (const range of ["HEAD@{1 second ago}", "HEAD^{/a nasty change}", "^HEAD~1 HEAD~2 HEAD^{/a nasty}"]) {
      const run = await keyscan(["git", "-f", "jsonl", "--range", range], { cwd: repository.root });
      expect([run.stderr, findingsOf(run).length]).toEqual(["", range.startsWith("^") ? 0 : 1]);
    }
  });
});

it("what a stash held is not called removed by it when it was dropped", async () => {
  const repository = new Repository(join(tree(), "repository"));
  repository.commit({ "README.md": "x\n" });
  repository.write("untracked.env", `T=${token(627)}\n`);
  repository.git("stash", "-q", "-u");
  repository.git("stash", "drop", "-q");
  const run = await keyscan(["git", "-f", "jsonl"], { cwd: repository.root });
  const [finding] = findingsOf(run);
  expect(finding?.location.path).toBe("untracked.env");
  expect(finding?.history).toMatchObject({ reach: "none", times: 1 });
  expect(finding?.history?.removed).toBeUndefined();
});

describe("a git directory of links to another one", () => {
  /** As git-new-workdir and repo(1) lay it. */
  function linked(): { root: string; origin: Repository } {
    const origin = leaking(628);
    origin.git("tag", "v1", "HEAD~1");
    origin.git("pack-refs", "--all");
    const root = tree();
    mkdirSync(join(root, ".git/logs"), { recursive: true });
    for (const name of ["config", "refs", "logs/refs", "objects", "info", "packed-refs"])
      symlinkSync(join(origin.root, ".git", name), join(root, ".git", name));
    writeFileSync(join(root, ".git/HEAD"), "ref: refs/heads/main\n");
    return { root, origin };
  }

  it("packed refs are read, and what they say now is told", async () => {
    const { root, origin } = linked();
    const refsOf = async (): Promise<string[] | undefined> => {
      const run = await keyscan(["git", "-f", "jsonl"], { cwd: root });
      expect(summaryOf(run).errors).toEqual([]);
      return findingsOf(run)[0]?.history?.refs;
    };
    expect(await refsOf()).toEqual(["HEAD", "refs/heads/main", "refs/tags/v1"]);
    const packed = join(origin.root, ".git/packed-refs");
    writeFileSync(packed, readFileSync(packed, "utf8").replace("refs/tags/v1", "refs/tags/v2"));
    expect(await refsOf()).toEqual(["HEAD", "refs/heads/main", "refs/tags/v2"]);
  });

  it("reflogs are read", async () => {
    const { root, origin } = linked();
    origin.git("update-ref", "-m", `was ${token(629)}`, "--create-reflog", "refs/heads/x", "HEAD");
    const run = await keyscan(["git", "-f", "jsonl"], { cwd: root });
    expect(findingsOf(run).map(({ source }) => source.part)).toContain("reflog");
  });

  it("what refs say now is told", async () => {
    const { root, origin } = linked();
    const scan = async (): Promise<string> => (await keyscan(["git", "-f", "jsonl"], { cwd: root })).stdout;
    expect(await scan()).not.toContain("another-branch");
    origin.git("-c", "core.logAllRefUpdates=false", "update-ref", "refs/heads/another-branch", "HEAD");
    expect(await scan()).toContain("another-branch");
  });

  it.each(["logs", "logs/refs"])("%s is not followed to a folder that is no such one", async (way) => {
    const { root } = leaking(631);
    const other = tree({ "logs/refs/f": `T=${token(632)}\n`, "f/f": `T=${token(632)}\n` });
    rmSync(join(root, ".git", way), { recursive: true });
    symlinkSync(join(other, way), join(root, ".git", way));
    const run = await keyscan(["git", "-f", "jsonl"], { cwd: root });
    expect(findingsOf(run).map(({ location }) => location.path)).toEqual(["a.env"]);
    expect(summaryOf(run).errors).toMatchObject([{ path: `.git/${way}`, code: "STRANGE_LINK" }]);
  });
});
