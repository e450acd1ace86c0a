import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ObjectTable } from "../../../src/sources/git/object-table.ts";
import { cases } from "../../support/property.ts";

/** Few different bytes, so that ids begin alike and come again. */
const ids = (width: number): fc.Arbitrary<Buffer> =>
  fc
    .tuple(fc.constantFrom(0, 0x7f, 0xff), fc.nat({ max: 3 }), fc.nat({ max: 255 }))
    .map(([first, last, inner]) => {
      const id = Buffer.alloc(width, first);
      id[width - 1] = last;
      id[5] = inner;
      return id;
    });

describe("ObjectTable", () => {
  it.each([20, 32] as const)("numbers ids of %d bytes in the order in which they come", (width) => {
    fc.assert(
      fc.property(
        fc.array(ids(width), { maxLength: 900 }),
        ids(width),
        fc.nat({ max: 3000 }),
        (all, other, room) => {
          const table = new ObjectTable(width, 4);
          const numbers = new Map<string, number>();
          all.forEach((id, index) => {
            if (index === 100) table.reserve(room);
            const hex = id.toString("hex");
            const expected = numbers.get(hex) ?? numbers.size;
            numbers.set(hex, expected);
            expect(table.add(Buffer.concat([Buffer.from([9]), id]), 1)).toBe(expected);
          });
          expect(table.size).toBe(numbers.size);
          for (const [hex, number] of numbers) {
            expect(table.findHex(hex)).toBe(number);
            expect(table.findHexAt(Buffer.from(`-${hex}`), 1)).toBe(number);
            expect(table.hex(number)).toBe(hex);
          }
          expect(table.find(other)).toBe(numbers.get(other.toString("hex")) ?? -1);
        },
      ),
      cases(60),
    );
  });

  it("finds nothing in digits that are cut off", () => {
    const table = new ObjectTable(20);
    const hex = "ab".repeat(20);
    table.addHex(hex);
    expect(table.findHexAt(Buffer.from(hex), 0, 39)).toBe(-1);
    expect(table.findHexAt(Buffer.from(hex.slice(1)), 0)).toBe(-1);
    expect(table.findHexAt(Buffer.from(`${hex.slice(1)}g`), 0)).toBe(-1);
  });
});
