import { describe, expect, it } from "vitest";
import { distinctCharacters, shannonEntropy } from "../../src/engine/entropy.ts";
import { isPlaceholder } from "../../src/engine/placeholder.ts";
import { meets, type Requirements } from "../../src/engine/require.ts";
import { fillTemplate } from "../../src/rules/template.ts";

describe("entropy", () => {
  it.each([
    ["", 0],
    ["aaaa", 0],
    ["abab", 1],
    ["abcd", 2],
    ["abcdefgh".repeat(4), 3],
    [Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).join(""), 8],
  ])("of %j is %d bits a character", (text, bits) => {
    expect(shannonEntropy(text)).toBeCloseTo(bits, 10);
  });

  it("is not changed by what was measured before", () => {
    const first = shannonEntropy("abcabd");
    shannonEntropy("zzzzzzz");
    expect(shannonEntropy("abcabd")).toBe(first);
    expect(distinctCharacters("abcabd")).toBe(4);
  });
});

describe("demands on a secret", () => {
  it("most random letters of both cases need no digit, and few short ones do without", () => {
    const met = (template: string): number =>
      Array.from({ length: 200 }, (_, seed) => fillTemplate(template, seed)).filter((text) =>
        meets(text, { digit: true }),
      ).length;
    expect(met("{alpha:24}")).toBeGreaterThan(120);
    expect(met("{alpha:19}")).toBe(0);
    expect(met("{lower:24}")).toBe(0);
  });

  it.each<[string, Requirements, boolean]>([
    ["abc", {}, true],
    ["abc", { digit: true }, false],
    ["ab1", { digit: true }, true],
    ["getTheResponseForThatRequest", { digit: true }, false],
    ["parseHTTPResponseOfXMLDocuments", { digit: true }, false],
    ["YOURSECRETKEYGOESHERE", { digit: true }, false],
    ["abcdefghijklmnopqrstuvwxyz", { digit: true }, false],
    ["123", { letter: true }, false],
    ["12a", { letter: true }, true],
    ["abc1", { mixedCase: true }, false],
    ["ABC1", { mixedCase: true }, false],
    ["aBc1", { mixedCase: true }, true],
    ["aabb", { minDistinct: 3 }, false],
    ["aabc", { minDistinct: 3 }, true],
    ["abab", { entropy: 1.01 }, false],
    ["abab", { entropy: 1 }, true],
    ["my-example-key", { not: ["^x", "example"] }, false],
    ["my-key", { not: ["^x", "example"] }, true],
    ["ab1", { digit: true, entropy: 3 }, false],
    ["abc", { digit: false, letter: false, mixedCase: false }, true],
  ])("%s with %j: %s", (secret, demands, met) => {
    expect(meets(secret, demands)).toBe(met);
  });
});

describe("placeholders", () => {
  it.each([
    "xxxxxxxxxxxxxxxxxxxx",
    "https://hooks.example.com/services/T0/B0/xxxxxxxxxxxxxxxxxxxxxxxx",
    "00-aaaaaaaaaaaaa-aaaaaaaaaaaaaaaaaaaaaaaaa",
    "XXXXXXXXXXXXXXXXXXXXab",
    "0000000000000000",
    "abcdefghijklmnopqrstuvwxyz",
    "0123456789012345",
    "IOSFODNN7EXAMPLE",
    "your_api_key",
    "my-secret-token",
    "insert_key_here",
    "changeme",
    "pypi-AgEIcHl...",
    Buffer.from("ATBBx7…").toString("latin1"),
  ])("%s", (value) => {
    expect(isPlaceholder(value)).toBe(true);
  });

  it.each([
    fillTemplate("{base62:32}", 1),
    fillTemplate("{hex:40}", 2),
    fillTemplate("test_{base62:20}", 3),
    fillTemplate("{base62:12}xxxx{base62:12}", 4),
    fillTemplate("your{base62:24}", 5),
    "correct horse battery staple",
    fillTemplate("{base62:8}...{base62:8}", 6),
    "x".repeat(600),
  ])("not %s", (value) => {
    expect(isPlaceholder(value)).toBe(false);
  });
});
