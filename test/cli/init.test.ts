/** Moving in: set-ups of other scanners carried over, in real folders, by the built command. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CONFIG, init, pathsOf, scan } from "./init-run.ts";
import { keyscan } from "./keyscan.ts";
import { repository } from "./repository.ts";
import { gitHubToken, stripeKey, tree, write } from "./scratch.ts";

describe.concurrent("detect-secrets", () => {
  it("secrets are known by their hash, whatever became of their line; real ones stay reported", async () => {
    const sha1 = (text: string): string => createHash("sha1").update(text).digest("hex");
    const result = (secret: string, line: number, more: object = {}): object => ({
      type: "Stripe Access Key",
      hashed_secret: sha1(secret),
      line_number: line,
      ...more,
    });
    const baseline = {
      version: "1.5.0",
      filters_used: [{ path: "detect_secrets.filters.regex.should_exclude_file", pattern: ["^vendor/"] }],
      results: {
        "a.txt": [result(stripeKey(1), 99, { is_secret: false })],
        "b.txt": [result(stripeKey(2), 1, { is_secret: true })],
      },
    };
    const root = tree({
      ".secrets.baseline": JSON.stringify(baseline),
      "a.txt": `${stripeKey(1)}\n`,
      "b.txt": `${stripeKey(2)}\n`,
      "vendor/c.txt": `${stripeKey(3)}\n`,
    });
    const run = await init(root, "--yes");
    expect(run.stdout).toContain("1 marked as real secrets; they stay reported");
    expect(run.stdout).not.toContain(stripeKey(1));
    expect(pathsOf(await scan(root))).toEqual(["b.txt"]);
  });
});

describe.concurrent("secretlint", () => {
  it("what it allows, disables and ignores", async () => {
    const rules = [
      {
        id: "@secretlint/secretlint-rule-preset-recommend",
        rules: [
          { id: "@secretlint/secretlint-rule-github", disabled: true },
          { id: "@secretlint/secretlint-rule-stripe", options: { allows: [stripeKey(1), "/^SK_LIVE_zz/i"] } },
        ],
      },
    ];
    const root = tree({
      ".secretlintrc.json": JSON.stringify({ rules }),
      ".secretlintignore": "# ignored\nlib/\n",
      "a.txt": `${stripeKey(1)}\n`,
      "b.txt": `${gitHubToken(1)}\n`,
      "c.txt": `${stripeKey(3)}\n`,
      "lib/d.txt": `${stripeKey(4)}\n`,
    });
    await init(root, "--yes");
    expect(pathsOf(await scan(root))).toEqual(["c.txt"]);
  });

  it("a configuration that is a program is not run, and is told of", async () => {
    const root = tree({ ".secretlintrc.js": "require('fs').writeFileSync('ran', '')", "a.txt": "x" });
    expect((await init(root, "--yes")).stdout).toContain(".secretlintrc.js: is a program");
    expect(existsSync(join(root, "ran"))).toBe(false);
  });
});

describe.concurrent("keyscan init", () => {
  it("shows all, and writes nothing unless it is told to", async () => {
    const root = tree({ ".gitleaks.toml": "[allowlist]\npaths = ['''^a''']\n", "a.txt": "x" });
    for (const args of [[], ["--dry-run"]]) {
      const { stdout } = await init(root, ...args);
      expect(stdout).toContain("pathPatterns:");
      expect(stdout).toContain("Nothing was written.");
      expect(existsSync(join(root, CONFIG))).toBe(false);
    }
  });

  it("writes a configuration that is valid without any set-up as well, and replaces none", async () => {
    const root = tree({ "a.txt": "x" });
    await init(root, "--yes");
    expect(readFileSync(join(root, CONFIG), "utf8")).toContain("config.schema.json");
    expect((await scan(root)).code).toBe(0);
    write(root, CONFIG, "failOn: high\n");
    const again = await init(root, "--yes");
    expect(again.stdout).toContain(
      "keyscan.config.yaml is there, and is left as it is (--force replaces it)",
    );
    expect(again.stdout).toContain("There is nothing left to write.");
    expect(readFileSync(join(root, CONFIG), "utf8")).toBe("failOn: high\n");
    await init(root, "--yes", "--force");
    expect(readFileSync(join(root, CONFIG), "utf8")).toContain("config.schema.json");
  });

  it("where there is a configuration, does what is left: hook, workflow and what is known", async () => {
    const root = repository({
      [CONFIG]: "failOn: high\n",
      ".gitleaks.toml": "[allowlist]\npaths = ['''^a''']\n",
      ".gitleaksignore": "b.txt:stripe-access-token:1\n",
      ".github/x": "",
      "b.txt": `${stripeKey(1)}\n`,
    });
    const { stdout } = await init(root, "--yes");
    expect(stdout).toContain("keyscan.config.yaml is there, and is left as it is");
    expect(stdout).toContain(
      "keyscan init --force --dry-run shows it:\n  allow: 1 entry\n  exclude: 1 entry\n",
    );
    for (const name of [".git/hooks/pre-commit", ".github/workflows/keyscan.yml", ".keyscan-baseline"])
      expect(existsSync(join(root, name))).toBe(true);
    expect(readFileSync(join(root, CONFIG), "utf8")).toBe("failOn: high\n");
    expect((await scan(root)).code).toBe(0);
  });

  it("does not put a second configuration beside one of another name", async () => {
    const root = tree({ "keyscan.config.json": "{}", a: "x" });
    expect((await init(root, "--yes")).stdout).toContain("keyscan.config.json is there");
    const run = await keyscan(["init", "--yes", "--force"], { cwd: root });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(
      "keyscan.config.json is there, and a directory has one configuration; remove it",
    );
  });

  it("names scanners that are called in hooks and workflows", async () => {
    const root = tree({
      ".pre-commit-config.yaml": "repos:\n  - repo: https://github.com/gitleaks/gitleaks\n",
      ".github/workflows/ci.yml": "steps:\n  - uses: trufflesecurity/trufflehog@main\n",
      "a.txt": "x",
    });
    const { stdout } = await init(root, "--dry-run");
    expect(stdout).toContain(".pre-commit-config.yaml: calls gitleaks");
    expect(stdout).toContain(".github/workflows/ci.yml: calls trufflehog");
    expect(stdout).not.toContain("Carried over from");
  });

  it.each([
    [".gitleaks.toml", "[allowlist\n", ".gitleaks.toml: is no TOML (line 1"],
    [".secrets.baseline", "{", ".secrets.baseline: is no JSON"],
    [".secretlintrc.json", "{]", ".secretlintrc.json:1:2"],
  ])("%s that can't be read is an error", async (name, text, message) => {
    const run = await keyscan(["init", "--yes"], { cwd: tree({ [name]: text, a: "x" }) });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(message);
    expect(run.stderr).not.toMatch(/^\s+at |internal error/m);
  });
});
