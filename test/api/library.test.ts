/** The library as programs use it: from the built package, in this process. */
import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type * as Library from "../../src/index.ts";
import { gitHubToken, stripeKey, tree, write } from "../cli/scratch.ts";

const built = new URL("../../dist/index.js", import.meta.url).href;
const {
  ConfigError,
  defineRule,
  loadRules,
  NoRuleError,
  PathNotFoundError,
  scan,
  scanText,
  UnknownRuleError,
} = (await import(built)) as typeof Library;

async function all(options: Library.ScanOptions): Promise<Library.Finding[]> {
  const found: Library.Finding[] = [];
  for await (const finding of scan(options)) found.push(finding);
  return found;
}

describe("scan", () => {
  it("gives each secret once, with all its places at the end, redacted", async () => {
    const cwd = tree({
      "a.ts": `x = "${stripeKey(1)}"\n`,
      "b.ts": `y = "${stripeKey(1)}"\nz = "${gitHubToken(2)}"\n`,
    });
    let summary: Library.ScanSummary | undefined;
    const found = await all({ cwd, onSummary: (end) => (summary = end) });
    expect(found.map((one) => [one.location.path, one.occurrences.length])).toEqual([
      ["a.ts", 1],
      ["b.ts", 0],
    ]);
    expect(summary).toMatchObject({ files: 2, findings: 2, places: 3, complete: true, interrupted: false });
    expect(JSON.stringify(found)).not.toContain(stripeKey(1).slice(8, -4));
    const [shown] = await all({ cwd, showSecrets: true });
    expect(shown?.secret.value).toBe(stripeKey(1));
  });

  it("reads no configuration, and ends with what it can't read in the summary", async () => {
    const cwd = tree({
      "keyscan.config.yaml": "exclude: ['*']\n",
      "a.ts": `x = "${stripeKey(1)}"\n`,
      "b.gz": "\u001f\u008b",
    });
    expect(await all({ cwd, paths: ["a.ts"] })).toHaveLength(1);
  });

  it("leaves out what is accepted, as the command line does, unless it is told not to", async () => {
    const cwd = tree({ "a.ts": `x = "${stripeKey(1)}"\n`, "b.ts": `x = "${stripeKey(2)}"\n` });
    const [first, second] = await all({ cwd });
    const lines = [first, second].map((one) => `${one?.fingerprint ?? ""} stripe-secret-key\n`);
    write(cwd, ".keyscan-baseline", `${lines[0] ?? ""}v1:${"0".repeat(32)} gone\n`);
    write(cwd, "other/known.txt", lines[1] ?? "");
    const paths = async (more: Library.ScanOptions): Promise<string[]> =>
      (await all({ cwd, ...more })).map(({ location }) => location.path);
    expect(await paths({})).toEqual(["b.ts"]);
    expect(await paths({ baseline: "other/known.txt" })).toEqual(["a.ts"]);
    expect(await paths({ accept: false })).toEqual(["a.ts", "b.ts"]);
    expect(await paths({ showAccepted: true })).toEqual(["a.ts", "b.ts"]);
    await expect(paths({ baseline: "missing" })).rejects.toThrow(ConfigError);
    let summary: Library.ScanSummary | undefined;
    await all({ cwd, onSummary: (end) => (summary = end) });
    expect(summary?.accepted.baseline).toBe(1);
    expect(summary?.notes.join()).toContain(".keyscan-baseline:2: accepts a secret no longer found");
  });

  it("throws for what can't be scanned as it was asked", async () => {
    const cwd = tree({ "a.ts": "" });
    await expect(all({ cwd, paths: ["none"] })).rejects.toThrow(PathNotFoundError);
    await expect(all({ cwd, onlyRules: ["none"] })).rejects.toThrow(UnknownRuleError);
    await expect(all({ cwd, rules: ["none.yaml"] })).rejects.toThrow(ConfigError);
    const none = { cwd, onlyRules: ["jwt-token"], disabledRules: ["jwt-token"] };
    await expect(all(none)).rejects.toThrow(NoRuleError);
  });

  it.each([null, "src", 1])("%j is no object of options", async (options) => {
    const error = await all(options as unknown as Library.ScanOptions).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as Error).message).toContain("options of scan(): must be a mapping");
  });

  it.each([null, undefined, 1])("%j is no text", (text) => {
    expect(() => scanText(text as unknown as string)).toThrow(ConfigError);
  });

  it.each<[unknown, string]>([
    [
      { minConfidence: "hihg" },
      'minConfidence: must be one of high, medium, low, not "hihg" (did you mean "high"?)',
    ],
    [{ mode: "zip" }, 'mode: must be one of tree, logs, git, not "zip"'],
    [{ threads: 0 }, "threads: must be a whole number from 1 to 64, not 0"],
    [{ threads: 99 }, "threads: must be a whole number from 1 to 64, not 99"],
    [{ threads: "2" }, 'threads: must be a number, but is text, not "2"'],
    [{ maxMemory: 1 }, "maxMemory: must be a whole number from 167772160 to 1099511627776, not 1"],
    [{ maxFileSize: -1 }, "maxFileSize: must be a whole number from 1 to 1099511627776, not -1"],
    [{ maxFileSize: Number.NaN }, "maxFileSize: must be a whole number from 1 to 1099511627776, not NaN"],
    [{ history: "onyl" }, 'history: must be one of only, not "onyl" (did you mean "only"?)'],
    [{ paths: "src" }, 'paths: must be a list, but is text, not "src"'],
    [{ rules: "rules.yaml" }, 'rules: must be a list of names of files, or of objects, not "rules.yaml"'],
    [{ exclude: [1] }, "exclude[0]: must be text, but is a number, not 1"],
    [{ part: { rnage: "a..b" }, mode: "git" }, 'part.rnage: unknown key (did you mean "range"?)'],
    [{ part: { range: "a..b" } }, 'part: can only be given with the mode "git"'],
    [{ mode: "git", history: false }, 'history: leaves nothing to scan with the mode "git"'],
    [{ minConfidance: "high" }, 'minConfidance: unknown key (did you mean "minConfidence"?)'],
    [{ onlyRules: [] }, "onlyRules: must have at least 1 item, but has 0"],
    [{ signal: {} }, "signal: must be an AbortSignal"],
    [{ onSummary: 1 }, "onSummary: must be a function, not 1"],
    [undefined, ""],
    [{ threads: undefined, part: { range: undefined }, signal: undefined, maxFileSize: 1024 ** 4 }, ""],
  ])("options that can't be are refused before anything is scanned: %j", async (options, message) => {
    const cwd = tree({ "a.ts": `x = "${stripeKey(1)}"\n` });
    const run = all({ cwd, ...(options as Library.ScanOptions) });
    if (message === "") expect(await run).toHaveLength(1);
    else {
      const error = await run.catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ConfigError);
      expect((error as Error).message).toContain(`options of scan(): ${message}`);
    }
  });

  it("takes rules as objects, and says where one is wrong", async () => {
    const rules = defineRule({
      provider: "acme",
      name: "Acme",
      revoke: { steps: ["Revoke it."] },
      rules: [
        {
          id: "acme-key",
          title: "Acme key",
          severity: "high",
          pattern: "\\bacme_(?<secret>[a-z0-9]{24})\\b",
          examples: ["acme_{hex:24}", "x acme_{hex:24}"],
          counterExamples: ["acme_x", "acme"],
        },
      ],
    });
    const cwd = tree({ "a.ts": "k = 'acme_3f9c1b7e5a2d8f604c1e9b73'\n" });
    expect((await all({ cwd, rules: [rules] })).map((one) => one.ruleId)).toEqual(["acme-key"]);
    const wrong = { ...rules, nmae: "Acme" };
    await expect(all({ cwd, rules: [wrong] })).rejects.toThrow(/^rules\[0\]\.json:\d+:\d+: .*nmae/);
    await expect(all({ cwd, rules: [rules, rules] })).rejects.toThrow(ConfigError);
  });

  it("stops when its signal says so, and tells that it did", async () => {
    const cwd = tree(
      Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`${i}.ts`, `x = "${stripeKey(i)}"\n`])),
    );
    const stop = new AbortController();
    let summary: Library.ScanSummary | undefined;
    const found: string[] = [];
    for await (const finding of scan({
      cwd,
      threads: 1,
      signal: stop.signal,
      onSummary: (end) => (summary = end),
    })) {
      found.push(finding.ruleId);
      stop.abort();
    }
    expect(found.length).toBeLessThan(300);
    expect(summary).toMatchObject({ interrupted: true, complete: false });
  });

  it("leaves nothing running behind a loop that was left", async () => {
    const cwd = tree(
      Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`${i}.ts`, `x = "${stripeKey(i)}"\n`])),
    );
    for await (const finding of scan({ cwd })) {
      expect(finding.ruleId).toBe("stripe-secret-key");
      break;
    }
    expect(readdirSync(cwd)).toHaveLength(300);
  });
});

describe("scanText", () => {
  it("is synchronous, knows a name, and heeds confidence", () => {
    const text = `a = 1\nkey = "${gitHubToken(3)}"\n`;
    expect(scanText(text, { path: "x.py" })).toMatchObject([
      { ruleId: "github-personal-access-token", location: { path: "x.py", startLine: 2, startColumn: 8 } },
    ]);
    expect(scanText("nothing")).toEqual([]);
    expect(scanText(text, { showSecrets: true })[0]?.secret.value).toBe(gitHubToken(3));
    expect(scanText(text)[0]?.secret).not.toHaveProperty("value");
    const wrong = { minConfidence: "hihg" } as unknown as Library.TextOptions;
    expect(() => scanText(text, wrong)).toThrow(
      'options of scanText(): minConfidence: must be one of high, medium, low, not "hihg"',
    );
  });
});

it("loadRules gives the rules with what their owners have to do", () => {
  const rules = loadRules();
  expect(rules.length).toBeGreaterThan(400);
  for (const rule of rules) expect(rule.remediation.summary).toMatch(/\S/);
});
