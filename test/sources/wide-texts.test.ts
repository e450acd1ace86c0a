/** Texts in UTF-16 within binary files. */
import { describe, expect, it } from "vitest";
import { WideTexts } from "../../src/sources/wide-texts.ts";
import { findingsOf, keyscan } from "../cli/keyscan.ts";
import { Repository } from "../support/hiding-places.ts";
import { gitHubToken, tree } from "../cli/scratch.ts";

const CODE = Buffer.from([0x4d, 0x5a, 0, 0x90, 0, 3, 0, 0, 0xff, 0xfe, 0x41, 0, 0x42, 0, 0x01]);

describe("texts in UTF-16 within a binary file", () => {
  it.each([0, 1, 2, 15])("are found where they stand, %i bytes further on", async (shift) => {
    const before = Buffer.concat([...Array.from({ length: 300 }, () => CODE), Buffer.alloc(shift, 7)]);
    const text = Buffer.from(`${gitHubToken(1)}\0${"k".repeat(30)} ${gitHubToken(2)}`, "utf16le");
    const root = tree({ "a.dll": Buffer.concat([before, text, CODE]) });
    const run = await keyscan([".", "-f", "jsonl"], { cwd: root });
    const places = findingsOf(run).map(({ location }) => [location.byteOffset, location.byteLength]);
    const { length } = gitHubToken(1);
    const second = before.length + 2 * (length + 1 + 31);
    expect(places).toEqual([
      [before.length, 2 * length],
      [second, 2 * length],
    ]);
  });

  it("are found in a history as in a working tree, whoever reads its objects", async () => {
    const repository = new Repository(tree());
    const texts = [1, 2, 3].map((seed) =>
      Buffer.from(`${"\u0101".repeat(9)}${gitHubToken(seed)}`, "utf16le"),
    );
    const wide = (count: number): Buffer => Buffer.concat([CODE, ...texts.slice(0, count), CODE]);
    for (const count of [1, 2, 3]) repository.commit({ "a.dll": wide(count), [`${count}.dll`]: CODE });
    const places = async (env: Record<string, string> = {}): Promise<unknown[]> => {
      const run = await keyscan(["git", "--no-cache", "-f", "jsonl"], { cwd: repository.root, env });
      return findingsOf(run).map(({ location }) => [location.path, location.byteOffset, location.byteLength]);
    };
    const { length = 0 } = texts[0] ?? {};
    const expected = [0, 1, 2].map((i) => ["a.dll", CODE.length + i * length + 18, length - 18]);
    expect(await places()).toEqual(expected);
    repository.git("gc", "-q");
    expect(await places()).toEqual(expected);
    expect(await places({ KEYSCAN_OBJECTS: "git" })).toEqual(expected);
  });

  it("take nothing of a text of bytes that ends with NUL right before them", async () => {
    const wide = Buffer.from("the next text in a table of such", "utf16le");
    const texts = [CODE, Buffer.from(`\x01k=${gitHubToken(3)}\0`), wide, CODE];
    const run = await keyscan([".", "-f", "jsonl"], { cwd: tree({ "a.dll": Buffer.concat(texts) }) });
    expect(findingsOf(run).map(({ location }) => location.byteOffset)).toEqual([CODE.length + 3]);
  });

  it("have their places in a file of any size", () => {
    const texts = new WideTexts();
    const place = texts.begin();
    const piece = Buffer.from(`${"a text of some letters".repeat(2)}\u0101\u0101`.repeat(10_000), "utf16le");
    const one = piece.length / 10_000;
    for (let i = 0; i < 8; i++) texts.narrow(Buffer.from(piece), piece.length, "binary");
    const last = 8 * piece.length - one;
    for (const at of [0, 3, 43]) expect(place(last + at)).toBe(last + 2 * at);
    expect(place(last + one)).toBe(last + one);
  });

  it("change nothing else in it, and are none where they are short", () => {
    const texts = new WideTexts();
    for (const bytes of [CODE, Buffer.alloc(100), Buffer.from("fifteen letters", "utf16le")]) {
      const read = Buffer.from(bytes);
      texts.begin();
      expect(texts.narrow(read, read.length, "binary")).toBe(read.length);
      expect(read).toEqual(bytes);
    }
  });
});
