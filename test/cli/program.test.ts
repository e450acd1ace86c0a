/** The bytecode that scans keep beside the program, for the next one. */
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { copyProgram } from "./copy-program.ts";
import { git, tree } from "./scratch.ts";

/** A package as it is installed, and two trees. */
function installed(): { dist: string; clean: string; leaky: string } {
  const root = tree();
  const dist = join(root, "cli/dist");
  copyProgram(dist, ["grammars", "types"]);
  writeFileSync(join(root, "cli/package.json"), '{"type":"module"}');
  const [clean, leaky] = [join(root, "clean"), join(root, "leaky")];
  for (const folder of [clean, leaky]) mkdirSync(folder);
  writeFileSync(join(clean, "a.ts"), "export const a = 1;\n");
  // Made of two halves, so that it does not stand here.
  writeFileSync(join(leaky, "a.ts"), `export const password = "${["t0Pz9qLw", "4Xr8vB2"].join("")}";\n`);
  return { dist, clean, leaky };
}

interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

function keyscan(
  dist: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  more: { uid?: number; gid?: number; cwd?: string } = {},
): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(dist, "cli.cjs"), ...args], {
    encoding: "utf8",
    env: { PATH: process.env["PATH"], ...env },
    ...more,
  });
  return { code: status, stdout, stderr };
}

function kept(dist: string): string[] {
  return readdirSync(dist).filter((name) => name.includes(".cache"));
}

/** The files, with when they were written. */
function contentsOf(dist: string): string[] {
  return kept(dist).map((name) => `${name} ${statSync(join(dist, name)).mtimeMs}`);
}

const FOUND: Outcome = { code: 1, stdout: expect.stringContaining("a.ts:1:") as string, stderr: "" };

describe("bytecode", () => {
  test("is kept by a scan, once more by one that finds something, and used from then on", () => {
    const { dist, clean, leaky } = installed();
    expect(keyscan(dist, [clean]).code).toBe(0);
    expect(kept(dist)).toStrictEqual([
      expect.stringMatching(/^cli-hot-[0-9a-f]{16}-v[\d.]+-\w+-scan\.cache$/) as string,
    ]);
    expect(keyscan(dist, [leaky])).toStrictEqual(FOUND);
    const names = kept(dist);
    expect(names).toHaveLength(2);
    const before = contentsOf(dist);
    expect(keyscan(dist, [leaky])).toStrictEqual(FOUND);
    expect(keyscan(dist, [clean]).code).toBe(0);
    // A run to which it was of no use would have made it anew.
    expect(contentsOf(dist)).toStrictEqual(before);
  });

  test("leaves all else as it is: commands that load more, texts of other modules", () => {
    const { dist, leaky } = installed();
    keyscan(dist, [leaky]);
    for (const args of [[leaky, "--format", "sarif"], ["rules", "show", "npm-access-token"], ["--help"]]) {
      const used = keyscan(dist, args);
      const unused = keyscan(dist, args, { NODE_DISABLE_COMPILE_CACHE: "1" });
      expect({ ...used, stdout: withoutTimes(used.stdout) }).toStrictEqual({
        ...unused,
        stdout: withoutTimes(unused.stdout),
      });
      expect(used.stderr).toBe("");
    }
  });

  test("that is cut short is made anew", () => {
    const { dist, leaky } = installed();
    keyscan(dist, [leaky]);
    const [name = ""] = kept(dist);
    const whole = readFileSync(join(dist, name)).length;
    for (const length of [0, 10, 100_000]) {
      truncateSync(join(dist, name), length);
      expect(keyscan(dist, [leaky])).toStrictEqual(FOUND);
      expect(readFileSync(join(dist, name)).length).toBeGreaterThan(whole / 2);
      expect(kept(dist)).toStrictEqual([name]);
    }
  });

  test.skipIf(process.platform === "win32")("can be written by its owner alone, whatever the umask", () => {
    const { dist, leaky } = installed();
    const before = process.umask(0);
    try {
      expect(keyscan(dist, [leaky])).toStrictEqual(FOUND);
    } finally {
      process.umask(before);
    }
    expect(kept(dist).map((name) => statSync(join(dist, name)).mode & 0o777)).toStrictEqual([0o644]);
  });

  test("of another text is not looked at", () => {
    const { dist, leaky } = installed();
    keyscan(dist, [leaky]);
    const [name = ""] = kept(dist);
    const other = name.replace(/-[0-9a-f]{16}-/, "-0123456789abcdef-");
    renameSync(join(dist, name), join(dist, other));
    expect(keyscan(dist, [leaky])).toStrictEqual(FOUND);
    expect(kept(dist).toSorted()).toStrictEqual([name, other].toSorted());
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ["a machine of continuous integration", { CI: "true" }],
    ["Node is told to keep none", { NODE_DISABLE_COMPILE_CACHE: "1" }],
  ])("is not kept where %s", (_, env) => {
    const { dist, leaky } = installed();
    expect(keyscan(dist, [leaky], env)).toStrictEqual(FOUND);
    expect(kept(dist)).toStrictEqual([]);
  });

  test("is kept by the hook before a commit, which starts the most often", () => {
    const { dist, clean } = installed();
    git(clean, "init", "-q");
    const run = keyscan(dist, ["hook", "run", "pre-commit"], {}, { cwd: clean });
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(kept(dist)).toStrictEqual([expect.stringMatching(/-staged\.cache$/) as string]);
    const before = contentsOf(dist);
    expect(keyscan(dist, ["staged"], {}, { cwd: clean }).code).toBe(0);
    expect(contentsOf(dist)).toStrictEqual(before);
  });

  test.skipIf(process.platform === "win32")("is not kept in part where the disk gets full", () => {
    const { dist, leaky } = installed();
    // Files of at most 100 KB; what is beyond is not written, as on a full disk.
    const limited = ["-c", 'ulimit -f 200; trap "" XFSZ; exec "$@"', "sh", process.execPath];
    const { status } = spawnSync("sh", [...limited, join(dist, "cli.cjs"), leaky], { stdio: "ignore" });
    expect(status).toBe(1);
    expect(kept(dist)).toStrictEqual([]);
  });

  test("a program of which files are missing does not end as if secrets were found", () => {
    const { dist, clean } = installed();
    rmSync(join(dist, "cli-hot.cjs"));
    const run = keyscan(dist, [clean]);
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toMatch(/^keyscan: the program can't be loaded: .*cli-hot\.cjs'\n$/);
  });

  test("is not kept by what scans nothing, nor by a scan that failed", () => {
    const { dist, leaky } = installed();
    for (const args of [["--version"], ["--help"], ["rules", "list"], [join(leaky, "missing")]])
      keyscan(dist, args);
    expect(kept(dist)).toStrictEqual([]);
  });

  test("is no matter where the program may not be changed", () => {
    const { dist, leaky } = installed();
    chmodSync(dist, 0o555);
    // Root may write everywhere.
    const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    expect(keyscan(dist, [leaky], {}, user)).toStrictEqual(FOUND);
    expect(kept(dist)).toStrictEqual([]);
    chmodSync(dist, 0o755);
  });
});

/** What a report says of when it was made, and of how long that took. */
function withoutTimes(text: string): string {
  return text
    .replace(/"(?:start|end)TimeUtc": ?"[^"]*"/g, "")
    .replace(/"\w*(?:[mM]s|[sS]econds)": ?[\d.]+/g, "");
}
