/** Moving in: what is not carried over is told, and what comes of it holds no key. By the built command, in real folders. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CONFIG, init, pathsOf, scan } from "./init-run.ts";
import { keyscan } from "./keyscan.ts";
import { stripeKey, tree } from "./scratch.ts";

const secretlint = (...rules: readonly object[]): string => JSON.stringify({ rules });
const rule = (name: string, more: object): object => ({ id: `@secretlint/secretlint-rule-${name}`, ...more });

describe.concurrent("secretlint", () => {
  it("a key that is allowed word for word goes into the baseline, not into the configuration or on the screen", async () => {
    const root = tree({
      ".secretlintrc.json": secretlint(rule("stripe", { options: { allows: [stripeKey(1)] } })),
      "a.txt": `${stripeKey(1)}\n`,
      "b.txt": `${stripeKey(2)}\n`,
    });
    const { stdout } = await init(root, "--yes");
    expect(stdout).not.toContain(stripeKey(1));
    expect(readFileSync(join(root, CONFIG), "utf8")).not.toContain(stripeKey(1));
    expect(pathsOf(await scan(root))).toEqual(["b.txt"]);
  });

  it("patterns of the user's own become rules", async () => {
    const patterns = [{ name: "our token", pattern: "/acme_tok_[a-z0-9]{20}/i" }];
    const root = tree({
      ".secretlintrc.json": secretlint(rule("pattern", { options: { patterns } })),
      "a.txt": `x = ACME_TOK_${"4f8k2".repeat(4)}\n`,
    });
    await init(root, "--yes");
    expect(pathsOf(await scan(root))).toEqual(["a.txt"]);
  });

  it("names rules and fields that have no equal", async () => {
    const root = tree({
      ".secretlintrc.json": secretlint(
        rule("no-homedir", {}),
        rule("no-dotenv", { disabled: true }),
        rule("aws", { allowMessageIds: ["AWSAccountID"], severity: "warning" }),
      ),
      "a.txt": "x",
    });
    const { stdout } = await init(root, "--dry-run");
    for (const text of [
      "answers to @secretlint/secretlint-rule-no-homedir\n",
      "answers to @secretlint/secretlint-rule-no-dotenv, which is disabled\n",
      "`allowMessageIds` of @secretlint/secretlint-rule-aws was left out",
      "`severity` of @secretlint/secretlint-rule-aws was left out",
    ])
      expect(stdout).toContain(text);
  });

  it("a rule for basic auth in addresses turns off no bearer tokens", async () => {
    const root = tree({ ".secretlintrc.json": secretlint(rule("basicauth", { disabled: true })), a: "x" });
    const { stdout } = await init(root, "--dry-run");
    expect(stdout).toContain("- uri-password\n");
    expect(stdout).not.toContain("bearer");
  });
});

describe.concurrent("detect-secrets", () => {
  it("names what has no equal: programs, lists of words, plugins that are off", async () => {
    const baseline = {
      plugins_used: [
        { name: "Ours", path: "file://scripts/ours.py" },
        { name: "KeywordDetector", keyword_exclude: "fake" },
      ],
      filters_used: [
        { path: "detect_secrets.filters.wordlist.should_exclude_secret", file_name: "words.txt" },
      ],
      results: {},
    };
    const root = tree({ ".secrets.baseline": JSON.stringify(baseline), "a.txt": "x" });
    const { stdout } = await init(root, "--dry-run");
    for (const text of [
      "file://scripts/ours.py is a program, which keyscan does not run",
      "its list of words was left out",
      "`keyword_exclude` was left out",
      "does without Base64HighEntropyString, HexHighEntropyString;",
    ])
      expect(stdout).toContain(text);
  });

  it("an excluded secret, word for word, is not written down", async () => {
    const filter = {
      path: "detect_secrets.filters.regex.should_exclude_secret",
      pattern: [`^${stripeKey(1)}$`],
    };
    const root = tree({
      ".secrets.baseline": JSON.stringify({ filters_used: [filter], results: {} }),
      "a.txt": `${stripeKey(1)}\n`,
    });
    expect((await init(root, "--yes")).stdout).not.toContain(stripeKey(1));
    expect(readFileSync(join(root, CONFIG), "utf8")).not.toContain(stripeKey(1));
    expect(pathsOf(await scan(root))).toEqual([]);
  });

  it("reads what PowerShell wrote, in UTF-16 or with a byte order mark", async () => {
    const filter = { path: "detect_secrets.filters.regex.should_exclude_file", pattern: ["^vendor/"] };
    const text = `\uFEFF${JSON.stringify({ filters_used: [filter], results: {} })}`;
    for (const encoding of ["utf16le", "utf8"] as const) {
      const root = tree({ ".secrets.baseline": Buffer.from(text, encoding), "a.txt": "x" });
      expect((await init(root, "--dry-run")).stdout).toContain("- ^vendor/");
    }
  });

  it.each(["[]", "null", "{}", '{"results": []}'])("%s is no baseline, which is an error", async (text) => {
    const run = await keyscan(["init"], { cwd: tree({ ".secrets.baseline": text, a: "x" }) });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(".secrets.baseline: has no results");
  });
});

it("gitleaks: a key with signs of its own, written as an expression, is not written down either", async () => {
  const key = `${stripeKey(1)}.${stripeKey(2)}`;
  const toml = `[allowlist]\nregexes = ['''${key.replace(".", "\\.")}''']\n`;
  const { stdout } = await init(tree({ ".gitleaks.toml": toml, "a.txt": "x" }), "--dry-run");
  expect(stdout).not.toContain(stripeKey(1));
  expect(stdout).toContain("1 known finding");
});
