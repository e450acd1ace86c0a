/** What the command line tells about itself. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { yargsText } from "../../src/cli/help.ts";
import { COMMANDS } from "../../src/cli/invocation.ts";
import { CLI_OPTIONS, COMMAND_OPTIONS } from "../../src/cli/options.ts";
import { parseCommandLine } from "../../src/cli/parse-args.ts";
import { keyscan } from "./keyscan.ts";
import { tree } from "./scratch.ts";

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  version: string;
};

describe.concurrent("version", () => {
  it("by the path that the command had, which installed hooks hold", () => {
    const former = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
    expect(execFileSync(process.execPath, [former, "--version"], { encoding: "utf8" })).toBe(`${version}\n`);
  });

  it.for([["--version"], ["-V"], ["logs", "--version"], ["-V", "--quiet"]])("%j", async (args) => {
    expect(await keyscan(args)).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });
});

describe.concurrent("help", () => {
  it.for([
    [["--help"], "keyscan [paths..]", "--max-file-size"],
    [["-h"], "keyscan [paths..]", "--show-secrets"],
    [["help"], "keyscan [paths..]", "tail -f app.log | keyscan logs"],
    [["scan", "--help"], "keyscan scan [paths..]", "--fail-on"],
    [["logs", "--help"], "keyscan logs [paths..]", "kubectl logs"],
    [["ledger", "--help"], "keyscan ledger [action] [fingerprints..]", "keyscan ledger revoke v1:…"],
    [["help", "logs"], "keyscan logs [paths..]", "by default standard input"],
    [["rules", "--help"], "keyscan rules <action> [id]", "keyscan rules show stripe-secret-key"],
    [["fix", "--help"], "keyscan fix [paths..]", "keyscan fix --write --keep-value"],
    [["--format", "json", "--help"], "keyscan [paths..]", "--report"],
  ] as [string[], string, string][])(
    "%j fits 80 columns and shows examples and exit codes",
    async ([args, first, text]) => {
      const run = await keyscan(args);
      expect(run).toMatchObject({ code: 0, stderr: "" });
      expect(run.stdout.split("\n")[0]).toBe(first);
      expect(run.stdout).toContain(text);
      expect(run.stdout).toMatch(/\nExamples:\n {2}\S/);
      expect(run.stdout).toMatch(/\nExit codes:\n {4}0 {2}\S/);
      for (const line of run.stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    },
  );

  it.each([
    ["init", ["0  done", "2  could not run"]],
    ["rules", ["0  done; of test", "1  of test: an example", "2  could not run"]],
    ["hook", ["0  done; of status", "1  of run: secrets", "2  could not run", "3  of status: git runs none"]],
    [
      "staged",
      ["0  nothing found", "1  secrets found", "2  could not run", "3  nothing", "130  interrupted"],
    ],
  ])("says what exit codes of %s mean, and none that it never ends with", async (command, codes) => {
    const { stdout } = await keyscan([command, "--help"]);
    const lines = stdout.split("Exit codes:\n")[1]?.trimEnd().split("\n") ?? [];
    expect(lines.map((line, index) => line.trim().startsWith(codes[index] ?? "none"))).toEqual(
      codes.map(() => true),
    );
  });

  it("has a page for each command, with examples, and names all that the command line takes", async () => {
    const { stdout } = await keyscan(["--help"]);
    const commands = [...stdout.matchAll(/^ {2}keyscan ([a-z-]+)/gm)].map(([, name]) => name ?? "");
    const listed = commands.slice(0, commands.lastIndexOf("completion") + 1);
    expect(listed.length).toBeGreaterThan(14);
    for (const command of listed) {
      const called = command === "scan" ? "" : `${command}\\b`;
      const page = await keyscan([command, "--help"]);
      expect(page).toMatchObject({ code: 0, stderr: "" });
      expect(page.stdout).toMatch(new RegExp(`^keyscan ${command}\\b`));
      expect(page.stdout).toMatch(new RegExp(`\nExamples:\n(?: .*\n)*? .*keyscan ${called}`));
      for (const line of page.stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    }
  });

  it.each(COMMANDS.filter((command) => command !== "help"))(
    "of %s names no option that it refuses",
    async (command) => {
      const text = await yargsText([command, "--help"]);
      const flags = [...text.matchAll(/^ +(?:-\w, )?--([\w-]+)/gm)].map(([, flag]) => flag ?? "");
      for (const flag of flags.filter((each) => !["help", "version"].includes(each))) {
        const isSwitch = [...CLI_OPTIONS, ...COMMAND_OPTIONS].some(
          (option) => option.type === "boolean" && flag.replace(/^no-/, "") === option.flag,
        );
        expect(() => parseCommandLine([command, `--${flag}${isSwitch ? "" : "=x"}`])).not.toThrow();
      }
    },
  );

  it("of commands that report nothing names no option of reports", async () => {
    for (const command of ["baseline", "triage", "explain"]) {
      const text = await yargsText([command, "--help"]);
      expect(text).toContain("--include");
      for (const flag of ["--format", "--output", "--report", "--show-secrets", "--fail-on"]) {
        expect(text).not.toContain(flag);
        expect(() => parseCommandLine([command, flag, "x"])).toThrow(` takes no ${flag}`);
      }
    }
  });

  it("names every option, and as it is to be given", async () => {
    const { stdout } = await keyscan(["--help"]);
    const flags = [...stdout.matchAll(/^ {2}(?:-\w,| {3}) --([\w-]+)/gm)].map((match) => match[1]);
    expect(flags.toSorted()).toEqual(
      [
        "color",
        "config",
        "disable-rule",
        "exclude",
        "fail-on",
        "format",
        "help",
        "include",
        "max-file-size",
        "max-memory",
        "min-confidence",
        "history-only",
        "no-cache",
      ]
        .concat([
          "no-decode",
          "no-gitignore",
          "no-history",
          "output",
          "progress",
          "quiet",
          "report",
          "rule",
          "rules",
        ])
        .concat(["show-secrets", "threads", "verbose", "verify", "version"])
        .concat(["baseline", "no-accept", "no-inline-allow", "show-accepted"])
        .toSorted(),
    );
  });
});

describe.concurrent("rules", () => {
  it("list has one rule a line", async () => {
    const { stdout, code } = await keyscan(["rules", "list"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^stripe-secret-key +critical +Stripe live secret key$/m);
    for (const line of stdout.trimEnd().split("\n"))
      expect(line).toMatch(/^[a-z0-9-]+ +(critical|high|medium|low|info) +\S/);
  });

  it("show tells what a rule finds and what to do", async () => {
    const { stdout, code } = await keyscan(["rules", "show", "stripe-secret-key"]);
    expect(code).toBe(0);
    for (const text of ["severity    critical", "pattern     ", "revoke      https://", "step 1      "])
      expect(stdout).toContain(text);
  });
});

describe.concurrent("what was probably meant", () => {
  it.for([
    [["help", "stagd"], 'there is no command "stagd" (did you mean "staged"?)'],
    [["help", "nonsense"], 'there is no command "nonsense" (see keyscan --help)'],
    [["stagd"], 'did you mean the command "staged"?'],
    [["src/pymt.ts"], 'did you mean "src/paymt.ts"?'],
    [["--output", "none/x.txt"], "its folder does not exist"],
  ] as [string[], string][])("%j", async ([args, message]) => {
    const run = await keyscan(args, { cwd: tree({ "src/paymt.ts": "x" }) });
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain(message);
  });
});
