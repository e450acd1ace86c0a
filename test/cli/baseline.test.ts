/** Known findings: the baseline, in real repositories. */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fillTemplate } from "../../src/rules/template.ts";
import { findingsOf, keyscan, summaryOf, type Run } from "./keyscan.ts";
import { git, stripeKey, tree, write } from "./scratch.ts";

const BASELINE = ".keyscan-baseline";

/** A password that could be guessed: few different letters, and short. */
const password = (seed: number): string => fillTemplate("{hex:4}-{hex:3}!Q", seed);

const scan = (root: string, ...args: string[]): Promise<Run> =>
  keyscan([".", "-f", "jsonl", ...args], { cwd: root });

/** A folder without history, with its baseline. */
async function folder(files: Readonly<Record<string, string>>): Promise<string> {
  const root = tree(files);
  expect((await keyscan(["baseline", "create"], { cwd: root })).code).toBe(0);
  return root;
}

async function repository(files: Readonly<Record<string, string>>): Promise<string> {
  const root = tree(files);
  git(root, "init", "-q");
  git(root, "add", ".");
  git(root, "commit", "-qm", "first");
  const run = await keyscan(["baseline", "create"], { cwd: root });
  expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: "" });
  git(root, "add", ".");
  git(root, "commit", "-qm", "baseline");
  return root;
}

const edit = (root: string, name: string, change: (text: string) => string): void =>
  writeFileSync(join(root, name), change(readFileSync(join(root, name), "utf8")));

const KINDS = {
  "a key": (seed: number): string => `const stripe = "${stripeKey(seed)}";\n`,
  "a password that could be guessed": (seed: number): string => `db_password = "${password(seed)}"\n`,
};

describe.concurrent.each(Object.entries(KINDS))("the six cases, %s", (_kind, line) => {
  const expectQuiet = async (root: string): Promise<void> => {
    const run = await scan(root);
    expect(findingsOf(run)).toEqual([]);
    expect(summaryOf(run)).toMatchObject({ accepted: { baseline: 1 } });
    expect(run.code).toBe(0);
  };
  const NAME = "src/app.ts";

  it("unchanged: quiet", async () => expectQuiet(await repository({ [NAME]: line(1) })));

  it("lines above: quiet", async () => {
    const root = await repository({ [NAME]: line(1) });
    edit(root, NAME, (text) => `// one\n// two\n\n${text}`);
    await expectQuiet(root);
  });

  it("another indentation: quiet", async () => {
    const root = await repository({ [NAME]: line(1) });
    edit(root, NAME, (text) => `if (x) {\n    ${text}}\n`);
    await expectQuiet(root);
  });

  it("another name of the file: quiet", async () => {
    const root = await repository({ [NAME]: line(1) });
    renameSync(join(root, NAME), join(root, "src/main.ts"));
    await expectQuiet(root);
  });

  it("the commit amended and squashed: quiet", async () => {
    const root = await repository({ [NAME]: line(1) });
    git(root, "commit", "--amend", "-qm", "other words");
    await expectQuiet(root);
    git(root, "reset", "-q", "--soft", "HEAD~1");
    git(root, "commit", "--amend", "-qm", "all in one");
    await expectQuiet(root);
  });

  it("another secret in the same place: an alert", async () => {
    const root = await repository({ [NAME]: line(1) });
    writeFileSync(join(root, NAME), line(2));
    const run = await scan(root);
    expect(findingsOf(run).map(({ location }) => location.path)).toEqual([NAME]);
    expect(run.code).toBe(1);
  });

  it("the file holds no secret, no line number and no date, and is the same however often it is made", async () => {
    const root = await repository({ [NAME]: line(1), "b.ts": `\n\n${line(3)}` });
    const text = readFileSync(join(root, BASELINE), "utf8");
    for (const seed of [1, 3]) {
      expect(text).not.toContain(stripeKey(seed));
      expect(text).not.toContain(password(seed));
    }
    const all = text.trimEnd().split("\n");
    // The whole line, so that there is no room for anything else. Digits of a key are random: they may look like a number of a line.
    const lines = all.filter((one) => !one.startsWith("#"));
    const LINE = /^(?:v1:[0-9a-f]{32}|k1:[0-9a-f]{16}:[0-9a-f]{16}) [a-z]+(?:-[a-z]+)* (\S+)$/;
    expect(lines.map((one) => LINE.exec(one)?.[1]).toSorted()).toEqual(["b.ts", NAME]);
    expect(lines).toEqual(lines.toSorted());
    for (const comment of all.slice(0, -2)) expect(comment).toMatch(/^# \D*$/);
    edit(root, NAME, (old) => `\n\n\n${old}`);
    expect((await keyscan(["baseline", "update"], { cwd: root })).stdout).toContain("0 lines added");
    expect(readFileSync(join(root, BASELINE), "utf8")).toBe(text);
  });
});

describe.concurrent("a password that could be guessed", () => {
  const line = `db_password = "${password(1)}"\n`;

  it("is accepted in its file, not in another one that holds the same", async () => {
    const root = await repository({ "test/a.ts": line });
    write(root, "prod/a.ts", line);
    expect(findingsOf(await scan(root)).map(({ location }) => location.path)).toEqual(["prod/a.ts"]);
  });

  it("has another key in every baseline", async () => {
    const keys = await Promise.all(
      [1, 2].map(async () => readFileSync(join(await repository({ "a.ts": line }), BASELINE), "utf8")),
    );
    expect(keys[0]).toMatch(/^k1:[0-9a-f]{16}:[0-9a-f]{16} generic-password-assignment a\.ts$/m);
    expect(keys[0]).not.toBe(keys[1]);
  });
});

describe.concurrent("keyscan baseline", () => {
  it("does not replace a baseline, and says so; needs one to update", async () => {
    const root = await repository({ "a.ts": KINDS["a key"](1) });
    const again = await keyscan(["baseline", "create"], { cwd: root });
    expect(again).toMatchObject({ code: 2, stdout: "" });
    expect(again.stderr).toContain("keyscan baseline update");
    expect((await keyscan(["baseline", "create", "--force"], { cwd: root })).code).toBe(0);
    const none = await keyscan(["baseline", "update"], { cwd: tree({ "a.ts": "x" }) });
    expect(none).toMatchObject({ code: 2, stdout: "" });
    expect((await keyscan(["baseline", "crate"], { cwd: root })).stderr).toContain('did you mean "create"?');
  });

  it("update adds what is new, and leaves lines and reasons as they are", async () => {
    const root = await repository({ "a.ts": KINDS["a key"](1) });
    edit(root, BASELINE, (text) => text.replace(" a.ts", " a.ts -- revoked in March"));
    write(root, "b.ts", KINDS["a key"](2));
    const run = await keyscan(["baseline", "update"], { cwd: root });
    expect(run.stdout).toContain("1 line added, 1 line kept");
    expect(readFileSync(join(root, BASELINE), "utf8")).toContain(" a.ts -- revoked in March\n");
    expect((await scan(root)).code).toBe(0);
  });

  it("check tells new and stale ones; prune removes the stale", async () => {
    const root = await folder({ "a.ts": KINDS["a key"](1), "b.ts": KINDS["a key"](2) });
    expect(await keyscan(["baseline", "check"], { cwd: root })).toMatchObject({ code: 0 });
    write(root, "b.ts", KINDS["a key"](3));
    const check = await keyscan(["baseline", "check"], { cwd: root });
    expect(check.code).toBe(1);
    expect(check.stdout).toMatch(
      /^1 secret known, 1 new, 1 stale line\n {2}new {6}b\.ts:1 .*\n {2}stale {4}\.keyscan-baseline:\d {2}b\.ts\n$/,
    );
    const notes = summaryOf(await scan(root)).notes.join("\n");
    expect(notes).toMatch(/\.keyscan-baseline:\d: accepts a secret no longer found/);
    const prune = await keyscan(["baseline", "prune"], { cwd: root });
    expect(prune.stdout).toContain("1 line removed, 1 kept");
    expect(summaryOf(await scan(root)).notes.join("\n")).not.toContain("no longer found");
  });

  it("a secret that is gone from the tree but not from history is not stale", async () => {
    const root = await repository({ "a.ts": KINDS["a key"](1) });
    write(root, "a.ts", "gone\n");
    git(root, "commit", "-qam", "gone");
    const run = await scan(root);
    expect(summaryOf(run)).toMatchObject({ findings: 0, accepted: { baseline: 1 } });
    expect(summaryOf(run).notes.join("\n")).not.toContain("no longer found");
    expect(await keyscan(["git", "--format", "jsonl"], { cwd: root })).toMatchObject({ code: 0 });
  });

  it("nothing is called stale by a scan that does not look everywhere", async () => {
    const root = await repository({ "src/a.ts": KINDS["a key"](1), "lib/b.ts": KINDS["a key"](2) });
    write(root, "src/a.ts", "none any more\n");
    for (const args of [["lib"], [".", "--rule", "uri-password"], [".", "--include", "lib/"]]) {
      const run = await keyscan([...args, "-f", "jsonl"], { cwd: root });
      expect(summaryOf(run).notes.join("\n")).not.toContain("no longer found");
    }
  });

  it("a line that can't be read is an error with its place", async () => {
    const root = await repository({ "a.ts": KINDS["a key"](1) });
    edit(root, BASELINE, (text) => `${text}<<<<<<< HEAD\nv1:abc\n`);
    const run = await scan(root);
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain(
      ".keyscan-baseline:4: is no line of a baseline (keep the lines of both sides",
    );
    expect(run.stderr).toContain(".keyscan-baseline:5: is no fingerprint");
  });

  it("may be another file; no baseline that is named may be missing; --no-accept takes none", async () => {
    const root = await repository({ "a.ts": KINDS["a key"](1) });
    renameSync(join(root, BASELINE), join(root, "known.txt"));
    expect((await scan(root)).code).toBe(1);
    expect((await scan(root, "--baseline", "known.txt")).code).toBe(0);
    expect((await scan(root, "--baseline", "missing.txt")).code).toBe(2);
    write(root, "keyscan.config.yaml", "baseline: known.txt\n");
    expect((await scan(root)).code).toBe(0);
    expect((await scan(root, "--no-accept")).code).toBe(1);
  });

  it("that is named is written where it does not exist yet", async () => {
    const root = await repository({ "a.ts": KINDS["a key"](1), "b.ts": KINDS["a key"](2) });
    const run = await keyscan(["baseline", "create", "--baseline", "known.txt"], { cwd: root });
    expect(run).toEqual({ code: 0, stdout: "known.txt: 2 lines added\n", stderr: "" });
    expect((await scan(root, "--baseline", "known.txt")).code).toBe(0);
    const update = await keyscan(["baseline", "update", "--baseline", "none.txt"], { cwd: root });
    expect(update).toMatchObject({ code: 2, stdout: "" });
    expect(update.stderr).toContain("none.txt does not exist (keyscan baseline create writes it)");
    write(root, "keyscan.config.yaml", "baseline: of-config.txt\n");
    expect(await keyscan(["baseline", "create"], { cwd: root })).toMatchObject({
      code: 0,
      stdout: "of-config.txt: 2 lines added\n",
    });
  });

  it("holds for what is staged", async () => {
    const root = await repository({ "a.ts": KINDS["a key"](1) });
    write(root, "moved/b.ts", KINDS["a key"](1));
    git(root, "add", ".");
    expect(await keyscan(["staged"], { cwd: root })).toMatchObject({ code: 0 });
    write(root, "moved/b.ts", KINDS["a key"](2));
    git(root, "add", ".");
    expect(await keyscan(["staged"], { cwd: root })).toMatchObject({ code: 1 });
  });

  it("is merged by git without a conflict, by the driver that can be installed", async () => {
    const root = await repository({ "a.ts": KINDS["a key"](1), "b.ts": KINDS["a key"](2) });
    expect((await keyscan(["baseline", "install-merge-driver"], { cwd: root })).code).toBe(0);
    git(root, "add", ".");
    git(root, "commit", "-qm", "driver");
    git(root, "checkout", "-qb", "side");
    write(root, "c.ts", KINDS["a key"](3));
    write(root, "a.ts", "gone\n");
    for (const action of ["update", "prune"]) await keyscan(["baseline", action], { cwd: root });
    git(root, "add", ".");
    git(root, "commit", "-qm", "side");
    git(root, "checkout", "-q", "main");
    for (const seed of [4, 5, 6]) write(root, `d${seed}.ts`, KINDS["a key"](seed));
    await keyscan(["baseline", "update"], { cwd: root });
    git(root, "add", ".");
    git(root, "commit", "-qm", "main");
    git(root, "merge", "-q", "--no-edit", "side");
    const text = readFileSync(join(root, BASELINE), "utf8");
    expect(text).not.toContain("<<<<");
    expect(text.match(/^v1:/gm)).toHaveLength(6);
    expect(await keyscan(["baseline", "check"], { cwd: root })).toMatchObject({ code: 0 });
  });
});
