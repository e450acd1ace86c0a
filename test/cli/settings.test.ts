/** Where settings come from: bases, overrides, environment, command line, and what `config show` says of them. */
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fillTemplate } from "../../src/rules/template.ts";
import { findingsOf, keyscan, summaryOf, type Run } from "./keyscan.ts";
import { git, gitHubToken, stripeKey, tree } from "./scratch.ts";

const CONFIG = "keyscan.config.yaml";
/** A rule whose findings are of medium confidence. */
const ACME = JSON.stringify({
  provider: "acme",
  name: "Acme",
  rules: [
    {
      id: "acme-key",
      title: "Acme key",
      severity: "high",
      confidence: "medium",
      pattern: "\\bacme_svc_[0-9A-Za-z]{32}\\b",
      examples: ["acme_svc_{base62:32}", "'acme_svc_{base62:32}'"],
      counterExamples: ["acme_svc_", "acme"],
    },
  ],
});
const FILES = { "src/a.ts": `${stripeKey(1)}\n`, "test/b.ts": `${stripeKey(2)}\n` };

function repository(files: Readonly<Record<string, string>>): string {
  const root = tree({ ...FILES, ...files });
  git(root, "init", "-q");
  return root;
}

const scan = (cwd: string, env: Readonly<Record<string, string>> = {}, ...args: string[]): Promise<Run> =>
  keyscan([".", "-f", "jsonl", ...args], { cwd, env });
const pathsOf = (run: Run): string[] => findingsOf(run).map(({ location }) => location.path);

describe.concurrent("overrides", () => {
  it("other rules, confidence and threshold for some files", async () => {
    const overrides = (text: string): string =>
      repository({ [CONFIG]: `overrides:\n  - paths: [test/]\n    ${text}\n` });
    expect(pathsOf(await scan(overrides("disableRule: [stripe-secret-key]")))).toEqual(["src/a.ts"]);
    const lenient = await keyscan(["test", "-f", "jsonl"], { cwd: overrides("failOn: none") });
    expect([lenient.code, findingsOf(lenient).length]).toEqual([0, 1]);
    expect((await scan(overrides("failOn: none"))).code).toBe(1);
    const strict = await scan(overrides("failOn: critical"), {}, "--fail-on", "none");
    expect(strict.code).toBe(1);
    const brief = async (text: string, ...args: string[]): Promise<string> =>
      (await keyscan(["test", "-f", "brief", ...args], { cwd: overrides(text) })).stdout;
    expect(await brief("failOn: none")).toMatch(/^keyscan: 1 secret found\n/);
    expect(await brief("failOn: low", "--fail-on", "none")).toContain("keyscan: not clean, 1 secret found\n");
    const root = repository({
      "acme.json": ACME,
      [CONFIG]:
        "rules: [acme.json]\nminConfidence: high\noverrides:\n  - paths: ['*.low']\n    minConfidence: low\n",
      "c.low": `${fillTemplate("acme_svc_{base62:32}", 1)}\n`,
      "d.txt": `${fillTemplate("acme_svc_{base62:32}", 2)}\n`,
    });
    const mixed = await scan(root);
    expect(pathsOf(mixed)).toEqual(["c.low", "src/a.ts", "test/b.ts"]);
    expect(findingsOf(mixed)[0]).toMatchObject({
      frame: { firstLine: 1 },
      secret: { redacted: expect.stringMatching(/^acme/) as string },
    });
    expect(summaryOf(mixed)).toMatchObject({ belowConfidence: 1 });
  });

  it("the threshold of some files holds in audit and fix too", async () => {
    const root = (text: string): string =>
      tree({
        [CONFIG]: `overrides:\n  - paths: [test/]\n    ${text}\n`,
        "test/b.js": `const stripeKey = "${stripeKey(7)}";\n`,
      });
    for (const command of ["audit", "fix"]) {
      expect((await keyscan([command], { cwd: root("failOn: critical") })).code).toBe(1);
      expect((await keyscan([command], { cwd: root("failOn: none") })).code).toBe(0);
      const strict = await keyscan([command, "--fail-on", "none"], { cwd: root("failOn: low") });
      expect(strict.code).toBe(1);
    }
  });

  it("later entries win, and rules add up", async () => {
    const root = repository({
      [CONFIG]:
        "overrides:\n  - paths: [test/, src/]\n    failOn: none\n    disableRule: [github-oauth-token]\n  - paths: [test/]\n    failOn: low\n",
    });
    expect((await keyscan(["src"], { cwd: root })).code).toBe(0);
    expect((await keyscan(["test"], { cwd: root })).code).toBe(1);
  });

  it("a rule that does not exist is an error", async () => {
    const root = repository({
      [CONFIG]: "overrides:\n  - paths: [a]\n    disableRule: [stripe-secret-kye]\n",
    });
    const run = await scan(root);
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain(
      'overrides[0].disableRule[0]: there is no such rule (did you mean "stripe-secret-key"?)',
    );
  });
});

describe.concurrent("extends", () => {
  it("builds on files of the repository; the file itself wins, entries add up", async () => {
    const root = repository({
      "base/one.yaml": "failOn: none\nexclude: [test/]\nallow:\n  - paths: [src/]\n",
      "base/two.json": '{"extends": ["one.yaml"], "exclude": []}',
      [CONFIG]: "extends: [base/two.json]\nallow:\n  - paths: [test/]\n",
    });
    const run = await scan(root);
    expect([run.code, run.stderr]).toEqual([0, ""]);
    expect(summaryOf(run)).toMatchObject({ findings: 0, accepted: { config: 2 } });
  });

  it("a package's file will do", async () => {
    const root = repository({
      "node_modules/@acme/keyscan/base.yaml": "failOn: none\n",
      [CONFIG]: "extends: [node_modules/@acme/keyscan/base.yaml]\n",
    });
    expect((await scan(root)).code).toBe(0);
  });

  it.each([
    ["extends: [../other.yaml]\n", "extends[0]: leads out of the repository"],
    ["extends: [missing.yaml]\n", "extends[0]: does not exist"],
    [`extends: [${CONFIG}]\n`, "leads back to a file that builds on this one"],
    ["extends: [link.yaml]\n", "extends[0]: leads out of the repository"],
    ["extends: [wrong.yaml]\n", 'wrong.yaml:1:1: failon: unknown key (did you mean "failOn"?)'],
    ["extends: [a.js]\n", "must be the name of a .yaml, .yml or .json file"],
  ])("%s", async (text, message) => {
    const outer = tree({ "other.yaml": "failOn: none\n" });
    const root = repository({ [CONFIG]: text, "wrong.yaml": "failon: none\n" });
    mkdirSync(join(root, "x"));
    symlinkSync(join(outer, "other.yaml"), join(root, "link.yaml"));
    const run = await scan(root);
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain(message);
  });
});

describe.concurrent("the environment", () => {
  it("gives options, below the command line and above the file", async () => {
    const root = repository({ [CONFIG]: "failOn: none\n", "c.txt": `${gitHubToken(1)}\n` });
    expect((await scan(root)).code).toBe(0);
    expect((await scan(root, { KEYSCAN_FAIL_ON: "low" })).code).toBe(1);
    expect((await scan(root, { KEYSCAN_FAIL_ON: "low" }, "--fail-on", "none")).code).toBe(0);
    expect((await scan(root, { KEYSCAN_FAIL_ON: "" })).code).toBe(0);
    expect(pathsOf(await scan(root, { KEYSCAN_EXCLUDE: "src/, c.txt" }))).toEqual(["test/b.ts"]);
    expect((await keyscan(["."], { cwd: root, env: { KEYSCAN_QUIET: "1" } })).stdout).not.toContain(
      "Summary",
    );
  });

  it.each([
    [{ KEYSCAN_FAIL_ON: "hihg" }, "KEYSCAN_FAIL_ON: --fail-on must be one of"],
    [{ KEYSCAN_QUIET: "perhaps" }, "KEYSCAN_QUIET must be true or false"],
    [{ KEYSCAN_THREADS: "no" }, "KEYSCAN_THREADS: --threads must be a whole number"],
  ])("%j is an error", async (env, message) => {
    const run = await scan(repository({}), env);
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain(message);
  });

  it("is told of where it is misspelt, and left alone where it is somebody else's", async () => {
    const root = repository({});
    const run = await scan(root, { KEYSCAN_FALI_ON: "none", KEYSCAN_NO_HISTORY: "1", KEYSCAN_OWNER: "me" });
    expect(run.code).toBe(1);
    expect(run.stderr).toBe(
      "keyscan: KEYSCAN_FALI_ON is no option, and counts for nothing (did you mean KEYSCAN_FAIL_ON?)\n" +
        "keyscan: KEYSCAN_NO_HISTORY is no option, and counts for nothing (did you mean KEYSCAN_HISTORY?)\n",
    );
    const fine = { KEYSCAN_FAIL_ON: "none", KEYSCAN_SCOPE: "change", KEYSCAN_PACKAGE: "@keyscan/cli" };
    expect(await scan(root, fine)).toMatchObject({ code: 0, stderr: "" });
  });

  it("can't show secrets", async () => {
    const run = await scan(repository({}), { KEYSCAN_SHOW_SECRETS: "true" });
    expect(run.stdout).not.toContain(stripeKey(1));
  });

  it.each([
    ["KEYSCAN_SHOW_SECRETS", "--show-secrets"],
    ["KEYSCAN_VERIFY", "--verify"],
    ["KEYSCAN_CONFIG", "--config"],
  ])("%s is told to count for nothing, since only the command line has %s", async (name, flag) => {
    const run = await scan(repository({}), { [name]: "1" });
    expect(run.stderr).toBe(
      `keyscan: ${name} is no option, and counts for nothing (${flag} can only be given on the command line)\n`,
    );
  });
});

describe.concurrent("keyscan config show", () => {
  it("tells each value and where it comes from", async () => {
    const root = repository({
      "base.yaml": "exclude: [lib/]\nminConfidence: low\n",
      [CONFIG]: "extends: [base.yaml]\n\nfailOn: medium\nminConfidence: high\n",
    });
    const env = { KEYSCAN_THREADS: "2", KEYSCAN_FORMT: "json" };
    const { stdout, code } = await keyscan(["config", "show", "--no-gitignore"], { cwd: root, env });
    expect(code).toBe(0);
    for (const line of [
      /^failOn +medium +keyscan\.config\.yaml:3:1$/m,
      /^minConfidence +high +keyscan\.config\.yaml:4:1$/m,
      /^exclude +lib\/ +base\.yaml:1:1$/m,
      /^extends +base\.yaml +keyscan\.config\.yaml:1:1$/m,
      /^threads +2 +KEYSCAN_THREADS$/m,
      /^gitignore +false +--no-gitignore$/m,
      /^format +pretty +default$/m,
      /^KEYSCAN_FORMT is no option, and counts for nothing \(did you mean KEYSCAN_FORMAT\?\)$/m,
    ])
      expect(stdout).toMatch(line);
  });

  it("needs its word", async () => {
    const run = await keyscan(["config", "shwo"], { cwd: tree() });
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain('config has show, not "shwo" (did you mean "show"?)');
  });
});

it.each([
  ["--max-file-size=-1", 'must be a size such as 512k, 10MB or 1GiB, not "-1"'],
  ["--max-file-size=0", 'must be a size from 1 byte to 1 TB, not "0"'],
  ["--max-memory=1", 'must be at least 160MB, not "1"'],
  ["--threads=65", 'must be a whole number from 1 to 64, not "65"'],
])("%s is refused", async (option, message) => {
  const run = await keyscan([".", option], { cwd: tree(FILES) });
  expect([run.code, run.stdout]).toEqual([2, ""]);
  expect(run.stderr).toBe(`keyscan: ${option.split("=")[0]} ${message}\n`);
});
