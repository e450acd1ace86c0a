import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LineTracker, utf16Units } from "../../src/engine/position.ts";
import { cases } from "../support/property.ts";

const text = fc.string({
  unit: fc.constantFrom("a", "\n", "é", "ÿ", "鍵", "🔑", "\u0301", "\ud800"),
  maxLength: 30,
});

/** With lines that are looked at in blocks, not byte by byte. */
const longText = fc
  .array(
    fc.oneof(
      text,
      fc.integer({ min: 200, max: 1300 }).map((length) => "a".repeat(length)),
    ),
    {
      maxLength: 5,
    },
  )
  .map((parts) => parts.join(""));

describe("UTF-16 units", () => {
  it("of valid text are its length", () => {
    fc.assert(
      fc.property(fc.oneof(text, longText), (value) => {
        const bytes = Buffer.from(value);
        expect(utf16Units(bytes, "utf-8")).toBe(bytes.toString("utf8").length);
        expect(utf16Units(bytes, "unit")).toBe(bytes.length);
      }),
      cases(300),
    );
  });

  it.each([
    ["a lone continuation byte", [0x80], 1],
    ["the start of a character", [0xf0, 0x9f], 2],
    ["latin-1", [0xe9, 0x20, 0xe8, 0x74], 4],
    ["an overlong form", [0xc0, 0xaf], 2],
    ["a longer overlong form", [0xe0, 0x80, 0x80], 3],
    ["half of a surrogate pair", [0xed, 0xa0, 0x80], 3],
    ["beyond the last character", [0xf4, 0x90, 0x80, 0x80], 4],
    ["a character behind a broken one", [0xff, 0xc3, 0xa9, 0xff], 3],
    ["the last character", [0xf4, 0x8f, 0xbf, 0xbf], 2],
  ])("%s", (_name, bytes, units) => {
    expect(utf16Units(Buffer.from(bytes), "utf-8")).toBe(units);
  });
});

/** A tracker over a buffer, as the scanner uses it: a newline of the engine's stands first. */
function trackerOf(data: Buffer): LineTracker {
  return new LineTracker((from, to) => data.subarray(from, to).filter((byte) => byte === 0x0a).length);
}

describe("lines and columns", () => {
  it("of any positions in any order, also when the front is dropped", () => {
    const bytes = fc.oneof(
      fc.oneof(text, longText).map((value) => Buffer.from(value)),
      fc.uint8Array({ maxLength: 30 }).map((array) => Buffer.from(array)),
    );
    fc.assert(
      fc.property(
        bytes,
        fc.array(fc.nat(), { minLength: 1, maxLength: 8 }),
        fc.nat(),
        (stream, places, drop) => {
          const data = Buffer.concat([Buffer.from("\n"), stream]);
          const plain = trackerOf(data);
          plain.reset();
          const positions = places.map((place) => 1 + (place % data.length));
          const expected = positions.map((at) => {
            const lineFrom = data.lastIndexOf(0x0a, at - 1) + 1;
            const line = data.subarray(0, at).filter((byte) => byte === 0x0a).length;
            return { line, column: plain.columnOf(data, at, "utf-8"), lineFrom };
          });
          expected.forEach(({ line, column, lineFrom }, i) => {
            const at = positions[i] ?? 0;
            expect(plain.lineOf(at)).toBe(line);
            const isWhole = (data[at] ?? 0) >> 6 !== 2;
            if (isWhole) expect(column).toBe(utf16Units(data.subarray(lineFrom, at), "utf-8") + 1);
          });
          // Between characters: where the scanner drops.
          let from = drop % data.length;
          while (from > 0 && (data[from] ?? 0) >> 6 === 2) from--;
          let rest = data;
          const cut = new LineTracker((a, b) => rest.subarray(a, b).filter((byte) => byte === 0x0a).length);
          cut.reset();
          cut.drop(data, from, "utf-8");
          rest = data.subarray(from);
          positions.forEach((at, i) => {
            if (at < from) return;
            expect(cut.lineOf(at - from)).toBe(expected[i]?.line);
            expect(cut.columnOf(rest, at - from, "utf-8")).toBe(expected[i]?.column);
          });
        },
      ),
      cases(400),
    );
  });
});
