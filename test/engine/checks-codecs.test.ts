import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { bech32Remainder } from "../../src/engine/checks/age.ts";
import {
  base58ByteLength,
  decodeBase32,
  decodeBase64,
  encodeBase32,
  latin1Bytes,
  latin1Text,
} from "../../src/engine/checks/base.ts";
import { crc16, crc24, crc32 } from "../../src/engine/checks/crc.ts";
import { marvin32 } from "../../src/engine/checks/marvin.ts";

describe("known answers", () => {
  const digits = latin1Bytes("123456789");

  it("sums", () => {
    expect(crc32(digits)).toBe(0xcbf43926);
    expect(crc16(digits)).toBe(0x31c3);
    expect(crc24(digits)).toBe(0x21cf02);
    expect(crc32(new Uint8Array())).toBe(0);
  });

  // The 64-bit answers are published with the hash; here both halves are combined.
  it.each<[bigint, number[], bigint]>([
    [0x004fb61a001bdbccn, [], 0x30ed35c100cd3c7dn],
    [0x004fb61a001bdbccn, [0xaf], 0x48e73fc77d75ddc1n],
    [0x804fb61a001bdbccn, [0xe7, 0x0f], 0x64b581631f6ab378n],
    [0x804fb61a001bdbccn, [0x37, 0xf4, 0x95], 0xe1f2dfa6e5131408n],
    [0x004fb61a001bdbccn, [0xab, 0x42, 0x7e, 0xa8, 0xd1, 0x0f, 0xc7], 0xe11847e4f0678c41n],
  ])("Marvin32 with seed %s of %s", (seed, bytes, hash) => {
    expect(marvin32(Uint8Array.from(bytes), seed)).toBe(Number((hash >> 32n) ^ (hash & 0xffffffffn)));
  });

  it("bech32 (BIP 173)", () => {
    const alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    expect(
      bech32Remainder(
        "a",
        Array.from("2uel5l", (digit) => alphabet.indexOf(digit)),
      ),
    ).toBe(1);
  });

  it("codecs", () => {
    expect(encodeBase32(latin1Bytes("foobar"))).toBe("MZXW6YTBOI");
    expect(latin1Text(decodeBase32("MZXW6YTBOI") ?? new Uint8Array())).toBe("foobar");
    expect(base58ByteLength("1111")).toBe(4);
    expect(base58ByteLength("StV1DL6CwTryKyV")).toBe("hello world".length);
    expect(base58ByteLength("0OIl")).toBeUndefined();
    expect(decodeBase64("A")).toBeUndefined();
    expect(decodeBase64("A=B=")).toBeUndefined();
  });

  it("base64 as Node decodes it", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 60 }),
        fc.constantFrom("base64", "base64url"),
        (bytes, encoding) => {
          expect(decodeBase64(Buffer.from(bytes).toString(encoding))).toEqual(bytes);
        },
      ),
    );
  });
});
