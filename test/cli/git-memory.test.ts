/** What a scan of a history remembers for the next one: nobody can tell from the findings that anything was remembered. */
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { Repository, token } from "../support/hiding-places.ts";
import { findingsOf, keyscan, summaryOf, type Run } from "./keyscan.ts";
import { tree, write } from "./scratch.ts";

/** A repository with a user who scans it. */
class Scanned {
  readonly repository: Repository = new Repository(join(tree(), "repository"));
  readonly home: string = tree();

  constructor() {
    this.repository.commit({ "a.txt": "a\n", "app.env": `TOKEN=${token(150)}\n` });
    this.repository.commit({ "app.env": "TOKEN=\n" });
  }

  run(args: readonly string[] = [], home: string = this.home): Promise<Run> {
    const env = { XDG_CACHE_HOME: home };
    return keyscan(["git", "-f", "jsonl", ...args], { cwd: this.repository.root, env });
  }

  get files(): string[] {
    const directory = join(this.repository.root, ".git/keyscan");
    return readdirSync(directory).map((name) => join(directory, name));
  }
}

/** Scans with the memory, checks against a scan without; gives what was read and what was remembered. */
async function scan(
  scanned: Scanned,
  ...args: string[]
): Promise<{ objects: number; remembered: number; found: number }> {
  const run = await scanned.run(args);
  const fresh = await scanned.run([...args, "--no-cache"]);
  expect(run.stderr).toBe("");
  expect(findingsOf(run)).toEqual(findingsOf(fresh));
  expect(run.code).toBe(fresh.code);
  const { history } = summaryOf(run);
  expect({ ...summaryOf(run), ...LEFT_OUT }).toEqual({ ...summaryOf(fresh), ...LEFT_OUT });
  expect(summaryOf(fresh).history?.remembered).toBe(0);
  const { objects = -1, remembered = -1 } = history ?? {};
  expect(objects + remembered).toBe(summaryOf(fresh).history?.objects);
  return { objects, remembered, found: findingsOf(run).length };
}

const LEFT_OUT = { startedAt: "", durationMs: 0, history: undefined };

describe("a repository in which nothing has changed", () => {
  it("is not read again", async () => {
    const scanned = new Scanned();
    expect(await scan(scanned)).toEqual({ objects: 7, remembered: 0, found: 1 });
    expect(await scan(scanned)).toEqual({ objects: 0, remembered: 7, found: 1 });
  });

  it("is read again for other rules, settings, or to show secrets", async () => {
    const scanned = new Scanned();
    await scan(scanned);
    const args = [
      ["--disable-rule", "stripe-secret-key"],
      ["--max-file-size", "1MB"],
      ["--no-decode"],
      ["--range", "HEAD~1..HEAD"],
    ];
    for (const more of args) {
      const run = await scanned.run(more);
      expect(summaryOf(run).history?.objects).toBeGreaterThan(0);
    }
    const shown = await scanned.run(["--show-secrets"]);
    expect(findingsOf(shown)[0]?.secret.value).toBe(token(150));
  });

  it("is told of with what a baseline accepts now", async () => {
    const scanned = new Scanned();
    const scanAll = (): Promise<Run> =>
      keyscan(["-f", "jsonl"], { cwd: scanned.repository.root, env: { XDG_CACHE_HOME: scanned.home } });
    const [finding] = findingsOf(await scanAll());
    writeFileSync(join(scanned.repository.root, ".keyscanignore"), `${finding?.fingerprint}\n`);
    expect(findingsOf(await scanAll())).toEqual([]);
    writeFileSync(join(scanned.repository.root, ".keyscanignore"), "");
    expect(findingsOf(await scanAll())).toHaveLength(1);
  });
});

describe("a repository in which something has changed", () => {
  const changes: Record<string, (repository: Repository) => void> = {
    "a commit": (repository) => repository.commit({ "b.env": `KEY=${token(151)}\n` }),
    "a branch and a commit that only it reaches": (repository) => {
      repository.git("switch", "-q", "-c", "topic");
      repository.commit({ "c.env": `KEY=${token(152)}\n` });
      repository.git("switch", "-q", "main");
    },
    "a branch less": (repository) => repository.git("branch", "-q", "-D", "topic"),
    "a file that is staged": (repository) => {
      repository.write("d.env", `KEY=${token(153)}\n`);
      repository.git("add", "d.env");
    },
    "a reset": (repository) => repository.git("reset", "-q", "--hard", "HEAD~1"),
    "a merge": (repository) => {
      repository.git("switch", "-q", "-c", "side", "HEAD~1");
      repository.commit({ "e.env": `KEY=${token(154)}\n` });
      repository.git("merge", "-q", "-m", "merge", "main");
    },
    "a tag with a message": (repository) => repository.git("tag", "-a", "-m", `about ${token(155)}`, "v1"),
    "a branch that is named after a secret": (repository) => repository.git("branch", token(156)),
    "a file that is named after a secret": (repository) => repository.commit({ [token(157)]: "x\n" }),
    "a renamed file": (repository) => {
      repository.git("mv", "e.env", "f.env");
      repository.commit();
    },
    "reflogs forgotten": (repository) =>
      repository.git("reflog", "expire", "--expire=now", "--expire-unreachable=now", "--all"),
    "an archive and a picture": (repository) =>
      repository.commit({
        "kept.env.gz": gzipSync(`KEY=${token(159)}\n`),
        "logo.png": Buffer.concat([Buffer.from("89504e470d0a1a0a0000000d", "hex"), Buffer.alloc(64)]),
      }),
    "a commit without any": (repository) => repository.commit({ "a.txt": "more\n" }),
    "other packs": (repository) => repository.git("repack", "-q", "-a", "-d", "-f"),
    "old objects thrown away": (repository) => repository.git("gc", "-q", "--prune=now"),
    "a stash": (repository) => {
      repository.write("a.txt", `KEY=${token(158)}\n`);
      repository.git("stash", "-q");
    },
  };

  /** Nothing need be read for these. */
  const withoutObjects = [
    "a branch less",
    "a reset",
    "a branch that is named after a secret",
    "reflogs forgotten",
  ];

  it("is told of as it is now, whatever has changed", async () => {
    const scanned = new Scanned();
    await scan(scanned);
    for (const [what, change] of Object.entries(changes)) {
      change(scanned.repository);
      const { objects } = await scan(scanned);
      expect([what, objects > 0 || withoutObjects.includes(what)]).toEqual([what, true]);
      expect([what, (await scan(scanned)).objects]).toEqual([what, 0]);
    }
  }, 120_000);
});

describe("a repository with new commits", () => {
  it("has no more read of it than what is new, in packs or not", async () => {
    const scanned = new Scanned();
    await scan(scanned);
    scanned.repository.commit({ "b.txt": "b\n" });
    expect(await scan(scanned)).toEqual({ objects: 3, remembered: 7, found: 1 });
    scanned.repository.git("repack", "-q", "-a", "-d");
    await scan(scanned);
    scanned.repository.commit({ "app.env": `TOKEN=${token(150)}\n`, "new.env": `TOKEN=${token(162)}\n` });
    expect(await scan(scanned)).toEqual({ objects: 3, remembered: 10, found: 2 });
    scanned.repository.git("rm", "-q", "new.env");
    scanned.repository.commit();
    scanned.repository.git("repack", "-q", "-d");
    expect(await scan(scanned)).toMatchObject({ objects: 2, found: 2 });
    scanned.repository.git("reset", "-q", "--hard", "HEAD~1");
    scanned.repository.git("reflog", "expire", "--expire=now", "--expire-unreachable=now", "--all");
    scanned.repository.git("gc", "-q", "--prune=now");
    expect((await scan(scanned)).found).toBe(2);
  });

  it("is read again where a scan before it has not looked into what is encoded", async () => {
    const scanned = new Scanned();
    const hidden = Buffer.from(`export TOKEN=${token(163)} # and more`).toString("base64");
    scanned.repository.commit({ "c.txt": `data: ${hidden}\n` });
    expect((await scan(scanned, "--no-decode")).found).toBe(1);
    expect((await scan(scanned)).found).toBe(2);
  });

  it("is told of as it is once a shallow clone has become a whole one", async () => {
    const origin = new Scanned();
    for (const name of ["x", "y", "z"]) origin.repository.commit({ [name]: `${name}\n` });
    const scanned = new Scanned();
    const clone = join(tree(), "clone");
    scanned.repository.git("clone", "-q", "--depth", "2", `file://${origin.repository.root}`, clone);
    const run = (...args: string[]): Promise<Run> =>
      keyscan(["git", "-f", "jsonl", ...args], { cwd: clone, env: { XDG_CACHE_HOME: scanned.home } });
    await run();
    scanned.repository.git("-C", clone, "fetch", "-q", "--unshallow");
    const whole = await run();
    expect(whole.stderr).toBe("");
    expect(findingsOf(whole)).toHaveLength(1);
    expect(findingsOf(whole)).toEqual(findingsOf(await run("--no-cache")));
  });
});

describe("the files of the memory", () => {
  it("hold no secret and no name", async () => {
    const scanned = new Scanned();
    scanned.repository.commit({ [token(160)]: "x\n", "app.env": "password = hunter2-correct-horse\n" });
    await scan(scanned);
    expect(scanned.files.length).toBeGreaterThan(1);
    for (const file of scanned.files) {
      const content = readFileSync(file);
      for (const text of [token(150), token(160), "hunter2", "app.env", token(150).slice(0, 7)])
        expect([file, content.includes(text)]).toEqual([file, false]);
    }
  });

  it("are believed from this user alone", async () => {
    const scanned = new Scanned();
    await scan(scanned);
    const run = await scanned.run([], tree());
    expect(summaryOf(run).history?.remembered).toBe(0);
    expect(findingsOf(run)).toHaveLength(1);
  });

  it("are kept under a new key where the old one was written in part", async () => {
    const scanned = new Scanned();
    for (const part of ["", "half a key"]) {
      write(scanned.home, "keyscan/key", part);
      await scan(scanned);
      expect(await scan(scanned)).toEqual({ objects: 0, remembered: 7, found: 1 });
    }
    expect(readdirSync(join(scanned.home, "keyscan"))).toEqual(["key"]);
  });

  it("are not believed once anything in them has been changed, and do no harm", async () => {
    const scanned = new Scanned();
    await scan(scanned);
    const whole = new Map(scanned.files.map((file) => [file, readFileSync(file)]));
    const id = Buffer.from(scanned.repository.git("rev-parse", "HEAD~1:app.env"), "hex");
    const spoilt: ((content: Buffer) => Buffer)[] = [
      (content) => Buffer.concat([content, id]),
      (content) => content.subarray(0, content.length >> 1),
      () => Buffer.alloc(0),
      (content) => content.map((byte, at) => (at === content.length - 1 ? byte ^ 1 : byte)) as Buffer,
      (content) => content.map((byte, at) => (at === 40 ? byte ^ 1 : byte)) as Buffer,
    ];
    for (const spoil of spoilt) {
      for (const [file, content] of whole) writeFileSync(file, spoil(content));
      expect(await scan(scanned)).toEqual({ objects: 7, remembered: 0, found: 1 });
    }
  });

  it("are not believed in another repository, nor under another name", async () => {
    const scanned = new Scanned();
    await scan(scanned);
    const other = new Scanned();
    other.repository.commit({ "g.env": `KEY=${token(161)}\n` });
    await scan(other);
    for (const file of scanned.files) {
      const kind = /[^/]+-/.exec(file)?.[0] ?? "";
      for (const victim of other.files.filter((name) => name.includes(`/${kind}`)))
        writeFileSync(victim, readFileSync(file));
    }
    expect((await scan(other)).remembered).toBe(0);
  });

  it("lie in the user's cache folder where the git directory has a link, or anything else, in their place", async () => {
    for (const block of [
      (path: string) => symlinkSync(tree(), path),
      (path: string) => writeFileSync(path, ""),
    ]) {
      const scanned = new Scanned();
      block(join(scanned.repository.root, ".git/keyscan"));
      await scan(scanned);
      expect(await scan(scanned)).toEqual({ objects: 0, remembered: 7, found: 1 });
      expect(readdirSync(join(scanned.home, "keyscan/repositories"))).toHaveLength(1);
    }
  });

  it("do not lie in what is scanned, whatever the variables say, nor is a key from there believed", async () => {
    for (const env of [
      { XDG_CACHE_HOME: "planted" },
      { XDG_CACHE_HOME: "" },
      { XDG_CACHE_HOME: "/proc/x" },
    ]) {
      const scanned = new Scanned();
      const { root } = scanned.repository;
      const before = readdirSync(root);
      const { code } = await keyscan(["git", "-f", "jsonl"], {
        cwd: root,
        env: { HOME: scanned.home, ...env },
      });
      expect(code).toBe(1);
      expect(readdirSync(root)).toEqual(before);
    }
  });

  it("survive scans at the same time", async () => {
    const scanned = new Scanned();
    const runs = await Promise.all(Array.from({ length: 4 }, () => scanned.run()));
    const [first] = runs.map(findingsOf);
    for (const run of runs) expect(findingsOf(run)).toEqual(first);
    expect(await scan(scanned)).toEqual({ objects: 0, remembered: 7, found: 1 });
    expect(scanned.files.filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });
});
