/** Patterns of `.keyscanignore` files, and the history of the repository that they stand in. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Repository, token } from "../support/hiding-places.ts";
import { findingsOf, keyscan, summaryOf, type Run } from "./keyscan.ts";
import { tree } from "./scratch.ts";

describe("patterns of .keyscanignore", () => {
  it("leave out of a history what the one at the root names, staged or committed, and count it", async () => {
    const repository = new Repository(join(tree(), "repository"));
    const ignore = (text: string): void => repository.write(".keyscanignore", text);
    const scan = (...args: string[]): Promise<Run> =>
      keyscan([...args, "-f", "jsonl"], { cwd: repository.root });
    const paths = async (...args: string[]): Promise<string[]> =>
      findingsOf(await scan(...args)).map(({ location }) => location.path);
    ignore("/out/\n");
    repository.write("out/a.env", `TOKEN=${token(180)}\n`);
    repository.git("add", "out");
    expect(await paths(".")).toEqual([]);
    // What stands at another path too is told there.
    repository.commit({ "out/b.env": `TOKEN=${token(181)}\n`, "sub/out/b.env": `TOKEN=${token(181)}\n` });
    repository.commit({ "sub/out/b.env": undefined });
    for (const command of [".", "git"]) {
      const run = await scan(command);
      expect(findingsOf(run).map(({ location }) => location.path)).toEqual(["sub/out/b.env"]);
      expect(findingsOf(run)[0]?.occurrences).toEqual([]);
      expect(summaryOf(run).skipped).toContainEqual(
        expect.objectContaining({
          reason: "keyscanignored",
          examples: expect.arrayContaining(["out/a.env", "out/b.env"]) as unknown,
        }),
      );
    }
    expect(await paths("sub")).toEqual(["sub/out/b.env"]);
    // What is remembered of the history does not outlive the pattern.
    ignore("/sub/\n");
    expect(await paths("git")).toEqual(["out/a.env", "out/b.env"]);
    expect(await paths("sub")).toEqual([]);
    ignore("x\n".repeat(200_000));
    const run = await scan("git");
    expect(summaryOf(run).notes).toContain(".keyscanignore is too large; it was not applied");
    expect(findingsOf(run)).toHaveLength(2);
  });
});
