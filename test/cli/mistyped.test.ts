/** Names that were mistyped, of files to write and of files to scan: nothing is lost by them, and nothing is green. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { keyscan } from "./keyscan.ts";
import { git, stripeKey, tree } from "./scratch.ts";

describe.concurrent("reports that can't all be written", () => {
  it.each([
    ["two in one file", ["--report", "json=old.json"]],
    ["one where no folder is", ["--report", "json=no/where.json"]],
  ])("%s: nothing is changed, nothing is left behind", async (_what, more) => {
    const root = tree({ "a.txt": "x", "old.json": "old" });
    const run = await keyscan(["-o", "old.json", "--report", "csv=new.csv", ...more], { cwd: root });
    expect(run).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("json") as string });
    expect(readFileSync(join(root, "old.json"), "utf8")).toBe("old");
    expect(existsSync(join(root, "new.csv"))).toBe(false);
  });

  it("a longer report of an earlier run leaves no rest", async () => {
    const root = tree({ "a.txt": "x", "out.csv": "y".repeat(100_000) });
    expect(await keyscan(["-f", "csv", "-o", "out.csv"], { cwd: root })).toMatchObject({ code: 0 });
    expect(readFileSync(join(root, "out.csv"), "utf8")).not.toContain("yy");
  });
});

it("reports that stay redacted say so where secrets were to be shown", async () => {
  const cwd = tree({ "a.txt": `${stripeKey(1)}\n` });
  const args = ["--show-secrets", "--report", "sarif=a.sarif", "--report", "html=a.html", "-f", "json"];
  const run = await keyscan([...args, "a.txt"], { cwd });
  expect(run.stdout).toContain(stripeKey(1));
  expect(run.stderr).toBe(
    "keyscan: secrets stay redacted in sarif, html: --show-secrets is for pretty, json, jsonl\n",
  );
  for (const name of ["a.sarif", "a.html"])
    expect(readFileSync(join(cwd, name), "utf8")).not.toContain(stripeKey(1));
  expect((await keyscan(["--show-secrets", "-f", "json", "a.txt"], { cwd })).stderr).toBe("");
});

it("a path that does not exist is no mistyped command where one was given", async () => {
  const cwd = tree({ "a.txt": "x" });
  const { stderr } = await keyscan(["scan", "scan"], { cwd });
  expect(stderr).toBe('keyscan: "scan" does not exist\n');
});

it("help on a command that is mistyped names the command; a path of such a name is a path", async () => {
  const cwd = tree({ "log/a.txt": "x" });
  expect(await keyscan(["stagd", "--help"], { cwd })).toMatchObject({
    code: 2,
    stdout: "",
    stderr: 'keyscan: there is no command "stagd" (did you mean "staged"?)\n',
  });
  for (const word of ["log", "src"])
    expect(await keyscan([word, "--help"], { cwd })).toMatchObject({ code: 0, stderr: "" });
});

describe.concurrent("globs with the folders of Windows", () => {
  const said = (run: { stderr: string }): string => run.stderr.replaceAll(/\s+/g, " ");

  it.each(["--include", "--exclude"])("%s: are refused", async (option) => {
    const run = await keyscan([option, String.raw`src\lib\**`], { cwd: tree({ "src/lib/a.txt": "x" }) });
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(said(run)).toContain("has a backslash before a letter or digit (write / between folders)");
  });

  it.each(["exclude: ['src\\lib']", "overrides: [{ paths: ['src\\lib'], failOn: none }]"])(
    "in a configuration: %s",
    async (text) => {
      const run = await keyscan(["."], {
        cwd: tree({ "src/lib/a.txt": "x", "keyscan.config.yaml": `${text}\n` }),
      });
      expect(run).toMatchObject({ code: 2, stdout: "" });
      expect(said(run)).toContain("has a backslash before a letter or digit");
    },
  );

  it("backslashes that take a sign as it is are none", async () => {
    const cwd = tree({ "a[1].txt": `${stripeKey(1)}\n`, "b.txt": "x\n" });
    const run = await keyscan(["--exclude", String.raw`a\[1\].txt`], { cwd });
    expect(run).toMatchObject({ code: 0, stderr: "" });
  });
});

describe.concurrent("globs of --include", () => {
  it("globs that match no file, though a history was read", async () => {
    const root = tree({ "src/a.txt": "hello\n" });
    git(root, "init", "-q");
    git(root, "add", ".");
    git(root, "commit", "-qm", "x");
    const run = await keyscan(["--include", "scr/**"], { cwd: root });
    expect(run.code).toBe(3);
    expect(run.stdout).toContain("no file matches the globs of --include");
    expect(await keyscan(["--include", "src/**"], { cwd: root })).toMatchObject({ code: 0 });
    expect(await keyscan(["--include", "scr/**", "--history-only"], { cwd: root })).toMatchObject({
      code: 0,
    });
  });
});

describe.concurrent("options that leave nothing to do", () => {
  it.each([
    [["--rule", "jwt-token", "--disable-rule", "jwt-token"], "no rule is left to look with"],
    [["--output", ""], '--output needs a value, and "" is none (an empty variable?)'],
    [["--config="], "--config needs a value"],
  ])("%j", async (args, message) => {
    const run = await keyscan(args, { cwd: tree({ "a.txt": "x" }) });
    expect(run).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining(message) as string });
  });
});
