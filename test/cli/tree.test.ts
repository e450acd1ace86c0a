/** Working trees: what is scanned, how it is named, and that threads make no difference. */
import { closeSync, openSync, symlinkSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { findingsOf, keyscan, shell, summaryOf, type Run } from "./keyscan.ts";
import { git, gitHubToken, stripeKey, tree, write } from "./scratch.ts";

const pathsOf = (run: Run): string[] => findingsOf(run).map((finding) => finding.location.path);
const skipsOf = (run: Run): string[] =>
  summaryOf(run).skipped.map(({ reason, count, directories }) => `${reason} ${count}+${directories}`);

it.runIf(process.platform === "linux")("files that the kernel makes are read to their end", async () => {
  const run = await keyscan([`/proc/${process.pid}/smaps`, "-f", "jsonl"]);
  // It gives no more than a page at a time.
  expect(summaryOf(run).bytes).toBeGreaterThan(20_000);
});

it("nothing is found in the program itself, which lies in the trees of those who install it", async () => {
  const dist = fileURLToPath(new URL("../../dist", import.meta.url));
  const run = await keyscan([dist, "--no-gitignore", "--no-history", "-f", "jsonl"]);
  expect(findingsOf(run).map(({ ruleId, location }) => `${ruleId} ${location.path}`)).toEqual([]);
  expect(summaryOf(run).files).toBeGreaterThan(50);
});

describe.concurrent("threads", () => {
  it("make no difference to what is reported, nor to its order", async () => {
    const files = Array.from({ length: 1500 }, (_, i): [string, string] => {
      const secret = i % 7 === 0 ? `key = ${stripeKey(i % 5 === 0 ? 0 : i)}\n` : "";
      return [`d${i % 40}/f${i}.txt`, `${"text\n".repeat((i * 37) % 900)}${secret}`];
    });
    const root = tree(Object.fromEntries(files));
    write(root, "d9/big.txt", `${"filler text\n".repeat(800_000)}${gitHubToken(1)}\n`);
    const [one, four, again] = await Promise.all(
      ["1", "4", "3"].map((threads) => keyscan(["-f", "jsonl", "--threads", threads], { cwd: root })),
    );
    const timeless = (run: Run | undefined): string | undefined =>
      run?.stdout.replace(/"(?:durationMs|startedAt)":[^,]+/g, "");
    expect(findingsOf(one as Run).length).toBeGreaterThan(150);
    expect(timeless(four)).toBe(timeless(one));
    expect(timeless(again)).toBe(timeless(one));
  });
});

describe.concurrent("big files", () => {
  it("are read in pieces, with lines, columns and offsets right", async () => {
    const line = "ä filler line that means nothing at all\n";
    const times = 300_000;
    const text = `${line.repeat(times)}ä ${stripeKey(1)} ä ${gitHubToken(1)}\n${line.repeat(times / 3)}${stripeKey(2)}`;
    const root = tree({ "big.txt": text });
    const bytes = Buffer.byteLength(line);
    const run = await keyscan(["-f", "jsonl"], { cwd: root });
    expect(
      findingsOf(run).map(({ location: { startLine, startColumn, byteOffset } }) => [
        startLine,
        startColumn,
        byteOffset,
      ]),
    ).toEqual([
      [times + 1, 3, bytes * times + 3],
      [times + 1, 38, bytes * times + 3 + 32 + 4],
      [times + 2 + times / 3, 1, Buffer.byteLength(text) - 32],
    ]);
    expect(summaryOf(run).bytes).toBe(Buffer.byteLength(text));
  });

  it("are left out from --max-file-size on", async () => {
    const root = tree({ "small.txt": stripeKey(3), "large.txt": `${gitHubToken(3)}${" ".repeat(2020)}` });
    const run = await keyscan(["-f", "jsonl", "--max-file-size", "1k"], { cwd: root });
    expect(pathsOf(run)).toEqual(["small.txt"]);
    expect(skipsOf(run)).toEqual(["too-large 1+0"]);
    expect(pathsOf(await keyscan(["-f", "jsonl", "--max-file-size", "2KiB"], { cwd: root }))).toEqual([
      "small.txt",
    ]);
    expect(pathsOf(await keyscan(["-f", "jsonl", "--max-file-size", "3k"], { cwd: root }))).toEqual([
      "large.txt",
      "small.txt",
    ]);
  });
});

describe.concurrent("paths", () => {
  const secret = gitHubToken(10);

  it("may be several, files and folders, named twice, with each secret in one place once", async () => {
    const root = tree({ "a.txt": secret, "d/b.txt": stripeKey(10) });
    const run = await keyscan(["-f", "jsonl", "a.txt", "./a.txt", "d", "d/b.txt", "d/../a.txt"], {
      cwd: root,
    });
    expect(pathsOf(run)).toEqual(["a.txt", "d/b.txt"]);
    expect(summaryOf(run)).toMatchObject({ files: 2, places: 2 });
  });

  it("may be globs that the shell did not expand", async () => {
    const root = tree({ "a/x.env": secret, "b/c/y.env": stripeKey(11), "z.txt": stripeKey(12) });
    expect(pathsOf(await keyscan(["-f", "jsonl", "**/*.env"], { cwd: root }))).toEqual([
      "a/x.env",
      "b/c/y.env",
    ]);
    expect(pathsOf(await keyscan(["-f", "jsonl", "{a,z}*"], { cwd: root }))).toEqual(["a/x.env", "z.txt"]);
  });

  it("are taken literally where they exist, even if they look like globs", async () => {
    const root = tree({ "[a].txt": secret, "a.txt": stripeKey(13) });
    expect(pathsOf(await keyscan(["-f", "jsonl", "[a].txt"], { cwd: root }))).toEqual(["[a].txt"]);
  });

  it("may begin with a dash, or be called like a command, after --", async () => {
    const root = tree({ "-rf": secret, "--help": stripeKey(14), logs: stripeKey(15), rules: stripeKey(16) });
    expect(pathsOf(await keyscan(["-f", "jsonl", "--", "-rf", "--help"], { cwd: root }))).toEqual([
      "-rf",
      "--help",
    ]);
    expect(findingsOf(await keyscan(["-f", "jsonl", "--", "logs"], { cwd: root }))).toMatchObject([
      { source: { kind: "file" } },
    ]);
    expect(pathsOf(await keyscan(["-f", "jsonl", "scan", "rules", "logs"], { cwd: root }))).toEqual([
      "rules",
      "logs",
    ]);
    expect(pathsOf(await keyscan(["-f", "jsonl"], { cwd: root }))).toEqual([
      "--help",
      "-rf",
      "logs",
      "rules",
    ]);
  });

  it("that do not exist but look like a command are answered with it", async () => {
    const run = await keyscan(["log"], { cwd: tree() });
    expect(run.stderr).toBe('keyscan: "log" does not exist (did you mean the command "logs"?)\n');
  });

  it("outside of the working directory are shown whole", async () => {
    const root = tree({ "a.txt": secret });
    expect(pathsOf(await keyscan(["-f", "jsonl", root], { cwd: tree() }))).toEqual([join(root, "a.txt")]);
  });
});

describe.concurrent("hostile names", () => {
  const names = [
    "new\nline.txt",
    "escape\u001b[31mred\u001b]0;title\u0007.txt",
    "back\bspace",
    "right\u202eleft.txt",
    "-rf",
    "--help",
    "a b;$(id)`id`.txt",
    '"quoted"',
  ];
  const hostile = (): string => {
    const root = tree(Object.fromEntries(names.map((name, i) => [name, stripeKey(20 + i)])));
    const invalid = Buffer.concat([
      Buffer.from(`${root}/inv`),
      Buffer.from([0xff, 0xfe]),
      Buffer.from("alid.txt"),
    ]);
    writeFileSync(invalid, stripeKey(40));
    return root;
  };

  it("do not get to the terminal as they are", async () => {
    const run = await keyscan(["--verbose"], { cwd: hostile() });
    expect(run.code).toBe(1);
    expect(run.stdout.match(/CRITICAL/g)).toHaveLength(names.length + 1);
    expect(run.stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(run.stdout).not.toContain("new\nline");
  });

  it("come through the formats for programs", async () => {
    const cwd = hostile();
    for (const format of ["json", "sarif"]) {
      const run = await keyscan(["-f", format], { cwd });
      expect(JSON.parse(run.stdout)).toBeTypeOf("object");
    }
    const paths = pathsOf(await keyscan(["-f", "jsonl"], { cwd }));
    expect(paths.toSorted()).toEqual([...names, String.raw`inv\xff\xfealid.txt`].toSorted());
  });

  it("are scanned by worker threads too", async () => {
    const root = hostile();
    for (let i = 0; i < 500; i++) write(root, `!${i}`, "x");
    expect(findingsOf(await keyscan(["-f", "jsonl", "--threads", "2"], { cwd: root }))).toHaveLength(
      names.length + 1,
    );
  });

  it("in arguments do not get to the terminal either", async () => {
    const run = await keyscan(["no\u001b[31mwhere\n", "--fail-on", "low"], { cwd: tree() });
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr.trimEnd()).not.toMatch(/[\u0000-\u001f]/);
  });
});

describe.concurrent("what is left out", () => {
  it("by .keyscanignore, everywhere", async () => {
    const root = tree({
      ".keyscanignore": "*.md\n/gen/\n",
      "a.md": stripeKey(50),
      "gen/a.txt": stripeKey(51),
      "src/gen/a.txt": stripeKey(52),
    });
    const run = await keyscan(["-f", "jsonl"], { cwd: root });
    expect(pathsOf(run)).toEqual(["src/gen/a.txt"]);
    expect(skipsOf(run)).toEqual(["keyscanignored 1+1"]);
  });

  it("by .gitignore, in repositories, unless --no-gitignore", async () => {
    const root = tree({ ".gitignore": "build/\n", "build/a.js": stripeKey(53), "a.txt": gitHubToken(53) });
    expect(pathsOf(await keyscan(["-f", "jsonl"], { cwd: root }))).toEqual(["a.txt", "build/a.js"]);
    git(root, "init", "-q");
    expect(pathsOf(await keyscan(["-f", "jsonl"], { cwd: root }))).toEqual(["a.txt"]);
    expect(pathsOf(await keyscan(["-f", "jsonl", "--no-gitignore"], { cwd: root }))).toEqual([
      "a.txt",
      "build/a.js",
    ]);
  });

  it("links are not followed, other than those that are named", async () => {
    const outside = tree({ "secret.txt": stripeKey(54) });
    const root = tree({ "a.txt": "x" });
    symlinkSync(outside, join(root, "link"));
    expect(await keyscan(["-f", "jsonl"], { cwd: root })).toMatchObject({ code: 0 });
    expect(pathsOf(await keyscan(["-f", "jsonl", "link"], { cwd: root }))).toEqual(["link/secret.txt"]);
  });
});

describe.concurrent("ignored key files of a repository", () => {
  const repository = (files: Readonly<Record<string, string>> = {}): string => {
    const root = tree({ ".gitignore": ".env\n", ".env": `STRIPE=${stripeKey(60)}\n`, ...files });
    git(root, "init", "-q");
    return root;
  };

  it("are looked at, and found to stay on this machine: no reason to fail", async () => {
    const run = await keyscan(["-f", "jsonl"], { cwd: repository() });
    expect(findingsOf(run)).toMatchObject([
      { severity: "info", exposure: ["local-only"], location: { path: ".env" } },
    ]);
    expect(run.code).toBe(0);
    expect((await keyscan(["--fail-on", "info"], { cwd: repository() })).code).toBe(1);
    expect((await keyscan(["--no-history"], { cwd: repository() })).stdout).not.toContain("history");
  });

  it("are as bad as any when they are tracked", async () => {
    const root = repository();
    git(root, "add", "-f", ".env", ".gitignore");
    git(root, "commit", "-q", "-m", "x");
    const run = await keyscan(["-f", "jsonl"], { cwd: root });
    expect(findingsOf(run)).toMatchObject([{ severity: "critical", exposure: [] }]);
    expect(run.code).toBe(1);
  });

  it("are as bad as the worst place of the secret, wherever it was seen first", async () => {
    const run = await keyscan(["-f", "json"], { cwd: repository({ "src/pay.ts": stripeKey(60) }) });
    expect(JSON.parse(run.stdout)).toMatchObject({ findings: [{ severity: "critical", occurrences: [{}] }] });
    expect(run.code).toBe(1);
  });
});

describe.concurrent("a tree that changes", () => {
  it("while it is scanned makes no crash", async () => {
    const root = tree(
      Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`d/${i}.txt`, "x\n".repeat(2000)])),
    );
    const run = await shell("(sleep 0.12; rm -rf d) & keyscan -f json; code=$?; wait; exit $code", {
      cwd: root,
    });
    expect([0, 3]).toContain(run.code);
    expect(run.stderr).toBe("");
    expect(JSON.parse(run.stdout)).toMatchObject({ findings: [] });
  });
});

describe.concurrent("text in other encodings", () => {
  it("is found in UTF-16 files and in binaries", async () => {
    const root = tree({ "wide.txt": Buffer.from(`\ufeffa\n${stripeKey(70)}\n`, "utf16le") });
    const fd = openSync(join(root, "program"), "w");
    writeSync(
      fd,
      Buffer.concat([
        Buffer.from("7f454c460000", "hex"),
        Buffer.alloc(5000),
        Buffer.from(`${gitHubToken(70)}\0`),
      ]),
    );
    closeSync(fd);
    const run = await keyscan(["-f", "jsonl"], { cwd: root });
    expect(findingsOf(run)).toMatchObject([
      { location: { path: "program", byteOffset: 5006 } },
      {
        location: { path: "wide.txt", startLine: 2, startColumn: 1, byteOffset: 6 },
        source: { encoding: "utf-16le" },
        // The byte order mark is no text.
        frame: { lines: ["a", expect.stringMatching(/^sk_l/) as string] },
      },
    ]);
  });
});
