/** Comments that accept findings: what they say, and of which lines. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Allowances } from "../../src/judge/allow.ts";
import { readComment } from "../../src/judge/comment.ts";
import type { Location } from "../../src/types.ts";

const RULES = new Set(["stripe-secret-key", "github-pat", "uri-password"]);

function at(startLine: number, endLine = startLine): Location {
  return { path: "a", startLine, startColumn: 1, endLine, endColumn: 9, byteOffset: 0, byteLength: 8 };
}

const stripe = { ruleId: "stripe-secret-key", provider: "stripe" };
const url = { ruleId: "uri-password", provider: "uri" };

/** The lines (of nine) on which a finding is accepted, by comments on given lines. */
function accepted(comments: Readonly<Record<number, string>>, finding = stripe): number[] {
  const allowances = new Allowances(RULES);
  allowances.read(
    Object.entries(comments).map(([line, text]) => ({
      line: Number(line),
      start: 0,
      text,
      opensComment: true,
    })),
  );
  return Array.from({ length: 9 }, (_, index) => index + 1).filter(
    (line) => allowances.acceptanceOf({ ...finding, location: at(line) }) !== undefined,
  );
}

describe("a comment", () => {
  it.each([
    ["keyscan:allow", "keyscan:allow", "line"],
    ["keyscan:allow-next-line */", "keyscan:allow", "next-line"],
    ["keyscan:allow-start", "keyscan:allow", "start"],
    ["keyscan:allow-end", "keyscan:allow", "end"],
    ["gitleaks:allow", "gitleaks:allow", "line"],
    ["betterleaks:allow", "betterleaks:allow", "line"],
    ["trufflehog:ignore", "trufflehog:ignore", "line"],
    ["kingfisher:ignore because", "kingfisher:ignore", "line"],
    ["pragma: allowlist secret", "pragma: allowlist", "line"],
    ["pragma: whitelist secret -->", "pragma: allowlist", "line"],
    ["pragma:allowlist nextline secret", "pragma: allowlist", "next-line"],
    ["secretlint-disable", "secretlint-disable", "start"],
    ["secretlint-enable", "secretlint-disable", "end"],
    ["secretlint-disable-line", "secretlint-disable", "line"],
    ["secretlint-disable-next-line -- why", "secretlint-disable", "next-line"],
    ["ggignore", "ggignore", "line"],
    ["ggignore-start", "ggignore", "start"],
    ["ggignore-end", "ggignore", "end"],
  ])("%s", (text, word, scope) => {
    expect(readComment(text)).toMatchObject({ word, scope });
  });

  it.each([
    "keyscan:allowed",
    "keyscan:allow-everything",
    "gitleaks:allowlist",
    "trufflehog:ignored",
    "pragma: allowlist",
    "pragma: allowlist secrets",
    "secretlint-disabled",
    "secretlint-disable-all",
    "ggignored",
  ])("%s is none", (text) => {
    expect(readComment(text)).toBeUndefined();
  });

  it.each([
    ["keyscan:allow", undefined, undefined],
    ["keyscan:allow -- a test", undefined, "a test"],
    ["keyscan:allow github-pat", ["github-pat"], undefined],
    ["keyscan:allow github-pat,uri-password", ["github-pat", "uri-password"], undefined],
    [
      "keyscan:allow github-pat , uri-password -- two -- of them */",
      ["github-pat", "uri-password"],
      "two -- of them",
    ],
    ["keyscan:allow-next-line github-pat -->", ["github-pat"], undefined],
    ["keyscan:allow */ }", undefined, undefined],
    ['keyscan:allow -- in a string",', undefined, "in a string"],
    ["keyscan:allow -- {{! handlebars }}", undefined, "{{! handlebars"],
  ])("%s: rules and reason", (text, names, reason) => {
    const comment = readComment(text);
    expect(comment?.rules?.names).toEqual(names);
    expect(comment?.reason).toBe(reason);
  });

  it("may be anything behind its word", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary-ascii", maxLength: 160 }), (rest) => {
        const comment = readComment(`keyscan:allow ${rest}`);
        expect(comment).toMatchObject({ word: "keyscan:allow", scope: "line" });
      }),
    );
  });
});

describe("lines", () => {
  it("its own, the next one, or a block", () => {
    expect(accepted({ 4: "keyscan:allow" })).toEqual([4]);
    expect(accepted({ 4: "keyscan:allow-next-line" })).toEqual([5]);
    expect(accepted({ 2: "keyscan:allow-start", 5: "keyscan:allow-end" })).toEqual([2, 3, 4, 5]);
    expect(accepted({ 7: "secretlint-disable" })).toEqual([7, 8, 9]);
  });

  it("an end closes blocks of its own word only", () => {
    expect(accepted({ 3: "keyscan:allow-start", 4: "secretlint-enable", 6: "keyscan:allow-end" })).toEqual([
      3, 4, 5, 6,
    ]);
    expect(accepted({ 3: "keyscan:allow-end" })).toEqual([]);
  });

  it("a secret that spans lines is accepted by a comment on any of them", () => {
    const allowances = new Allowances(RULES);
    allowances.read([{ line: 5, start: 0, text: "gitleaks:allow", opensComment: true }]);
    const ask = (from: number, to: number): boolean =>
      allowances.acceptanceOf({ ...stripe, location: at(from, to) }) !== undefined;
    expect([ask(1, 4), ask(1, 5), ask(5, 9), ask(3, 7), ask(6, 9)]).toEqual([false, true, true, true, false]);
  });

  it("forgets what is behind, and nothing else", () => {
    const allowances = new Allowances(RULES);
    const texts = ["keyscan:allow", "keyscan:allow-next-line", "keyscan:allow"];
    allowances.read(
      texts.map((text, index) => ({ line: index + 1, start: index, text, opensComment: true })),
    );
    allowances.forget(3);
    const ask = (line: number): boolean =>
      allowances.acceptanceOf({ ...stripe, location: at(line) }) !== undefined;
    expect([ask(1), ask(2), ask(3)]).toEqual([false, false, true]);
  });
});

describe("on a long line", () => {
  const found = (byteOffset: number): Location => ({
    ...{ path: "a", startLine: 4, startColumn: byteOffset + 1, endLine: 4, endColumn: byteOffset + 41 },
    ...{ byteOffset, byteLength: 40 },
  });
  const isAccepted = (line: number, text: string, start: number, byteOffset: number): boolean => {
    const allowances = new Allowances(RULES);
    allowances.read([{ line, start, text, opensComment: true }]);
    return allowances.acceptanceOf({ ...stripe, location: found(byteOffset) }) !== undefined;
  };

  it.each([
    [5000, true],
    [4500, true],
    [3000, false],
    [7000, false],
  ])("what is near is accepted: a secret at %i, the comment at 5500", (byteOffset, accepts) => {
    expect(isAccepted(4, "gitleaks:allow", 5500, byteOffset)).toBe(accepts);
    expect(isAccepted(4, "keyscan:allow-start", 5500, byteOffset)).toBe(true);
  });

  it("a comment on the line before speaks of the begin", () => {
    expect(isAccepted(3, "keyscan:allow-next-line", 10, 500)).toBe(true);
    expect(isAccepted(3, "keyscan:allow-next-line", 10, 5000)).toBe(false);
  });
});

describe("rules", () => {
  it("only those that are named", () => {
    expect(accepted({ 4: "keyscan:allow stripe-secret-key" })).toEqual([4]);
    expect(accepted({ 4: "keyscan:allow github-pat" })).toEqual([]);
    expect(accepted({ 4: "keyscan:allow github-pat, stripe-secret-key -- both" })).toEqual([4]);
  });

  it("a rule that does not exist: accepts nothing, and is told once", () => {
    const allowances = new Allowances(RULES);
    allowances.read([{ line: 4, start: 0, text: "keyscan:allow this is for a test", opensComment: true }]);
    expect(allowances.acceptanceOf({ ...stripe, location: at(4) })).toBeUndefined();
    expect(allowances.takeProblems()).toEqual([
      { line: 4, message: expect.stringContaining("names a rule that does not exist") as string },
    ]);
    expect(allowances.takeProblems()).toEqual([]);
  });

  it("secretlint's names stand for providers", () => {
    const stripeRule = "secretlint-disable-line @secretlint/secretlint-rule-stripe";
    expect(accepted({ 4: stripeRule })).toEqual([4]);
    expect(accepted({ 4: stripeRule }, url)).toEqual([]);
    expect(accepted({ 4: "secretlint-disable-line @secretlint/secretlint-rule-basicauth" }, url)).toEqual([
      4,
    ]);
    expect(accepted({ 4: "secretlint-disable-line @secretlint/secretlint-rule-preset-recommend" })).toEqual([
      4,
    ]);
  });
});

it("a reason that holds a token is masked", () => {
  const allowances = new Allowances(RULES);
  const token = `${"a1B2".repeat(8)}`;
  allowances.read([{ line: 1, start: 0, text: `keyscan:allow -- was ${token}`, opensComment: true }]);
  const acceptance = allowances.acceptanceOf({ ...stripe, location: at(1) });
  expect(acceptance?.reason).toMatch(/^was a1B2…/);
  expect(JSON.stringify(acceptance)).not.toContain(token);
});
