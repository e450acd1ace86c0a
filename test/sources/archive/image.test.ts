/** The texts of images, and images that claim what is not so. */
import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { imageTexts } from "../../../src/sources/archive/image.ts";
import { cases } from "../../support/property.ts";
import { makeJpeg, makePng } from "../../support/images.ts";

const texts = (image: Buffer): Record<string, string> =>
  Object.fromEntries(
    [...imageTexts(image)].map(({ path, bytes, reason }) => [
      path.join("!/"),
      bytes?.toString("latin1") ?? `(${reason})`,
    ]),
  );

describe("texts of images", () => {
  it("PNG: plain, packed, of any language, and what stands behind the image", () => {
    const packed = deflateSync("in zTXt");
    const image = Buffer.concat([
      makePng([
        ["tEXt", Buffer.from("Comment\0in tEXt")],
        ["IDAT", Buffer.alloc(100, 7)],
        ["zTXt", Buffer.concat([Buffer.from("Author\0\0"), packed])],
        ["iTXt", Buffer.concat([Buffer.from("Title\0\u0001\0en\0Title\0"), deflateSync("in iTXt")])],
        ["zTXt", Buffer.from("Broken\0\0damaged")],
      ]),
      Buffer.from("appended"),
    ]);
    expect(texts(image)).toEqual({
      "tEXt Comment": "Comment\0in tEXt",
      "zTXt Author": "in zTXt",
      "iTXt Title": "in iTXt",
      "zTXt Broken": "(archive)",
      "behind the image": "appended",
    });
  });

  it("PNG: a bomb is left out", () => {
    const bomb = Buffer.concat([Buffer.from("a\0\0"), deflateSync(Buffer.alloc(50 * 1024 * 1024))]);
    expect(texts(makePng([["zTXt", bomb]]))).toEqual({ "zTXt a": "(archive)" });
  });

  it("JPEG: comments and application segments", () => {
    const image = makeJpeg([
      [0xe1, "Exif and more"],
      [0xdb, "a table"],
      [0xfe, "a comment"],
    ]);
    expect(texts(image)).toEqual({ APP1: "Exif and more", COM: "a comment" });
  });

  it("whatever the bytes are, it ends and does not throw", () => {
    const begin = fc.constantFrom(makePng([]).subarray(0, 8), Buffer.from([0xff, 0xd8]));
    const bytes = fc.tuple(begin, fc.uint8Array({ maxLength: 300 }));
    fc.assert(
      fc.property(bytes, ([head, rest]) => {
        expect([...imageTexts(Buffer.concat([head, rest]))].length).toBeLessThanOrEqual(1000);
      }),
      cases(300),
    );
  });
});
