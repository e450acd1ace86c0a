/** Secrets in names of files and folders, such as what was saved under the address that it came from. */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeZip } from "../support/archives.ts";
import { findingsOf, keyscan, summaryOf, type Run } from "./keyscan.ts";
import { gitText, repository, staged } from "./repository.ts";
import { git, gitHubToken, stripeKey, tree, write } from "./scratch.ts";
import { ALLOW } from "../support/allow-word.ts";

const FORMATS = [
  ...["pretty", "brief", "json", "jsonl", "sarif", "html", "junit", "csv", "markdown", "github"],
  ...["gitlab-codequality", "gitlab-secrets"],
];

function placesIn(run: Run): string[] {
  return findingsOf(run)
    .flatMap((finding) => [finding, ...finding.occurrences])
    .map(
      ({ location, source }) =>
        `${location.path}:${location.startColumn} ${source.kind} ${source.part ?? ""}`,
    );
}

/** The redacted form. */
const short = (secret: string): string => `${secret.slice(0, 4)}…${secret.slice(-4)}`;

describe.concurrent("a secret in the name of a file or folder", () => {
  it("is found, once for each name, with what is in the file", async () => {
    const [key, token] = [stripeKey(1), gitHubToken(1)];
    const root = tree({
      [`logs/export?key=${key}`]: "nothing",
      [`of-${token}/a.txt`]: "nothing",
      [`of-${token}/deep/b.txt`]: `key = "${stripeKey(2)}"\n`,
      "a/2026-01-05-an-ordinary-name-of-a-post.md": "nothing",
    });
    const run = await keyscan(["-f", "jsonl"], { cwd: root });
    expect(run.code).toBe(1);
    expect(placesIn(run)).toEqual([
      `of-${short(token)}/deep/b.txt:8 file `,
      `logs/export?key=${short(key)}:12 file file-name`,
      `of-${short(token)}:4 file file-name`,
    ]);
    const pretty = await keyscan([], { cwd: root });
    expect(pretty.stdout).toContain(`logs/export?key=${short(key)}:1:12 (in a file name)`);
  });

  it.each(FORMATS)(
    "is hidden in every path that is reported as %s, in errors and in what was left out",
    async (format) => {
      const token = gitHubToken(2);
      const name = `x-${token}`;
      const root = tree({
        [`${name}.py`]: `key = "${stripeKey(3)}" # ${ALLOW}\nother = "${stripeKey(4)}"\n`,
        [`${name}.md`]: `${ALLOW}\n`,
        [`${name}.gz`]: Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
        [`${name}.mp3`]: Buffer.from("ID3\u0003\0\0\0\0\0\0".repeat(40)),
        "a.zip": makeZip({ [`${name}/b.py`]: `key = "${stripeKey(5)}"\n` }),
      });
      const run = await keyscan(["-f", format, "--verbose", "--threads", "2"], { cwd: root });
      expect(run.code).toBe(1);
      expect(run.stdout + run.stderr).not.toContain(token);
      if (format === "pretty") expect(run.stdout).toContain(`a.zip!/x-${short(token)}/b.py`);
    },
  );

  it("is found in an archive of the tree and of a history, and hidden there", async () => {
    const [key, token, other] = [stripeKey(11), gitHubToken(11), gitHubToken(12)];
    const inner = makeZip({ a: "x", b: "Rar!\u001a\u0007" });
    const files = { [`logs/export?key=${key}`]: "x", [`of-${token}.zip`]: inner, c: `TOKEN=${other}\n` };
    const root = repository({ "a.zip": makeZip(files) });
    const named = [`a.zip!/logs/export?key=${short(key)}:12`, `a.zip!/of-${short(token)}.zip!`];
    const inTree = await keyscan(["--no-history", "-f", "jsonl"], { cwd: root });
    expect(placesIn(inTree).toSorted()).toEqual([
      "a.zip!/c:7 file ",
      `${named[0]} file file-name`,
      `${named[1]}:4 file file-name`,
    ]);
    git(root, "rm", "-q", "a.zip");
    git(root, "commit", "-q", "-m", "away");
    for (const again of ["first", "remembered"]) {
      const run = await keyscan(["git", "-f", "jsonl"], { cwd: root });
      expect([again, ...placesIn(run).toSorted()]).toEqual([
        again,
        "a.zip!/c:7 git ",
        `${named[0]} git file-name`,
        `${named[1]}/a:4 git file-name`,
      ]);
      for (const secret of [key, token, other]) expect(run.stdout).not.toContain(secret);
      expect(findingsOf(run)[0]?.history?.introduced?.commit).toHaveLength(40);
      expect(summaryOf(run).skipped[0]?.examples[0]).toContain(`!/of-${short(token)}.zip!/b`);
      git(root, "branch", again);
    }
  });

  it("is hidden whatever stands before it", async () => {
    const token = gitHubToken(10);
    const root = tree({
      [`\ufeff-${token}.py`]: `key = "${stripeKey(10)}"\n`,
      [`a\n b\r\u2028é😀-${token}-${token}`]: "nothing",
    });
    const run = await keyscan(["-f", "jsonl"], { cwd: root });
    expect(run.stdout).not.toContain(token.slice(-8));
    const paths = findingsOf(run).flatMap(({ location, occurrences }) => [
      location.path,
      ...occurrences.map((occurrence) => occurrence.location.path),
    ]);
    expect(new Set(paths)).toEqual(
      new Set([`\ufeff-${short(token)}.py`, `a\n b\r\u2028é😀-${short(token)}-${short(token)}`]),
    );
  });

  it("is shown where secrets are asked for", async () => {
    const root = tree({ [`x-${gitHubToken(3)}.txt`]: "nothing" });
    const run = await keyscan(["-f", "jsonl", "--show-secrets"], { cwd: root });
    expect(findingsOf(run)[0]?.location.path).toBe(`x-${gitHubToken(3)}.txt`);
  });

  it("is accepted by a baseline, and can't be read in it", async () => {
    const root = tree({ [`x-${gitHubToken(4)}.txt`]: "nothing" });
    await keyscan(["baseline", "create"], { cwd: root });
    expect(readFileSync(join(root, ".keyscan-baseline"), "utf8")).not.toContain(gitHubToken(4));
    const run = await keyscan(["-f", "jsonl"], { cwd: root });
    expect(run.code).toBe(0);
    expect(summaryOf(run).accepted.baseline).toBe(1);
  });

  it("is one place with that of the history", async () => {
    const root = repository({ [`x-${gitHubToken(5)}.txt`]: "nothing" });
    const run = await keyscan(["-f", "jsonl"], { cwd: root });
    expect(findingsOf(run)).toHaveLength(1);
    expect(summaryOf(run).places).toBe(1);
  });

  it("is told with the commit that brought it, also where a merge has left it out", async () => {
    const [kept, left] = [gitHubToken(30), gitHubToken(31)];
    const root = repository({ "a.txt": "1\n" });
    const commit = (name: string): string => {
      write(root, name, "nothing\n");
      git(root, "add", "-A");
      git(root, "commit", "-qm", "next");
      return gitText(root, "rev-parse", "HEAD");
    };
    git(root, "checkout", "-qb", "side");
    const onSide = commit(`deep/x-${left}/b.txt`);
    git(root, "checkout", "-q", "-");
    const onMain = commit(`y-${kept}.txt`);
    git(root, "merge", "-q", "-s", "ours", "-m", "merged", "side");
    git(root, "branch", "-qD", "side");
    git(root, "rm", "-q", `y-${kept}.txt`);
    commit(`lib/y-${kept}.txt`);
    const run = await keyscan(["git", "-f", "jsonl"], { cwd: root });
    const brought = findingsOf(run).map(({ location, history }) => [
      location.path,
      history?.introduced?.commit,
      history?.reach,
    ]);
    expect(new Set(brought)).toEqual(
      new Set([
        [`x-${short(left)}`, onSide, "head"],
        [`y-${short(kept)}.txt`, onMain, "head"],
      ]),
    );
  });

  it("stops the commit that adds it, and the change", async () => {
    const root = repository({ "old.txt": "1\n", [`x-${gitHubToken(6)}.txt`]: "1\n" });
    write(root, `x-${gitHubToken(6)}.txt`, "2\n");
    write(root, `y-${gitHubToken(7)}.txt`, "nothing\n");
    git(root, "add", "-A");
    const run = await staged(root);
    expect(placesIn(run)).toEqual([`y-${short(gitHubToken(7))}.txt:3 staged file-name`]);
    git(root, "commit", "-qm", "next");
    const diff = await keyscan(["diff", "HEAD~1", "-f", "jsonl"], { cwd: root });
    expect(findingsOf(diff)).toMatchObject([
      { source: { kind: "git", commit: expect.any(String) as string } },
    ]);
    expect(run.stdout + diff.stdout).not.toContain(gitHubToken(7));
  });

  it("stops the commit that brings it by a new name, and not the one that moves it", async () => {
    const [moved, ...others] = [20, 21, 22].map((seed) => gitHubToken(seed));
    const text = Array.from({ length: 20 }, (_, index) => `line ${index}\n`).join("");
    const root = repository({ "a.txt": `a\n${text}`, "b.txt": `b\n${text}`, [`x-${moved}.txt`]: "moved\n" });
    git(root, "mv", "a.txt", `y-${others[0]}.txt`);
    mkdirSync(join(root, `z-${others[1]}`));
    git(root, "mv", "b.txt", `z-${others[1]}/b.txt`);
    write(root, `z-${others[1]}/b.txt`, `b\n${text}changed\n`);
    mkdirSync(join(root, "lib"));
    git(root, "mv", `x-${moved}.txt`, `lib/x-${moved}.txt`);
    git(root, "add", "-A");
    const run = await staged(root);
    const found = [
      `y-${short(others[0] ?? "")}.txt:3 staged file-name`,
      `z-${short(others[1] ?? "")}:3 staged file-name`,
    ];
    expect(placesIn(run)).toEqual(found);
    git(root, "commit", "-qm", "next");
    const diff = await keyscan(["diff", "HEAD~1", "-f", "jsonl"], { cwd: root });
    expect(placesIn(diff)).toEqual(found.map((place) => place.replace("staged", "git")));
    for (const { source } of findingsOf(diff)) expect(source.commit).toMatch(/^[0-9a-f]{40}$/);
    expect((await staged(root, "--exclude", "*.txt")).code).toBe(0);
    for (const other of others) expect(run.stdout + diff.stdout).not.toContain(other);
  });

  it("is hidden by keyscan fix, which works on the files all the same", async () => {
    const token = gitHubToken(8);
    const root = tree({ [`x-${token}.py`]: `key = "${stripeKey(9)}"\n` });
    const shown = await keyscan(["fix"], { cwd: root });
    expect(shown.stdout).toContain(`x-${short(token)}.py`);
    expect(shown.stdout + shown.stderr).not.toContain(token);
    const written = await keyscan(["fix", "--write"], { cwd: root });
    expect(written.stdout + written.stderr).not.toContain(token);
    expect(readFileSync(join(root, `x-${token}.py`), "utf8")).toContain("os.environ");
  });
});
