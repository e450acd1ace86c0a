/** `allow` in the configuration: what it accepts, and what it refuses. */
import { describe, expect, it } from "vitest";
import { findingsOf, keyscan, summaryOf, type Run } from "./keyscan.ts";
import { git, stripeKey, tree } from "./scratch.ts";

const CONFIG = "keyscan.config.yaml";
const key = stripeKey(1);
const FILES = {
  "src/a.ts": `const a = "${key}";\n`,
  "test/deep/b.ts": `const b = "${stripeKey(2)}"; // sample\n`,
  "test/c.snap": `${stripeKey(3)}\n`,
};

async function reported(allow: string, cwd = ""): Promise<string[]> {
  const root = tree({ ...FILES, [CONFIG]: `allow:\n${allow}` });
  git(root, "init", "-q");
  const run = await keyscan([root, "-f", "jsonl"], { cwd: cwd === "" ? root : cwd });
  expect(run.stderr).toBe("");
  return findingsOf(run).map(({ location }) =>
    location.path.replace(`${root}/`.slice(1), "").replace(/^\//, ""),
  );
}

describe.concurrent("an entry", () => {
  it.each([
    ["  - paths: [test/]\n", ["src/a.ts"]],
    ["  - paths: ['*.snap']\n", ["src/a.ts", "test/deep/b.ts"]],
    ["  - paths: ['/test/*/b.ts']\n", ["src/a.ts", "test/c.snap"]],
    ["  - paths: ['test/**/b.ts', '**/a.ts']\n", ["test/c.snap"]],
    ["  - paths: [b.ts/]\n", ["src/a.ts", "test/c.snap"]],
    ["  - pathPatterns: ['(?i)^TEST/.*snap$']\n", ["src/a.ts", "test/deep/b.ts"]],
    [`  - values: ['^${key}$']\n`, ["test/c.snap", "test/deep/b.ts"]],
    ["  - values: ['sample']\n    in: line\n", ["src/a.ts", "test/c.snap"]],
    ["  - values: ['sample']\n", ["src/a.ts", "test/c.snap", "test/deep/b.ts"]],
    [`  - stopwords: ['${key.slice(8, 20).toUpperCase()}']\n`, ["test/c.snap", "test/deep/b.ts"]],
    ["  - rules: [stripe-secret-key]\n", []],
    ["  - rules: [github-oauth-token]\n    paths: [test/]\n", ["src/a.ts", "test/c.snap", "test/deep/b.ts"]],
    ["  - paths: [test/]\n    values: ['sample']\n    in: line\n", ["src/a.ts", "test/c.snap"]],
  ])("%s", async (allow, expected) => {
    expect(await reported(allow)).toEqual(expected);
  });

  it("means paths from the configuration on, wherever the scan is started", async () => {
    expect(await reported("  - paths: [/test/]\n", "/")).toEqual(["src/a.ts"]);
  });

  it("is told of in the report", async () => {
    const root = tree({ ...FILES, [CONFIG]: "allow:\n  - paths: [test/]\n    reason: samples\n" });
    const run = await keyscan([".", "-f", "jsonl", "--show-accepted"], { cwd: root });
    expect(summaryOf(run)).toMatchObject({ findings: 1, accepted: { config: 2 } });
    expect(findingsOf(run).find(({ accepted }) => accepted !== undefined)?.accepted).toEqual({
      by: "config",
      where: `${CONFIG}: allow[0]`,
      reason: "samples",
    });
    const none = await keyscan([".", "-f", "jsonl", "--no-accept"], { cwd: root });
    expect(summaryOf(none)).toMatchObject({ findings: 3, accepted: { config: 0 } });
  });
});

describe.concurrent("is refused", () => {
  const refuse = async (allow: string): Promise<Run> =>
    keyscan([], { cwd: tree({ a: "x", [CONFIG]: `allow:\n${allow}` }) });

  it.each([
    ["  - reason: all\n", ":2:5: allow[0]: would accept everything"],
    ["  - values: ['(a+)+b']\n", ":2:14: allow[0].values[0]: may take too long"],
    ["  - pathPatterns: ['a', '(']\n", ":2:25: allow[0].pathPatterns[1]: "],
    ["  - paths: ['a/**/b/**/c/**/d/**/e']\n", ":2:13: allow[0].paths[0]: may take too long"],
    ["  - path: [a]\n", 'unknown key (did you mean "paths"?)'],
    ["  - paths: [a]\n    in: file\n", "must be one of secret, match, line"],
  ])("%s", async (allow, message) => {
    const run = await refuse(allow);
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain(message);
  });
});
