/** The files that a fix writes: environment files, .gitignore, and how files are replaced. */
import { mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readEnv, withEnvLines } from "../../src/fix/env-file.ts";
import { withIgnoredEnv } from "../../src/fix/ignore-env.ts";
import { writeChanged, type WrittenFile } from "../../src/fix/write.ts";
import { folder } from "./fixing.ts";

describe("environment files", () => {
  it("keep what is in them, and their line endings", () => {
    const text = "A=1\r\n# c\r\nB='x'\r\n";
    expect(withEnvLines(text, [{ name: "C", value: "v" }])).toBe(`${text}C=v\r\n`);
    expect(withEnvLines(text, [{ name: "A", value: "v" }])).toBe(text);
    expect(withEnvLines("A=1", [{ name: "C", value: "" }])).toBe("A=1\nC=\n");
  });

  it("are read by Node.js and by us as they were written", () => {
    const value = fc.string({
      unit: fc.constantFrom(...'abcXYZ019 #=$`!&|;<>()[]{}*?~%^+-_./:@,"\n'),
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(value, (given) => {
        // Readers take away white space at the ends of plain values only.
        const text = withEnvLines("Z=1\n", [{ name: "K", value: given }]);
        expect(parseEnv(text)).toEqual({ Z: "1", K: given });
        expect(readEnv(text).get("K")).toBe(given);
      }),
    );
  });

  it("values in quotes may have several lines, and even those without an end take no time", () => {
    const ends = ["A='1", "2' # c", 'B="x\'y"', "C=`", "`z", "D='"].join("\n");
    expect([...readEnv(`${ends}${"\n".repeat(900_000)}`)]).toEqual([
      ["A", "1\n2"],
      ["B", "x'y"],
      ["C", "\n"],
      ["D", "\n".repeat(900_000)],
    ]);
  });

  it("a value with \\n in it becomes lines for whoever reads it", () => {
    const text = withEnvLines("", [{ name: "K", value: String.raw`-----A-----\nB\n-----C-----` }]);
    expect(parseEnv(text)).toEqual({ K: "-----A-----\nB\n-----C-----" });
  });
});

describe(".gitignore", () => {
  it.for([
    ["", ".env\n"],
    ["dist", "dist\n.env\n"],
    ["dist\r\n", "dist\r\n.env\r\n"],
    [".env\n", ".env\n"],
    ["*.env\n", "*.env\n"],
    [".env*\n", ".env*\n!.env.example\n"],
    [".env\n!.env\n", ".env\n!.env\n.env\n"],
  ] as const)("%j becomes %j", ([before, after]) => expect(withIgnoredEnv(before)).toBe(after));
});

describe("a file is written", () => {
  const prepare = (): { root: string; file: WrittenFile } => {
    const root = folder({ "x/a.js": "old" });
    const path = join(root, "x/a.js");
    const [before, after] = [Buffer.from("old"), Buffer.from("new")];
    return { root, file: { path, folder: join(root, "x"), before, after, mode: 0o644 } };
  };

  it("whole", () => {
    const { root, file } = prepare();
    expect(writeChanged(file)).toBeUndefined();
    expect(readFileSync(file.path, "utf8")).toBe("new");
    expect(readdirSync(join(root, "x"))).toEqual(["a.js"]);
  });

  it("not over what somebody changed in the meantime", () => {
    const { file } = prepare();
    writeFileSync(file.path, "mine");
    expect(writeChanged(file)?.reason).toContain("was changed");
    expect(readFileSync(file.path, "utf8")).toBe("mine");
  });

  it("not over a file that came in the meantime", () => {
    const { file } = prepare();
    expect(writeChanged({ ...file, before: undefined })?.reason).toContain("was changed");
    expect(readFileSync(file.path, "utf8")).toBe("old");
  });

  it("not through a link that came in the place of the file or its folder", () => {
    const { root, file } = prepare();
    const other = folder({ "a.js": "old" });
    renameSync(join(root, "x"), join(root, "y"));
    symlinkSync(other, join(root, "x"));
    expect(writeChanged(file)?.reason).toContain("folder");
    const second = prepare();
    renameSync(second.file.path, `${second.file.path}.old`);
    symlinkSync(join(other, "a.js"), second.file.path);
    expect(writeChanged(second.file)?.reason).toContain("was changed");
    expect(readFileSync(join(other, "a.js"), "utf8")).toBe("old");
  });

  it("or nothing is left behind", () => {
    const { root, file } = prepare();
    mkdirSync(join(root, "x/b.js"));
    expect(writeChanged({ ...file, path: join(root, "x/b.js") })?.reason).toContain("was changed");
    expect(readdirSync(join(root, "x")).toSorted()).toEqual(["a.js", "b.js"]);
  });
});
