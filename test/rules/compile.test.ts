import { describe, expect, it } from "vitest";
import { RuleCompileError } from "../../src/rules/compile/compile.ts";
import { smallPack, type RuleFields } from "../support/packs.ts";
import { createScanner, scan } from "../support/scanning.ts";

/** Why the compiler refuses a rule, as `field: message`; undefined where it takes it. */
function refusal(rule: Omit<RuleFields, "id">): string | undefined {
  try {
    smallPack({ id: "some-rule", ...rule });
    return undefined;
  } catch (error) {
    if (!(error instanceof RuleCompileError)) throw error;
    expect(error.ruleId).toBe("some-rule");
    return `${error.field}: ${error.message}`;
  }
}

const secrets = (rule: Omit<RuleFields, "id">, text: string): string[] =>
  scan(createScanner(smallPack({ id: "some-rule", ...rule })), text).map(({ secret }) => secret);

describe("patterns that hostile text can stall", () => {
  it.each([
    "key_(a+)+b",
    "key_(a|a)*b",
    "key_(\\w+\\s?)*x",
    "key_(?:[0-9a-f]+-?)+[0-9a-f]$",
    "key_(?:a{1,40}){1,40}(?<!a)",
    // Quadratic: finite, and still too much.
    "key_[a-z]*[a-z]*[0-9]",
    "key_[a-z]*[a-z]*[a-z]*[a-z]*[0-9]",
    "key_[\\s\\S]*?a[\\s\\S]*?b[\\s\\S]*?c",
    "(?=(?:[a-z]+)+[0-9])key_[a-z]",
    "key_(?:(?:x|y)+z?)+!",
  ])("%s is refused", (pattern) => {
    expect(refusal({ pattern })).toMatch(
      /^pattern: may take too long on hostile text \(.+\); bound its repeats/,
    );
  });

  it.each(["(?:a+)+c", "(?:[a-z]|[a-y])*0", "[a-z]*[a-z]*[a-z]*[a-z]*[0-9]"])(
    "%s is refused as a value",
    (value) => {
      expect(refusal({ context: ["some-word"], value })).toMatch(/^value: may take too long/);
    },
  );

  it("are refused among the texts that a secret may not match", () => {
    const rule = { pattern: "key_[a-z0-9]{20,99}", require: { not: ["^ok$", "^(?:[a-z]+)+$"] } };
    expect(refusal(rule)).toMatch(/^require: `not` pattern \^\(\?:\[a-z\]\+\)\+\$ may take too long/);
    expect(
      refusal({ ...rule, require: { not: ["^[a-z]+(?:-[a-z]+){3,}$", "x{3}", "[a-z]*[0-9]*$"] } }),
    ).toBeUndefined();
  });

  it.each([
    "key_[0-9a-f]{32}",
    "key_[0-9A-Za-z]{20,200}={0,2}(?![0-9A-Za-z=])",
    "\\bkey_(?:live|test)_[a-z0-9]{24,}\\b",
    "key_(?:[0-9a-f]{4}-){3}[0-9a-f]{12}",
    'key_[^"]{1,200}"[\\s\\S]{0,60}?secret',
    "(?<!(?<!\\\\)[0-9A-Za-z])key_[a-z]{8}",
  ])("%s is taken", (pattern) => {
    expect(refusal({ pattern })).toBeUndefined();
  });

  it.each([
    ["(key_[a-z])\\1", /^pattern: \\1: this construct can't be checked for linear time/],
    ["key_[a-z", /^pattern: Invalid regular expression/],
  ])("%s can't be judged", (pattern, message) => {
    expect(refusal({ pattern })).toMatch(message);
  });
});

describe("patterns that the prefilter can't look for", () => {
  it.each([
    "[0-9a-f]{32}",
    "\\b\\w+\\b",
    "[a-z]{3}_?[0-9]{20}",
    "abc[^x]*",
    "(?:key_abcd|[0-9]{9})",
    "",
    "[^a]{20}",
    "(?=key_abcd)",
  ])("%j has no literal", (pattern) => {
    expect(refusal({ pattern })).toMatch(
      /^pattern: (?:no text of at least 4 characters|its literals are too common)/,
    );
  });

  it("a context word is too short", () => {
    expect(refusal({ context: ["long-enough", "a-b"], value: "[0-9a-f]{32}" })).toMatch(
      /^context: no text of at least 4 characters/,
    );
  });

  it("a literal that stands everywhere", () => {
    expect(refusal({ pattern: "    [a-z]+" })).toMatch(
      /^pattern: its literals are too common \(about one in \d+ bytes/,
    );
  });

  it("looks back further than the engine keeps", () => {
    expect(refusal({ pattern: "(?<=a.{0,200})key_[a-z]{8}" })).toMatch(
      /^pattern: looks back further than 64 bytes/,
    );
    expect(refusal({ pattern: "(?<=a.{0,60})key_[a-z]{8}" })).toBeUndefined();
  });
});

describe("keywords", () => {
  it.each([
    ["sk_live_[a-z]{20}", ["sk_live_"]],
    ["sk_live_[a-z]{20}", ["_live"]],
    ["(?:sk|rk)_live_[a-z]{20}", ["sk_live_", "rk_live_"]],
    ["(?:sk|rk)_live_[a-z]{20}", ["_live_"]],
    ["SK_[Ll]ive_[a-z]{20}", ["sk_live_"]],
  ])("%s has %j", (pattern, keywords) => {
    expect(refusal({ pattern, keywords })).toBeUndefined();
  });

  it.each([
    ["sk_live_[a-z]{20}", ["sk_test_"]],
    ["(?:sk|rk)_live_[a-z]{20}", ["sk_live_"]],
    ["sk_live_[a-z]{20}", ["secret"]],
  ])("%s need not have any of %j", (pattern, keywords) => {
    expect(refusal({ pattern, keywords })).toMatch(
      /^keywords: a match need not contain any of them: it can begin with "/,
    );
  });

  it("are worked out where they are left out", () => {
    const [rule] = smallPack({ id: "a", pattern: "\\b(?:sk|rk)_live_[a-z]{20}" }).rules;
    expect(rule?.keywords).toEqual(["sk_live_", "rk_live_"]);
  });
});

describe("context rules", () => {
  const rule = { context: ["acme-api_key"], value: "[0-9a-f]{16}", within: 10 };
  const value = "0123456789abcdef".replaceAll(/[0-9]/g, (digit) => String((Number(digit) * 7 + 3) % 10));

  it("a separator in a word is any one or none, any case", () => {
    for (const word of ["acme-api_key", "acmeapikey", "ACME_API_KEY", "acmeApiKey", "Acme.Api Key"]) {
      expect(secrets(rule, `${word}: ${value}`), word).toEqual([value]);
    }
    for (const word of ["acme--api_key", "acme/api_key", "acm_api_key"]) {
      expect(secrets(rule, `${word}: ${value}`), word).toEqual([]);
    }
  });

  it("the value stands at most so far behind, on another line too, and by itself", () => {
    expect(secrets(rule, `acme_api_key${" ".repeat(10)}${value}`)).toEqual([value]);
    expect(secrets(rule, `acme_api_key${" ".repeat(11)}${value}`)).toEqual([]);
    expect(secrets(rule, `acme_api_key:\n  "${value}"`)).toEqual([value]);
    expect(secrets(rule, `acme_api_key: x${value}`)).toEqual([]);
    expect(secrets(rule, `acme_api_key: ${value}_`)).toEqual([]);
  });

  it.each([30, 24, 50, 64])("a word of %d characters reaches as far as a short one", (length) => {
    const word = "acme_long_word_for_a_key_that_nobody_types_twice_in_a_whole_life_x"
      .slice(0, length)
      .replace(/_$/, "x");
    for (const gap of [1, 9, 10]) {
      expect(secrets({ ...rule, context: [word] }, `${word}${" ".repeat(gap)}${value}`), `${gap}`).toEqual([
        value,
      ]);
    }
    const assigned = { context: [word], value: "[0-9a-f]{16}", assignment: true };
    for (const bridge of [
      " = ",
      `${"_x".repeat(20)}": "`,
      "   :    =>    [{{",
      ">\r\n                    ",
    ]) {
      expect(secrets(assigned, `${word}${bridge}${value}`), bridge).toEqual(
        secrets({ ...assigned, context: ["word"] }, `word${bridge}${value}`),
      );
    }
  });

  it.each([
    `acme_api_key = "${value}"`,
    `acme_api_key_prod: ${value}`,
    `"acme_api_key": "${value}"`,
    `acme_api_key=>'${value}'`,
    `\\"acme_api_key\\":\\"${value}\\"`,
    `os.environ["acme_api_key"] = '${value}'`,
    `acme_api_key: string = "${value}"`,
    `<acme_api_key>${value}</acme_api_key>`,
    `<acme_api_key>\n  ${value}\n</acme_api_key>`,
    `acme_api_key ||= "${value}"`,
    `setKey("acme_api_key", "${value}")`,
  ])("an assignment: %s", (text) => {
    expect(secrets({ ...rule, assignment: true }, text)).toEqual([value]);
  });

  it.each([
    `acme_api_key ${value}`,
    `acme_api_key =\n${value}`,
    `acme_api_key is said to be ${value}`,
    `acme_api_key = "other" + ${value}`,
  ])("no assignment: %s", (text) => {
    expect(secrets({ ...rule, assignment: true }, text)).toEqual([]);
  });
});

describe("any case", () => {
  it("folds what stands in classes, also in those that say what must not come", () => {
    expect(secrets({ pattern: "key_[^a]b", ignoreCase: true }, "KEY_xB KEY_AB key_ab")).toEqual(["KEY_xB"]);
    // Behind anything but a letter that isn't A: behind A, a and at the start.
    const behind = { pattern: "(?<![^a])key_[a-z]{4}", ignoreCase: true };
    expect(secrets(behind, "key_abcd xkey_abcd akey_efgh AKEY_IJKL")).toEqual([
      "key_abcd",
      "key_efgh",
      "KEY_IJKL",
    ]);
    expect(secrets({ pattern: "key_[\\xe0-\\xe5]{2}x", ignoreCase: true }, "")).toEqual([]);
    const latin1 = Buffer.from("KEY_\xc0\xe3X", "latin1");
    const scanner = createScanner(smallPack({ id: "a", pattern: "key_[\\xe0-\\xe5]{2}x", ignoreCase: true }));
    expect(scan(scanner, latin1)).toHaveLength(1);
  });
});
