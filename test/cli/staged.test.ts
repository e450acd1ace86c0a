/** `keyscan staged`: what counts is what the next commit adds, as the index has it. */
import { renameSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findingsOf, summaryOf } from "./keyscan.ts";
import { places, repository, staged } from "./repository.ts";
import { git, gitHubToken, stripeKey, tree, write } from "./scratch.ts";

const KEY = gitHubToken(1);
const OTHER = stripeKey(2);

describe("what counts", () => {
  it("is everything in the first commit", async () => {
    const root = tree({ "app.env": `TOKEN=${KEY}\n` });
    git(root, "init", "-q");
    git(root, "add", "-A");
    expect(await places(root)).toEqual(["app.env:1"]);
  });

  it("is a new file, also when the copy in the working tree is clean by now", async () => {
    const root = repository();
    write(root, "app.env", `A=1\nTOKEN=${KEY}\n`);
    git(root, "add", "-A");
    write(root, "app.env", "A=1\nTOKEN=\n");
    expect(await places(root)).toEqual(["app.env:2"]);
  });

  it("is not what is only in the working tree", async () => {
    const root = repository({ "app.env": "A=1\n" });
    write(root, "app.env", "A=2\n");
    git(root, "add", "-A");
    write(root, "app.env", `A=2\nTOKEN=${KEY}\n`);
    write(root, "untracked.env", `TOKEN=${KEY}\n`);
    expect(await places(root)).toEqual([]);
  });

  it("is an added line, with the line number of the index", async () => {
    const lines = Array.from({ length: 50 }, (_, i) => `line ${i}\n`);
    const root = repository({ "a.txt": lines.join("") });
    write(root, "a.txt", [...lines.slice(0, 20), `token = ${KEY}\n`, ...lines.slice(20)].join(""));
    git(root, "add", "-A");
    write(root, "a.txt", `\n\n${lines.join("")}`);
    expect(await places(root)).toEqual(["a.txt:21"]);
  });

  it("is not a line that was there, next to one that changes", async () => {
    const root = repository({ "a.py": `x = 1\nT = "${KEY}"\ny = 1\n` });
    write(root, "a.py", `x = 2\nT = "${KEY}"\ny = 2\n`);
    git(root, "add", "-A");
    expect(await places(root)).toEqual([]);
  });

  it("is not a secret that is taken out", async () => {
    const root = repository({ "a.py": `x = 1\nT = "${KEY}"\n`, "b.env": `T=${OTHER}\n` });
    write(root, "a.py", "x = 1\n");
    unlinkSync(join(root, "b.env"));
    git(root, "add", "-A");
    expect(await places(root)).toEqual([]);
  });

  it("is another secret in the place of the old one", async () => {
    const root = repository({ "a.env": `T=${KEY}\n` });
    write(root, "a.env", `T=${gitHubToken(7)}\n`);
    git(root, "add", "-A");
    expect(await places(root)).toEqual(["a.env:1"]);
  });

  it("is the line added to a file that is renamed, not those that move with it", async () => {
    const body = Array.from({ length: 100 }, (_, i) => `line ${i}\n`).join("");
    const root = repository({ "a.txt": `${body}old = ${KEY}\n`, "plain.txt": `${body}2 old = ${KEY}\n` });
    renameSync(join(root, "a.txt"), join(root, "b.txt"));
    renameSync(join(root, "plain.txt"), join(root, "moved.txt"));
    write(root, "b.txt", `${body}old = ${KEY}\nnew = ${OTHER}\n`);
    git(root, "add", "-A");
    expect(await places(root)).toEqual(["b.txt:102"]);
  });

  it("is a link's target, and a file in the place of a link", async () => {
    const root = tree({ "README.md": "x\n" });
    symlinkSync("README.md", join(root, "app.env"));
    git(root, "init", "-q");
    git(root, "add", "-A");
    git(root, "commit", "-q", "-m", "first");
    unlinkSync(join(root, "app.env"));
    write(root, "app.env", `T=${KEY}\n`);
    symlinkSync(`/tmp/${OTHER}`, join(root, "link"));
    git(root, "add", "-A");
    expect((await places(root)).toSorted()).toEqual(["app.env:1", "link:1"]);
  });

  it("is not what is only announced, nor a mode, nor a submodule's commit", async () => {
    const root = repository({ "run.sh": `T=${KEY}\n` });
    const library = repository({ "secret.env": `T=${OTHER}\n` });
    git(root, "update-index", "--chmod=+x", "run.sh");
    write(root, "later.env", `T=${OTHER}\n`);
    git(root, "add", "-N", "later.env");
    git(root, "-c", "protocol.file.allow=always", "submodule", "add", "-q", library, "lib");
    const run = await staged(root);
    expect(findingsOf(run)).toEqual([]);
    expect(run.code).toBe(0);
    expect(summaryOf(run).skipped).toMatchObject([{ reason: "submodule", count: 1, examples: ["lib"] }]);
  });

  it("is a changed line of UTF-16 text, with characters that hold newline bytes", async () => {
    const text = (line: string): Buffer =>
      Buffer.from(`\ufeffa\u010a\u0a0a\nold = ${OTHER}\n${line}\n`, "utf16le");
    const root = repository({ "s.txt": text("x") });
    write(root, "s.txt", text(`T=${KEY}`));
    git(root, "add", "-A");
    expect(await places(root)).toEqual(["s.txt:3"]);
  });

  it("does not depend on attributes that hide a file from diffs", async () => {
    const root = repository({ ".gitattributes": "*.env -diff\n*.txt diff=none\n", "old.env": "A=1\n" });
    write(root, "old.env", `A=1\nT=${KEY}\n`);
    write(root, "new.txt", `T=${OTHER}\n`);
    git(root, "config", "diff.none.textconv", "true");
    git(root, "config", "diff.noprefix", "true");
    git(root, "config", "color.ui", "always");
    git(root, "add", "-A");
    expect((await places(root)).toSorted()).toEqual(["new.txt:1", "old.env:2"]);
  });

  it("has names with line ends, quotes, dashes and bytes that are no text", async () => {
    const root = repository();
    const names = ["a\nb.env", 'ü "x" y.env', "-n.env", "tab\t.env"];
    names.forEach((name, i) => write(root, name, `T=${gitHubToken(100 + i)}\n`));
    const odd = Buffer.concat([Buffer.from(`${root}/odd-`), Buffer.from([0xff, 0xfe]), Buffer.from(".env")]);
    writeFileSync(odd, `T=${OTHER}\n`);
    git(root, "add", "-A");
    const expected = [...names, String.raw`odd-\xff\xfe.env`].map((name) => `${name}:1`);
    expect((await places(root)).toSorted()).toEqual(expected.toSorted());
  });

  it("is the content at the root when asked in a folder below", async () => {
    const root = repository();
    write(root, "src/deep/app.env", `T=${KEY}\n`);
    write(root, "top.env", `T=${OTHER}\n`);
    git(root, "add", "-A");
    expect(await places(join(root, "src"))).toEqual(["src/deep/app.env:1", "top.env:1"]);
  });
});

describe("a merge", () => {
  function merging(): string {
    const root = repository({ "a.py": "x = 0\n" });
    git(root, "checkout", "-q", "-b", "feature");
    write(root, "a.py", "x = 1\n");
    write(root, "theirs.env", `T=${OTHER}\n`);
    git(root, "add", "-A");
    git(root, "commit", "-q", "-m", "theirs");
    git(root, "checkout", "-q", "main");
    write(root, "a.py", "x = 2\n");
    git(root, "commit", "-q", "-a", "-m", "ours");
    expect(() => git(root, "merge", "-q", "feature")).toThrow();
    return root;
  }

  it("counts what its resolution adds, and says what comes from the other branch", async () => {
    const root = merging();
    write(root, "a.py", `x = 3\nT = "${KEY}"\n`);
    git(root, "add", "-A");
    const run = await staged(root);
    expect(findingsOf(run).map(({ location }) => location.path)).toEqual(["a.py"]);
    expect(summaryOf(run).notes.join()).toContain("1 file comes unchanged from the merged branch");
  });

  it("does not count lines that one of its sides has, in a file that both have changed", async () => {
    const root = repository({ "a.py": `first = 0\n${"#\n".repeat(20)}last = 0\n` });
    git(root, "checkout", "-q", "-b", "feature");
    write(root, "a.py", `T = "${OTHER}"\n${"#\n".repeat(20)}last = 0\n`);
    git(root, "commit", "-q", "-a", "-m", "theirs");
    git(root, "checkout", "-q", "main");
    write(root, "a.py", `first = 0\n${"#\n".repeat(20)}last = 1\n`);
    git(root, "commit", "-q", "-a", "-m", "ours");
    git(root, "merge", "-q", "--no-ff", "--no-commit", "feature");
    expect(await places(root)).toEqual([]);
    write(root, "a.py", `T = "${OTHER}"\n${"#\n".repeat(20)}last = 1\nU = "${KEY}"\n`);
    git(root, "add", "-A");
    expect(await places(root)).toEqual(["a.py:23"]);
  });

  it("is not complete while there are conflicts", async () => {
    const run = await staged(merging());
    expect(run.code).toBe(3);
    expect(summaryOf(run).errors).toMatchObject([{ path: "a.py", code: "UNMERGED" }]);
  });
});

describe("a secret that was there before", () => {
  it("is told with its place in HEAD", async () => {
    const root = repository({ "old/prod.py": `# x\nT = "${KEY}"\n` });
    write(root, "new.py", `T = "${KEY}"\n`);
    git(root, "add", "-A");
    const [finding] = findingsOf(await staged(root));
    expect(finding?.known).toEqual({ revision: "HEAD", path: "old/prod.py", line: 2 });
  });

  it("is told of a key of several lines", async () => {
    const body = Array.from({ length: 20 }, (_, i) => `${gitHubToken(i).slice(4)}${i}`.padEnd(64, "A")).join(
      "\n",
    );
    const pem = ["-----BEGIN ", "RSA PRIVATE KEY-----\n", body, "\n-----END ", "RSA PRIVATE KEY-----\n"].join(
      "",
    );
    const root = repository({ "old.pem": pem });
    write(root, "new.pem", `\n${pem}`);
    git(root, "add", "-A");
    const [finding] = findingsOf(await staged(root, "--min-confidence", "low"));
    expect(finding?.known).toMatchObject({ path: "old.pem" });
  });

  it("is not told of another one", async () => {
    const root = repository({ "old.py": `T = "${gitHubToken(9)}"\n` });
    write(root, "new.py", `T = "${KEY}"\n`);
    git(root, "add", "-A");
    const [finding] = findingsOf(await staged(root));
    expect(finding?.ruleId).toBeDefined();
    expect(finding?.known).toBeUndefined();
  });
});
