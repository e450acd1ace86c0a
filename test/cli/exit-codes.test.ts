/** Every row of the table of exit codes, and that no failure ends in a stack trace. */
import { chmodSync, existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { keyscan, shell, type Run, type RunOptions } from "./keyscan.ts";
import { gitHubToken, stripeKey, tree, write } from "./scratch.ts";

const leaky = tree({ "a.txt": `key = "${stripeKey(1)}"\n` });
const clean = tree({ "a.txt": "nothing to see here\n" });

/** Root may read everything: what can't be read is tried as nobody. */
const nobody: RunOptions = process.getuid?.() === 0 ? { uid: 65534 } : {};

/** A file that its owner alone may read, and that is not the owner's. */
function lock(root: string, name: string): void {
  chmodSync(join(root, name), 0o000);
}

function expectFailure(run: Run, message: string | RegExp): void {
  expect(run.stderr).toMatch(message);
  expect(run.stderr).toMatch(/^keyscan: /);
  expect(run.stderr).not.toMatch(/^\s+at /m);
  expect(run.stderr).not.toContain("internal error");
  expect(run.stdout).toBe("");
  expect(run.code).toBe(2);
}

describe.concurrent("0: complete, nothing found", () => {
  it("for a clean tree, a clean file, a clean stream and an empty file", async () => {
    expect(await keyscan([clean])).toMatchObject({ code: 0, stderr: "" });
    expect(await keyscan(["a.txt"], { cwd: clean })).toMatchObject({ code: 0 });
    expect(await keyscan(["-"], { input: "hello\n" })).toMatchObject({ code: 0 });
    expect(await keyscan([], { cwd: tree({ "empty.txt": "" }) })).toMatchObject({ code: 0 });
  });

  it("below the threshold of --fail-on", async () => {
    expect(await keyscan(["--fail-on", "none", leaky])).toMatchObject({ code: 0 });
    const password = tree({ ".env": `PASSWORD_RESET_TOKEN=x\n` });
    expect(await keyscan(["--fail-on", "critical", password])).toMatchObject({ code: 0 });
  });
});

describe.concurrent("1: at least one finding", () => {
  it("at or above the threshold", async () => {
    expect(await keyscan([leaky])).toMatchObject({ code: 1, stderr: "" });
    expect(await keyscan(["--fail-on", "critical", leaky])).toMatchObject({ code: 1 });
    expect(await keyscan(["-"], { input: stripeKey(2) })).toMatchObject({ code: 1 });
  });

  it("with --output too, whatever the format", async () => {
    const root = tree({ "a.txt": stripeKey(3) });
    for (const format of ["pretty", "json", "jsonl", "sarif"]) {
      const run = await keyscan(["-f", format, "-o", `../${format}.out`], { cwd: tree({ "a.txt": stripeKey(3) }) });
      expect(run).toMatchObject({ code: 1, stdout: "" });
    }
    expect(existsSync(join(root, "../sarif.out"))).toBe(true);
  });

  it("also when something else could not be read", async () => {
    const root = tree({ "a.txt": stripeKey(4), "b.txt": "x" });
    lock(root, "b.txt");
    const run = await keyscan(["."], { cwd: root, ...nobody });
    expect(run.code).toBe(1);
    expect(run.stdout).toContain("EACCES");
    expect(run.stdout).toContain("INCOMPLETE: 1 path could not be scanned; so far 1 secret in 1 place");
  });
});

describe.concurrent("2: could not run, because of options", () => {
  const cases: [string[], string | RegExp][] = [
    [["--formt", "json"], "unknown option --formt (did you mean --format?)"],
    [["--max-filesize=1"], "unknown option --max-filesize (did you mean --max-file-size?)"],
    [["--zzzzzzz"], "unknown option --zzzzzzz (see keyscan --help)"],
    [["-x"], "unknown option -x (see keyscan --help)"],
    [["--format"], "--format needs a value"],
    [["-o"], "--output needs a value"],
    [["--rule"], "--rule needs a value"],
    [["--output", "--quiet"], "--output needs a value"],
    [["--quiet=maybe"], "--quiet takes no value"],
    [["--fail-on", "hihg"], 'not "hihg" (did you mean "high"?)'],
    [["--format", "xml"], '--format must be one of pretty, json, jsonl, sarif, not "xml"'],
    [["--min-confidence", "hgh"], 'did you mean "high"?'],
    [["--threads", "0"], '--threads must be a whole number from 1 to 64, not "0"'],
    [["--threads", "two"], '--threads must be a whole number from 1 to 64, not "two"'],
    [["--max-file-size", "10 apples"], "--max-file-size: must be a size such as 512k, 10MB or 1GiB"],
    [["--report", "json"], "--report json: must be FORMAT=FILE (such as sarif=keyscan.sarif)"],
    [["--report", "jsn=x"], 'did you mean "json"?'],
    [["--rule", "stripe-secret-kye"], 'there is no rule "stripe-secret-kye" (did you mean "stripe-secret-key"?)'],
    [["--disable-rule", "nonsense"], 'there is no rule "nonsense" (see keyscan rules list)'],
    [["nowhere.txt"], '"nowhere.txt" does not exist'],
    [["no*where"], 'no file matches "no*where"'],
    [["--config", "nowhere.yaml"], "nowhere.yaml: does not exist"],
    [["--rules", "nowhere.yaml"], "nowhere.yaml: does not exist"],
    [["--output", "no/where/x.json"], `can't write the report`],
    [["--output", "."], `can't write the report`],
    [["--report", "sarif=no/where"], `can't write the report`],
    [["rules"], "rules needs list or show"],
    [["rules", "lst"], 'rules has list and show, not "lst" (did you mean "list"?)'],
    [["rules", "show"], "rules show needs the id of a rule"],
    [["rules", "show", "stripe-secrt-key"], 'there is no rule "stripe-secrt-key" (did you mean "stripe-secret-key"?)'],
    [["rules", "list", "--quik"], "unknown option --quik"],
    [["logs", "--folow"], "unknown option --folow"],
    [["scan", "nowhere.txt"], '"nowhere.txt" does not exist'],
  ];
  it.for(cases)("keyscan %j", async ([args, message]) => {
    const run = await keyscan(args, { cwd: clean });
    expectFailure(run, typeof message === "string" ? new RegExp(RegExp.escape?.(message) ?? escape(message)) : message);
  });

  it("writes no report when it can't run", async () => {
    const root = tree({ "a.txt": "x" });
    const run = await keyscan(["nowhere", "-o", "out.json"], { cwd: root });
    expectFailure(run, "does not exist");
    expect(existsSync(join(root, "out.json"))).toBe(false);
  });

  it("keeps the old report when it can't run", async () => {
    const root = tree({ "a.txt": "x", "out.json": "old" });
    expectFailure(await keyscan(["nowhere", "-o", "out.json"], { cwd: root }), "does not exist");
    expect(readFileSync(join(root, "out.json"), "utf8")).toBe("old");
  });
});
