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
      folder: "a/",
      name: "x",
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
    makeDeep(root, 5_000, "d");
    expect((await linesOf(root)).map((line) => line.length)).toEqual([10_001]);
  });

  it("names only so many of them", () => {
    const root = makeTree();
    const long = `${root}/${"a-longish-name/".repeat(255)}`;
    mkdirSync(long, { recursive: true });
    const deepPaths = createDeepPaths();
    onTestFinished(() => deepPaths.close());
    const names = Array.from({ length: 65 }, () => deepPaths.shorten(long));
    expect(new Set(names.slice(0, 64)).size).toBe(64);
    expect(names[64]).toBeUndefined();
  });

  it("leaves paths alone where the system has no such names", () => {
    const long = `/${"x".repeat(5_000)}/`;
    expect(createDeepPaths("darwin").shorten(long)).toBe(long);
  });
});
