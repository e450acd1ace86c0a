import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseIgnoreText } from "../../src/sources/ignore-pattern.ts";
import { compileRules, enterLevel, judgeEntry, startLevel } from "../../src/sources/ignore-rules.ts";
import { eventsOf, git, makeTree } from "./scratch-tree.ts";
import { cpuTime } from "../support/cpu-time.ts";

/** The verdict on a path ("dir/" for a directory) when nothing above it is ignored. */
function verdict(text: string, path: string, ignoreCase = false): string {
  const names = path.split("/");
  const isDirectory = names.at(-1) === "";
  if (isDirectory) names.pop();
  const name = names.pop() ?? "";
  let level = startLevel(compileRules(parseIgnoreText(text), ignoreCase));
  for (const directory of names) level = enterLevel(level, directory);
  return judgeEntry([level], name, isDirectory);
}

describe("gitignore syntax", () => {
  it.each([
    ["*.log", "a/b.log", "ignored"],
    ["*.log", "a/b.logs", "silent"],
    [".env", "x/.env", "ignored"],
    ["/x", "x", "ignored"],
    ["/x", "a/x", "silent"],
    ["a/x", "b/a/x", "silent"],
    ["build/", "build", "silent"],
    ["build/", "a/build/", "ignored"],
    ["a/**/z", "a/z", "ignored"],
    ["a/**/z", "a/b/c/z", "ignored"],
    ["a/**/z", "b/a/z", "silent"],
    ["**/a/z", "x/y/a/z", "ignored"],
    ["a/**", "a/", "silent"],
    ["a/**", "a/b/c", "ignored"],
    ["/**/", "a/b/", "ignored"],
    ["a/*", "a/b/c", "silent"],
    ["*.log\n!keep.log", "keep.log", "kept"],
    ["!keep.log\n*.log", "keep.log", "ignored"],
    ["# *", "x", "silent"],
    ["\\#x", "#x", "ignored"],
    ["\\!x", "!x", "ignored"],
    ["x  ", "x", "ignored"],
    ["x\\ ", "x ", "ignored"],
    ["x\t", "x", "silent"],
    ["*.log\r\nx\r\n", "x", "ignored"],
    ["\uFEFFx", "x", "ignored"],
    ["[a-c]?", "b1", "ignored"],
    ["[!a-c]?", "b1", "silent"],
    ["\\*", "x", "silent"],
    ["x\\", "x", "silent"],
    ["\\x", "x", "ignored"],
    ["X", "x", "silent"],
    ["/", "x", "silent"],
    ["!", "x", "silent"],
  ])("%j on %j: %s", (text, path, expected) => {
    expect(verdict(text, path)).toBe(expected);
  });

  it("does not look at case where the file system does not", () => {
    expect(verdict("Build/*.LOG", "bUILD/x.log", true)).toBe("ignored");
    expect(verdict("[A-C]x", "bX", true)).toBe("ignored");
  });

  it("takes linear time for many ** on a deep path", () => {
    const text = `${"a/**/".repeat(40)}z`;
    const took = cpuTime(() => expect(verdict(text, `${"a/".repeat(2_000)}y`)).toBe("silent"));
    expect(took).toBeLessThan(5_000);
  });

  it("takes linear time for many * on a long name", () => {
    const took = cpuTime(() => expect(verdict(`${"*a".repeat(100)}*b`, "a".repeat(255))).toBe("silent"));
    expect(took).toBeLessThan(2_000);
  });
});

const NAMES = [
  "a",
  "b",
  "ab",
  "a.b",
  ".a",
  "foo",
  "b.log",
  "x y",
  "!c",
  "#d",
  "e ",
  "A",
  "q[1]",
  "[a]",
  "b\\c",
  "*",
];
const GLOBS = [
  "*",
  "**",
  "***",
  "a*",
  "*b",
  "*.log",
  "?",
  "a?b",
  "[ab]",
  "[!a]*",
  "*a*",
  "\\a",
  "\\*",
  "\\#d",
  ".*",
  "*.*",
  "[[:alpha:]]",
  "x\\ y",
  "q\\[1\\]",
  "e\\ ",
  "[]a]",
];

/** A source of numbers below `n` that is the same in every run. */
function makeRandom(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

function randomLine(random: (n: number) => number): string {
  const segment = (): string =>
    (random(2) === 0 ? NAMES[random(NAMES.length)] : GLOBS[random(GLOBS.length)]) ?? "";
  let line = Array.from({ length: 1 + random(3) }, segment).join("/");
  if (random(5) === 0) line = `/${line}`;
  if (random(4) === 0) line += "/";
  if (random(3) === 0) line = `!${line}`;
  return random(10) === 0 ? `${line} \r` : line;
}

/** A repository with random names and random ignore files; what `git add` gets is tracked whether ignored or not. */
function makeRandomRepository(seed: number): string {
  const random = makeRandom(seed);
  const root = makeTree();
  git(root, "init", "-q");
  const name = (): string => NAMES[random(NAMES.length)] ?? "";
  const directories = [root];
  const files: string[] = [];
  const attempt = (make: (path: string) => void): void => {
    const path = join(directories[random(directories.length)] ?? root, name());
    try {
      make(path);
    } catch {
      // The name is taken.
    }
  };
  for (let count = 0; count < 12; count++) attempt((path) => directories.push((mkdirSync(path), path)));
  for (let count = 0; count < 60; count++) attempt((path) => files.push((writeFileSync(path, ""), path)));
  for (const directory of directories) {
    if (directory !== root && random(4) !== 0) continue;
    const lines = Array.from({ length: 1 + random(5) }, () => randomLine(random));
    writeFileSync(join(directory, ".gitignore"), lines.join("\n"));
  }
  const tracked = files.filter(() => random(5) === 0);
  if (tracked.length > 0)
    execFileSync("git", ["--literal-pathspecs", "add", "-f", "--", ...tracked], {
      cwd: root,
      stdio: "ignore",
    });
  return root;
}

describe("a walk and git", () => {
  it.each([11, 22, 33, 44, 55, 66, 77, 88])("agree on a random repository (%i)", async (seed) => {
    const root = makeRandomRepository(seed);
    const listed = git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0");
    const events = await eventsOf(root);
    const walked = events.flatMap((event) =>
      event.type === "file" && !event.localOnly ? [event.display] : [],
    );
    expect(walked.filter((path) => path !== ".git/config").sort()).toEqual(
      listed.filter((path) => path !== "").sort(),
    );
  });
});
