/** Standard input, pipes and logs: what comes in pieces, packed, or never ends. */
import { execFileSync } from "node:child_process";
import { appendFileSync, closeSync, openSync, renameSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { findingsOf, keyscan, shell, start, summaryOf, type Running } from "./keyscan.ts";
import { makeXz, makeZstd } from "../support/archives.ts";
import { gitHubToken, stripeKey, tree } from "./scratch.ts";

const TEXT = `first\nsecond\n  key: "${stripeKey(1)}"\n`;

function utf32(text: string, order: "LE" | "BE"): Buffer {
  const bytes = Buffer.alloc(text.length * 4);
  for (let i = 0; i < text.length; i++)
    bytes[order === "LE" ? "writeUInt32LE" : "writeUInt32BE"](text.charCodeAt(i), i * 4);
  return bytes;
}

/** Begins a scan and waits until it reads, so that the time of its start is not counted. */
async function reading(args: readonly string[], cwd?: string): Promise<Running> {
  const running = start(args, cwd === undefined ? {} : { cwd });
  running.child.stdin?.write(`warm up ${gitHubToken(1)}\n`);
  await running.until("github-");
  return running;
}

describe.concurrent("standard input", () => {
  it.for([
    ["plain", Buffer.from(TEXT), 21, undefined],
    ["gzip", gzipSync(TEXT), 21, undefined],
    [
      "gzip in two members",
      Buffer.concat([gzipSync(TEXT.slice(0, 30)), gzipSync(TEXT.slice(30))]),
      21,
      undefined,
    ],
    ["xz", makeXz(TEXT), 21, undefined],
    ["zstd", makeZstd(TEXT), 21, undefined],
    ["UTF-32 with a byte order mark", utf32(`\ufeff${TEXT}`, "LE"), 88, "utf-32le"],
    ["UTF-32, big end first", utf32(`\ufeff${TEXT}`, "BE"), 88, "utf-32be"],
    ["UTF-32 without a mark", utf32(TEXT, "LE"), 84, "utf-32le"],
    ["UTF-16 with a byte order mark", Buffer.from(`\ufeff${TEXT}`, "utf16le"), 44, "utf-16le"],
    ["UTF-16, big end first", Buffer.from(`\ufeff${TEXT}`, "utf16le").swap16(), 44, "utf-16be"],
    ["with Windows line ends", Buffer.from(TEXT.replaceAll("\n", "\r\n")), 23, undefined],
  ] as const)("%s", async ([, input, byteOffset, encoding]) => {
    const run = await keyscan(["-f", "jsonl", "-"], { input });
    const [finding] = findingsOf(run);
    expect(finding).toMatchObject({
      ruleId: "stripe-secret-key",
      location: { path: "<stdin>", startLine: 3, startColumn: 9, endColumn: 41, byteOffset },
      source: { kind: "stdin" },
    });
    expect(finding?.source.encoding).toBe(encoding);
    expect(run.code).toBe(1);
  });

  it("beside files, which keep their names", async () => {
    const run = await keyscan(["-f", "jsonl", "-", "a.txt"], {
      cwd: tree({ "a.txt": gitHubToken(2) }),
      input: TEXT,
    });
    expect(findingsOf(run).map((finding) => finding.location.path)).toEqual(["<stdin>", "a.txt"]);
  });

  it("is what `keyscan logs` reads", async () => {
    const run = await keyscan(["logs", "-f", "jsonl"], { input: TEXT });
    expect(findingsOf(run)).toMatchObject([
      { location: { path: "<stdin>" }, source: { kind: "log" }, exposure: ["log"] },
    ]);
  });

  it("may be closed, or a folder", async () => {
    expect(await shell("keyscan - <&-")).toMatchObject({ code: 3 });
    expect(await shell("keyscan - < /", {})).toMatchObject({ code: 3, stderr: "" });
  });

  it("may be what the shell puts in the place of a command", async () => {
    const run = await shell(`keyscan -f jsonl <(printf 'a\\n%s\\n' ${stripeKey(3)})`);
    expect(findingsOf(run)).toMatchObject([{ location: { startLine: 2 }, source: { kind: "stdin" } }]);
  });
});

describe.concurrent("a stream without an end", () => {
  it.for(["jsonl", "pretty"])("shows a finding at once (%s)", async (format) => {
    const running = await reading(["logs", "-f", format]);
    running.child.stdin?.write(`GET / 200\nGET /?key=${stripeKey(4)} 200\n`);
    await running.until("stripe-secret-key");
    expect(running.stdout).toContain(format === "jsonl" ? '"startLine":3,"startColumn":11' : "<stdin>:3:11");
    running.child.stdin?.end();
    expect((await running.ended).code).toBe(1);
  });

  it("shows one whose line came in halves, with the line's number", async () => {
    const running = await reading(["-f", "jsonl", "-"]);
    const line = `x ${stripeKey(5)}\n`;
    running.child.stdin?.write(line.slice(0, 15));
    await setTimeout(100);
    expect(running.stdout).not.toContain("stripe");
    running.child.stdin?.write(line.slice(15));
    await running.until("stripe-secret-key");
    expect(running.stdout).toContain('"startLine":2,"startColumn":3');
    running.child.stdin?.end();
    await running.ended;
  });

  it("counts lines through megabytes", async () => {
    const running = await reading(["logs", "-f", "jsonl"]);
    for (let i = 0; i < 20; i++) running.child.stdin?.write(`${"x".repeat(60)}\n`.repeat(5000));
    running.child.stdin?.write(`key ${stripeKey(6)}\n`);
    await running.until('"startLine":100002,"startColumn":5');
    running.child.stdin?.end();
    expect((await running.ended).code).toBe(1);
  });

  it("ends quietly and soon when nobody reads the report any more", async () => {
    // Without an end, so that only the reader's end can be one.
    const lines = `for ((i = 0; ; i++)); do echo "$KEY$i"; sleep 0.02; done`;
    const run = await shell(`(${lines}) | keyscan logs -f jsonl | head -1`, { env: { KEY: stripeKey(7) } });
    expect(run.stdout.split("\n")).toHaveLength(2);
    expect(run.stderr).toBe("");
  });
});

describe.concurrent("logs", () => {
  const log = (seed: number): string => `10:00 start\n10:01 ${gitHubToken(seed)}\n`;

  it("are files and folders, packed and rotated ones, each line in its place", async () => {
    const members = Buffer.concat([gzipSync("one\n"), gzipSync("two\n"), gzipSync(log(14))]);
    const cwd = tree({
      "app.log": log(11),
      "old/app.log.1": log(12),
      "old/app.log.2.gz": gzipSync(log(13)),
      "old/members.gz": members,
      "old/app.log.4.xz": makeXz(log(21)),
      "old/app.log.5.zst": makeZstd(log(22)),
      notes: log(15),
    });
    const run = await keyscan(["logs", "-f", "jsonl", "app.log", "old", "notes"], { cwd });
    const places = findingsOf(run).map(
      ({ location, source }) => `${location.path}:${location.startLine} ${source.kind}`,
    );
    expect(places).toEqual([
      "app.log:2 log",
      "old/app.log.1:2 log",
      "old/app.log.2.gz:2 log",
      "old/app.log.4.xz:2 log",
      "old/app.log.5.zst:2 log",
      "old/members.gz:4 log",
      "notes:2 log",
    ]);
    expect(run.code).toBe(1);
  });

  it("are known by their names in a tree", async () => {
    const cwd = tree({ "app.log": log(16), "app.txt": log(17), "data.gz": gzipSync(log(18)) });
    const run = await keyscan(["-f", "jsonl"], { cwd });
    const kinds = findingsOf(run).map(({ location, source }) => [location.path, source.kind]);
    expect(kinds).toEqual([
      ["app.log", "log"],
      ["app.txt", "file"],
      ["data.gz", "file"],
    ]);
  });

  it("may come from a FIFO, shown before it ends", async () => {
    const cwd = tree();
    execFileSync("mkfifo", ["fifo"], { cwd });
    const running = start(["logs", "-f", "jsonl", "fifo"], { cwd });
    await setTimeout(300);
    const fifo = openSync(join(cwd, "fifo"), "r+");
    writeSync(fifo, `${gitHubToken(19)}\n`);
    await running.until("github-");
    writeSync(fifo, `and\n${stripeKey(20)}\n`);
    await running.until('"startLine":3');
    closeSync(fifo);
    const run = await running.ended;
    expect(findingsOf(run).map((finding) => finding.location.path)).toEqual(["fifo", "fifo"]);
    expect(run.code).toBe(1);
  });

  it("leave a FIFO alone that lies in a folder, or was named for a scan of the tree", async () => {
    const cwd = tree({ "a.log": "x" });
    execFileSync("mkfifo", ["fifo"], { cwd });
    for (const args of [["logs", "."], ["."], ["fifo", "a.log"]]) {
      const run = await keyscan(args, { cwd });
      expect(run.code).toBe(0);
      expect(run.stdout).toContain("sockets, pipes, devices");
    }
  });

  it("may grow while they are read", async () => {
    const cwd = tree({ "app.log": log(21) });
    const run = keyscan(["logs", "app.log"], { cwd });
    appendFileSync(join(cwd, "app.log"), log(22));
    expect((await run).code).toBe(1);
  });
});

describe.concurrent("logs that are followed", () => {
  it("are reported as they grow, through rotation, several at once, until they are interrupted", async () => {
    const cwd = tree({ "a.log": `one ${stripeKey(50)}\n`, "b.log": "nothing\n" });
    const running = start(["logs", "--follow", "-f", "jsonl", "a.log", "b.log"], { cwd });
    await running.until('"path":"a.log"');
    appendFileSync(join(cwd, "b.log"), `two ${stripeKey(51)}\n`);
    await running.until('"path":"b.log"');
    renameSync(join(cwd, "a.log"), join(cwd, "a.log.1"));
    writeFileSync(join(cwd, "a.log"), `three ${gitHubToken(52)}\n`);
    await running.until("github-personal-access-token");
    running.child.kill("SIGINT");
    const run = await running.ended;
    expect(run.code).toBe(130);
    expect(findingsOf(run)).toHaveLength(3);
    expect(summaryOf(run).usage?.map(({ count }) => count)).toEqual([1, 1, 1]);
  });

  it("are files; of a folder it can't be told which ones", async () => {
    const cwd = tree({ "logs/a.log": "x" });
    const run = await keyscan(["logs", "--follow", "logs"], { cwd });
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain("--follow takes files");
  });
});

describe.concurrent("a scan of some seconds", () => {
  it("changes settings of V8 that it knows", async () => {
    const running = await reading(["-f", "jsonl", "-"]);
    await setTimeout(300);
    running.child.stdin?.end();
    const { stderr } = await running.ended;
    expect(stderr).not.toMatch(/unrecognized|flag/);
  });
});
