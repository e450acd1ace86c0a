/** `keyscan redact` as people use it: in pipes, on files, and when something goes wrong. */
import { execFileSync } from "node:child_process";
import { closeSync, openSync, readdirSync, readFileSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { fillTemplate } from "../../src/rules/template.ts";
import { keyscan, shell, start } from "./keyscan.ts";
import { gitHubToken, stripeKey, tree } from "./scratch.ts";
import { ALLOW } from "../support/allow-word.ts";

const STRIPE = /\[keyscan:stripe-secret-key:[0-9a-f]{8}\]/g;
const log = (seed: number): string =>
  `10:00 start\r\n10:01 GET /?key=${stripeKey(seed)}&x=1 200\nlast, \xe9 open`;
const clean = (text: string): string => text.replace(/sk_live_\w+/, "KEY");
const shown = (text: string): string => text.replaceAll(STRIPE, "KEY");
const PASSWORD = `x password="${"tR7#mK2"}${"$vQ9w"}" y\n`;

describe.concurrent("keyscan redact", () => {
  it("passes standard input on, with tokens for secrets, and tells on standard error what it did", async () => {
    const run = await keyscan(["redact"], { input: log(1) });
    expect(run.code).toBe(0);
    expect(shown(run.stdout)).toBe(clean(log(1)));
    expect(run.stderr).toBe(
      `keyscan: 1 place of 1 secret replaced in ${log(1).length + 1} B\n  1  stripe-secret-key (1 secret)\n`,
    );
  });

  it("passes on what holds no secret as it is, empty input too", async () => {
    expect(await keyscan(["redact", "-q"], { input: "" })).toEqual({ code: 0, stdout: "", stderr: "" });
    const run = await keyscan(["redact", "-"], { input: "no newline" });
    expect(run).toMatchObject({ code: 0, stdout: "no newline" });
    expect(run.stderr).toBe("keyscan: nothing to replace in 10 B\n");
  });

  it("writes the token that begins as the fingerprint of the finding does", async () => {
    const cwd = tree({ "a.log": log(2) });
    const report = await keyscan(["logs", "-f", "jsonl", "a.log"], { cwd });
    const [, fingerprint] = /"fingerprint":"v1:(.{8})/.exec(report.stdout) ?? [];
    const run = await keyscan(["redact", "a.log"], { cwd });
    expect(run.stdout).toContain(`[keyscan:stripe-secret-key:${fingerprint}]`);
  });

  it("reads files one after the other, gzipped ones unpacked, and pipes", async () => {
    const cwd = tree({ "a.log": log(3), "b.log.gz": Buffer.concat([gzipSync("one\n"), gzipSync(log(4))]) });
    const run = await shell(`keyscan redact -q a.log b.log.gz <(echo ${stripeKey(5)}) - < a.log`, { cwd });
    expect(run.stderr).toBe("");
    expect(shown(run.stdout)).toBe(`${clean(log(3))}one\n${clean(log(4))}KEY\n${clean(log(3))}`);
    const packed = await keyscan(["redact", "-q"], { input: gzipSync(log(6)) });
    expect(shown(packed.stdout)).toBe(clean(log(6)));
  });

  it("leaves every byte alone that is part of no secret", async () => {
    const noise = Buffer.from(Array.from({ length: 70_000 }, (_, i) => (i * 131 + (i >> 7)) & 0xff));
    const cwd = tree({ "a.bin": Buffer.concat([noise, Buffer.from(`\n${stripeKey(7)}\n`), noise]) });
    await keyscan(["redact", "a.bin", "-o", "out"], { cwd });
    const out = readFileSync(join(cwd, "out"));
    const expected = Buffer.concat([noise, Buffer.from("\nKEY\n"), noise]).toString("latin1");
    expect(shown(out.toString("latin1"))).toBe(expected);
  });

  it("gives lines out while the stream goes on, each with all that it holds", async () => {
    const running = start(["redact"]);
    running.child.stdin?.write("one\n");
    await running.until("one\n");
    running.child.stdin?.write(`two ${stripeKey(8).slice(0, 15)}`);
    await setTimeout(400);
    expect(running.stdout).toBe("one\n");
    running.child.stdin?.write(`${stripeKey(8).slice(15)} end\n`);
    await running.until(" end\n");
    expect(shown(running.stdout)).toBe("one\ntwo KEY end\n");
    running.child.stdin?.end();
    expect((await running.ended).code).toBe(0);
  });

  it("holds a value that comes on the line after its name, however late", async () => {
    const value = fillTemplate("{alpha:6}{digits:3}!{lower:3}", 5);
    const running = start(["redact"]);
    for (const piece of [
      "one\ndb:\n  password: >-\n",
      `    ${value.slice(0, 6)}`,
      `${value.slice(6)}\n`,
      "two\n",
    ]) {
      running.child.stdin?.write(piece);
      await setTimeout(250);
      expect(running.stdout).not.toContain(value.slice(0, 6));
    }
    running.child.stdin?.end();
    const { code, stdout } = await running.ended;
    expect(code).toBe(0);
    expect(stdout).toMatch(/^one\ndb:\n {2}password: >-\n {4}\[keyscan:generic-secret-below:.{8}\]\ntwo\n$/);
  });

  it("ends quietly when nobody reads any more", async () => {
    const run = await shell(`(while echo line; do :; done) 2>/dev/null | keyscan redact -q | head -2`);
    expect(run).toEqual({ code: 0, stdout: "line\nline\n", stderr: "" });
  });

  it("keeps an unfinished line back when it is interrupted", async () => {
    const running = start(["redact"]);
    running.child.stdin?.write(`one\n${stripeKey(9).slice(0, 20)}`);
    await running.until("one\n");
    running.child.kill("SIGINT");
    const run = await running.ended;
    expect(run).toMatchObject({ code: 130, stdout: "one\n" });
  });

  it("follows --min-confidence and the rules that are asked for", async () => {
    const cwd = tree({ "a.log": `${stripeKey(10)} ${gitHubToken(10)}\n` });
    const run = await keyscan(["redact", "--rule", "stripe-secret-key", "a.log"], { cwd });
    expect(shown(run.stdout)).toBe(`KEY ${gitHubToken(10)}\n`);
    const input = `login password=${"sunshine"}99\n`;
    const high = await keyscan(["redact", "--min-confidence", "high"], { input });
    const medium = await keyscan(["redact"], { input });
    expect(high.stdout).toBe(input);
    expect(medium.stdout).toMatch(/^login password=\[keyscan:generic-password-assignment:.{8}\]\n$/);
  });

  it("is not put off by comments that accept a finding", async () => {
    const run = await keyscan(["redact"], { input: `${stripeKey(11)} # ${ALLOW}\n` });
    expect(shown(run.stdout)).toBe(`KEY # ${ALLOW}\n`);
  });

  it("ends in 1 for what --fail-on names, and only then", async () => {
    const input = log(12);
    expect((await keyscan(["redact", "--fail-on", "critical"], { input })).code).toBe(1);
    expect((await keyscan(["redact", "--fail-on", "low"], { input: "nothing\n" })).code).toBe(0);
    expect((await keyscan(["redact", "--fail-on", "none"], { input })).code).toBe(0);
  });

  it("tells the same as JSON", async () => {
    const run = await keyscan(["redact", "-f", "json"], { input: `${stripeKey(13)} ${stripeKey(13)}\n` });
    expect(JSON.parse(run.stderr)).toMatchObject({
      replaced: 2,
      secrets: 1,
      rules: [{ ruleId: "stripe-secret-key", severity: "critical", replaced: 2, secrets: 1 }],
      errors: [],
      complete: true,
    });
  });
});

describe.concurrent("tokens of secrets that could be guessed", () => {
  const tokenOf = (text: string): string | undefined => /\[keyscan:[^\]]*\]/.exec(text)?.[0];

  it("are the same within a run, and others in the next", async () => {
    const runs = await Promise.all([1, 2].map(() => keyscan(["redact"], { input: PASSWORD + PASSWORD })));
    const [a, b] = runs.map(({ stdout }) => stdout.split("\n"));
    expect(a?.[0]).toBe(a?.[1]);
    expect(a?.[0]).not.toBe(b?.[0]);
  });

  it("are the same from run to run with a key, which has to be long enough", async () => {
    const cwd = tree({ key: "0123456789abcdef-a-key", short: "short" });
    const withKey = (...args: readonly string[]) => keyscan(["redact", ...args], { cwd, input: PASSWORD });
    const [a, b] = await Promise.all([withKey("--key-file", "key"), withKey("--key-file", "key")]);
    const env = { KEYSCAN_REDACT_KEY: "0123456789abcdef-a-key" };
    const c = await keyscan(["redact"], { input: PASSWORD, env });
    expect(tokenOf(a.stdout)).toBeDefined();
    expect([tokenOf(b.stdout), tokenOf(c.stdout)]).toEqual([tokenOf(a.stdout), tokenOf(a.stdout)]);
    expect(await withKey("--key-file", "short")).toMatchObject({ code: 2, stdout: "" });
    expect(await withKey("--key-file", "none")).toMatchObject({ code: 2, stdout: "" });
  });
});

describe.concurrent("a file as output", () => {
  it("is there when it is whole, and keeps the mode of the one before", async () => {
    const cwd = tree({ "a.log": log(20), out: "old" });
    execFileSync("chmod", ["600", "out"], { cwd });
    const run = await keyscan(["redact", "a.log", "-o", "out"], { cwd });
    expect(run).toMatchObject({ code: 0, stdout: "" });
    expect(shown(readFileSync(join(cwd, "out"), "utf8"))).toBe(clean(log(20)));
    expect(statSync(join(cwd, "out")).mode & 0o777).toBe(0o600);
    expect(readdirSync(cwd).toSorted()).toEqual(["a.log", "out"]);
  });

  it("stays what it was where an input fails", async () => {
    const packed = gzipSync(log(21).repeat(50)).subarray(0, -20);
    const cwd = tree({ "a.gz": packed, out: "old" });
    const run = await keyscan(["redact", "a.gz", "-o", "out"], { cwd });
    expect(run.code).toBe(3);
    expect(run.stderr).toContain("a.gz: the gzip data is cut off");
    expect(readFileSync(join(cwd, "out"), "utf8")).toBe("old");
    expect(readdirSync(cwd).toSorted()).toEqual(["a.gz", "out"]);
  });

  it("can't be what is read, by any name", async () => {
    const cwd = tree({ "a.log": log(22) });
    execFileSync("ln", ["a.log", "b.log"], { cwd });
    for (const line of [
      "keyscan redact a.log -o a.log",
      "keyscan redact a.log -o b.log",
      "keyscan redact a.log >> a.log",
      "keyscan redact -o a.log < a.log",
    ]) {
      const run = await shell(line, { cwd });
      expect(run.code).toBe(2);
      expect(run.stderr).toContain("is read and would be written as well");
      expect(readFileSync(join(cwd, "a.log"), "utf8")).toBe(log(22));
    }
    expect(readdirSync(cwd).toSorted()).toEqual(["a.log", "b.log"]);
  });

  it("may be a device", async () => {
    expect((await keyscan(["redact", "-o", "/dev/null"], { input: log(23) })).code).toBe(0);
  });

  it("is refused where it can't be written", async () => {
    const cwd = tree({ "dir/a": "x" });
    for (const file of ["dir", "none/out"]) {
      const run = await keyscan(["redact", "-o", file], { cwd, input: log(24) });
      expect(run).toMatchObject({ code: 2, stdout: "" });
    }
  });
});

describe.concurrent("what goes wrong", () => {
  it.for([
    [["redact", "nowhere.log"], 2, "nowhere.log"],
    [["redact", "."], 2, "is a folder"],
    [["redact", "--history-only"], 2, "redact takes no --history-only"],
    [["redact", "--no-history"], 2, "redact takes no --no-history"],
    [["redact", "-f", "sarif"], 2, "must be pretty or json"],
    [["redact", "--fail-on", "bad"], 2, "--fail-on must be one of"],
    [["redact", "-", "-"], 2, "once only"],
    [["logs", "--key-file", "x"], 2, "logs takes no --key-file (redact does)"],
  ] as const)("is told: %j", async ([args, code, text]) => {
    const run = await keyscan(args, { input: log(30) });
    expect(run).toMatchObject({ code, stdout: "" });
    expect(run.stderr).toContain(text);
  });

  it("lets nothing through that can't be looked into", async () => {
    const zip = Buffer.concat([Buffer.from([0x50, 0x4b, 0x03, 0x04]), Buffer.from(log(31))]);
    for (const input of [zip, gzipSync(gzipSync(log(32)))]) {
      const run = await keyscan(["redact"], { input });
      expect(run).toMatchObject({ code: 3, stdout: "" });
      expect(run.stderr).toContain("<stdin>: is packed");
    }
  });

  it("goes on with the other files", async () => {
    const cwd = tree({ "a.zip": Buffer.from([0x50, 0x4b, 0x03, 0x04, 0]), "b.log": log(33) });
    const run = await keyscan(["redact", "a.zip", "b.log"], { cwd });
    expect(run.code).toBe(3);
    expect(shown(run.stdout)).toBe(clean(log(33)));
  });

  it("reads a FIFO whose writer comes, writes and goes", async () => {
    const cwd = tree();
    execFileSync("mkfifo", ["fifo"], { cwd });
    const run = await shell(`(sleep 0.3; echo "a $KEY" > fifo) & keyscan redact -q fifo; wait`, {
      cwd,
      env: { KEY: stripeKey(35) },
    });
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(shown(run.stdout)).toBe("a KEY\n");
  });

  it("reads a FIFO that is named", async () => {
    const cwd = tree();
    execFileSync("mkfifo", ["fifo"], { cwd });
    const running = start(["redact", "-q", "fifo"], { cwd });
    await setTimeout(300);
    const fifo = openSync(join(cwd, "fifo"), "r+");
    writeSync(fifo, `a ${stripeKey(34)}\n`);
    await running.until("]\n");
    closeSync(fifo);
    expect(shown((await running.ended).stdout)).toBe("a KEY\n");
  });
});
