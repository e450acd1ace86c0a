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

  it.each([20, 32] as const)("takes sorted ids of %d bytes at once, and moves elsewhere", (width) => {
    fc.assert(
      fc.property(
        fc.array(ids(width), { maxLength: 900 }),
        fc.array(ids(width), { maxLength: 5 }),
        (all, more) => {
          const distinct = new Map(all.map((id) => [id.toString("hex"), id]));
          const sorted = [...distinct.keys()].sort();
          const table = new ObjectTable(width);
          expect(table.addSorted(Buffer.from(sorted.join(""), "hex"))).toBe(true);
          expect(table.size).toBe(sorted.length);
          const memory = new ArrayBuffer(table.memoryBytes + 8);
          const { slotsAt, slotCount } = table.moveTo(memory, 8);
          expect(slotsAt + slotCount * 8).toBe(memory.byteLength);
          sorted.forEach((hex, number) => expect(table.findHex(hex)).toBe(number));
          // What the memory holds then is nobody's business any more.
          table.moveOut(() => new Uint8Array(memory).fill(0x55));
          sorted.forEach((hex, number) => expect(table.findHex(hex)).toBe(number));
          for (const id of more) {
            const hex = id.toString("hex");
            expect(table.find(id)).toBe(sorted.indexOf(hex));
            expect(table.add(id)).toBe(sorted.includes(hex) ? sorted.indexOf(hex) : sorted.push(hex) - 1);
          }
          sorted.forEach((hex, number) => expect(table.findHex(hex)).toBe(number));
        },
      ),
      cases(60),
    );
  });

  it("does not take ids at once that do not rise, or where there are some", () => {
    const table = new ObjectTable(20);
    expect(table.addSorted(Buffer.alloc(40, 7))).toBe(false);
    expect(table.addSorted(Buffer.concat([Buffer.alloc(20, 8), Buffer.alloc(20, 7)]))).toBe(false);
    expect(table.size).toBe(0);
    table.add(Buffer.alloc(20, 1));
    expect(table.addSorted(Buffer.alloc(20, 7))).toBe(false);
    expect(table.find(Buffer.alloc(20, 7))).toBe(-1);
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
