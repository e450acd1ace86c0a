/** Moving in from gitleaks: its configuration and its ignore file, in real folders, by the built command. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fillTemplate } from "../../src/rules/template.ts";
import { CONFIG, init, pathsOf, scan } from "./init-run.ts";
import { findingsOf, keyscan, summaryOf } from "./keyscan.ts";
import { gitText, repository } from "./repository.ts";
import { git, gitHubToken, stripeKey, tree, write } from "./scratch.ts";

/** Thirty allowlist entries of a .gitleaks.toml, and a file for each that it allows. */
function thirtyEntries(): { toml: string; files: Record<string, string> } {
  const files: Record<string, string> = {};
  const numbers = (count: number): number[] => [...Array(count).keys()];
  const paths = numbers(10).map((n) => {
    const [path, regex] = [
      [`fixtures${n}/deep/a.js`, `fixtures${n}/`],
      [`src/gen${n}.pb.go`, `(.*?)gen${n}\\.pb\\.go$`],
      [`docs/Sample${n}.md`, `(?i)^docs/sample${n}\\.md$`],
    ][n % 3] as [string, string];
    files[path] = `key = "${stripeKey(100 + n)}"\n`;
    return regex;
  });
  const values = numbers(8).map((n) => {
    files[`src/value${n}.py`] = `key = "${stripeKey(200 + n)}"\n`;
    return n % 2 === 0 ? stripeKey(200 + n) : `^${stripeKey(200 + n).slice(0, 16)}[0-9A-Za-z]+$`;
  });
  const lines = numbers(4).map((n) => {
    files[`src/line${n}.py`] = `sandbox_${n} = "${stripeKey(300 + n)}"\n`;
    return `sandbox_${n}\\s*=`;
  });
  const stopwords = numbers(4).map((n) => {
    files[`src/stop${n}.py`] = `key = "${stripeKey(400 + n)}"\n`;
    return stripeKey(400 + n)
      .slice(10, 20)
      .toLowerCase();
  });
  const ofRule = numbers(3).map((n) => {
    files[`rule/only${n}.py`] = `key = "${stripeKey(500 + n)}"\n`;
    return `rule/only${n}`;
  });
  files["both/here.py"] = `key = "${stripeKey(600)}"\n`;
  const list = (texts: readonly string[]): string => `[${texts.map((text) => `'''${text}'''`).join(", ")}]`;
  const toml = `title = "ours"
[extend]
useDefault = true
[allowlist]
description = "old style"
paths = ${list(paths)}
regexes = ${list(values)}
stopwords = ${list(stopwords)}
[[rules]]
id = "stripe-access-token"
[[rules.allowlists]]
paths = ${list(ofRule)}
[[rules.allowlists]]
regexTarget = "line"
regexes = ${list(lines)}
[[rules.allowlists]]
condition = "AND"
paths = ['''^both/''']
regexes = ['''^${stripeKey(600).slice(0, 14)}''']
`;
  return { toml, files };
}

describe.concurrent("gitleaks", () => {
  it("a set-up of thirty allowlist entries is silent about the same findings, and no others", async () => {
    const { toml, files } = thirtyEntries();
    const open = {
      "src/open.py": `key = "${stripeKey(1)}"\n`,
      "both/other.py": `key = "${stripeKey(2)}"\n`,
      "rule/only0/token.py": `key = "${gitHubToken(3)}"\n`,
    };
    const root = tree({ ...files, ...open, ".gitleaks.toml": toml });
    git(root, "init", "-q");
    expect(Object.keys(files)).toHaveLength(30);
    const before = await keyscan([".", "-f", "jsonl", "--exclude", ".gitleaks.toml"], { cwd: root });
    expect(new Set(pathsOf(before))).toEqual(new Set([...Object.keys(files), ...Object.keys(open)]));
    const run = await init(root, "--yes");
    expect(run.stdout).toContain("found gitleaks: .gitleaks.toml");
    const after = await scan(root);
    expect(after.stderr).toBe("");
    expect(pathsOf(after)).toEqual(Object.keys(open).toSorted());
    // Four expressions are keys, word for word: these went into the baseline, and stand in no file.
    expect(summaryOf(after).accepted).toMatchObject({ config: 26, baseline: 4 });
    for (const name of [CONFIG, ".keyscan-baseline"])
      expect(readFileSync(join(root, name), "utf8")).not.toMatch(/sk_live_[0-9A-Za-z]{24}/);
  });

  it("rules of one's own find what they found", async () => {
    const root = tree({
      ".gitleaks.toml": `[[rules]]
id = "Acme Token"
description = "Acme token"
regex = '''(?i)\\b(acme)_(tok_[0-9a-f]{32})\\b'''
secretGroup = 2
entropy = 3
keywords = ["acme_tok"]
[[rules.allowlists]]
paths = ['''^samples/''']
[[rules]]
id = "bad"
regex = '''(?P<a>x+x+)+y'''
[[rules]]
id = "paths-only"
path = '''\\.pem$'''
`,
      "a.txt": `${fillTemplate("ACME_tok_{hex:32}", 1)}\n`,
      "samples/b.txt": `${fillTemplate("acme_tok_{hex:32}", 2)}\n`,
    });
    const run = await init(root, "--yes");
    expect(run.stdout).toContain('the rule "bad" was left out');
    expect(run.stdout).toContain('the rule "paths-only" reports files by their names');
    const [finding, ...more] = findingsOf(await scan(root));
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ ruleId: "acme-token", title: "Acme token", secret: { length: 36 } });
  });

  it("disabled rules are, and what has no equal is told of", async () => {
    const root = tree({
      ".gitleaks.toml": `[extend]
useDefault = true
disabledRules = ["stripe-access-token", "no-such-thing"]
[[allowlists]]
targetRules = ["github-pat"]
paths = ['''a''', '''(?i:x)y''', '''(a+)+$''']
`,
      "a.txt": `${stripeKey(1)}\n`,
      "b.txt": `${gitHubToken(1)}\n`,
    });
    const { stdout } = await init(root, "--yes");
    expect(stdout).toContain('answers to the disabled rule "no-such-thing"');
    expect(stdout).toMatch(/"\(\?i:x\)y" was left out/);
    expect(stdout).toMatch(/"\(a\+\)\+\$" was left out: may take too long/);
    expect(pathsOf(await scan(root))).toEqual(["b.txt"]);
  });

  it("a disabled rule turns off what looks for the same key, and no other key of the provider", async () => {
    const secret = fillTemplate("{base64:40}", 7);
    const root = tree({
      ".gitleaks.toml": '[extend]\nuseDefault = true\ndisabledRules = ["aws-access-token"]\n',
      "a.txt": `${fillTemplate("AKIA{base32:16}", 7)}\n`,
      "b.env": `AWS_SECRET_ACCESS_KEY=${secret}\n`,
    });
    expect(pathsOf(await scan(root))).toEqual(["a.txt", "b.env"]);
    await init(root, "--yes");
    expect(pathsOf(await scan(root))).toEqual(["b.env"]);
  });

  it("what allowed commits brought goes into the baseline, in the tree and in history", async () => {
    const root = repository({ "a.txt": `${stripeKey(1)}\n`, "gone.txt": `${stripeKey(2)}\n` });
    const first = gitText(root, "rev-parse", "HEAD");
    write(root, "a.txt", `moved\n${stripeKey(1)}\n${stripeKey(3)}\n`);
    write(root, "gone.txt", "gone\n");
    git(root, "commit", "-qam", "second");
    write(root, "b/x.txt", `${stripeKey(4)}\n`);
    write(root, "b/y.txt", `${stripeKey(5)}\n`);
    git(root, "add", ".");
    git(root, "commit", "-qm", "third");
    const third = gitText(root, "rev-parse", "HEAD");
    write(
      root,
      ".gitleaks.toml",
      `[extend]
useDefault = true
[[allowlists]]
commits = ["${first.toUpperCase()}"]
[[allowlists]]
condition = "AND"
commits = ["${third}"]
paths = ['''^b/x''']
`,
    );
    expect(pathsOf(await scan(root))).toHaveLength(5);
    expect((await init(root, "--yes")).stdout).toContain("wrote .keyscan-baseline: 3 lines");
    expect(pathsOf(await scan(root))).toEqual(["a.txt", "b/y.txt"]);
  });

  it("reads what it extends, in the tree and not out of it", async () => {
    const outside = tree({ "secret.toml": "[allowlist]\npaths = ['''^a''']\n" });
    const root = tree({
      ".gitleaks.toml": `[extend]
path = "./config/base.toml"
disabledRules = ["base-off"]
[[rules]]
id = "base-token"
description = "Ours"
[[allowlists]]
targetRules = ["base-token"]
paths = ['''^samples/''']
`,
      "config/base.toml": `[extend]
useDefault = true
[[rules]]
id = "base-token"
description = "Theirs"
regex = '''\\bbse_[0-9a-f]{32}\\b'''
keywords = ["bse_"]
path = '''\\.(?:env|conf)$'''
[[rules]]
id = "base-off"
regex = '''\\boff_[0-9a-f]{32}\\b'''
[allowlist]
paths = ['''(?:^|/)node_modules(?:/.*)?$''']
`,
      "a.conf": `${fillTemplate("bse_{hex:32} off_{hex:32}", 1)}\n`,
      "a.txt": `${fillTemplate("bse_{hex:32}", 2)}\n`,
      "samples/b.env": `${fillTemplate("bse_{hex:32}", 3)}\n`,
      "lib/node_modules/c.js": `key = "${stripeKey(1)}"\n`,
    });
    const run = await init(root, "--yes");
    expect(run.stdout).toContain("found gitleaks: config/base.toml");
    expect(run.stdout).not.toContain("Not carried over");
    expect(findingsOf(await scan(root))).toMatchObject([
      { ruleId: "base-token", title: "Ours", location: { path: "a.conf", startColumn: 1 } },
    ]);
    for (const path of [join(outside, "secret.toml"), "../secret.toml", "missing.toml"]) {
      const other = tree({ ".gitleaks.toml": `[extend]\npath = "${path}"\n`, a: "x" });
      const { stdout } = await init(other, "--dry-run");
      expect(stdout).toContain("which is no file of this tree that can be read");
      expect(stdout).not.toContain("pathPatterns");
    }
  });

  it("rules that keyscan's own do the work of are left to them", async () => {
    const root = tree({
      ".gitleaks.toml": `[[rules]]
id = "aws-access-token"
regex = '''\\b((?:AKIA|ASIA)[A-Z2-7]{16})\\b'''
[[rules.allowlists]]
paths = ['''^docs/''']
`,
      a: "x",
    });
    const { stdout } = await init(root, "--yes");
    expect(stdout).toContain("left to keyscan's own rules, which look for the same: aws-access-token");
    expect(stdout).toContain("gitleaks looks with the rules of this file alone");
    expect(existsSync(join(root, "keyscan-rules"))).toBe(false);
    expect(readFileSync(join(root, CONFIG), "utf8")).toMatch(/- aws-[\s\S]*\^docs\//);
  });

  it("fingerprints of .gitleaksignore become lines of the baseline", async () => {
    const root = tree({
      ".gitleaksignore": `# known\nsrc/a.txt:stripe-access-token:2\n${"a".repeat(40)}:src/b.txt:generic-api-key:1\nsrc/gone.txt:x:1\n`,
      "src/a.txt": `\nkey ${stripeKey(1)}\n`,
      "src/b.txt": `${stripeKey(2)}\n`,
      "src/c.txt": `${stripeKey(3)}\n`,
    });
    const run = await init(root, "--yes");
    expect(run.stdout).toContain("wrote .keyscan-baseline: 2 lines");
    expect(run.stdout).toContain("1 entry of .gitleaksignore: keyscan finds nothing there");
    expect(pathsOf(await scan(root))).toEqual(["src/c.txt"]);
    write(root, "src/b.txt", `${stripeKey(4)}\n`);
    expect(pathsOf(await scan(root))).toEqual(["src/b.txt", "src/c.txt"]);
  });

  it("fingerprints with a commit hold for what it brought, not for what stands on that line today", async () => {
    const root = repository({ "a.txt": `one\n${stripeKey(1)}\n` });
    const first = gitText(root, "rev-parse", "HEAD");
    write(root, "a.txt", `one\n${stripeKey(2)}\nthree\n${stripeKey(1)}\n`);
    git(root, "commit", "-qam", "second");
    write(root, ".gitleaksignore", `${first}:a.txt:stripe-access-token:2\n`);
    await init(root, "--yes");
    expect(findingsOf(await scan(root)).map(({ location }) => location.startLine)).toEqual([2]);
  });
});
