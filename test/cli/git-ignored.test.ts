/** Patterns of `.keyscanignore` files, and the history of the repository that they stand in. */
import { symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
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
    expect(await paths("git")).toEqual(["out/a.env", "out/b.env"]);
    ignore("x\n".repeat(200_000));
    const run = await scan("git");
    expect(summaryOf(run).notes).toContain(".keyscanignore is too large; it was not applied");
    expect(findingsOf(run)).toHaveLength(2);
  });

  it("count in every folder, as they are now, also for what is remembered", async () => {
    const repository = new Repository(join(tree(), "repository"));
    repository.commit({
      "sub/.keyscanignore": "/a.env\nsamples/\n",
      "sub/a.env": `T=${token(182)}\n`,
      "sub/samples/b.env": `T=${token(183)}\n`,
      "sub/deep/a.env": `T=${token(184)}\n`,
      "a.env": `T=${token(185)}\n`,
    });
    repository.git("rm", "-q", "-r", "sub/a.env", "sub/samples", "sub/deep", "a.env");
    repository.commit();
    const paths = async (cwd: string, ...args: string[]): Promise<string[]> => {
      const run = await keyscan([...args, "-f", "jsonl"], { cwd });
      return findingsOf(run).map(({ location }) => location.path);
    };
    for (let time = 0; time < 2; time++)
      expect(await paths(repository.root, "git")).toEqual(["a.env", "sub/deep/a.env"]);
    repository.write("sub/.keyscanignore", "samples/\n");
    for (let time = 0; time < 2; time++)
      expect(await paths(repository.root, "git")).toEqual(["a.env", "sub/a.env", "sub/deep/a.env"]);
    repository.write("sub/deep/.keyscanignore", "a.env\n");
    for (let time = 0; time < 2; time++)
      expect(await paths(repository.root, ".")).toEqual(["a.env", "sub/a.env"]);
    // Those above a repository are the business of who scans from there.
    const above = dirname(repository.root);
    writeFileSync(join(above, ".keyscanignore"), "/repository/sub/\n");
    expect(await paths(above, ".")).toEqual(["repository/a.env"]);
    expect(await paths(above, "repository")).toEqual(["repository/a.env", "repository/sub/a.env"]);
  });

  it("are not known in a bare clone without trees, and that is told", async () => {
    const repository = new Repository(join(tree(), "repository"));
    repository.git("config", "uploadpack.allowFilter", "true");
    repository.commit({ ".keyscanignore": "*\n", "a.env": `T=${token(191)}\n` }, `with ${token(192)}`);
    const bare = join(tree(), "bare.git");
    repository.git("clone", "-q", "--bare", "--filter=tree:0", `file://${repository.root}`, bare);
    const run = await keyscan(["git", "-f", "jsonl"], { cwd: bare });
    expect(findingsOf(run)).toHaveLength(1);
    expect(summaryOf(run).notes.join("\n")).toMatch(/HEAD can't be read; what its \.keyscanignore files say/);
    expect(summaryOf(run).notes.join("\n")).toContain("a partial clone; 1 object was left");
  });

  it("of a folder that is a link now, or whose name leads elsewhere, count for nothing", async () => {
    const outside = tree({ ".keyscanignore": "*\n", "a.env": "x\n" });
    const repository = new Repository(join(tree(), "repository"));
    repository.commit({ "sub/a.env": `T=${token(186)}\n` });
    repository.git("rm", "-q", "-r", "sub");
    symlinkSync(outside, join(repository.root, "sub"));
    repository.commit();
    const run = await keyscan(["git", "-f", "jsonl"], { cwd: repository.root });
    expect(findingsOf(run).map(({ location }) => location.path)).toEqual(["sub/a.env"]);
  });

  it("and its fingerprints are those of HEAD in a bare repository", async () => {
    const repository = new Repository(join(tree(), "repository"));
    repository.commit({
      ".keyscanignore": "/old/\n",
      "sub/.keyscanignore": "*.pem\n",
      "old/a.env": `T=${token(187)}\n`,
      "sub/b.pem": `T=${token(188)}\n`,
      "sub/c.env": `T=${token(189)}\n`,
      "d.env": `T=${token(190)}\n`,
    });
    const bare = join(tree(), "bare.git");
    repository.git("clone", "-q", "--bare", repository.root, bare);
    const scan = (cwd: string, ...args: string[]): Promise<Run> =>
      keyscan(["git", ...args, "-f", "jsonl"], { cwd });
    const run = await scan(bare);
    expect(findingsOf(run).map(({ location }) => location.path)).toEqual(["d.env", "sub/c.env"]);
    expect(summaryOf(run).skipped).toContainEqual(
      expect.objectContaining({ reason: "keyscanignored", count: 2, examples: ["old/a.env", "sub/b.pem"] }),
    );
    const [first, second] = findingsOf(run).map(({ fingerprint }) => fingerprint);
    repository.write(".keyscanignore", `/old/\n${first ?? ""} -- revoked\n`);
    repository.write("sub/.keyscanignore", `*.pem\n${second ?? ""}\n`);
    repository.commit();
    repository.git("push", "-q", bare, "main");
    for (const [cwd, ...args] of [[bare], [bare], [dirname(bare), "bare.git"]] as const) {
      const accepted = await scan(cwd, ...args);
      expect(accepted.code).toBe(0);
      expect(summaryOf(accepted).accepted.ignoreFile).toBe(2);
    }
    expect(findingsOf(await scan(bare, "--no-accept"))).toHaveLength(2);
  });

  it("that are more in HEAD than are read are told of", async () => {
    const repository = new Repository(join(tree(), "bare.git"), "--bare");
    const file = (folder: number): string => `M 100644 inline d${folder}/.keyscanignore\ndata 2\nx\n\n`;
    const files = Array.from({ length: 10_003 }, (_, index) => file(index)).join("");
    const commit = "commit refs/heads/main\ncommitter A <a@b> 1700000000 +0000\ndata 2\nx\n\n";
    repository.pipe(commit + files, "fast-import", "--quiet");
    const run = await keyscan(["git", "-f", "jsonl"], { cwd: repository.root });
    expect(summaryOf(run).notes).toEqual(["3 files .keyscanignore of HEAD were not applied: too many"]);
  });
});
