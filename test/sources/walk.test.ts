import { execFileSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createDeepPaths, walk } from "../../src/sources/files.ts";
import { describeEvent, eventsOf, linesOf, makeTree } from "./scratch-tree.ts";

describe("a walk of a plain tree", () => {
  it("yields every file once, names in order of their code units", async () => {
    const root = makeTree({
      "b.txt": "",
      "a/z": "",
      "a/B": "",
      "a.txt": "",
      "Z/x": "",
      ".hidden/x": "",
      é: "",
    });
    expect(await linesOf(root)).toEqual([".hidden/x", "Z/x", "a/B", "a/z", "a.txt", "b.txt", "é"]);
  });

  it("hands on what opens a file", async () => {
    const root = makeTree({ "a/x": "content" });
    const [event] = await eventsOf(root);
    expect(event).toEqual({
      type: "file",
      path: join(root, "a", "x"),
      display: "a/x",
      kind: "file",
      localOnly: false,
    });
  });

  it.each([
    "a\nb",
    "-rf",
    "--help",
    " x ",
    "a'b\"c$(x)`y`;",
    "[a-z]*{x,y}?",
    "dir\\x\ty",
    "\u001b[31m",
    "safe\u202etxt",
    "n".repeat(255),
  ])("takes the name %j", async (name) => {
    const root = makeTree({ [name]: "content" });
    const [event] = await eventsOf(root);
    expect(event).toMatchObject({ type: "file", display: name });
    expect(event?.type === "file" && readFileSync(event.path, "utf8")).toBe("content");
  });

  it("opens names that are not valid UTF-8 by their bytes", async () => {
    const root = makeTree({ ok: "" });
    const bad = Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0x64, 0xff])]);
    mkdirSync(bad);
    writeFileSync(Buffer.concat([bad, Buffer.from([0x2f, 0xe9])]), "content");
    writeFileSync(Buffer.concat([bad, Buffer.from("/plain")]), "content");
    const events = await eventsOf(root);
    expect(events.map(describeEvent)).toEqual(["d\\xff/\\xe9", "d\\xff/plain", "ok"]);
    for (const event of events.slice(0, 2)) {
      expect(event.type === "file" && readFileSync(event.path, "utf8")).toBe("content");
    }
  });

  it("skips links, and never follows them", async () => {
    const root = makeTree({ "real/x": "" });
    for (const [target, name] of [
      ["real", "alias"],
      ["self", "self"],
      ["..", "real/up"],
      ["nowhere", "dangling"],
      ["real/x", "file"],
    ] as const) {
      symlinkSync(target, join(root, name));
    }
    expect(await linesOf(root)).toEqual([
      "- alias symlink",
      "- dangling symlink",
      "- file symlink",
      "- real/up symlink",
      "real/x",
      "- self symlink",
    ]);
  });

  it("skips what is neither file nor directory", async () => {
    const root = makeTree({ x: "" });
    execFileSync("mkfifo", [join(root, "pipe")]);
    const server = createServer();
    await new Promise<void>((done) => server.listen(join(root, "socket"), done));
    onTestFinished(() => void server.close());
    expect(await linesOf(root)).toEqual(["- pipe special-file", "- socket special-file", "x"]);
  });

  it("tells logs from other files", async () => {
    const root = makeTree({
      "app.log": "",
      "logs/access": "",
      "logs/a/b.txt": "",
      "logs/index.ts": "",
      "src/x.txt": "",
    });
    expect(await linesOf(root)).toEqual([
      "app.log log",
      "logs/a/b.txt log",
      "logs/access log",
      "logs/index.ts",
      "src/x.txt",
    ]);
  });

  it("reports a directory that can't be read, and goes on", async () => {
    const root = makeTree({ "a/x": "", "locked/x": "", z: "" });
    chmodSync(join(root, "locked"), 0);
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(65_534);
    try {
      expect(await linesOf(root)).toEqual(["a/x", "! locked EACCES", "z"]);
    } finally {
      if (isRoot) process.seteuid?.(0);
      chmodSync(join(root, "locked"), 0o755);
    }
  });

  it("reports a directory that disappears, and goes on", async () => {
    const root = makeTree({ a: "", "gone/x": "", z: "" });
    const lines: string[] = [];
    const iterator = walk(["a", "gone", "z"], { cwd: root });
    for await (const event of iterator) {
      lines.push(describeEvent(event));
      rmSync(join(root, "gone"), { recursive: true, force: true });
    }
    expect(lines).toEqual(["a", "! gone ENOENT", "z"]);
  });
});

/** Directories below `root`, one in the other, made through open directories since their path is too long for the kernel. */
function makeDeep(root: string, depth: number, name: string): void {
  const script = [
    "import os, sys",
    "d = os.open(sys.argv[1], os.O_RDONLY)",
    "for i in range(int(sys.argv[2])):",
    "    os.mkdir(sys.argv[3], dir_fd=d); e = os.open(sys.argv[3], os.O_RDONLY, dir_fd=d); os.close(d); d = e",
    "f = os.open('x', os.O_WRONLY | os.O_CREAT, 0o644, dir_fd=d); os.write(f, b'content')",
  ];
  execFileSync("python3", ["-c", script.join("\n"), root, String(depth), name]);
}

describe.runIf(process.platform === "linux")("a walk of paths longer than the kernel takes", () => {
  it("yields files that can be opened until the deep paths are closed", async () => {
    const root = makeTree();
    makeDeep(root, 600, "a-longish-name");
    const deepPaths = createDeepPaths();
    const [event] = await eventsOf(root, ["."], { deepPaths });
    expect(event).toMatchObject({ type: "file", display: `${"a-longish-name/".repeat(600)}x` });
    expect(event?.type === "file" && readFileSync(event.path, "utf8")).toBe("content");
    deepPaths.close();
    expect(() => event?.type === "file" && readFileSync(event.path)).toThrow("ENOENT");
  });

  it("closes the directories that it held open itself", async () => {
    const root = makeTree();
    makeDeep(root, 300, "a-longish-name");
    const free = (): number => {
      const file = openSync(root, "r");
      closeSync(file);
      return file;
    };
    const before = free();
    await eventsOf(root);
    expect(free()).toBe(before);
  });

  it("has no limit on depth", async () => {
    const root = makeTree();
    makeDeep(root, 20_000, "d");
    expect((await linesOf(root)).map((line) => line.length)).toEqual([40_001]);
  });

  it("says so when there is no other way to name them", () => {
    const anywhere = createDeepPaths("darwin");
    const long = `/${"x".repeat(5_000)}/`;
    expect(anywhere.shorten(long)).toBe(long);
  });
});

describe("include and exclude", () => {
  const files = { "src/a.ts": "", "src/a.js": "", "src/gen/b.ts": "", "lib/c.ts": "" };

  it("exclude in gitignore syntax relative to the cwd", async () => {
    expect(await linesOf(makeTree(files), ["."], { exclude: ["/src/gen", "*.js"] })).toEqual([
      "lib/c.ts",
      "- src/a.js excluded",
      "src/a.ts",
      "- src/gen/ excluded",
    ]);
  });

  it("also hold below a root, and for a root itself", async () => {
    const root = makeTree(files);
    const exclude = ["/src/gen", "*.js"];
    expect(await linesOf(root, ["src"], { exclude })).toEqual([
      "- src/a.js excluded",
      "src/a.ts",
      "- src/gen/ excluded",
    ]);
    expect(await linesOf(root, ["src/gen", "src/a.js", "src/gen/b.ts"], { exclude })).toEqual([
      "- src/gen/ excluded",
      "- src/a.js excluded",
      "- src/gen/b.ts excluded",
    ]);
  });

  it("begin at the root where it lies outside of the cwd", async () => {
    const root = makeTree(files);
    const lines = await linesOf(join(root, "lib"), [join(root, "src")], { exclude: ["/gen"] });
    expect(lines).toEqual([`${root}/src/a.js`, `${root}/src/a.ts`, `- ${root}/src/gen/ excluded`]);
  });

  it("include only what matches, or lies in a directory that matches", async () => {
    const root = makeTree(files);
    expect(await linesOf(root, ["."], { include: ["*.js", "lib/"] })).toEqual([
      "lib/c.ts",
      "src/a.js",
      "- src/a.ts excluded",
      "- src/gen/b.ts excluded",
    ]);
    expect(await linesOf(root, ["src/a.ts", "src/a.js"], { include: ["*.js"] })).toEqual([
      "- src/a.ts excluded",
      "src/a.js",
    ]);
  });
});

describe(".keyscanignore", () => {
  it("holds outside of repositories, from its directory down", async () => {
    const root = makeTree({
      ".keyscanignore": "*.csv\nbig/\n",
      "a.csv": "",
      "big/x": "",
      "d/.keyscanignore": "!keep.csv\n",
      "d/b.csv": "",
      "d/keep.csv": "",
    });
    expect(await linesOf(root)).toEqual([
      ".keyscanignore",
      "- a.csv keyscanignored",
      "- big/ keyscanignored",
      "d/.keyscanignore",
      "- d/b.csv keyscanignored",
      "d/keep.csv",
    ]);
  });

  it("of the cwd holds below a root in it", async () => {
    const root = makeTree({ ".keyscanignore": "/d/x\n", "d/x": "", "d/y": "" });
    expect(await linesOf(root, ["d"])).toEqual(["- d/x keyscanignored", "d/y"]);
  });

  it("does not keep out what was named", async () => {
    const root = makeTree({ ".keyscanignore": "d\n*.csv\n", "d/x": "", "a.csv": "", "b.csv": "" });
    expect(await linesOf(root, ["d", "a.csv"])).toEqual(["d/x", "a.csv"]);
  });

  it("is not applied, with a note, when it is absurdly large", async () => {
    const root = makeTree({ ".keyscanignore": "x\n".repeat(200_000), x: "" });
    expect(await linesOf(root)).toEqual([
      "# .keyscanignore is too large; it was not applied",
      ".keyscanignore",
      "x",
    ]);
  });

  it("is not waited for when it is a FIFO, nor followed when it is a link", async () => {
    const root = makeTree({ rules: "x\n", "a/x": "", "b/x": "" });
    execFileSync("mkfifo", [join(root, "a/.keyscanignore")]);
    symlinkSync("../rules", join(root, "b/.keyscanignore"));
    expect(await linesOf(root)).toEqual([
      "- a/.keyscanignore special-file",
      "a/x",
      "- b/.keyscanignore symlink",
      "b/x",
      "rules",
    ]);
  });
});

describe("other tools' ignore files", () => {
  it.each([".ignore", ".rgignore", ".dockerignore", ".npmignore", ".fdignore", ".gitleaksignore"])(
    "%s is not honoured",
    async (name) => {
      const root = makeTree({ [name]: "*\n", x: "" });
      expect(await linesOf(root)).toEqual([name, "x"]);
    },
  );
});
