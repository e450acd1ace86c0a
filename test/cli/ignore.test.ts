/** Findings accepted by their fingerprint, in lines of `.keyscanignore`. */
import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findingsOf, keyscan, summaryOf, type Run } from "./keyscan.ts";
import { fillTemplate } from "../../src/rules/template.ts";
import { git, stripeKey, tree, write } from "./scratch.ts";

const line = (seed: number): string => `const stripe = "${stripeKey(seed)}";\n`;
const scan = (root: string, ...args: string[]): Promise<Run> =>
  keyscan([".", "-f", "jsonl", ...args], { cwd: root });

describe.concurrent("a fingerprint in .keyscanignore", () => {
  async function fingerprintIn(root: string): Promise<string> {
    return findingsOf(await scan(root))[0]?.fingerprint ?? "";
  }

  it("is accepted with reason and end, and shown with them", async () => {
    const root = tree({ "a.ts": line(1), ".keyscanignore": "*.snap\n" });
    const key = await fingerprintIn(root);
    const ignore = await keyscan(["ignore", key, "--reason", "revoked", "--until", "2999-01-31"], {
      cwd: root,
    });
    expect(ignore).toMatchObject({ code: 0, stderr: "" });
    expect(readFileSync(join(root, ".keyscanignore"), "utf8")).toBe(
      `*.snap\n${key} until=2999-01-31 -- revoked\n`,
    );
    const run = await scan(root, "--show-accepted");
    expect(run.code).toBe(0);
    expect(findingsOf(run)[0]?.accepted).toEqual({
      by: "ignore-file",
      where: ".keyscanignore:2",
      reason: "revoked",
      until: "2999-01-31",
    });
    expect(summaryOf(run).accepted).toEqual({ inline: 0, baseline: 0, ignoreFile: 1, config: 0 });
  });

  it("that has expired accepts nothing, and is told of", async () => {
    const root = tree({ "a.ts": line(1) });
    write(root, ".keyscanignore", `${await fingerprintIn(root)} until=2020-01-31 -- for now\n`);
    const run = await scan(root);
    expect(run.code).toBe(1);
    expect(summaryOf(run).notes).toContain(".keyscanignore:1: expired on 2020-01-31; reported again");
  });

  it("whose secret is gone is told of", async () => {
    const root = tree({ "a.ts": line(1) });
    write(root, ".keyscanignore", `${await fingerprintIn(root)} -- test\n`);
    write(root, "a.ts", "nothing\n");
    expect(summaryOf(await scan(root)).notes.join("\n")).toContain(
      ".keyscanignore:1: accepts a secret no longer found",
    );
  });

  it.each(["utf16le", "utf16be"] as const)("is read in a file in %s, with its patterns", async (order) => {
    const written = (text: string): Buffer => {
      const bytes = Buffer.from(`\ufeff${text}`, "utf16le");
      return order === "utf16be" ? bytes.swap16() : bytes;
    };
    const root = tree({ "a.ts": line(1), "out/b.ts": line(2), "sub/c.ts": line(3), "d.ts": line(4) });
    git(root, "init", "-q");
    const found = findingsOf(await scan(root));
    const of = (path: string): string =>
      found.find(({ location }) => location.path === path)?.fingerprint ?? "";
    write(root, ".keyscanignore", written(`out/\r\n${of("a.ts")} -- test\r\n`));
    write(root, "sub/.keyscanignore", written(`${of("sub/c.ts")} -- test\r\n`));
    const paths = (run: Run): string[] => findingsOf(run).map(({ location }) => location.path);
    expect(paths(await scan(root))).toEqual(["d.ts"]);
    git(root, "add", "-A");
    expect(paths(await keyscan(["staged", "-f", "jsonl"], { cwd: root }))).toEqual(["d.ts"]);
    await keyscan(["ignore", of("d.ts"), "--reason", "mine"], { cwd: root });
    expect(readFileSync(join(root, ".keyscanignore"), "utf8")).toBe(
      `out/\n${of("a.ts")} -- test\n${of("d.ts")} -- mine\n`,
    );
    expect((await scan(root, "--no-history")).code).toBe(0);
  });

  it("holds for a scan of a folder below", async () => {
    const root = tree({ "src/a.ts": line(1) });
    git(root, "init", "-q");
    write(root, ".keyscanignore", `${await fingerprintIn(root)} -- test\n`);
    expect((await keyscan(["."], { cwd: join(root, "src") })).code).toBe(0);
  });

  it("holds in a folder below for what lies in it, and for nothing else", async () => {
    const root = tree({
      "a.ts": line(1),
      "lib/a.ts": line(1),
      "lib/deep/b.ts": line(1),
      "lib/c.ts": line(2),
    });
    git(root, "init", "-q");
    const key = findingsOf(await scan(root))[0]?.fingerprint ?? "";
    write(root, "lib/.keyscanignore", `${key} -- a sample\n`);
    git(root, "add", ".");
    const run = await scan(root, "--show-accepted");
    const open = findingsOf(run).filter(({ accepted }) => accepted === undefined);
    expect(open.map(({ location }) => location.path)).toEqual(["a.ts", "lib/c.ts"]);
    expect(summaryOf(run)).toMatchObject({ findings: 2, places: 2, accepted: { ignoreFile: 1 } });
    expect(findingsOf(run).find(({ accepted }) => accepted !== undefined)?.accepted).toEqual({
      by: "ignore-file",
      where: "lib/.keyscanignore:1",
      reason: "a sample",
    });
    const staged = await keyscan(["staged", "-f", "jsonl"], { cwd: root });
    expect(findingsOf(staged).map(({ location }) => location.path)).toEqual(["a.ts", "lib/c.ts"]);
    git(root, "commit", "-qm", "first");
    const history = await keyscan(["git", "-f", "jsonl"], { cwd: root });
    expect(findingsOf(history).map(({ location }) => location.path)).toEqual(["a.ts", "lib/c.ts"]);
    expect((await keyscan(["--no-accept"], { cwd: join(root, "lib/deep") })).code).toBe(1);
  });

  it("for passwords in files and in history holds wherever the scan runs", async () => {
    const root = tree({});
    const repository = join(root, "repository");
    const password = (seed: number): string => `db_password = "${fillTemplate("{hex:4}-{hex:3}!Q", seed)}"\n`;
    write(repository, "src/a.py", password(1));
    write(repository, "src/old.py", password(2));
    git(repository, "init", "-q");
    git(repository, "add", ".");
    git(repository, "commit", "-qm", "first");
    git(repository, "rm", "-q", "src/old.py");
    git(repository, "commit", "-qm", "second");
    const scans: [path: string, cwd: string][] = [
      [".", repository],
      ["repository", root],
      [repository, tree({})],
    ];
    symlinkSync("repository", join(root, "link"));
    const throughLink: [string, string] = ["link", root];
    const run = ([path, cwd]: [string, string]): Promise<Run> => keyscan([path, "-f", "jsonl"], { cwd });
    for (const writer of scans) {
      write(repository, ".keyscanignore", "");
      const keys = findingsOf(await run(writer)).map(({ fingerprint }) => fingerprint);
      expect(keys).toHaveLength(2);
      write(repository, ".keyscanignore", keys.map((key) => `${key} -- a sample\n`).join(""));
      for (const reader of [...scans, throughLink]) {
        const read = await run(reader);
        expect(summaryOf(read)).toMatchObject({ findings: 0, accepted: { ignoreFile: 2 } });
        expect(summaryOf(read).notes.join("\n")).not.toContain("no longer found");
      }
    }
    // The same password in another file is another matter.
    write(repository, "lib/src/a.py", password(1));
    for (const reader of scans) expect(findingsOf(await run(reader))).toHaveLength(1);
  });

  it("for a password, written into the folder below by a scan of it, holds for a scan of all", async () => {
    const password = (seed: number): string => `db_password = "${fillTemplate("{hex:4}-{hex:3}!Q", seed)}"\n`;
    const root = tree({ "lib/deep/a.py": password(1), "lib/b.py": password(2), "other/b.py": password(2) });
    const keys = findingsOf(await scan(join(root, "lib"))).map(({ fingerprint }) => fingerprint);
    expect(keys).toHaveLength(2);
    write(root, "lib/.keyscanignore", keys.map((key) => `${key} -- a sample\n`).join(""));
    const run = await scan(root);
    expect(findingsOf(run).map(({ location }) => location.path)).toEqual(["other/b.py"]);
    expect(summaryOf(run)).toMatchObject({ accepted: { ignoreFile: 2 }, notes: [] });
    // A file of the same name in a folder further down is another one.
    write(root, "lib/further/b.py", password(2));
    expect(summaryOf(await scan(root)).places).toBe(2);
  });

  it("in a folder below is told of when it is of no use, has expired or can't be read", async () => {
    const root = tree({ "lib/a.ts": line(1), "lib/b.ts": line(2) });
    const keys = findingsOf(await scan(root)).map(({ fingerprint }) => fingerprint);
    const salted = `k1:${"0".repeat(16)}:${"0".repeat(16)}`;
    write(
      root,
      "lib/.keyscanignore",
      `${keys[0] ?? ""} until=2020-01-31\nv1:${"0".repeat(32)} -- gone\nv1:12\n${salted}\n`,
    );
    write(root, "empty/.keyscanignore", `v1:${"1".repeat(32)} -- gone\n`);
    const run = await scan(root);
    expect(run.code).toBe(1);
    expect(findingsOf(run)).toHaveLength(2);
    expect(summaryOf(run).notes).toEqual([
      "lib/.keyscanignore:1: expired on 2020-01-31; reported again",
      "empty/.keyscanignore:1, lib/.keyscanignore:2: accept secrets no longer found; remove them",
      expect.stringContaining("lib/.keyscanignore:3: is no fingerprint"),
      expect.stringContaining("lib/.keyscanignore:4: a k1 key counts in the scanned folder"),
    ]);
  });

  it.each([
    [["ignore"], "ignore needs a fingerprint"],
    [["ignore", `v1:${"0".repeat(32)}`], "ignore needs a reason"],
    [["ignore", "v1:12", "--reason", "x"], "is no fingerprint"],
    [["ignore", `v1:${"0".repeat(32)}`, "--reason", "x", "--until", "soon"], "--until must be a day"],
    [["ignore", `v1:${"0".repeat(32)}`, "--reason", "x", "--until", "2020-02-02"], "has passed"],
    [["--reason", "x"], "scan takes no --reason (ignore and ledger do)"],
  ])("keyscan %j: %s", async (args, message) => {
    const run = await keyscan(args, { cwd: tree({ "a.ts": "x" }) });
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain(message);
  });
});
