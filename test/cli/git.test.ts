import { appendFileSync, chmodSync, existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fillTemplate } from "../../src/rules/template.ts";
import { describe, expect, it } from "vitest";
import { Repository, token } from "../support/hiding-places.ts";
import { findingsOf, keyscan, summaryOf } from "./keyscan.ts";
import { tree } from "./scratch.ts";

const SHOWN = ["-f", "jsonl", "--show-secrets"];

function newRepository(...init: readonly string[]): Repository {
  return new Repository(join(tree(), "repository"), ...init);
}

describe("shapes of repositories", () => {
  const leak = (repository: Repository, seed: number): void => {
    repository.commit({ "app.env": `TOKEN=${token(seed)}\n` });
    repository.commit({ "app.env": undefined });
  };
  const valuesOf = async (cwd: string, ...args: string[]): Promise<unknown[]> =>
    findingsOf(await keyscan([...args, ...SHOWN], { cwd })).map(({ secret }) => secret.value);

  it("a value that changed alone, on the line after its name", async () => {
    const repository = newRepository();
    const value = fillTemplate("{alpha:6}{digits:3}!{lower:3}", 6);
    const rest = Array.from({ length: 80 }, (_, i) => `line${i}: ${i * 7919}\n`).join("");
    for (const now of ["old", value, "old"])
      repository.commit({ "a.yaml": `${rest}password:\n  ${now}\n${rest}` });
    const found = async (): Promise<unknown[]> => {
      const run = await keyscan(SHOWN, { cwd: repository.root });
      return findingsOf(run).map(({ ruleId, secret }) => [ruleId, secret.value]);
    };
    expect(await found()).toEqual([["generic-secret-below", value]]);
    repository.git("gc", "-q", "--aggressive");
    rmSync(join(repository.root, ".git/keyscan"), { recursive: true, force: true });
    expect(await found()).toEqual([["generic-secret-below", value]]);
  });

  it("with SHA-256 ids, bare, and from a folder in them", async () => {
    const repository = newRepository("--object-format=sha256");
    leak(repository, 110);
    repository.write("src/x.txt", "");
    expect(await valuesOf(repository.root)).toEqual([token(110)]);
    expect(await valuesOf(join(repository.root, "src"), "git")).toEqual([token(110)]);
    repository.git("clone", "-q", "--bare", ".", "../bare.git");
    expect(await valuesOf(join(repository.root, "../bare.git"))).toEqual([token(110)]);
  });

  it("are looked at where --include and --exclude say so", async () => {
    const repository = newRepository();
    repository.commit({ "test/a.env": `TOKEN=${token(170)}\n`, "src/b.env": `TOKEN=${token(171)}\n` });
    repository.commit({ "test/a.env": undefined, "src/b.env": undefined });
    const paths = async (...args: string[]): Promise<string[]> => {
      const run = await keyscan(["git", "-f", "jsonl", ...args], { cwd: repository.root });
      return findingsOf(run).map(({ location }) => location.path);
    };
    expect(await paths()).toEqual(["src/b.env", "test/a.env"]);
    expect(await paths("--exclude", "test/")).toEqual(["src/b.env"]);
    expect(await paths("--include", "test/**")).toEqual(["test/a.env"]);
    const run = await keyscan(["git", "-f", "jsonl", "--exclude", "test/"], { cwd: repository.root });
    expect(summaryOf(run).skipped).toMatchObject([{ reason: "excluded", examples: ["test/a.env"] }]);
  });

  it("of which a pack has lost its index are not called scanned", async () => {
    const repository = newRepository();
    leak(repository, 172);
    repository.git("gc", "-q");
    const folder = join(repository.root, ".git/objects/pack");
    for (const name of readdirSync(folder))
      if (name.endsWith(".idx")) rmSync(join(folder, name), { force: true });
    repository.write("a.txt", "a\n");
    repository.git("add", "a.txt");
    const run = await keyscan(["git", "-f", "jsonl"], { cwd: repository.root });
    expect(run.code).toBe(3);
    expect(summaryOf(run).errors.map(({ code }) => code)).toContain("NO_INDEX");
  });

  it("are scanned as far as the folder that was named goes", async () => {
    const repository = newRepository();
    leak(repository, 111);
    repository.commit({ "src/old.env": `TOKEN=${token(112)}\n`, "src/x.txt": "" });
    repository.commit({ "src/old.env": undefined });
    expect(await valuesOf(repository.root, "src")).toEqual([token(112)]);
  });

  it("inside of others, and submodules that are not checked out", async () => {
    const inner = newRepository();
    leak(inner, 113);
    const outer = newRepository();
    outer.git("submodule", "add", "-q", inner.root, "lib");
    outer.commit();
    outer.git("clone", "-q", inner.root, "nested");
    expect(await valuesOf(outer.root)).toEqual([token(113)]);
    rmSync(join(outer.root, "nested"), { recursive: true, force: true });
    outer.git("submodule", "deinit", "-q", "-f", "lib");
    expect(await valuesOf(outer.root)).toEqual([token(113)]);
    expect(await valuesOf(outer.root, "--no-history")).toEqual([]);
  });

  it("that are shallow say so", async () => {
    const repository = newRepository();
    leak(repository, 114);
    repository.git("clone", "-q", "--depth", "1", `file://${repository.root}`, "../shallow");
    const run = await keyscan(["-f", "jsonl"], { cwd: join(repository.root, "../shallow") });
    expect(summaryOf(run)).toMatchObject({
      complete: true,
      notes: [expect.stringContaining("a shallow clone")],
    });
  });

  it("that borrow objects, or hide them behind grafts and replacements", async () => {
    const repository = newRepository();
    repository.commit({ "a.txt": "a\n" });
    leak(repository, 115);
    const bad = repository.git("rev-parse", "HEAD~1");
    repository.git("replace", bad, repository.git("commit-tree", "-m", "clean", "HEAD^{tree}"));
    repository.git("clone", "-q", "--shared", ".", "../borrower");
    expect(await valuesOf(repository.root)).toEqual([token(115)]);
    expect(await valuesOf(join(repository.root, "../borrower"))).toEqual([token(115)]);
  });
});

describe("part of a history", () => {
  it("is what the range, date or branch brought", async () => {
    const repository = newRepository();
    const first = repository.commit({ "a.env": `TOKEN=${token(120)}\n` });
    repository.git("checkout", "-q", "-b", "topic");
    const second = repository.commit({ "b.env": `TOKEN=${token(121)}\n` });
    repository.git("checkout", "-q", "main");
    const commitsOf = async (...args: string[]): Promise<unknown[]> =>
      findingsOf(await keyscan(["git", ...args, "-f", "jsonl"], { cwd: repository.root })).map(
        ({ source }) => source.commit,
      );
    expect(await commitsOf("--range", "main..topic")).toEqual([second]);
    expect(await commitsOf("--branch", "main")).toEqual([first]);
    expect(await commitsOf("--since", repository.git("log", "-1", "--format=%cI", "topic"))).toEqual([
      second,
    ]);
    expect(await commitsOf()).toHaveLength(2);
  });

  it("since today is since midnight", async () => {
    const repository = newRepository();
    // Also where the day ends meanwhile.
    const soon = `@${Math.floor(Date.now() / 1000) + 600} +0000`;
    repository.commit({ "a.txt": "a\n" }, "today", { GIT_COMMITTER_DATE: soon });
    const since = (word: string): ReturnType<typeof keyscan> =>
      keyscan(["git", "--since", word], { cwd: repository.root });
    for (const word of ["today", "Today", "yesterday", "2 weeks ago"])
      expect(await since(word), word).toMatchObject({ code: 0, stderr: "" });
  });
});

describe("exit codes", () => {
  it("2 where there is nothing to scan", async () => {
    const repository = newRepository();
    const empty = await keyscan(["git"], { cwd: repository.root });
    expect(empty).toMatchObject({ code: 2, stderr: expect.stringContaining("has no commits yet") });
    const none = await keyscan(["git", tree()]);
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining("is not a git repository") });
    repository.commit({ "a.txt": "a\n" });
    for (const args of [
      ["--range", "v1..v2"],
      ["--branch", "gone"],
      ["--range", "--all"],
      ["--range", ""],
    ]) {
      const run = await keyscan(["git", ...args], { cwd: repository.root });
      expect(run).toMatchObject({
        code: 2,
        stdout: "",
        stderr: expect.stringMatching(/unknown revision|is not a revision|needs a value/),
      });
    }
  });

  it("3 where an object is damaged, 1 where a secret is found beside it", async () => {
    const damage = (repository: Repository, name: string): void => {
      const id = repository.git("rev-parse", `HEAD:${name}`);
      const path = join(repository.root, ".git/objects", id.slice(0, 2), id.slice(2));
      chmodSync(path, 0o644);
      writeFileSync(path, "rubbish");
    };
    const repository = newRepository();
    repository.commit({ "a.txt": "a\n", "b.txt": "b\n" });
    damage(repository, "a.txt");
    const run = await keyscan(["-f", "jsonl"], { cwd: repository.root });
    expect(run.code).toBe(3);
    expect(summaryOf(run)).toMatchObject({
      complete: false,
      errors: [{ code: expect.stringMatching(/CORRUPT|MISSING/) }],
    });
    const other = newRepository();
    other.commit({ "a.txt": "a\n", "app.env": `TOKEN=${token(130)}\n` });
    damage(other, "a.txt");
    expect((await keyscan(["git"], { cwd: other.root })).code).toBe(1);
  });

  it("3 where an object that a branch reaches is lost", async () => {
    const repository = newRepository();
    repository.commit({ "a.txt": "a\n" });
    const id = repository.git("rev-parse", "HEAD:a.txt");
    rmSync(join(repository.root, ".git/objects", id.slice(0, 2), id.slice(2)), { force: true });
    const run = await keyscan(["git", "-f", "jsonl"], { cwd: repository.root });
    expect(run.code).toBe(3);
    expect(summaryOf(run).errors).toMatchObject([{ code: "MISSING_OBJECT" }]);
  });

  it("tells of lost objects that something reaches, and of no others", async () => {
    const repository = newRepository();
    repository.commit({ "a/b/c.txt": "c\n", "a/d.txt": "d\n", "e.txt": "e\n" });
    repository.commit({ "a/d.txt": "dd\n", "e.txt": "ee\n" });
    repository.commit({ "left.txt": "left over\n" });
    const [one, other, left] = (["HEAD:a/b/c.txt", "HEAD~2:e.txt", "HEAD:left.txt"] as const).map((name) =>
      repository.git("rev-parse", name),
    ) as [string, string, string];
    repository.git("reset", "-q", "HEAD~");
    repository.git("reflog", "expire", "--expire=now", "--all");
    rmSync(join(repository.root, ".git/ORIG_HEAD"), { force: true });
    for (const id of [one, other, left])
      rmSync(join(repository.root, ".git/objects", id.slice(0, 2), id.slice(2)));
    const lost = [one, other].map((id) => `<object ${id.slice(0, 12)}>`).sort();
    for (const env of [{}, { KEYSCAN_OBJECTS: "git" }]) {
      const run = await keyscan(["git", "-f", "jsonl"], { cwd: repository.root, env });
      expect(run.code).toBe(3);
      const errors = summaryOf(run).errors as { path: string }[];
      expect(errors.map(({ path }) => path).sort()).toEqual(lost);
    }
  });
});

describe("a hostile repository", () => {
  it("runs nothing, whatever its configuration names", async () => {
    const repository = newRepository();
    repository.commit({ "app.env": `TOKEN=${token(140)}\n`, ".gitattributes": "* diff=x filter=x\n" });
    repository.commit({ "app.env": undefined });
    const marker = join(tree(), "ran");
    const script = join(repository.root, ".git/trap.sh");
    writeFileSync(script, `#!/bin/sh\ntouch '${marker}'\n`);
    chmodSync(script, 0o755);
    const settings = [
      `[core]\n\tfsmonitor = ${script}\n\tpager = ${script}\n\tsshCommand = ${script}\n\thooksPath = ${join(repository.root, ".git")}\n\talternateRefsCommand = ${script}`,
      `[diff]\n\texternal = ${script}\n[diff "x"]\n\ttextconv = ${script}\n\tcommand = ${script}`,
      `[filter "x"]\n\tclean = ${script}\n\tsmudge = ${script}\n\tprocess = ${script}`,
      `[alias]\n\tlog = !${script}\n\trev-list = !${script}\n\tcat-file = !${script}`,
      `[log]\n\tshowSignature = true\n[gpg]\n\tprogram = ${script}\n[gc]\n\tauto = 1\n\trecentObjectsHook = ${script}`,
    ];
    appendFileSync(join(repository.root, ".git/config"), `${settings.join("\n")}\n`);
    const run = await keyscan(["-f", "jsonl", "--show-secrets"], { cwd: repository.root });
    expect(findingsOf(run).map(({ secret }) => secret.value)).toEqual([token(140)]);
    expect(existsSync(marker)).toBe(false);
  });

  it("leaves no temporary folder behind", async () => {
    const repository = newRepository();
    repository.commit({ "a.txt": "a\n" });
    const temporary = tree();
    await keyscan(["git"], { cwd: repository.root, env: { TMPDIR: temporary } });
    expect(readdirSync(temporary)).toEqual([]);
  });
});
