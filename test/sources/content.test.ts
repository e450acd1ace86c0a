/** The quick look at the first bytes of a file says what the thorough one says. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hasMark, isPlainText, sniff, SNIFF_LENGTH } from "../../src/sources/content.ts";
import { cases } from "../support/property.ts";

/** What the buffer held before the file was read into it makes no difference. */
function isPlain(file: Uint8Array, stale: number): boolean {
  const space = Buffer.alloc(SNIFF_LENGTH * 2, stale);
  space.set(file);
  return isPlainText(space.subarray(0, SNIFF_LENGTH), file.length);
}

const isThoroughly = (file: Uint8Array): boolean =>
  file.length > 0 && sniff(file) === "utf-8" && !hasMark(file, "utf-8");

/** Bytes of marks and signatures, and of texts. */
const byte = fc.constantFrom(0, 0xff, 0xfe, 0xef, 0xbb, 0xbf, 0x1f, 0x8b, 0x50, 0x4b, 0x0a, 0x61, 0x62, 0xc3);

describe("plain text", () => {
  it("is told as by looking at all of it", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.array(byte, { maxLength: 8 }), (text, begin) => {
        const file = Uint8Array.from([...begin, ...text.map((one) => one || 0x20)]);
        for (const stale of [0, 0x61, 0xff]) {
          // A file of signs that could begin something else may be called either; never the other way round.
          if (isPlain(file, stale)) expect(isThoroughly(file)).toBe(true);
          else expect(isThoroughly(file) && /^[a-z\n]/.test(String.fromCharCode(file[0] ?? 0))).toBe(false);
        }
      }),
      cases(2000),
    );
  });

  it.each([SNIFF_LENGTH - 1, SNIFF_LENGTH, SNIFF_LENGTH + 1])(
    "of %d bytes, NUL in the first ones tells",
    (length) => {
      const file = new Uint8Array(length).fill(0x61);
      expect(isPlain(file, 0)).toBe(true);
      file[SNIFF_LENGTH] = 0;
      expect([isPlain(file, 0), sniff(file)]).toEqual([true, "utf-8"]);
      file[Math.min(length, SNIFF_LENGTH) - 1] = 0;
      expect([isPlain(file, 0), sniff(file)]).toEqual([false, "binary"]);
    },
  );
});

describe("what has packed parts", () => {
  it.each([
    "%PDF-1.4 is how files of that kind begin\n",
    "# v2 git bundles are files\n",
    "PAR1 xar! MSCF\n",
    "hsqs",
  ])("is no text that only begins as it does: %s", (text) => {
    expect(sniff(Buffer.from(text))).toBe("utf-8");
  });
});
