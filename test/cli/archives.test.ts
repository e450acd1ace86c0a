/** Secrets in archives: in a tree, staged, in a range of commits, in a history. */
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { makeTar, makeZip } from "../support/archives.ts";
import { Repository, token } from "../support/hiding-places.ts";
import { findingsOf, keyscan, summaryOf, type Run } from "./keyscan.ts";
import { tree } from "./scratch.ts";

const env = (seed: number): string => `# settings\nTOKEN=${token(seed)}\n`;

function found(run: Run): string[] {
  expect(run.stderr).toBe("");
  return findingsOf(run).flatMap(({ location, occurrences }) =>
    [location, ...occurrences.map((each) => each.location)].map(
      ({ path, startLine }) => `${path}:${startLine}`,
    ),
  );
}

describe("secrets in archives", () => {
  it("are found in a tree, with the way to them", async () => {
    const root = tree({
      "a.zip": makeZip({ "conf/.env": env(201), "inner.zip": makeZip({ b: env(202) }) }),
      "c.tar.gz": gzipSync(makeTar({ "d.env": env(203) })),
      "e.env.gz": gzipSync(env(204)),
    });
    const run = await keyscan([".", "-f", "jsonl"], { cwd: root });
    expect(found(run).toSorted()).toEqual([
      "a.zip!/conf/.env:2",
      "a.zip!/inner.zip!/b:2",
      "c.tar.gz!/d.env:2",
      "e.env.gz:2",
    ]);
    const paths = findingsOf(run).map(({ location }) => location.archivePath);
    expect(paths).toContainEqual(["inner.zip", "b"]);
    for (const seed of [201, 202, 203, 204]) expect(run.stdout).not.toContain(token(seed));
  });

  it("are counted where they can't be looked at", async () => {
    const root = tree({
      "a.zip": makeZip({ "a.env": env(205) }, { encrypted: true }),
      "bomb.gz": gzipSync(Buffer.alloc(20 * 1024 * 1024)),
      "damaged.zip": makeZip({ "a.env": env(205) }).subarray(0, 40),
    });
    const run = await keyscan([".", "-f", "jsonl"], { cwd: root });
    expect(findingsOf(run)).toEqual([]);
    const { skipped } = summaryOf(run);
    const examples = (reason: string): unknown => skipped.find((each) => each.reason === reason)?.examples;
    expect(examples("archive")).toEqual(["a.zip!/a.env", "damaged.zip"]);
    expect(examples("too-large")).toEqual(["bomb.gz"]);
  });

  it("are found in what is staged and in what commits bring", async () => {
    const repository = new Repository(tree());
    repository.commit({ "a.txt": "a\n" });
    repository.write("b.zip", makeZip({ "c.env": env(206) }));
    repository.git("add", "-A");
    const staged = await keyscan(["staged", "-f", "jsonl"], { cwd: repository.root });
    expect(found(staged)).toEqual(["b.zip!/c.env:2"]);
    repository.commit();
    const diff = await keyscan(["diff", "HEAD~1..HEAD", "-f", "jsonl"], { cwd: repository.root });
    expect(found(diff)).toEqual(["b.zip!/c.env:2"]);
  });

  it.each([["loose"], ["packed"]])("are found in a history, %s, with their commits", async (how) => {
    const repository = new Repository(tree());
    const commit = repository.commit({ "b.zip": makeZip({ "c.env": env(207), "d.env": env(208) }) });
    repository.commit({ "b.zip": undefined });
    if (how === "packed") repository.git("gc", "-q");
    const run = await keyscan(["git", "-f", "jsonl"], { cwd: repository.root });
    expect(found(run)).toEqual(["b.zip!/c.env:2", "b.zip!/d.env:2"]);
    for (const { history } of findingsOf(run)) expect(history?.introduced?.commit).toBe(commit);
    for (const { history } of findingsOf(run)) expect(history?.removed).toBeDefined();
    // What was found is told again by a scan that finds nothing changed.
    const again = await keyscan(["git", "-f", "jsonl"], { cwd: repository.root });
    expect(findingsOf(again)).toEqual(findingsOf(run));
  });
});
