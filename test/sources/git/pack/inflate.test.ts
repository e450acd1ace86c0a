import { constants, deflateSync, inflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { problemText, SLACK } from "../../../../src/sources/git/pack/unpacker.ts";
import { cases, timeLimit } from "../../../support/property.ts";
import { createMemory } from "./memory.ts";

const memory = createMemory();
const FENCE = 64;

/** Unpacks a stream; checks that nothing was written outside of the room that was given. */
function unpack(stream: Uint8Array, size: number): Buffer | string {
  const { bytes, from, unpacker } = memory;
  const target = from + stream.length + FENCE * 2;
  const end = target + size + SLACK;
  bytes.fill(0xa5, from, end + FENCE);
  bytes.set(stream, from);
  const used = unpacker.inflate(from, stream.length, target, size);
  const before = bytes.subarray(target - FENCE, target);
  const after = bytes.subarray(end, end + FENCE);
  expect(before.every((byte) => byte === 0xa5) && after.every((byte) => byte === 0xa5)).toBe(true);
  if (used < 0) return problemText(used);
  expect(used).toBeLessThanOrEqual(stream.length);
  return Buffer.from(bytes.subarray(target, target + size));
}

/** What node:zlib makes of it, with whatever follows the stream left alone. */
function reference(stream: Uint8Array, size: number): Buffer | undefined {
  try {
    const out = inflateSync(stream, { maxOutputLength: Math.max(1, size) });
    return out.length === size ? out : undefined;
  } catch {
    return undefined;
  }
}

/** Compares at once: the matcher for buffers goes byte by byte. */
function expectSame(found: Buffer | string, expected: Buffer): void {
  expect(typeof found === "string" ? found : found.equals(expected)).toBe(true);
}

/** Texts that compress well, badly and not at all. */
const content: fc.Arbitrary<Buffer> = fc.oneof(
  fc.uint8Array({ maxLength: 3000 }).map((bytes) => Buffer.from(bytes)),
  fc
    .array(fc.constantFrom("a", "bc", "const x = ", "\n", "0123", "function ", "é"), { maxLength: 4000 })
    .map((words) => Buffer.from(words.join(""))),
  fc
    .tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.nat(5000))
    .map(([piece, times]) => Buffer.concat(Array.from({ length: times }, () => piece))),
);

const settings = fc.record({
  level: fc.constantFrom(0, 1, 6, 9),
  memLevel: fc.constantFrom(1, 8, 9),
  windowBits: fc.constantFrom(9, 12, 15),
  strategy: fc.constantFrom(
    constants.Z_DEFAULT_STRATEGY,
    constants.Z_FIXED,
    constants.Z_HUFFMAN_ONLY,
    constants.Z_RLE,
    constants.Z_FILTERED,
  ),
});

describe("inflate", () => {
  it(
    "unpacks what zlib packs, with every kind of block",
    () => {
      fc.assert(
        fc.property(content, settings, (bytes, how) => {
          expectSame(unpack(deflateSync(bytes, how), bytes.length), bytes);
        }),
        cases(400),
      );
    },
    timeLimit(),
  );

  it("unpacks large contents", () => {
    const words = Array.from({ length: 300_000 }, (_, i) => `${(i * 2_654_435_761) % 9973}:${i % 7}`);
    const bytes = Buffer.from(words.join(" "));
    for (const level of [1, 6, 9]) expectSame(unpack(deflateSync(bytes, { level }), bytes.length), bytes);
  });

  it(
    "agrees with zlib about streams that were damaged",
    () => {
      let refused = 0;
      fc.assert(
        fc.property(
          content,
          settings,
          fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 3 }),
          (bytes, how, changes) => {
            const stream = deflateSync(bytes, how);
            for (const [at, value] of changes) stream[at % stream.length] = value;
            const expected = reference(stream, bytes.length);
            const found = unpack(stream, bytes.length);
            if (typeof found === "string") refused++;
            // zlib holds a stream to the window that its head names; keyscan reads it all the same.
            if (expected === undefined && typeof found !== "string") expectSame(found, bytes);
            else if (expected === undefined) expect(found).toBeTypeOf("string");
            else expectSame(found, expected);
          },
        ),
        cases(1500),
      );
      expect(refused).toBeGreaterThan(100);
    },
    timeLimit(),
  );

  it(
    "ends on any bytes",
    () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(5000), fc.nat(31), (noise, size, block) => {
          // A head that is right, so that the rest is looked at.
          const stream = Buffer.concat([Buffer.from([0x78, 0x9c, block]), noise]);
          expect(typeof unpack(stream, size) === "string" || reference(stream, size) !== undefined).toBe(
            true,
          );
        }),
        cases(3000),
      );
    },
    timeLimit(),
  );

  it.each([
    ["cut off", (s: Buffer) => s.subarray(0, s.length - 5), "zlib stream cut off"],
    [
      "with another checksum",
      (s: Buffer) => s.fill(0, s.length - 4),
      "checksum of the unpacked data is wrong",
    ],
    ["of another kind", (s: Buffer) => s.fill(0x1f, 0, 1), "not a zlib stream"],
  ])("names what is wrong with a stream %s", (_, spoil, message) => {
    const bytes = Buffer.from("some text, some text, some other text");
    expect(unpack(spoil(deflateSync(bytes)), bytes.length)).toBe(message);
  });

  it("refuses a stream of more or less than it says", () => {
    const bytes = Buffer.alloc(100_000, "ab");
    for (const size of [0, 1, 99_999, 100_001, 200_000])
      expect(unpack(deflateSync(bytes), size)).toBe("unpacks to another size than it says");
  });
});
