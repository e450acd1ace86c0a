/** Repositories with packs, made by git, for the tests of the pack reader. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const IDENTITY = ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];

export function git(directory: string, args: readonly string[], input?: string | Buffer): Buffer {
  return execFileSync("git", ["-C", directory, ...IDENTITY, ...args], {
    ...(input === undefined ? {} : { input }),
    stdio: ["pipe", "pipe", "ignore"],
    maxBuffer: 512 * 1024 * 1024,
    env: { PATH: process.env["PATH"], GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" },
  });
}

/** Numbers that look like chance, the same for the same seed. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/**
 * A repository whose files change a little with each commit, so that git makes deltas of them; with a tag, empty files, a file
 * of some size that hardly packs, names that are not text.
 */
export function makeRepository(directory: string, commits: number, objectFormat = "sha1"): string {
  mkdirSync(directory, { recursive: true });
  git(directory, ["init", "-q", "-b", "main", `--object-format=${objectFormat}`, "."]);
  const next = random(7);
  const lines = Array.from({ length: 400 }, (_, i) => `line ${i}: ${next(1e9).toString(36)}`);
  mkdirSync(join(directory, "src/deep"), { recursive: true });
  writeFileSync(join(directory, "empty"), "");
  writeFileSync(join(directory, "noise.bin"), Buffer.from(Array.from({ length: 150_000 }, () => next(256))));
  for (let i = 0; i < commits; i++) {
    for (let k = 0; k < 1 + next(4); k++) {
      const at = next(lines.length);
      if (next(3) === 0) lines.splice(at, next(20));
      else lines.splice(at, next(3), `changed in ${i}: ${next(1e9).toString(36)}`, `and ${k}`);
    }
    writeFileSync(join(directory, "src/main.txt"), lines.join("\n"));
    writeFileSync(join(directory, `src/deep/é ${i % 9}.txt`), lines.slice(i % 50).join("\r\n"));
    git(directory, ["add", "-A"]);
    git(directory, ["commit", "-q", "-m", `commit ${i}\n\n${lines[i] ?? ""}`]);
  }
  git(directory, ["tag", "-a", "v1", "-m", "a tag"]);
  return directory;
}

/** All objects of a repository as git tells them: id → type and content. */
export function allObjects(directory: string): Map<string, { type: string; content: Buffer }> {
  const out = git(directory, ["cat-file", "--batch-all-objects", "--batch", "--unordered", "--buffer"]);
  const objects = new Map<string, { type: string; content: Buffer }>();
  for (let at = 0; at < out.length;) {
    const end = out.indexOf(0x0a, at);
    const [id = "", type = "", size = "0"] = out.toString("latin1", at, end).split(" ");
    const from = end + 1;
    objects.set(id, { type, content: out.subarray(from, from + Number(size)) });
    at = from + Number(size) + 1;
  }
  return objects;
}
