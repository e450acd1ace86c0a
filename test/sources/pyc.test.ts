/** Compiled Python: texts that stand end to end are told apart. */
import { describe, expect, it } from "vitest";
import { sniff } from "../../src/sources/content.ts";
import { separateTexts } from "../../src/sources/pyc.ts";

const HEAD = Buffer.from([0xa7, 0x0d, 0x0d, 0x0a, 0, 0, 0, 0]);
const short = (text: string): Buffer => Buffer.concat([Buffer.from([0xfa, text.length]), Buffer.from(text)]);
function long(text: string): Buffer {
  const head = Buffer.from([0x61, 0, 0, 0, 0]);
  head.writeUInt32LE(text.length, 1);
  return Buffer.concat([head, Buffer.from(text)]);
}

function separated(...parts: readonly Buffer[]): string {
  const bytes = Buffer.concat([HEAD, ...parts, Buffer.from("N"), Buffer.alloc(8)]);
  separateTexts(bytes, bytes.length);
  return bytes.subarray(HEAD.length).toString("latin1");
}

describe("compiled Python", () => {
  it("is told by its first bytes", () => {
    expect(sniff(HEAD)).toBe("pyc");
    expect(sniff(Buffer.from([0x0d, 0x0d, 0x0a, 0]))).not.toBe("pyc");
  });

  it("has each text end before the code of what follows", () => {
    const [one, other] = ["a".repeat(20), "b".repeat(300)];
    const text = separated(short(one), long(other), short(one));
    expect(text.match(/[ab]{16,}.?/gs)).toEqual([`${one}\0`, `${other}\0`, `${one}\0`]);
  });

  it("keeps texts as they are, whatever they hold, and what is none", () => {
    const text = `z${"z".repeat(30)} a text with zebras and s{}`;
    expect(separated(short(text))).toContain(text);
    const bytes = Buffer.from([...HEAD, 0xfa, 30, ...Buffer.alloc(30, 1), 0x4e, 0, 0, 0, 0, 0]);
    const before = Buffer.from(bytes);
    separateTexts(bytes, bytes.length);
    expect(bytes).toEqual(before);
  });

  it("may be cut anywhere", () => {
    const whole = Buffer.concat([HEAD, long("c".repeat(40)), short("d".repeat(20)), Buffer.from("N")]);
    for (let length = 0; length <= whole.length; length++) {
      const bytes = Buffer.from(whole.subarray(0, length));
      expect(() => separateTexts(bytes, bytes.length)).not.toThrow();
    }
  });
});
