/** `keyscan init` with configurations of gitleaks that are odd, huge or full of keys. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fillTemplate } from "../../src/rules/template.ts";
import { CONFIG, init, pathsOf, scan } from "./init-run.ts";
import { findingsOf } from "./keyscan.ts";
import { stripeKey, tree } from "./scratch.ts";

describe.concurrent("init", () => {
  it("keys that stand in expressions stand in no file of keyscan's", async () => {
    const root = tree({
      ".gitleaks.toml": `[extend]
useDefault = true
[[allowlists]]
condition = "AND"
paths = ['''^a/''']
regexes = ['''${stripeKey(1)}''']
[[allowlists]]
regexTarget = "line"
regexes = ['''${stripeKey(2)}''']
`,
      "a/x.txt": `${stripeKey(1)}\n`,
      "b.txt": `${stripeKey(2)}\n${stripeKey(3)}\n`,
    });
    const { stdout } = await init(root, "--yes");
    expect(pathsOf(await scan(root))).toEqual(["b.txt"]);
    for (const text of [
      stdout,
      ...[CONFIG, ".keyscan-baseline"].map((name) => readFileSync(join(root, name), "utf8")),
    ])
      for (const seed of [1, 2]) expect(text).not.toContain(stripeKey(seed));
  });

  it("what is odd or huge makes neither files that can't be read nor a long wait", async () => {
    const rule = (id: string, regex: string, more = ""): string =>
      `[[rules]]\nid = ${JSON.stringify(id)}\nregex = '''${regex}'''\n${more}`;
    const root = tree({
      ".gitleaks.toml": [
        rule("My Rule", "\\bmyr_[0-9a-f]{32}\\b", 'description = "two\\nlines\\u0007"'),
        rule("my-rule", "\\bmys_[0-9a-f]{32}\\b"),
        rule("!!!", "\\bmyt_[0-9a-f]{32}\\b", "secretGroup = 'x'\nentropy = []"),
        rule("bytes", "\\bmyü_[0-9a-f]{32}\\b"),
        rule("nested", "(((a{64}){64}){64}){64}b_[0-9]{20}"),
        `[[allowlists]]\ndescription = "a\\nb"\npaths = ["a\\nb", 5, "ok/"]\ncondition = 7\nstopwords = ["", "${"w".repeat(300)}"]\n`,
        `[[allowlists]]\npaths = [${Array.from({ length: 2500 }, (_, n) => `"p${n}/"`).join(", ")}]\n`,
      ].join("\n"),
      ".gitleaksignore": `${" ".repeat(400_000)}\n${":".repeat(400_000)}\n# comment\n`,
      "a.txt": `${fillTemplate("myr_{hex:32} mys_{hex:32} myt_{hex:32}", 1)}\n`,
      "p2400/b.txt": `${fillTemplate("myr_{hex:32}", 2)}\n`,
    });
    const { stdout } = await init(root, "--yes");
    expect(stdout).toContain('the rule "bytes" was left out: ');
    expect(stdout).toContain('the rule "nested" was left out: ');
    expect(stdout).toContain('"a\\\\nb" was left out: it has control characters'.replaceAll("\\\\", "\\"));
    const after = await scan(root);
    expect(after.stderr).toBe("");
    expect(findingsOf(after).map(({ ruleId, location }) => `${location.path} ${ruleId}`)).toEqual([
      "a.txt my-rule",
      "a.txt gitleaks-my-rule",
      "a.txt rule",
    ]);
  });
});
