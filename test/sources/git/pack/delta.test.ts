import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { INSERTED, SLACK } from "../../../../src/sources/git/pack/unpacker.ts";
import { cases, timeLimit } from "../../../support/property.ts";
import { copyOp, size, writeDelta, type Piece } from "./hand-made.ts";
import { createMemory } from "./memory.ts";

const memory = createMemory();
const FENCE = 64;

interface Applied {
  result: Buffer;
  segments: number[][];
}

/** Undefined where the delta is refused; checks that nothing was written outside of the room. */
function apply(base: Uint8Array, delta: Uint8Array): Applied | undefined {
  const { bytes, from, unpacker } = memory;
  bytes.set(base, from);
  const deltaAt = from + base.length + FENCE;
  bytes.set(delta, deltaAt);
  const wanted = unpacker.resultSize(deltaAt, delta.length) >>> 0;
  if (wanted > 4_000_000) return undefined;
  const target = deltaAt + delta.length + FENCE;
  const end = target + wanted + SLACK;
  bytes.fill(0xa5, target - FENCE / 2, end + FENCE);
  const status = unpacker.applyDelta(from, base.length, deltaAt, delta.length, target, wanted);
  expect(bytes.subarray(target - FENCE / 2, target).every((byte) => byte === 0xa5)).toBe(true);
  expect(bytes.subarray(end, end + FENCE).every((byte) => byte === 0xa5)).toBe(true);
  if (status < 0) return undefined;
  const count = unpacker.segmentCount();
  return {
    result: Buffer.from(bytes.subarray(target, target + wanted)),
    segments: Array.from({ length: count }, (_, i) => [...unpacker.segments.subarray(i * 3, i * 3 + 3)]),
  };
}

const base: fc.Arbitrary<Uint8Array> = fc.uint8Array({ minLength: 1, maxLength: 3000, size: "max" });

const pieces = (length: number): fc.Arbitrary<Piece[]> =>
  fc.array(
    fc.oneof(
      fc.tuple(fc.nat(length - 1), fc.nat(length)).map(([from, most]) => ({
        from,
        length: Math.max(1, Math.min(most, length - from)),
      })),
      fc.uint8Array({ minLength: 1, maxLength: 127 }).map((bytes) => ({ bytes })),
    ),
    { minLength: 1, maxLength: 30 },
  );

/** Which bytes see new ones, by the definition. */
function mustSee(result: Buffer, segments: readonly number[][], baseLength: number, how: Sight): boolean[] {
  const must = Array.from(result, () => true);
  for (const [at = 0, length = 0, from = 0] of segments) {
    if (from === INSERTED) continue;
    const end = at + length;
    let sees = end;
    if (end !== result.length || from + length !== baseLength) {
      while (sees > at && end - sees < 512 && how.runs.includes(result[sees - 1] ?? 0)) sees--;
      sees -= how.before;
    }
    const seen = at === 0 && from === 0 ? 0 : at + how.after;
    for (let i = seen; i < sees; i++) must[i] = false;
  }
  return must;
}

interface Sight {
  before: number;
  after: number;
  runs: number[];
}

/** Few, so that runs of them are long; ASCII and others. */
const ALPHABET: readonly number[] = [0, 0x0a, 0x30, 0x41, 0x5f, 0x80, 0xc3, 0xff];

describe("deltas", () => {
  it(
    "keep the pieces that hold marked places of the base",
    () => {
      fc.assert(
        fc.property(
          base.chain((bytes) =>
            fc.tuple(
              fc.constant(bytes),
              pieces(bytes.length),
              fc.array(fc.nat(bytes.length - 1), { minLength: 1, maxLength: 5 }),
            ),
          ),
          ([bytes, made, drawn]) => {
            const { unpacker } = memory;
            const length = made.reduce(
              (sum, piece) => sum + ("bytes" in piece ? piece.bytes.length : piece.length),
              0,
            );
            const all = apply(bytes, writeDelta(bytes.length, length, made))?.segments ?? [];
            const places = drawn.toSorted((one, other) => one - other);
            places.forEach((place, index) => {
              unpacker.marks[index] = place;
            });
            const count = unpacker.keepMarked(places.length);
            const kept = Array.from({ length: count }, (_, i) => [
              ...unpacker.segments.subarray(i * 3, i * 3 + 3),
            ]);
            const isKept = ([, bytesCopied = 0, from = 0]: number[], index: number): boolean =>
              index === 0 ||
              (from !== INSERTED && places.some((place) => place >= from && place < from + bytesCopied));
            expect(kept).toEqual(all.filter((segment, index) => isKept(segment, index)));
          },
        ),
        cases(200),
      );
    },
    timeLimit(),
  );

  it(
    "tell which bytes have to be looked at again",
    () => {
      let kept = 0;
      const sight = fc.record({
        before: fc.nat(60),
        after: fc.nat(60),
        runs: fc.array(fc.constantFrom(...ALPHABET), { maxLength: 4 }),
      });
      const letters = fc
        .uint8Array({ minLength: 1, maxLength: 3000, max: ALPHABET.length - 1, size: "max" })
        .map((places) => places.map((place) => ALPHABET[place] ?? 0));
      fc.assert(
        fc.property(
          letters.chain((bytes) => fc.tuple(fc.constant(bytes), pieces(bytes.length))),
          sight,
          ([bytes, made], how) => {
            const { unpacker, from } = memory;
            const runSet = new Uint8Array(256);
            for (const byte of how.runs) runSet[byte] = 1;
            unpacker.followRuns(runSet);
            const length = made.reduce(
              (sum, piece) => sum + ("bytes" in piece ? piece.bytes.length : piece.length),
              0,
            );
            const delta = writeDelta(bytes.length, length, made);
            const applied = apply(bytes, delta);
            const target = from + bytes.length + delta.length + FENCE * 2;
            const count = unpacker.changedRanges(target, length, bytes.length, how.before, how.after, 1e9);
            const must = mustSee(
              applied?.result ?? Buffer.alloc(0),
              applied?.segments ?? [],
              bytes.length,
              how,
            );
            let before = 0;
            for (let i = 0; i < count; i++) {
              const [start = 0, end = 0] = unpacker.ranges.subarray(2 * i, 2 * i + 2);
              expect(start).toBeGreaterThanOrEqual(before);
              expect(end).toBeGreaterThanOrEqual(start);
              expect(end).toBeLessThanOrEqual(length);
              must.fill(false, start, end);
              kept += start - before;
              before = end;
            }
            expect(must.includes(true)).toBe(false);
          },
        ),
        cases(500),
      );
      expect(kept).toBeGreaterThan(1000);
    },
    timeLimit(),
  );

  it(
    "are applied, and tell which bytes were copied from where",
    () => {
      fc.assert(
        fc.property(
          base.chain((bytes) => fc.tuple(fc.constant(bytes), pieces(bytes.length))),
          ([bytes, made]) => {
            const expected = Buffer.concat(
              made.map((piece) =>
                "bytes" in piece ? piece.bytes : bytes.subarray(piece.from, piece.from + piece.length),
              ),
            );
            const applied = apply(bytes, writeDelta(bytes.length, expected.length, made));
            expect(applied?.result.equals(expected)).toBe(true);
            let at = 0;
            for (const [place = 0, length = 0, from = 0] of applied?.segments ?? []) {
              expect(place).toBe(at);
              at += length;
              if (from === INSERTED) continue;
              expect(expected.subarray(place, at).equals(bytes.subarray(from, from + length))).toBe(true);
            }
            expect(at).toBe(expected.length);
          },
        ),
        cases(500),
      );
    },
    timeLimit(),
  );

  it("joins copies that continue each other: git cuts them at 64 KB", () => {
    const bytes = Buffer.alloc(3 * 65_536, "abcdefg");
    const made = [0, 65_536, 131_072].map((from) => ({ from, length: 65_536 }));
    const applied = apply(bytes, writeDelta(bytes.length, bytes.length, made));
    expect(applied?.result.equals(bytes)).toBe(true);
    expect(applied?.segments).toEqual([[0, bytes.length, 0]]);
  });

  it(
    "are refused where they don't fit, and end on any bytes",
    () => {
      fc.assert(
        fc.property(base, fc.uint8Array({ maxLength: 200 }), fc.nat(3000), (bytes, ops, length) => {
          const delta = Buffer.concat([Buffer.from([...size(bytes.length), ...size(length)]), ops]);
          const applied = apply(bytes, delta);
          expect(applied === undefined || applied.result.length === length).toBe(true);
        }),
        cases(3000),
      );
    },
    timeLimit(),
  );

  it.each([
    ["of another base", [...size(9), ...size(3), ...copyOp(0, 3)]],
    ["that copies what is not there", [...size(10), ...size(3), ...copyOp(8, 3)]],
    ["that copies from far beyond", [...size(10), ...size(3), 0xff, 255, 255, 255, 255, 3, 0, 0]],
    ["that makes too much", [...size(10), ...size(3), ...copyOp(0, 10)]],
    ["that makes too little", [...size(10), ...size(9), ...copyOp(0, 3)]],
    ["with a reserved operation", [...size(10), ...size(1), 0, 65]],
    ["that ends in an insertion", [...size(10), ...size(5), 5, 65]],
    ["with an endless size", [0x80, 0x80, 0x80, 0x80, 0x80, 0x80]],
  ])("refuses one %s", (_, delta) => {
    expect(apply(Buffer.alloc(10, "x"), Buffer.from(delta))).toBeUndefined();
  });
});
