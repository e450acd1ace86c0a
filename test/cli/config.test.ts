/** Configuration files and rules of the user's own, by what they do to a scan. */
import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findingsOf, keyscan, summaryOf, type Run } from "./keyscan.ts";
import { git, gitHubToken, stripeKey, tree } from "./scratch.ts";

const CONFIG = "keyscan.config.yaml";

const pathsOf = (run: Run): string[] => findingsOf(run).map((finding) => finding.location.path);

function expectRefused(run: Run, ...messages: readonly string[]): void {
  for (const message of messages) expect(run.stderr).toContain(message);
  expect(run.stderr).toMatch(/^keyscan: /);
  expect(run.stderr).not.toMatch(/^\s+at |internal error/m);
  expect(run).toMatchObject({ code: 2, stdout: "" });
}

describe.concurrent("a configuration file", () => {
  it("is found in the scanned folder and at the repository's root, and named in the report", async () => {
    const root = tree({ [CONFIG]: "failOn: none\nformat: jsonl\n", "src/deep/a.txt": stripeKey(1) });
    git(root, "init", "-q");
    for (const [cwd, args, shown] of [
      [root, [], CONFIG],
      [join(root, "src/deep"), ["a.txt"], join(root, CONFIG)],
      ["/", [root], `${root.slice(1)}/${CONFIG}`],
    ] as const) {
      const run = await keyscan(args, { cwd });
      expect(run.code).toBe(0);
      expect(findingsOf(run)).toHaveLength(1);
      expect(summaryOf(run).notes.at(-1)).toBe(`configuration: ${shown}`);
    }
  });

  it("counts in no folder above that belongs to no repository", async () => {
    const root = tree({ [CONFIG]: "failOn: none\n", "src/a.txt": stripeKey(2) });
    expect((await keyscan(["src"], { cwd: root })).code).toBe(1);
  });

  it("may be named, and then counts alone", async () => {
    const root = tree({ [CONFIG]: "nonsense", "other.json": '{"failOn": "none"}', "a.txt": stripeKey(3) });
    expect((await keyscan(["--config", "other.json"], { cwd: root })).code).toBe(0);
    expect((await keyscan(["-c", join(root, "other.json"), root], { cwd: "/" })).code).toBe(0);
  });

  it("gives way to the command line", async () => {
    const root = tree({
      [CONFIG]:
        "failOn: none\nformat: sarif\noutput: out.sarif\nexclude: [b.txt]\ndisableRule: [stripe-secret-key]\nquiet: true\n",
      "a.txt": stripeKey(4),
      "b.txt": gitHubToken(4),
    });
    const run = await keyscan(
      [
        "--fail-on",
        "low",
        "-f",
        "jsonl",
        "-o",
        "mine.jsonl",
        "--exclude",
        "x",
        "--disable-rule",
        "adobe-api-key",
        "--no-quiet",
      ],
      { cwd: root },
    );
    expect(run).toMatchObject({ code: 1, stdout: "" });
    const stdout = readFileSync(join(root, "mine.jsonl"), "utf8");
    expect(pathsOf({ ...run, stdout })).toEqual(["a.txt", "b.txt"]);
    expect(existsSync(join(root, "out.sarif"))).toBe(false);
  });

  it("adds reports, relative to itself", async () => {
    const root = tree({ "conf/keyscan.config.yaml": "report: [json=r.json]\n", "conf/a.txt": "x" });
    const run = await keyscan(["conf", "--report", "sarif=r.sarif"], { cwd: root });
    expect(run.code).toBe(0);
    expect([existsSync(join(root, "conf/r.json")), existsSync(join(root, "r.sarif"))]).toEqual([true, true]);
  });

  it("tells each mistake with its place and what to do", async () => {
    const root = tree({
      [CONFIG]: "failOn: hihg\nthreads: 99\nmaxFileSze: 1\nshowSecrets: true\nrule: [Stripe]\n",
      "a.txt": "x",
    });
    expectRefused(
      await keyscan([], { cwd: root }),
      `${CONFIG}:1:9: failOn: `,
      'did you mean "high"?',
      `${CONFIG}:2:10: threads: `,
      `${CONFIG}:3:1: `,
      'did you mean "maxFileSize"?',
      `${CONFIG}:4:1: showSecrets: `,
      `${CONFIG}:5:8: rule[0]: `,
    );
  });

  it("names rules that exist, or is refused with the place", async () => {
    const root = tree({
      [CONFIG]: "disableRule:\n  - stripe-secret-key\n  - stripe-secret-kye\n",
      "a.txt": "x",
    });
    expectRefused(
      await keyscan([], { cwd: root }),
      `${CONFIG}:3:5: disableRule[1]: there is no such rule`,
      'did you mean "stripe-secret-key"?',
    );
  });

  it("that is no YAML is refused with the place", async () => {
    const root = tree({ [CONFIG]: "exclude: [a\nb: }\n", "a.txt": "x" });
    expectRefused(await keyscan([], { cwd: root }), `${CONFIG}:`);
  });

  it("that the tree brought along reaches nothing outside of it", async () => {
    const root = tree({
      "repo/keyscan.config.yaml": "output: ../out.txt\nrules: [../rules.yaml]\n",
      "repo/a.txt": "x",
    });
    const run = await keyscan(["repo"], { cwd: root });
    expectRefused(run, "output: leads out of the directory", "rules[0]: leads out of the directory");
    expect(existsSync(join(root, "out.txt"))).toBe(false);
    const linked = tree({ "a.txt": "x", "b/c.txt": "x" });
    symlinkSync(join(root, "repo/keyscan.config.yaml"), join(linked, "b", CONFIG));
    expectRefused(await keyscan(["b"], { cwd: linked }), "symbolic link");
  });
});

describe.concurrent("include and exclude", () => {
  const files = Object.fromEntries(
    ["a.txt", "gen/a.txt", "src/a.txt", "src/gen/a.txt", "src/gen/deep/a.txt", "src/b.md"].map((name, i) => [
      name,
      gitHubToken(i),
    ]),
  );
  const repository = (config: string): string => {
    const root = tree({ ...files, [CONFIG]: `format: jsonl\n${config}` });
    git(root, "init", "-q");
    return root;
  };

  it.for([
    ["exclude: [/gen]", ".", ".", ["a.txt", "src/a.txt", "src/b.md", "src/gen/a.txt", "src/gen/deep/a.txt"]],
    ["exclude: [gen/]", ".", ".", ["a.txt", "src/a.txt", "src/b.md"]],
    ["exclude: [src/gen]", ".", ".", ["a.txt", "gen/a.txt", "src/a.txt", "src/b.md"]],
    ["exclude: [src/gen]", "src", ".", ["a.txt", "b.md"]],
    ["exclude: [src/gen]", "src/gen", "..", [join("..", "x")]],
    ["include: ['src/*.txt']", "src", ".", ["a.txt"]],
    ["include: ['**/gen/*.txt']", "src/gen", ".", ["a.txt"]],
    ["include: ['*.md']", "src", ".", ["b.md"]],
    ["exclude: [/src]", "src", ".", []],
    ["exclude: ['*.txt', '!src/gen/deep/*.txt']", "src", ".", ["b.md", "gen/deep/a.txt"]],
  ] as const)("%s, seen from %s", async ([config, from, path, expected]) => {
    const root = repository(config);
    const run = await keyscan([path], { cwd: join(root, from) });
    if (path === "..") expect(pathsOf(run)).toEqual([join(root, "src/a.txt"), join(root, "src/b.md")]);
    else expect(pathsOf(run)).toEqual(expected);
    expect(run.code).toBe(expected.length === 0 ? 3 : 1);
  });

  it("of the configuration of another folder are relative to it", async () => {
    const root = repository("exclude: [src/gen, /gen]");
    expect(pathsOf(await keyscan([root], { cwd: "/" })).map((path) => path.slice(root.length))).toEqual([
      "a.txt",
      "src/a.txt",
      "src/b.md",
    ]);
    expect(pathsOf(await keyscan([join(root, "src")], { cwd: tree() }))).toEqual([
      join(root, "src/a.txt"),
      join(root, "src/b.md"),
    ]);
  });

  it("of the command line are relative to the working directory", async () => {
    const root = tree(files);
    const run = await keyscan(
      ["-f", "jsonl", "--include", "*.txt", "--include", "*.md", "--exclude", "src/gen", "--exclude", "/gen"],
      { cwd: root },
    );
    expect(pathsOf(run)).toEqual(["a.txt", "src/a.txt", "src/b.md"]);
    expect(summaryOf(run).skipped).toMatchObject([{ reason: "excluded", directories: 2 }]);
  });
});

const RULES = `provider: acme
name: Acme
revoke:
  steps: [Call Acme.]
rules:
  - id: acme-key
    title: Acme key
    severity: high
    pattern: '\\b(acme_[0-9a-z]{20})\\b'
    examples: ['acme_{hex:20}', 'x acme_{hex:20}']
    counterExamples: ['acme_{hex:19}', 'acme_{repeat:X:20}']
`;
const ACME = "acme_0123456789abcdef0123";

describe.concurrent("rules of the user's own", () => {
  it("find their secrets, in this thread and in worker threads, beside the built-in ones", async () => {
    const many = Object.fromEntries(
      Array.from({ length: 1000 }, (_, i) => [
        `z${i}.txt`,
        i === 990 ? `${ACME.replace("0", "9")} ${stripeKey(1)}` : "x",
      ]),
    );
    const root = tree({
      [CONFIG]: "rules: [rules/acme.yaml]\nformat: jsonl\n",
      "rules/acme.yaml": RULES,
      "a.txt": `key ${ACME}\n`,
      ...many,
    });
    const one = await keyscan(["a.txt"], { cwd: root });
    expect(findingsOf(one)).toMatchObject([
      { ruleId: "acme-key", severity: "high", location: { path: "a.txt", startColumn: 5 } },
    ]);
    const all = await keyscan(["--threads", "2"], { cwd: root });
    expect(findingsOf(all).map((finding) => `${finding.location.path} ${finding.ruleId}`)).toEqual([
      "a.txt acme-key",
      "z990.txt acme-key",
      "z990.txt stripe-secret-key",
    ]);
  });

  it("may be given on the command line, chosen and switched off", async () => {
    const root = tree({ "acme.yaml": RULES, "a.txt": `${ACME} ${stripeKey(2)}` });
    const ids = async (...args: string[]): Promise<string[]> =>
      findingsOf(await keyscan(["-f", "jsonl", "--rules", "acme.yaml", ...args, "a.txt"], { cwd: root })).map(
        (finding) => finding.ruleId,
      );
    expect(await ids()).toEqual(["acme-key", "stripe-secret-key"]);
    expect(await ids("--rule", "acme-key")).toEqual(["acme-key"]);
    expect(await ids("--disable-rule", "acme-key")).toEqual(["stripe-secret-key"]);
  });

  it("are described in sarif", async () => {
    const root = tree({ "acme.yaml": RULES, "a.txt": ACME });
    const run = await keyscan(["-f", "sarif", "--rules", "acme.yaml", "a.txt"], { cwd: root });
    expect(JSON.parse(run.stdout)).toMatchObject({
      runs: [{ tool: { driver: { rules: [{ id: "acme-key", shortDescription: { text: "Acme key" } }] } } }],
    });
  });

  it.for<[string, string, string, string, string]>([
    [
      "a field that does not exist",
      "severity: high",
      "sevrity: high",
      "acme.yaml:8:5: rules[0].sevrity: ",
      'did you mean "severity"?',
    ],
    ["a pattern that is none", "{20})", "{20}", "acme.yaml:9:14: rules[0].pattern: ", ""],
    [
      "a pattern that could take for ever",
      "(acme_[0-9a-z]{20})",
      "((?:a+)+b)",
      "acme.yaml:9:14: rules[0].pattern: ",
      "",
    ],
    [
      "a pattern without anything to look for",
      "(acme_[0-9a-z]{20})",
      "([0-9a-z]{20})",
      "acme.yaml:9:14: rules[0].pattern: ",
      "",
    ],
    [
      "the id of a built-in rule",
      "id: acme-key",
      "id: stripe-secret-key",
      "acme.yaml:6:9: rules[0].id: is already the id of a built-in rule",
      "choose another id",
    ],
    [
      "no examples",
      "'acme_{hex:20}', 'x acme_{hex:20}'",
      "'acme_{hex:20}'",
      "acme.yaml:10:15: rules[0].examples: ",
      "",
    ],
  ])("are refused with the place: %s", async ([, right, wrong, place, hint]) => {
    const root = tree({ "acme.yaml": RULES.replace(right, wrong), "a.txt": "x" });
    expectRefused(await keyscan(["--rules", "acme.yaml", "a.txt"], { cwd: root }), place, hint);
  });
});
