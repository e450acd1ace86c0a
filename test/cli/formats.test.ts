/** The report formats, where they go, and that no secret gets into any of them unasked. */
import { existsSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { REPORTER_NAMES } from "../../src/report/index.ts";
import { checkLine, checkReport, checkSarif } from "../report/schemas.ts";
import { keyscan, shell, startShell, type Run, type Running } from "./keyscan.ts";
import { gitHubToken, stripeKey, tree, write } from "./scratch.ts";

const FORMATS = REPORTER_NAMES;
const SECRETS = [stripeKey(1), stripeKey(2), gitHubToken(3)];
const files = {
  "src/pay.ts": `const a = "${SECRETS[0]}";\nconst b = "${SECRETS[1]}";\n`,
  "app.log": `GET /?key=${SECRETS[0]} HTTP/1.1\n`,
  "both.txt": `${SECRETS[0]} ${SECRETS[2]}\n`,
};
const root = tree(files);

function expectHidden(text: string): void {
  for (const secret of SECRETS) {
    expect(text).not.toContain(secret.slice(6));
    expect(text).not.toContain(secret.slice(0, -6));
  }
}

function parsed(run: Run): unknown {
  return JSON.parse(run.stdout);
}

describe.concurrent("formats", () => {
  it("json is what its schema says", async () => {
    const run = await keyscan(["--format", "json"], { cwd: root });
    expect(checkReport(parsed(run))).toEqual([]);
    expect(parsed(run)).toMatchObject({
      schemaVersion: 1,
      tool: { name: "keyscan" },
      summary: { files: 3, findings: 3, places: 5, complete: true },
      findings: [{ location: { path: "app.log" }, occurrences: [{}, {}] }, {}, {}],
    });
  });

  it("jsonl is what its schema says, line by line", async () => {
    const run = await keyscan(["--format", "jsonl"], { cwd: root });
    const lines = run.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { type: string });
    expect(lines.flatMap(checkLine)).toEqual([]);
    expect(lines.map((line) => line.type).join(" ")).toBe(
      "finding occurrence finding occurrence finding summary",
    );
  });

  it("sarif is what the standard says", async () => {
    const run = await keyscan(["--format", "sarif"], { cwd: root });
    expect(checkSarif(parsed(run))).toEqual([]);
    expect(parsed(run)).toMatchObject({ version: "2.1.0", runs: [{ results: { length: 5 } }] });
  });

  it("pretty shows the place, the line, why and what to do", async () => {
    const { stdout } = await keyscan([], { cwd: root });
    for (const text of [
      "CRITICAL  Stripe live secret key",
      "app.log:1:11",
      "both.txt:1:1",
      "scanned  3 files",
    ])
      expect(stdout).toContain(text);
    for (const label of ["why", "fix", "rule"]) expect(stdout).toMatch(new RegExp(`^ {2}${label} `, "m"));
    expect(stdout).toMatch(/\n3 secrets in 5 places\n$/);
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
  });

  it("quiet is the findings alone, verbose is more", async () => {
    const quiet = await keyscan(["--quiet"], { cwd: root });
    const usual = await keyscan([], { cwd: root });
    const verbose = await keyscan(["--verbose"], { cwd: root });
    expect(quiet.stdout).not.toContain("scanned");
    expect(await keyscan(["-q", "."], { cwd: tree({ a: "b" }) })).toMatchObject({
      code: 0,
      stdout: "",
      stderr: "",
    });
    expect(verbose.stdout.length).toBeGreaterThan(usual.stdout.length);
  });
});

describe.concurrent("where reports go", () => {
  it("several at once: pretty to the terminal, others to files", async () => {
    const cwd = tree(files);
    const run = await keyscan(["--report", "sarif=out.sarif", "--report", "json=out.json", "src"], { cwd });
    const read = (name: string): unknown => JSON.parse(readFileSync(join(cwd, name), "utf8"));
    expect(run.stdout).toContain("CRITICAL");
    expect(checkSarif(read("out.sarif"))).toEqual([]);
    expect(checkReport(read("out.json"))).toEqual([]);
  });

  it("one to a file, with nothing on standard output, and never in colour", async () => {
    const cwd = tree(files);
    expect(await keyscan(["-o", "out.txt", "--color"], { cwd })).toMatchObject({
      code: 1,
      stdout: "",
      stderr: "",
    });
    expect(readFileSync(join(cwd, "out.txt"), "utf8")).toMatch(/^CRITICAL/);
  });

  it("to standard output with -o -, whatever the configuration says", async () => {
    const cwd = tree({ ...files, "keyscan.config.yaml": "output: out.txt\n" });
    const run = await keyscan(["-o", "-"], { cwd });
    expect(run.stdout).toMatch(/^CRITICAL/);
    expect(existsSync(join(cwd, "out.txt"))).toBe(false);
  });

  it("not two to one file", async () => {
    const cwd = tree(files);
    const run = await keyscan(["--report", "sarif=out", "--report", "json=./out"], { cwd });
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain("two reports would be written to");
  });

  it("whole through a pipe, however large and however slow its reader", async () => {
    const lines = Array.from({ length: 4000 }, (_, i) => `${stripeKey(i)}\n`);
    const names = Array.from({ length: 40 }, (_, i) => [
      `${i}.txt`,
      lines.slice(i * 100, i * 100 + 100).join(""),
    ]);
    const cwd = tree(Object.fromEntries(names));
    const run = await shell("keyscan -f json | (sleep 1; cat)", { cwd });
    expect(run.stdout.length).toBeGreaterThan(4_000_000);
    expect(parsed(run)).toMatchObject({ findings: { length: 4000 } });
  });

  it("to a reader that has seen enough: quietly, soon, the files whole", async () => {
    const keys = Array.from({ length: 800 }, (_, i) => `${stripeKey(i)}\n`);
    // What is told while it is found ends in the middle of many files; of the rest, all reports are longer than a pipe holds.
    const many = Array.from({ length: 3000 }, (_, i) => [`many/${i}.txt`, keys[i % 300] ?? ""]);
    const few = Array.from({ length: 80 }, (_, i) => [
      `few/${i}.txt`,
      keys.slice(i * 10, i * 10 + 10).join(""),
    ]);
    const cwd = tree(Object.fromEntries([...many, ...few]));
    for (const format of FORMATS) {
      const path = ["pretty", "jsonl"].includes(format) ? "many" : "few";
      const run = await shell(`keyscan -f ${format} ${path} 2>&1 | head -1`, { cwd });
      expect(run.stdout.split("\n")).toHaveLength(2);
      expect(run.stdout).not.toMatch(/EPIPE|Error/);
    }
    await shell("keyscan --report json=all.json many | head -1", { cwd });
    expect(JSON.parse(readFileSync(join(cwd, "all.json"), "utf8"))).toMatchObject({
      summary: { complete: true },
    });
    for (const line of [
      "keyscan --help | head -1",
      "keyscan rules list | head -1",
      "keyscan completion | true",
    ]) {
      expect((await shell(line)).stderr).toBe("");
    }
  });
});

describe.concurrent("secrets", () => {
  it.for(FORMATS)("are redacted in %s, on standard output and in files", async (format) => {
    const cwd = tree(files);
    const run = await keyscan(["-f", format, "--verbose", "--report", `${format}=out`], { cwd });
    expectHidden(run.stdout + run.stderr + readFileSync(join(cwd, "out"), "utf8"));
  });

  it.for(["pretty", "json", "jsonl"])("are shown in %s when asked for", async (format) => {
    const { stdout } = await keyscan(["-f", format, "--show-secrets"], { cwd: root });
    for (const secret of SECRETS) expect(stdout).toContain(secret);
  });

  it.for(FORMATS.filter((format) => !["pretty", "json", "jsonl"].includes(format)))(
    "are never shown in %s, which is made to be handed on",
    async (format) => {
      expectHidden((await keyscan(["-f", format, "--show-secrets"], { cwd: root })).stdout);
    },
  );

  it("don't stand in messages about a rule or configuration file that holds them", async () => {
    const cwd = tree({
      "keyscan.config.yaml": `failOn: ${SECRETS[0]}\nthreads: ${SECRETS[1]}\n${SECRETS[2]}: 1\n`,
      "a.txt": "x",
    });
    const run = await keyscan([], { cwd });
    expect(run.code).toBe(2);
    expectHidden(run.stdout + run.stderr);
  });
});

describe.concurrent("colour", () => {
  const colored = /\u001b\[/;
  it.for([
    [[], {}, false],
    [[], { FORCE_COLOR: "1" }, true],
    [[], { FORCE_COLOR: "0" }, false],
    [[], { FORCE_COLOR: "1", NO_COLOR: "1" }, false],
    [[], { FORCE_COLOR: "1", NO_COLOR: "" }, true],
    [["--color"], { NO_COLOR: "1" }, true],
    [["--no-color"], { FORCE_COLOR: "1" }, false],
    [["--color", "-f", "json"], {}, false],
  ] as [string[], Record<string, string>, boolean][])("%j with %j: %s", async ([args, env, expected]) => {
    const run = await keyscan([...args, "both.txt"], { cwd: root, env });
    expect(colored.test(run.stdout)).toBe(expected);
  });
});

// `script`, which makes a terminal, takes other arguments elsewhere.
describe.runIf(process.platform === "linux").concurrent("progress", () => {
  /** A shell command line on a terminal of its own. */
  const onTerminal = (line: string, cwd: string, env: Record<string, string> = {}): Running =>
    startShell(`script -qec '${line.replaceAll("keyscan", '"$NODE" "$CLI"')}' /dev/null`, { cwd, env });

  it("is a bar once the number of files is known, and leaves nothing behind", async () => {
    const cwd = tree();
    for (let i = 0; i < 40; i++) {
      // Zeros that take no room on the disk, and more time than the test has.
      write(cwd, `${i}.bin`, "");
      truncateSync(join(cwd, `${i}.bin`), 2 ** 34);
    }
    const running = onTerminal("keyscan --threads 1", cwd);
    await running.until(" of 40 files");
    // Ctrl-C
    running.child.stdin?.write("\x03");
    const { stdout } = await running.ended;
    expect(stdout).toMatch(/\[=* +\] \d+ % {2}\d+ of 40 files {2}\d+ MB {2}\d+\.\d s/);
    expect(stdout).toMatch(/\r\u001b\[2K\S*Summary/);
    expect(stdout).toContain("INCOMPLETE: interrupted");
  });

  it("begins with a word to whoever is expected to type", async () => {
    const running = onTerminal("keyscan -", tree());
    await running.until("reading standard input; end it with Ctrl-D");
    // Ctrl-D
    running.child.stdin?.write("\x04");
    expect((await running.ended).stdout).toContain("nothing was scanned");
  });

  it("is shown on a terminal alone, and only where it is wanted", async () => {
    const cwd = tree({ "a.txt": "x" });
    const onceRead = async (): Promise<string> => {
      // Its input ends when it has been seen: how long a start takes hangs on what else the machine does.
      const gate = join(tree(), "seen");
      const input = 'for i in $(seq 1000); do [ -e "$GATE" ] && break; sleep 0.1; done';
      const running = onTerminal(`(${input}) | keyscan - .`, cwd, { GATE: gate });
      await running.until("0 files");
      writeFileSync(gate, "");
      return (await running.ended).stdout;
    };
    const waiting = async (options: string, env: Record<string, string> = {}): Promise<string> =>
      (await onTerminal(`sleep 1.5 | keyscan ${options} - .`, cwd, env).ended).stdout;
    const [shown, ...hidden] = await Promise.all([
      onceRead(),
      waiting("--no-progress"),
      waiting("--quiet"),
      waiting("", { CI: "true" }),
      waiting("2>/dev/null"),
    ]);
    expect(shown).toMatch(/keyscan {2}0 files {2}0 MB {2}\d\.\d s/);
    for (const stdout of hidden) expect(stdout).not.toMatch(/keyscan {2}0 files/);
  });
});
