/** Tables by byte say what the expressions say that they stand for. */
import { describe, expect, it } from "vitest";
import { allBut, BLANKS, byteTable, placesInRows, WORD } from "../../src/engine/byte-table.ts";

const matching = (pattern: RegExp): number[] =>
  Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => pattern.test(String.fromCharCode(byte)));
const members = (table: Uint8Array, bit: number): number[] =>
  Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => ((table[byte] ?? 0) & bit) !== 0);

describe("tables by byte", () => {
  it("know words, blanks and all others", () => {
    const table = byteTable([WORD, 1], [BLANKS, 2], [allBut(`${WORD}.-`), 4]);
    expect(members(table, 1)).toEqual(matching(/\w/));
    expect(members(table, 2)).toEqual(matching(/\s/));
    expect(members(table, 4)).toEqual(matching(/[^\w.-]/));
  });

  it("give neighbours in a row numbers that follow each other, and no others", () => {
    const places = placesInRows("ab", "cd");
    const at = (char: string): number => places[char.charCodeAt(0)] ?? 0;
    expect(at("b") - at("a")).toBe(1);
    expect(at("d") - at("c")).toBe(1);
    expect(at("c") - at("b")).toBeGreaterThan(1);
    expect(at("e")).toBe(0);
  });
});
