import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { cellCount, cutToCells, sliceCells, wrapToCells } from "../../src/report/cells.ts";

describe("cells", () => {
  it("counts wide characters twice and combining marks not at all", () => {
    expect(cellCount("abc")).toBe(3);
    expect(cellCount("日本")).toBe(4);
    expect(cellCount("😀!")).toBe(3);
    expect(cellCount("e\u0301")).toBe(1);
  });

  it("slices by cells and leaves out a wide character that does not fit whole", () => {
    expect(sliceCells("a日b", 1, 3)).toBe("日");
    expect(sliceCells("a日b", 0, 2)).toBe("a");
    expect(sliceCells("a日b", 2, 4)).toBe("b");
  });

  it("cuts only what is too long, and never exceeds the room", () => {
    expect(cutToCells("abcdef", 6)).toBe("abcdef");
    expect(cutToCells("abcdef", 5)).toBe("abcd…");
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 40 }), (text, room) => {
        expect(cellCount(cutToCells(text, room))).toBeLessThanOrEqual(room);
      }),
    );
  });
});

describe("wrapToCells", () => {
  it("breaks at spaces", () => {
    expect(wrapToCells("one two three", 8)).toEqual(["one two", "three"]);
  });

  it("breaks at another separator and leaves it out at line ends", () => {
    expect(wrapToCells("prod x · admin y", 9, " · ")).toEqual(["prod x", "admin y"]);
  });

  it("breaks inside a word that is longer than a line", () => {
    expect(wrapToCells("abcdefgh", 3)).toEqual(["abc", "def", "gh"]);
  });

  it("keeps a web address whole", () => {
    const address = "https://example.com/a/very/long/path";
    expect(wrapToCells(`see ${address}`, 10)).toEqual(["see", address]);
  });

  it("gives no line for no text", () => {
    expect(wrapToCells("", 10)).toEqual([]);
  });
});
