/** Every row of the table of exit codes, and that no failure ends in a stack trace. */
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  truncateSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { keyscan, shell, start, type Run, type RunOptions } from "./keyscan.ts";
import { gitHubToken, stripeKey, tree } from "./scratch.ts";

const leaky = tree({ "a.txt": `key = "${stripeKey(1)}"\n` });
const clean = tree({ "a.txt": "nothing to see here\n" });

/** Root may read everything: what can't be read is tried as nobody. */
const nobody: RunOptions = process.getuid?.() === 0 ? { uid: 65534 } : {};

/** A file that its owner alone may read, and that is not the owner's. */
function lock(root: string, name: string): void {
  chmodSync(join(root, name), 0o000);
}

/** Resolves when a process has opened a file; where the system does not tell (it has no /proc), after three seconds. */
async function opened(pid: number | undefined, name: string): Promise<void> {
  const folder = `/proc/${pid ?? 0}/fd`;
  if (!existsSync(folder)) return setTimeout(3000);
  const isOpen = (): boolean =>
    readdirSync(folder).some((fd) => {
      try {
        return readlinkSync(join(folder, fd)).endsWith(`/${name}`);
      } catch {
        return false;
      }
    });
  while (!isOpen()) await setTimeout(20);
}

function expectFailure(run: Run, message: string): void {
  expect(run.stderr).toContain(message);
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
      const run = await keyscan(["-f", format, "-o", `../${format}.out`], {
        cwd: tree({ "a.txt": stripeKey(3) }),
      });
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
  const cases: [string[], string][] = [
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
    [["--format", "xml"], "--format must be one of pretty, brief, json, jsonl, sarif, "],
    [["--min-confidence", "hgh"], 'did you mean "high"?'],
    [["--threads", "0"], '--threads must be a whole number from 1 to 64, not "0"'],
    [["--threads", "two"], '--threads must be a whole number from 1 to 64, not "two"'],
    [["--max-file-size", "10 apples"], '--max-file-size must be a size such as 512k, 10MB or 1GiB, not "10'],
    [["git", "--no-history"], "git takes no --no-history (it scans the history alone)"],
    [["staged", "--history-only"], "staged takes no --history-only (keyscan git scans"],
    [["--report", "json"], '--report "json": must be FORMAT=FILE (such as sarif=keyscan.sarif)'],
    [["--report", "jsn=x"], 'did you mean "json"?'],
    [["--report", "json=-"], "goes to a file (--format is for standard output)"],
    [
      ["--rule", "stripe-secret-kye"],
      'there is no rule "stripe-secret-kye" (did you mean "stripe-secret-key"?)',
    ],
    [["--disable-rule", "nonsense"], 'there is no rule "nonsense" (see keyscan rules list)'],
    [["nowhere.txt"], '"nowhere.txt" does not exist'],
    [["no*where"], 'no file matches "no*where"'],
    [["--config", "nowhere.yaml"], "nowhere.yaml: does not exist"],
    [["--rules", "nowhere.yaml"], "nowhere.yaml: does not exist"],
    [["--output", "no/where/x.json"], `can't write the report`],
    [["--output", "."], "EISDIR (it is a folder)"],
    [["--report", "sarif=no/where"], `can't write the report`],
    [["rules"], "rules needs list, show or test"],
    [["rules", "lst"], 'rules has list, show and test, not "lst" (did you mean "list"?)'],
    [["rules", "show"], "rules show needs the id of a rule"],
    [
      ["rules", "show", "stripe-secrt-key"],
      'there is no rule "stripe-secrt-key" (did you mean "stripe-secret-key"?)',
    ],
    [["rules", "list", "--quik"], "unknown option --quik"],
    [["logs", "--folow"], "unknown option --folow"],
    [["scan", "nowhere.txt"], '"nowhere.txt" does not exist'],
    [["", "a.txt"], '"" names no path (an empty variable? "." is this folder)'],
    [["logs", ""], '"" names no path'],
    [["--no-history", "--history-only"], "together leave nothing to scan"],
  ];
  it.for(cases)("keyscan %j", async ([args, message]) => {
    const run = await keyscan(args, { cwd: clean });
    expectFailure(run, message);
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

describe.concurrent("3: no finding, but incomplete", () => {
  it("when there is nothing to scan", async () => {
    const root = tree({ "logo.png": Buffer.from("89504e470d0a1a0a0000", "hex") });
    for (const args of [[tree()], [root], ["-"], ["logs"], ["logs", tree()]]) {
      const run = await keyscan(args);
      expect(run.code).toBe(3);
      expect(run.stdout).toContain("nothing was scanned");
    }
  });

  it("when a file or a folder can't be read", async () => {
    const root = tree({ "a.txt": "x", "b.txt": "x", "c/d.txt": "x" });
    lock(root, "b.txt");
    lock(root, "c");
    const run = await keyscan(["-f", "json", "."], { cwd: root, ...nobody });
    chmodSync(join(root, "c"), 0o755);
    const { summary } = JSON.parse(run.stdout) as { summary: { complete: boolean; errors: unknown[] } };
    expect(run.code).toBe(3);
    expect(summary.complete).toBe(false);
    expect(summary.errors).toMatchObject([
      { path: "b.txt", code: "EACCES", message: "cannot be read: permission denied" },
      { path: "c", code: "EACCES", message: "cannot be read: permission denied" },
    ]);
  });

  it("when compressed logs are cut off or damaged, saying so", async () => {
    const packed = gzipSync(Array.from({ length: 9000 }, (_, i) => `line ${i} ${i * 7919}`).join("\n"));
    const damaged = Buffer.from(packed);
    damaged.fill(0xff, 2000, 2100);
    const root = tree({ "cut.log.gz": packed.subarray(0, -100), "bad.log.gz": damaged });
    const run = await keyscan(["logs", "-f", "json", "."], { cwd: root });
    const { summary } = JSON.parse(run.stdout) as { summary: { errors: unknown[] } };
    expect(run.code).toBe(3);
    expect(summary.errors).toMatchObject([
      { path: "bad.log.gz", code: "Z_DATA_ERROR" },
      { path: "cut.log.gz", code: "TRUNCATED_GZIP" },
    ]);
  });

  it("finds what stands before the cut", async () => {
    const packed = gzipSync(`first line\n${gitHubToken(1)}`, { level: 0 });
    const run = await keyscan(["logs", "a.log.gz"], { cwd: tree({ "a.log.gz": packed.subarray(0, -8) }) });
    expect(run.code).toBe(1);
    expect(run.stdout).toContain("a.log.gz:2:1");
    expect(run.stdout).toContain("TRUNCATED_GZIP");
  });
});

it.each([["ignore", "--reason", "x"], ["ledger", "revoke"], ["explain"]])(
  "a secret in the place of its fingerprint is not said again: %s",
  async (...args: string[]) => {
    expectFailure(await keyscan([...args, stripeKey(12)], { cwd: clean }), '"sk_l…"');
  },
);

describe.concurrent("a report that can't be finished", () => {
  it.runIf(existsSync("/dev/full"))("on a full disk is a failure without a stack trace", async () => {
    const root = tree({ "a.txt": stripeKey(5) });
    for (const line of [
      "keyscan -f json > /dev/full",
      "keyscan -o /dev/full",
      "keyscan > /dev/full",
      "keyscan --help > /dev/full",
    ]) {
      const run = await shell(line, { cwd: root });
      expectFailure(run, "ENOSPC");
    }
    expect((await shell("keyscan --version > /dev/full")).code).toBe(2);
  });

  it("is not scanned itself", async () => {
    const root = tree({ "a.txt": stripeKey(6) });
    for (const line of [
      "keyscan --show-secrets -f jsonl -o b.jsonl",
      "keyscan --show-secrets -f jsonl > b.jsonl",
    ]) {
      expect((await shell(line, { cwd: root })).code).toBe(1);
      expect(readFileSync(join(root, "b.jsonl"), "utf8").split("\n")).toHaveLength(3);
      expect(statSync(join(root, "b.jsonl")).size).toBeLessThan(10_000);
    }
  });
});

describe.concurrent("130: interrupted", () => {
  it.for(["SIGINT", "SIGTERM"] as const)("%s prints what was found so far", async (signal) => {
    const running = start(["logs", "-f", "jsonl"]);
    running.child.stdin?.write(`one\n${stripeKey(7)}\n`);
    await running.until('"type":"finding"');
    running.child.kill(signal);
    const run = await running.ended;
    expect(run.code).toBe(130);
    const lines = run.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toMatchObject([
      { type: "finding" },
      { type: "summary", findings: 1, interrupted: true, complete: false },
    ]);
    expect(run.stderr).toBe("");
  });

  it("ends a scan that works in worker threads, and in this one", async () => {
    const files = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`a${i}.txt`, "x"]));
    const root = tree({ "0.txt": stripeKey(8), ...files });
    // Zeros without an end on the disk: the scan can't be through before the signal.
    truncateSync(join(root, "a499.txt"), 2 ** 40);
    for (const threads of ["1", "2"]) {
      const running = start(["--threads", threads], { cwd: root });
      await running.until("Stripe live secret key");
      running.child.kill("SIGINT");
      const run = await running.ended;
      expect(run.code).toBe(130);
      expect(run.stdout).toContain("INCOMPLETE: interrupted; so far 1 secret in 1 place");
    }
  });

  it("does not wait for a FIFO that nobody writes to", async () => {
    const root = tree();
    execFileSync("mkfifo", [join(root, "fifo")]);
    const running = start(["logs", "fifo"], { cwd: root });
    await opened(running.child.pid, "fifo");
    running.child.kill("SIGINT");
    expect(await running.ended).toMatchObject({ code: 130, stderr: "" });
  });
});
