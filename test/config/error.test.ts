import { describe, expect, it } from "vitest";
import { ConfigError, fieldName, quoteWord } from "../../src/config/error.ts";
import { fillTemplate } from "../../src/rules/template.ts";

describe("fieldName", () => {
  it.each([
    [[], ""],
    [["rules", 0, "severity"], "rules[0].severity"],
    [["environments", "a b"], 'environments["a b"]'],
    [["a\u001b[31m"], '["a\\u001b[31m"]'],
  ])("of %j is %s", (path, name) => {
    expect(fieldName(path)).toBe(name);
  });
});

describe("quoteWord", () => {
  it("writes what could fake or hide text on a terminal as escapes", () => {
    expect(quoteWord("a\u001b]0;x\u0007\u202e\u200b\u009b\n")).toBe(
      '"a\\u001b]0;x\\u0007\\u202e\\u200b\\u009b\\u000a"',
    );
  });

  it.each(["ghp_{base62:36}", "{hex:32}", "AbC1{base64url:24}"])(
    "shows little of what may be a key: %s",
    (template) => {
      const key = fillTemplate(template, 3);
      expect(quoteWord(key)).toBe(`"${key.slice(0, 6)}…"`);
      expect(fieldName([key])).toBe(`["${key.slice(0, 6)}…"]`);
      expect(quoteWord("aws-secret-access-key-with-id-2")).toBe('"aws-secret-access-key-with-id-2"');
    },
  );

  it("cuts long words", () => {
    expect(quoteWord("😀".repeat(40))).toBe(`"${"😀".repeat(32)}…"`);
  });
});

describe("ConfigError", () => {
  it("has one problem a line, and says how many it left out", () => {
    const problems = Array.from({ length: 60 }, (_, index) => ({
      file: "a\u001b.yaml",
      line: index + 1,
      column: 2,
      field: "rules",
      message: "is wrong",
      hint: "change it",
    }));
    const lines = new ConfigError(problems).message.split("\n");
    expect(lines[0]).toBe("a\\u001b.yaml:1:2: rules: is wrong (change it)");
    expect(lines).toHaveLength(51);
    expect(lines.at(-1)).toBe("… and 10 more problems");
  });

  it("leaves out the place of a problem with the file as a whole", () => {
    expect(new ConfigError([{ file: "a.yaml", message: "does not exist" }]).message).toBe(
      "a.yaml: does not exist",
    );
  });
});
