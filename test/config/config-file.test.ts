import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkRuleNames, ConfigError, loadConfig, type LoadedConfig } from "../../src/config/config.ts";
import { OPTIONS } from "../../src/config/options.ts";
import { REPORTER_NAMES } from "../../src/report/index.ts";
import { configProblems } from "./read-rules.ts";
import { makeFifo } from "../support/fifo.ts";

const formats = REPORTER_NAMES.join(", ");

let top: string;
let repo: string;

function put(path: string, text = ""): void {
  mkdirSync(dirname(join(top, path)), { recursive: true });
  writeFileSync(join(top, path), text);
}

beforeEach(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), "keyscan-config-")));
  repo = join(top, "repo");
  mkdirSync(join(repo, ".git"), { recursive: true });
});

afterEach(() => rmSync(top, { recursive: true, force: true }));

function load(paths: string[] = ["repo"], file?: string): Promise<LoadedConfig> {
  return loadConfig({ paths, cwd: top, ...(file === undefined ? {} : { file }) });
}

async function failure(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ConfigError)) throw new Error("no ConfigError was thrown");
  return error.message;
}

describe("the keys", () => {
  it("give absolute paths, bytes and report targets", async () => {
    put("repo/rules/own.yaml");
    put(
      "repo/keyscan.config.yaml",
      `$schema: x
rules: [rules/own.yaml]
rule: [acme-key]
disableRule: []
minConfidence: medium
failOn: none
format: json
report: [sarif=out/a=b.sarif]
output: report.json
include: ["src/**"]
exclude: ["**/*.md"]
gitignore: false
decode: false
baseline: known.txt
accept: false
allow: [{ paths: [test/] }]
overrides: [{ paths: [test/], failOn: none }]
inlineAllow: false
showAccepted: true
maxFileSize: 1.5 MB
maxMemory: 200MB
threads: 64
history: false
verbose: false
quiet: true
color: false
progress: false
`,
    );
    const config = await load();
    expect(config).toMatchObject({
      path: join(repo, "keyscan.config.yaml"),
      shown: "repo/keyscan.config.yaml",
      directory: repo,
    });
    expect(config.values).toEqual({
      rules: [join(repo, "rules/own.yaml")],
      rule: ["acme-key"],
      disableRule: [],
      minConfidence: "medium",
      failOn: "none",
      format: "json",
      report: [{ format: "sarif", file: join(repo, "out/a=b.sarif") }],
      output: join(repo, "report.json"),
      include: ["src/**"],
      exclude: ["**/*.md"],
      gitignore: false,
      decode: false,
      baseline: join(repo, "known.txt"),
      accept: false,
      allow: [{ paths: ["test/"] }],
      overrides: [{ paths: ["test/"], failOn: "none" }],
      inlineAllow: false,
      showAccepted: true,
      maxFileSize: 1_572_864,
      maxMemory: 209_715_200,
      threads: 64,
      history: false,
      verbose: false,
      quiet: true,
      color: false,
      progress: false,
    });
    expect(new Set([...OPTIONS.map((option) => option.key), "allow", "overrides"])).toEqual(
      new Set(Object.keys(config.values)),
    );
  });

  it.each([
    ["minConfidence: hi", "1:16: minConfidence: must be one of high, medium, low"],
    ["min-confidence: high", '1:1: min-confidence: unknown key (did you mean "minConfidence"?)'],
    [
      "failOn: crticial",
      '1:9: failOn: must be one of critical, high, medium, low, info, none (did you mean "critical"?)',
    ],
    ["format: saruf", `1:9: format: must be one of ${formats} (did you mean "sarif"?)`],
    ["report: json=x", '1:9: report: must be a list, but is text (write it as a list: ["…"])'],
    ["report: [json]", "1:10: report[0]: must be FORMAT=FILE (such as sarif=keyscan.sarif)"],
    ["report: [json=]", "1:10: report[0]: must be FORMAT=FILE (such as sarif=keyscan.sarif)"],
    ["report: [jsno=x]", `1:10: report[0]: the format must be one of ${formats} (did you mean "json"?)`],
    ["rules: [a.toml]", "1:9: rules[0]: must be the name of a .yaml, .yml or .json file"],
    ["rule: []", "1:7: rule: must have at least 1 item, but has 0"],
    ["rule: [A B]", "1:8: rule[0]: must be a rule id such as stripe-secret-key"],
    ["gitignore: 1", "1:12: gitignore: must be true or false, but is a number"],
    ["maxFileSize: 10 megs", "1:14: maxFileSize: must be a size such as 512k, 10MB or 1GiB"],
    ["maxFileSize: 9T", "1:14: maxFileSize: must be a size from 1 byte to 1 TB"],
    ["maxFileSize: 0", "1:14: maxFileSize: must be a whole number from 1 to 1099511627776"],
    ["maxMemory: 100MB", "1:12: maxMemory: must be at least 160MB"],
    ["maxMemory: 4096", "1:12: maxMemory: must be a whole number from 167772160 to 1099511627776"],
    ["maxFileSize: true", "1:14: maxFileSize: must be a number or text, but is true or false"],
    ["threads: 65", "1:10: threads: must be a whole number from 1 to 64"],
    [
      'output: "a\\0b"',
      "1:9: output: must be one line of text without control characters (it has a control character; in double quotes \\b is one, use single quotes)",
    ],
    [
      "showSecrets: true",
      "1:1: showSecrets: can only be given on the command line: no file may decide that secrets are printed",
    ],
    ["config: x", "1:1: config: can only be given on the command line"],
  ])("are checked: %s", async (text, problem) => {
    expect(await configProblems(text)).toEqual([problem]);
  });

  it("may all be left out", async () => {
    put("repo/keyscan.config.yaml", "# nothing yet\n");
    expect((await load()).values).toEqual({});
  });

  it("name rules that exist", async () => {
    put("repo/keyscan.config.yaml", "rule: [acme-key]\ndisableRule: [acme-kye, zzz]\n");
    const config = await load();
    expect(() => checkRuleNames(config, new Set(["acme-key"]))).toThrow(
      'repo/keyscan.config.yaml:2:15: disableRule[0]: there is no such rule (did you mean "acme-key"?)\n' +
        "repo/keyscan.config.yaml:2:25: disableRule[1]: there is no such rule (keyscan rules list names them)",
    );
    expect(() => checkRuleNames(config, new Set(["acme-key", "acme-kye", "zzz"]))).not.toThrow();
  });
});

describe("a found file", () => {
  const leaves =
    "leads out of the directory of this configuration file (allowed only in a file given with --config)";

  it("may not name what lies outside of its directory", async () => {
    put("own.yaml");
    put(
      "repo/in/keyscan.config.yaml",
      `rules: [../../own.yaml, ${join(top, "own.yaml")}, linked/own.yaml, link.yaml, dead.yaml]
output: ../x
report: [json=linked/new/x.json, "sarif=/x"]
`,
    );
    symlinkSync(top, join(repo, "in/linked"));
    symlinkSync(join(top, "own.yaml"), join(repo, "in/link.yaml"));
    symlinkSync(join(top, "nothing.yaml"), join(repo, "in/dead.yaml"));
    const lines = (await failure(load(["repo/in"]))).split("\n");
    const places = [
      "1:9: rules[0]",
      "1:25: rules[1]",
      "rules[2]",
      "rules[3]",
      "rules[4]",
      "2:9: output",
      "3:10: report[0]",
      "3:34: report[1]",
    ];
    expect(lines).toEqual(places.map((place) => expect.stringContaining(`${place}: ${leaves}`)));
  });

  it("says nothing about whether a file outside exists", async () => {
    put("repo/keyscan.config.yaml", "rules: [../nothing.yaml]");
    expect(await failure(load())).toBe(`repo/keyscan.config.yaml:1:9: rules[0]: ${leaves}`);
  });

  it("may not have reports written into .git", async () => {
    put("repo/keyscan.config.yaml", "output: .git/hooks/pre-commit\nreport: [json=sub/../.GIT/config]");
    expect(await failure(load())).toBe(
      "repo/keyscan.config.yaml:1:9: output: lies in a .git directory (choose another place)\n" +
        "repo/keyscan.config.yaml:2:10: report[0]: lies in a .git directory (choose another place)",
    );
  });

  it("may use links that stay inside", async () => {
    put("repo/real/own.yaml");
    symlinkSync(join(repo, "real"), join(repo, "linked"));
    put("repo/keyscan.config.yaml", "rules: [linked/own.yaml]\noutput: linked/new/out.json");
    expect((await load()).values).toEqual({
      rules: [join(repo, "real/own.yaml")],
      output: join(repo, "real/new/out.json"),
    });
  });

  it("may be a link within the repository, and no other", async () => {
    put("repo/ci/scan.yaml", "threads: 2");
    symlinkSync("ci/scan.yaml", join(repo, "keyscan.config.yaml"));
    expect((await load()).values).toEqual({ threads: 2 });
    put("outside.yaml", "threads: 2");
    mkdirSync(join(repo, "sub"));
    symlinkSync(join(top, "outside.yaml"), join(repo, "sub/keyscan.config.yaml"));
    expect(await failure(load(["repo/sub"]))).toBe(
      "repo/sub/keyscan.config.yaml: is a symbolic link that leads out of the repository (give it with --config repo/sub/keyscan.config.yaml if you trust it)",
    );
  });
});

describe("a file given with --config", () => {
  it("wins over those that would be found, even two", async () => {
    put("repo/keyscan.config.yaml", "threads: 1");
    put("repo/keyscan.config.json", "{}");
    put("other.yml", "threads: 3");
    expect((await load(["repo"], "other.yml")).values).toEqual({ threads: 3 });
  });

  it("may name files anywhere, relative to itself", async () => {
    put("own.yaml");
    put("repo/ci/scan.yaml", "rules: [../../own.yaml]\noutput: ../../out.json");
    expect((await load([], "repo/ci/scan.yaml")).values).toEqual({
      rules: [join(top, "own.yaml")],
      output: join(top, "out.json"),
    });
  });

  it.each([
    ["nothing.yaml", "nothing.yaml: does not exist"],
    ["repo", "repo: is not a regular file"],
    ["scan.toml", "scan.toml: the file name must end in .yaml, .yml or .json"],
    ["latin.yaml", "latin.yaml: is not UTF-8 text (save it as UTF-8)"],
    ["large.json", "large.json: the file is larger than 1 MB (split it)"],
    ["../a\u001b.yaml", "/a\\u001b.yaml: does not exist"],
  ])("%j that can't be used is an error", async (file, message) => {
    put("scan.toml");
    writeFileSync(join(top, "latin.yaml"), Buffer.from([0x61, 0x3a, 0x20, 0xe9]));
    put("large.json", " ".repeat(1024 * 1024 + 1));
    expect(await failure(load([], file))).toContain(message);
  });

  it.skipIf(process.platform === "win32")("that is a named pipe is not waited for", async () => {
    makeFifo(join(top, "pipe.yaml"));
    expect(await failure(load([], "pipe.yaml"))).toBe("pipe.yaml: is not a regular file");
  });
});

it("rule files must be there, regular and named once", async () => {
  put("repo/own.yaml");
  mkdirSync(join(repo, "dir.yaml"));
  put("repo/keyscan.config.yaml", "rules: [own.yaml, gone.yaml, dir.yaml, ./own.yaml]");
  expect(await failure(load())).toBe(
    "repo/keyscan.config.yaml:1:19: rules[1]: does not exist\n" +
      "repo/keyscan.config.yaml:1:30: rules[2]: is not a regular file\n" +
      "repo/keyscan.config.yaml:1:40: rules[3]: is the same file as one before (remove it)",
  );
});
