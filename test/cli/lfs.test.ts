/** Pointers of Git LFS: what they stand for is not scanned, and that is told. */
import { describe, expect, it } from "vitest";
import type { SkipSummary } from "../../src/types.ts";
import { makeZip } from "../support/archives.ts";
import { Repository } from "../support/hiding-places.ts";
import { keyscan, summaryOf, type Run } from "./keyscan.ts";
import { tree } from "./scratch.ts";

const POINTER = [
  "version https://git-lfs.github.com/spec/v1",
  `oid sha256:${"0123456789abcdef".repeat(4)}`,
  "size 12345\n",
].join("\n");

function pointersOf(run: Run): SkipSummary[] {
  expect([run.code, run.stderr]).toEqual([0, ""]);
  const { skipped, complete } = summaryOf(run);
  expect(complete).toBe(true);
  return skipped.filter(({ reason }) => reason === "lfs-pointer");
}

const counted = (...examples: string[]): object[] => [
  { reason: "lfs-pointer", count: examples.length, directories: 0, examples },
];

describe.concurrent("pointers of Git LFS", () => {
  it("are counted and named in a tree, in archives too", async () => {
    const extended = POINTER.replace("oid ", `ext-0-foo sha256:${"0f".repeat(32)}\noid `);
    const root = tree({
      "a.bin": POINTER,
      "b.bin": POINTER.replaceAll("\n", "\r\n"),
      "c.bin": extended,
      "d.zip": makeZip({ "e.bin": POINTER, f: "x" }),
      "no.bin": `${POINTER}${"more text\n".repeat(100)}`,
      "no.txt":
        "version https://git-lfs.github.com/spec/v1\nis the first line of what we call a pointer, which is short\n",
    });
    const run = await keyscan([".", "-f", "jsonl", "--threads", "1"], { cwd: root });
    expect(pointersOf(run)).toEqual(counted("a.bin", "b.bin", "c.bin", "d.zip!/e.bin"));
    const pretty = await keyscan(["."], { cwd: root });
    expect(pretty.stdout).toMatch(/skipped +4 files +Git LFS pointers/);
  });

  it("are counted in a history, whoever reads its objects, and when it is scanned again", async () => {
    const repository = new Repository(tree());
    repository.commit({ "a.bin": POINTER, "b.txt": "text\n" });
    repository.commit({ "a.bin": POINTER.replace("12345", "54321"), "c.zip": makeZip({ "e.bin": POINTER }) });
    const count = async (args: string[] = [], env: Record<string, string> = {}): Promise<number> => {
      const run = await keyscan(["git", "-f", "jsonl", ...args], { cwd: repository.root, env });
      return pointersOf(run)[0]?.count ?? 0;
    };
    const loose = await keyscan(["git", "-f", "jsonl"], { cwd: repository.root });
    expect(pointersOf(loose)[0]?.examples).toEqual(
      expect.arrayContaining([expect.stringMatching(/^<blob [0-9a-f]{12}>!\/e\.bin$/)]),
    );
    expect(await count()).toBe(3);
    repository.commit({ "d.txt": "more\n" });
    expect(await count()).toBe(3);
    repository.git("gc", "-q");
    expect(await count()).toBe(3);
    expect(await count(["--no-cache"])).toBe(3);
    expect(await count(["--no-cache"], { KEYSCAN_OBJECTS: "git" })).toBe(3);
  });

  it("are counted in what is staged and in what a push adds", async () => {
    const repository = new Repository(tree());
    repository.commit({ "b.txt": "text\n" });
    repository.write("a.bin", POINTER);
    repository.git("add", "-A");
    const staged = await keyscan(["staged", "-f", "jsonl"], { cwd: repository.root });
    expect(pointersOf(staged)).toEqual(counted("a.bin"));
    repository.commit({ "a.bin": POINTER });
    const diff = await keyscan(["diff", "HEAD~1..HEAD", "-f", "jsonl"], { cwd: repository.root });
    expect(pointersOf(diff)).toEqual(counted("a.bin"));
  });
});
