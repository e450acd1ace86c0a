import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { safeJson, safeText } from "../../src/report/safe-text.ts";

describe("safeText", () => {
  it.each([
    ["newline", "a\nb\r\tc", "a\\nb\\r\\tc"],
    ["escape sequence", "\u001b[2Jx", "\\x1b[2Jx"],
    ["8-bit control sequence introducer", "\u009b2J", "\\x9b2J"],
    ["delete", "\u007f", "\\x7f"],
    ["right-to-left override", "gpj\u202eexe.", "gpj\\u202eexe."],
    ["isolates", "\u2066a\u2069", "\\u2066a\\u2069"],
    ["zero-width space and joiner", "a\u200bb\u200dc", "a\\u200bb\\u200dc"],
    ["line and paragraph separator", "\u2028\u2029", "\\u2028\\u2029"],
    ["byte order mark", "\ufeffa", "\\ufeffa"],
    ["invisible filler", "\u3164", "\\u3164"],
    ["tag character", "\u{e0041}", "\\u{e0041}"],
    ["lone surrogate", "a\ud800b", "a\\ud800b"],
  ])("shows a %s as an escape", (_name, text, shown) => {
    expect(safeText(text)).toBe(shown);
  });

  it("leaves letters, spaces, emoji and backslashes as they are", () => {
    const text = "C:\\größe/日本語 😀 a+b.ts";
    expect(safeText(text)).toBe(text);
  });

  it("lets through nothing that a terminal obeys or hides", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(safeText(text)).not.toMatch(/[\p{Cc}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]/u);
      }),
    );
  });
});

describe("safeJson", () => {
  it("is ASCII-harmless and gives the very string back", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const json = safeJson({ text });
        expect(json).not.toMatch(/[\p{Cc}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]/u);
        expect(JSON.parse(json)).toEqual({ text });
      }),
    );
  });
});
