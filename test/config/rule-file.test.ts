import { describe, expect, it } from "vitest";
import { parseDocument } from "../../src/config/document.ts";
import { validateRuleFile } from "../../src/rules/schema.ts";
import { CHECKS, ruleFile, ruleProblems } from "./read-rules.ts";

const FULL = `# yaml-language-server: $schema=../schema/rules.schema.json
provider: acme-2
name: Acme & Söhne
site: https://acme.example
docs: https://acme.example/docs
revoke:
  url: https://acme.example/keys
  steps: [Delete the key., Make another one.]
rules:
  - id: acme-key
    title: Acme key
    severity: critical
    confidence: medium
    since: 0.1.0
    description: >
      Two
      lines.
    privilege: admin
    environments: { live: prod, 1: dev }
    formerly: [acme-token]
    generic: false
    paths: [.npmrc, "*.tfvars", "*.tfvars.json"]
    pattern: '\\b(?<secret>acme_[0-9A-Za-z]{24})\\b'
    ignoreCase: true
    keywords: [acme_]
    require:
      { entropy: 3.5, digit: true, letter: true, mixedCase: true, checksum: jwt, structure: crc32-base62, not: ['^x+$'], minDistinct: 8 }
    examples: ["acme_{base62:24}", "\\tkey\\r\\n"]
    counterExamples: ["acme_{repeat:x:24}", "acme"]
    references: [https://acme.example/format]
  - id: acme-secret
    title: Acme secret
    severity: low
    context: [acme secret, acme.sec]
    value: '[0-9a-f]{32}'
    within: 0
    assignment: true
    examples: [a, b]
    counterExamples: [a, b]
`;

describe("a rule file", () => {
  it("may use every field", async () => {
    const source = validateRuleFile(await parseDocument(FULL, "acme.yaml"), CHECKS);
    expect(source.rules.map((rule) => rule.id)).toEqual(["acme-key", "acme-secret"]);
    expect(source.rules[0]?.environments).toEqual({ live: "prod", "1": "dev" });
    expect(source.rules[0]?.description).toBe("Two lines.\n");
    expect(source.rules[1]?.context).toEqual(["acme secret", "acme.sec"]);
  });

  it("may be JSON and name its schema", async () => {
    const rule = { id: "a-b", title: "A", severity: "info", pattern: "a{9}", examples: ["a", "b"] };
    const rules = [{ ...rule, counterExamples: ["c", "d"] }];
    const text = JSON.stringify({
      $schema: "./rules.schema.json",
      provider: "a",
      name: "A",
      rules,
    });
    expect(validateRuleFile(await parseDocument(text, "a.json"), [])).toMatchObject({ rules });
  });

  it.each([
    ["", ["1:1: must be a mapping, but is empty (give it a value or remove it)"]],
    ["- a", ["1:1: must be a mapping, but is a list"]],
    [
      "provider: A_B\nname: 1.0\nsite: acme.example\nrule: []",
      [
        "1:11: provider: must be lower-case letters, digits and '-'",
        "2:7: name: must be text, but is a number (put it in quotes)",
        "3:7: site: must be an http or https address",
        '4:1: rule: unknown key (did you mean "rules"?)',
      ],
    ],
    [
      "name: A\nrules: 5",
      ["1:1: provider: is required, but missing", "2:8: rules: must be a list, but is a number"],
    ],
    [
      "provider: a\nname: ''\nrevoke: {}\nrules: []\nextends: x",
      [
        "2:7: name: must not be empty",
        "3:9: revoke.steps: is required, but missing",
        "4:8: rules: must have at least 1 item, but has 0",
        "5:1: extends: unknown key (known keys: provider, name, aliases, site, docs, revoke, rules)",
      ],
    ],
  ])("%j has all its problems named", async (text, problems) => {
    expect(await ruleProblems(text)).toEqual(problems);
  });
});

describe("a field of a rule", () => {
  it.each([
    ["pattern: a, severty: high", '5:17: rules[0].severty: unknown key (did you mean "severity"?)'],
    ["pattern: a, exampels: [a]", '5:17: rules[0].exampels: unknown key (did you mean "examples"?)'],
    ["pattern: a, entropy: 3", '5:17: rules[0].entropy: unknown key here (it belongs under "require")'],
    ["pattern: a, whatever: {}", "5:17: rules[0].whatever: unknown key"],
    [
      "pattern: a, confidence: hihg",
      '5:29: rules[0].confidence: must be one of high, medium, low (did you mean "high"?)',
    ],
    [
      "pattern: a, confidence:",
      "5:17: rules[0].confidence: must be text, but is empty (give it a value or remove it)",
    ],
    ["pattern: a, since: 1.0", "5:24: rules[0].since: must be text, but is a number (put it in quotes)"],
    ["pattern: a, since: '1.0'", "5:24: rules[0].since: must be a version such as 1.2.0"],
    [
      "pattern: a, privilege: root",
      "5:28: rules[0].privilege: must be one of admin, write, read, send, sign, restricted, publishable, unknown",
    ],
    ["pattern: a, generic: yes", "5:26: rules[0].generic: must be true or false, but is text (write true)"],
    ["pattern: a, environments: [live]", "5:31: rules[0].environments: must be a mapping, but is a list"],
    [
      "pattern: a, environments: {live: Prod}",
      "5:38: rules[0].environments.live: must be a word such as prod, dev or test",
    ],
    ["pattern: a, environments: {'': prod}", '5:32: rules[0].environments[""]: the key must not be empty'],
    [
      "pattern: a, formerly: [A]",
      "5:28: rules[0].formerly[0]: must be lower-case words and digits with '-' between them",
    ],
    [
      "pattern: a, paths: .env",
      '5:24: rules[0].paths: must be a list, but is text (write it as a list: ["…"])',
    ],
    [
      "pattern: a, paths: ['.env', a/b]",
      "5:33: rules[0].paths[1]: must be a file name such as .npmrc, or an ending such as *.tfvars",
    ],
    [
      "pattern: a, paths: ['.env*']",
      "5:25: rules[0].paths[0]: must be a file name such as .npmrc, or an ending such as *.tfvars",
    ],
    ["pattern: a, keywords: [abc, abc]", "5:33: rules[0].keywords[1]: stands in this list twice (remove it)"],
    ["pattern: a, keywords: [é€]", "5:28: rules[0].keywords[0]: must be printable ASCII"],
    ["pattern: a, references: [ftp://x]", "5:30: rules[0].references[0]: must be an http or https address"],
    [
      'pattern: "\\bx"',
      "5:14: rules[0].pattern: must be a regular expression in printable ASCII (others as \\xHH bytes) (it has a control character; in double quotes \\b is one, use single quotes)",
    ],
    [
      'pattern: a, description: "a\\e[2J"',
      "5:30: rules[0].description: must be text without control characters (it has a control character; in double quotes \\b is one, use single quotes)",
    ],
    ["pattern: a, require: {entropy: 8.1}", "5:36: rules[0].require.entropy: must be a number from 0 to 8"],
    ["pattern: a, require: {entropy: .nan}", "5:36: rules[0].require.entropy: must be a number from 0 to 8"],
    [
      "pattern: a, require: {entropy: '3'}",
      "5:36: rules[0].require.entropy: must be a number, but is text (write digits without quotes)",
    ],
    [
      "pattern: a, require: {minDistinct: 2.5}",
      "5:40: rules[0].require.minDistinct: must be a whole number from 1 to 256",
    ],
    [
      "pattern: a, require: {checksum: crc32base62}",
      '5:37: rules[0].require.checksum: must be one of crc32-base62, jwt (did you mean "crc32-base62"?)',
    ],
    [
      "pattern: a, require: {structure: luhn}",
      "5:38: rules[0].require.structure: must be one of crc32-base62, jwt",
    ],
    [
      "pattern: a, require: {not: ['a', '(']}",
      "5:38: rules[0].require.not[1]: not a valid regular expression: Unterminated group",
    ],
    [
      "pattern: a, require: {digits: true}",
      '5:27: rules[0].require.digits: unknown key (did you mean "digit"?)',
    ],
  ])("%s: %s", async (line, problem) => {
    expect(await ruleProblems(ruleFile(line))).toEqual([problem]);
  });

  it("in examples: at least two of each kind", async () => {
    const text = ruleFile("pattern: a").replace("[a, b]", "[a]").replace("[c, d]", "[c, '']");
    expect(await ruleProblems(text)).toEqual([
      "6:15: rules[0].examples: must have at least 2 items, but has 1",
      "6:41: rules[0].counterExamples[1]: must not be empty",
    ]);
  });
});

describe("a detector", () => {
  it.each([
    ["generic: true", ["4:5: rules[0]: needs either pattern, or context and value, or values"]],
    ["within: 5", ["4:5: rules[0]: needs either pattern, or context and value, or values"]],
    ["value: a", ["4:5: rules[0].context: is required with value, but missing"]],
    ["context: [acme]", ["4:5: rules[0].value: is required with context, but missing"]],
    [
      "pattern: a, within: 5",
      ["5:17: rules[0].within: can't stand together with pattern (remove one of the two)"],
    ],
    [
      "context: [acme], value: a, ignoreCase: true",
      ["5:32: rules[0].ignoreCase: can't stand together with context and value (remove one of the two)"],
    ],
    [
      "pattern: a, context: [acme], value: a",
      [
        "5:17: rules[0].context: can't stand together with pattern (remove one of the two)",
        "5:34: rules[0].value: can't stand together with pattern (remove one of the two)",
      ],
    ],
    ["patern: a", ['5:5: rules[0].patern: unknown key (did you mean "pattern"?)']],
    [
      "context: [a-b_c.], value: a, within: 201",
      ["5:42: rules[0].within: must be a whole number from 0 to 200"],
    ],
    [
      "context: [a-b], value: a",
      [
        "5:15: rules[0].context[0]: must be printable ASCII with at least 3 characters besides - _ . and space",
      ],
    ],
    ["context: [ab], value: a", ["5:15: rules[0].context[0]: must have at least 3 characters"]],
    ["context: [], value: a", ["5:14: rules[0].context: must have at least 1 item, but has 0"]],
    [
      "context: [acme], value: '(?<secret>a)'",
      ["5:29: rules[0].value: the whole value is the secret (leave the group (?<secret>…) out)"],
    ],
  ])("with %s", async (line, problems) => {
    expect(await ruleProblems(ruleFile(line))).toEqual(problems);
  });
});

it("stops at 200 problems in a file that has more", async () => {
  const keys = Array.from({ length: 5000 }, (_, index) => `key${index}: 1`).join("\n");
  const lines = await ruleProblems(keys);
  expect(lines).toHaveLength(51);
  expect(lines.at(-1)).toBe("… and 150 more problems");
});
