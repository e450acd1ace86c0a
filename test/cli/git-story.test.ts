import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fillTemplate } from "../../src/rules/template.ts";
import { Repository, token } from "../support/hiding-places.ts";
import { findingsOf, keyscan } from "./keyscan.ts";
import { tree } from "./scratch.ts";
import { ALLOW } from "../support/allow-word.ts";

const SHOWN = ["-f", "jsonl", "--show-secrets"];

function newRepository(): Repository {
  return new Repository(join(tree(), "repository"));
}

describe("a secret in the history", () => {
  it("is told with the commits that brought and removed it", async () => {
    const repository = newRepository();
    repository.commit({ "a.txt": "a\n" });
    const introduced = repository.commit({ "app.env": `x\nTOKEN=${token(100)}\n` });
    repository.git("mv", "app.env", "old.env");
    repository.commit({}, "rename");
    const removed = repository.commit({ "old.env": undefined });
    const [finding, ...others] = findingsOf(await keyscan(["git", ...SHOWN], { cwd: repository.root }));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      location: { path: "app.env", startLine: 2, startColumn: 7 },
      source: { kind: "git", commit: introduced, author: "Ada", email: "ada@example.org" },
      exposure: ["git-history"],
      history: {
        introduced: {
          commit: introduced,
          author: "Ada",
          date: expect.stringMatching(/^2023-11-1\dT.*\+02:00$/),
        },
        removed: { commit: removed },
        times: 1,
        reach: "head",
        refs: expect.arrayContaining(["HEAD", "refs/heads/main"]),
      },
    });
  });

  it("that stands in the working tree is one finding, in one place", async () => {
    const repository = newRepository();
    const first = repository.commit({ "app.env": `TOKEN=${token(101)}\n` });
    repository.commit({ "app.env": `# keys\nTOKEN=${token(101)}\n` });
    const { stdout } = await keyscan(["-f", "json"], { cwd: repository.root });
    const { findings } = JSON.parse(stdout) as { findings: Record<string, unknown>[] };
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      location: { path: "app.env", startLine: 2 },
      source: { kind: "file" },
      history: { introduced: { commit: first }, current: { ref: "HEAD", path: "app.env" } },
      occurrences: [],
    });
    expect(findings[0]?.["history"]).not.toHaveProperty("removed");
    const lines = (await keyscan([], { cwd: repository.root })).stdout;
    expect(lines).toContain(`since commit ${first.slice(0, 12)}`);
    expect(lines).toContain("still in HEAD at app.env");
  });

  it("is told by the rules for its file's name, whether a rule for other names would tell more of it or not", async () => {
    const repository = newRepository();
    const line = (seed: number): string => `db_password = "${fillTemplate("{base62:14}%!", seed)}"\n`;
    const files = { "settings.py": line(1), "main.tf": line(2) };
    repository.commit(files);
    repository.commit({ "settings.py": undefined, "main.tf": undefined });
    // The second one reads object by object, and piece by piece.
    for (const env of [{}, { KEYSCAN_OBJECTS: "git" }]) {
      const run = await keyscan(["git", "--no-cache", ...SHOWN], { cwd: repository.root, env });
      const found = findingsOf(run).map(({ ruleId, location }) => [location.path, ruleId]);
      expect(new Map(found as [string, string][])).toEqual(
        new Map([
          ["settings.py", "generic-password-assignment"],
          ["main.tf", "terraform-password"],
        ]),
      );
    }
  });

  it("that a merge brings is the merge's; what a side brought stays that side's", async () => {
    const repository = newRepository();
    repository.commit({ "a.txt": "a\n" });
    repository.git("checkout", "-q", "-b", "side");
    const sides = repository.commit({ "side.env": `TOKEN=${token(102)}\n` });
    repository.git("checkout", "-q", "main");
    repository.commit({ "b.txt": "b\n" });
    repository.git("merge", "-q", "--no-commit", "--no-ff", "side");
    const merged = repository.commit({ "merge.env": `TOKEN=${token(103)}\n` });
    const removed = repository.commit({ "side.env": undefined });
    const found = findingsOf(await keyscan(["git", ...SHOWN], { cwd: repository.root }));
    const byValue = new Map(found.map((finding) => [finding.secret.value, finding.history]));
    expect(byValue.get(token(102))).toMatchObject({
      introduced: { commit: sides },
      removed: { commit: removed },
    });
    expect(byValue.get(token(103))).toMatchObject({
      introduced: { commit: merged },
      current: { ref: "HEAD" },
    });
  });

  it("that a merge drops with its whole side is removed by the merge", async () => {
    const repository = newRepository();
    repository.commit({ "a.txt": "a\n" });
    repository.git("checkout", "-q", "-b", "side");
    repository.commit({ "side.env": `TOKEN=${token(104)}\n` });
    repository.git("checkout", "-q", "main");
    repository.commit({ "b.txt": "b\n" });
    repository.git("merge", "-q", "-s", "ours", "-m", "ours", "side");
    repository.git("branch", "-q", "-D", "side");
    const [finding] = findingsOf(await keyscan(["git", ...SHOWN], { cwd: repository.root }));
    expect(finding?.history?.removed?.commit).toBe(repository.git("rev-parse", "HEAD"));
  });

  it("that was removed on a branch does not stand in what the merge of it notes of the time before", async () => {
    const repository = new Repository(join(tree(), "repository"));
    repository.commit({ "app.env": `TOKEN=${token(118)}\n` });
    repository.git("checkout", "-q", "-b", "side");
    const removed = repository.commit({ "app.env": undefined });
    repository.git("checkout", "-q", "main");
    repository.commit({ "b.txt": "b\n" });
    repository.git("merge", "-q", "-m", "merge", "side");
    expect(repository.git("rev-parse", "ORIG_HEAD")).not.toBe("");
    const [finding] = findingsOf(await keyscan(["git", "-f", "jsonl"], { cwd: repository.root }));
    expect(finding?.history).toMatchObject({ removed: { commit: removed } });
    expect(finding?.history?.current).toBeUndefined();
  });

  it("that only a branch, a stash, a reflog or nothing keeps is told as such", async () => {
    const repository = newRepository();
    const base = repository.commit({ "a.txt": "a\n" });
    repository.git("branch", "wip");
    repository.git("checkout", "-q", "wip");
    repository.commit({ "wip.env": `TOKEN=${token(105)}\n` });
    repository.git("checkout", "-q", "main");
    repository.write("a.txt", `TOKEN=${token(106)}\n`);
    repository.git("stash", "push", "-q");
    repository.commit({ "gone.env": `TOKEN=${token(107)}\n` });
    repository.git("reset", "-q", "--hard", base);
    repository.write("scrap", `TOKEN=${token(108)}\n`);
    repository.git("hash-object", "-w", "scrap");
    repository.remove("scrap");
    const found = findingsOf(await keyscan(["git", ...SHOWN], { cwd: repository.root }));
    const told = Object.fromEntries(
      found.map(({ secret, history, exposure }) => [secret.value, [history?.reach, ...exposure]]),
    );
    expect(told).toEqual({
      [token(105)]: ["ref", "git-history"],
      [token(106)]: ["stash", "git-history"],
      [token(107)]: ["reflog", "git-history", "unreachable"],
      [token(108)]: ["none", "git-history", "unreachable"],
    });
  });

  it("that is accepted where it stands in HEAD is accepted in older versions", async () => {
    const repository = newRepository();
    repository.commit({ "a.py": `t = "${token(109)}"\n` });
    repository.commit({ "a.py": `t = "${token(109)}"  # ${ALLOW}\n` });
    const run = await keyscan(["-f", "jsonl"], { cwd: repository.root });
    expect(findingsOf(run)).toEqual([]);
    expect(run.code).toBe(0);
  });

  it("that stands in a message is the commit's, although the reflog repeats it", async () => {
    const repository = newRepository();
    const commit = repository.commit({ "a.txt": "a\n" }, `use ${token(116)}`);
    const [finding, ...others] = findingsOf(await keyscan(["git", ...SHOWN], { cwd: repository.root }));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      source: { kind: "git", part: "commit-text", commit },
      history: { introduced: { commit }, reach: "head" },
    });
  });
});
