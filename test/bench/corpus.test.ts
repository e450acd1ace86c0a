import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { buildCorpus, isWanted } from "../../bench/corpus.ts";

const folder = mkdtempSync(join(tmpdir(), "keyscan-corpus-"));
afterAll(() => rmSync(folder, { recursive: true }));

function write(path: string, content: string): void {
  const file = join(folder, path);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, content);
}

write("a/node_modules/x/one.js", "one");
write("a/node_modules/x/same.js", "one");
write("a/.git/config", "hidden");
write("a/.gitignore", "*.js");
write("a/binary.txt", "a\0b");
write("a/empty.txt", "");
write("a/package-lock.json", "{}");
write("b/two.py", "two");
write("b/three.py", "three");
symlinkSync(join(folder, "b/two.py"), join(folder, "a/link.py"));

function contents(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
    .toSorted();
}

describe("buildCorpus", () => {
  it("takes each text once and nothing hidden, binary, empty, linked or ignored by name", () => {
    const corpus = buildCorpus(
      join(folder, "out"),
      [join(folder, "a"), join(folder, "b")],
      Number.POSITIVE_INFINITY,
    );
    expect(contents(corpus.path)).toEqual(["one", "three", "two"]);
    expect(corpus).toMatchObject({ files: 3, bytes: 11 });
    expect(readdirSync(corpus.path, { recursive: true }).join()).not.toContain("node_modules");
  });

  it("takes from every root in turn and stops at the size", () => {
    const corpus = buildCorpus(join(folder, "small"), [join(folder, "a"), join(folder, "b")], 4);
    expect(contents(corpus.path)).toEqual(["one", "three"]);
  });
});

describe("isWanted", () => {
  it.each(["x.svg", "a.min.js", "yarn.lock", "go.sum", "jquery-3.js", "X.PNG"])("leaves out %s", (name) => {
    expect(isWanted(name)).toBe(false);
  });

  it.each(["main.ts", "Makefile", "vector", "README.md", "minimum.js"])("takes %s", (name) => {
    expect(isWanted(name)).toBe(true);
  });
});
