import { describe, expect, it } from "vitest";
import { patternComplaint } from "../../src/rules/pattern-syntax.ts";

describe("patterns of other dialects", () => {
  it.each([
    ["(?i)key", "flags inside a pattern, such as (?i), are not supported"],
    ["a(?s-i:.)", "flags inside a pattern, such as (?i), are not supported"],
    ["(?P<secret>a)", "named groups are written (?<name>…)"],
    ["(?>a+)b", "this kind of group does not exist in JavaScript"],
    ["\\Akey", "the escape \\A has no meaning in a JavaScript regular expression"],
    ["key\\z", "the escape \\z has no meaning in a JavaScript regular expression"],
    ["[\\pL]", "the escape \\p has no meaning in a JavaScript regular expression"],
    ["\\p{Lu}", "the escape \\p has no meaning in a JavaScript regular expression"],
    ["\\x4", "the escape \\x has no meaning in a JavaScript regular expression"],
    ["\\u{61}", "the escape \\u has no meaning in a JavaScript regular expression"],
    ["[[:alpha:]]", "POSIX classes such as [:alpha:] don't exist in JavaScript"],
    ["a_(?<secrt>[a-z]{9})", 'the group "secrt" is not the secret'],
    ["a_(?<Secret>[a-z]{9})", 'the group "Secret" is not the secret'],
    ["a{,3}", "{,n} is no repetition in JavaScript"],
  ])("%s", (source, message) => {
    expect(patternComplaint(source)).toMatchObject({ message });
  });
});

it.each([
  ["(a", "Unterminated group"],
  ["a)", "Unmatched ')'"],
  ["[a", "Unterminated character class"],
  ["a**", "Nothing to repeat"],
  ["x: (?<a", "Invalid capture group name"],
  ["a\\", "\\ at end of pattern"],
])("%s is answered with the engine's reason", (source, reason) => {
  expect(patternComplaint(source)?.message).toBe(`not a valid regular expression: ${reason}`);
});

it.each([
  "\\b(?<secret>(?:sk|rk)_[0-9A-Za-z]{24,247})\\b",
  "(?<![\\w.])[\\]\\[:a\\-z\\/]+(?=\\s|$)(?!x)",
  "[[:]x",
  "\\x41\\u0041\\cA\\t\\0[\\b]",
  "(?:a{2,}|\\{,3})",
  "(?<a>x)\\k<a>",
  "(?<secretId>x)_y",
  "(?<secrt>x)_(?<secret>y)",
])("%s is fine", (source) => {
  expect(patternComplaint(source)).toBeUndefined();
});

it("takes deep nesting as an answer, not as a crash", () => {
  expect(patternComplaint("(".repeat(5000))).toMatchObject({
    message: expect.stringContaining("not a valid regular expression"),
  });
});
