import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  archivedName,
  readArchive,
  readInnerZip,
  type ArchivedFile,
} from "../../../src/sources/archive/index.ts";
import { readZip, readZipHeads } from "../../../src/sources/archive/zip.ts";
import { makeOldTar, makeTar, makeZip, padded, tarHead } from "../../support/archives.ts";
import { cases } from "../../support/property.ts";
import { cpuTime } from "../../support/cpu-time.ts";

/** What is in an archive, by its name in reports: the text, or why there is none. */
function contents(archive: Buffer): Record<string, string> {
  const shown = ({ path, bytes, reason, error }: ArchivedFile): [string, string] => [
    archivedName("a", path),
    bytes?.toString() ?? `(${error?.code ?? reason})`,
  ];
  return Object.fromEntries([...readArchive(archive)].map(shown));
}

const TEXT = "some text that can be packed, some text that can be packed\n";

describe("archives", () => {
  it("of all kinds are unpacked, and archives in them", () => {
    const zip = makeZip({ "b/c.txt": TEXT, d: "x", "e/": "" }, { comment: "with a comment" });
    expect(contents(zip)).toEqual({ "a!/b/c.txt": TEXT, "a!/d": "x" });
    expect(contents(gzipSync(TEXT))).toEqual({ a: TEXT });
    const long = `${"long/".repeat(30)}name`;
    const inner = makeTar({ "j.txt": TEXT });
    const tar = gzipSync(
      makeTar({ "f.txt": TEXT, [long]: "y", "g.zip": zip, "h.gz": gzipSync("z"), "i.tar": inner }),
    );
    expect(contents(tar)).toEqual({
      "a!/f.txt": TEXT,
      [`a!/${long}`]: "y",
      "a!/g.zip!/b/c.txt": TEXT,
      "a!/g.zip!/d": "x",
      "a!/h.gz": "z",
      "a!/i.tar!/j.txt": TEXT,
    });
    expect(contents(inner)).toEqual({ "a!/j.txt": TEXT });
  });

  it("of zip64 are read, behind a program too", () => {
    const zip = makeZip({ "a.txt": TEXT, b: "x" }, { zip64: true });
    const files = { "a!/a.txt": TEXT, "a!/b": "x" };
    expect(contents(zip)).toEqual(files);
    const program = Buffer.from("MZ\0program");
    const inner = [...readInnerZip(Buffer.concat([program, zip]))].map(({ path }) => path.join("/"));
    expect(inner).toEqual(["a.txt", "b"]);
    const wrong = Buffer.from(zip);
    wrong.writeBigUInt64LE(2n ** 63n, wrong.length - 22 - 20 + 8);
    expect(contents(wrong)).toEqual(files);
    wrong.writeBigUInt64LE(2n ** 60n, wrong.length - 22 - 20 - 56 + 32);
    expect(contents(wrong)).toEqual({ ...files, a: "(DAMAGED_ARCHIVE)" });
  });

  it("of tar are read one behind the other, as far as they are archives", () => {
    const [one, two] = [makeTar({ one: TEXT }), makeTar({ two: "x" })];
    const both = { "a!/one": TEXT, "a!/two": "x" };
    expect(contents(Buffer.concat([one, Buffer.alloc(8192), two]))).toEqual(both);
    expect(contents(Buffer.concat([one, Buffer.from("no head".repeat(100))]))).toEqual({
      "a!/one": TEXT,
      a: "(DAMAGED_ARCHIVE)",
    });
  });

  it("of tar are read where files have gaps, kinds are unknown, or there is no magic", () => {
    const sparse = tarHead("sparse", TEXT.length, "S");
    sparse[482] = 1;
    const map = Buffer.alloc(512);
    const link = tarHead("././@LongLink", 4, "K");
    const longName = tarHead("././@LongLink", 6, "L");
    const parts = [sparse, map, padded(TEXT), longName, padded("longer"), link, padded("to\0\0")];
    const rest = [tarHead("short", 1, "0"), padded("y"), tarHead("other", 1, "Z"), padded("z")];
    expect(contents(Buffer.concat([...parts, ...rest]))).toEqual({
      "a!/sparse": TEXT,
      "a!/longer": "y",
      "a!/other": "z",
    });
    expect(contents(makeOldTar("old", TEXT))).toEqual({ "a!/old": TEXT });
  });

  it("of tar have data behind links too, where it is no other file that follows", () => {
    const link = (name: string, type: string): Buffer => tarHead(name, TEXT.length, type);
    const end = Buffer.alloc(1024);
    const without = [link("link", "1"), link("symbolic", "2"), tarHead("one", 1, "0"), padded("x")];
    expect(contents(Buffer.concat([...without, link("last", "1")]))).toEqual({ "a!/one": "x" });
    expect(contents(Buffer.concat([...without, link("last", "1"), end]))).toEqual({ "a!/one": "x" });
    const text = `\0${TEXT.slice(1)}`;
    const hard = [link("hard", "1"), padded(text), link("folder", "5"), padded(TEXT)];
    expect(contents(Buffer.concat([...hard, tarHead("one", 1, "0"), padded("x"), end]))).toEqual({
      "a!/hard": text,
      "a!/folder": TEXT,
      "a!/one": "x",
    });
    expect(contents(Buffer.concat([link("hard", "1"), Buffer.from("cut off")]))).toEqual({
      "a!/hard": "(DAMAGED_ARCHIVE)",
    });
  });

  it("say what is not unpacked", () => {
    expect(contents(makeZip({ "a.txt": TEXT }, { encrypted: true }))).toEqual({ "a!/a.txt": "(archive)" });
    expect(contents(Buffer.from("7z\xbc\xaf\x27\x1c", "latin1"))).toEqual({ a: "(archive)" });
    let nested: Buffer = makeZip({ deep: TEXT });
    for (let i = 0; i < 6; i++) nested = makeZip({ z: nested });
    expect(Object.values(contents(nested))).toEqual(["(archive)"]);
  });

  it("say what is cut off or damaged, and give what is left", () => {
    const zip = makeZip({ one: TEXT, two: TEXT });
    const whole = { "a!/one": TEXT, "a!/two": TEXT };
    expect(contents(zip.subarray(0, zip.length - 8))).toEqual({ ...whole, a: "(DAMAGED_ARCHIVE)" });
    const long = makeZip({ one: "x", two: Array.from({ length: 9000 }, (_, i) => `${i}\n`).join("") });
    const { "a!/two": begin, ...rest } = contents(long.subarray(0, long.length / 2));
    expect(rest).toEqual({ "a!/one": "x", a: "(DAMAGED_ARCHIVE)" });
    expect(begin).toMatch(/^0\n1\n2\n/);
    const wrong = Buffer.from(zip);
    // The first byte of the data of "one": a kind of block that there is none of.
    wrong[33] = 0xff;
    expect(contents(wrong)).toEqual({ "a!/one": "(DAMAGED_ARCHIVE)", "a!/two": TEXT });
    const tar = makeTar({ one: TEXT, two: TEXT });
    expect(contents(tar.subarray(0, 1560))).toEqual({ "a!/one": TEXT, "a!/two": "(DAMAGED_ARCHIVE)" });
    const packed = gzipSync(TEXT.repeat(9), { level: 0 }).subarray(0, -100);
    expect([...readArchive(packed)]).toEqual([
      { path: [], bytes: Buffer.from(TEXT.repeat(9)).subarray(0, -92) },
      { path: [], error: expect.objectContaining({ code: "TRUNCATED_GZIP" }) as unknown },
    ]);
  });

  it("that are bombs cost little and are told of", () => {
    const took = cpuTime(() => {
      const zeros = Buffer.alloc(100 * 1024 * 1024);
      const bomb = makeZip({ zeros, "after.txt": TEXT });
      const found = [...readArchive(bomb)];
      const size = found.reduce((sum, { bytes }) => sum + (bytes?.length ?? 0), 0);
      expect(size).toBeLessThan(1024 * 1024);
      expect(contents(bomb)).toEqual({ "a!/zeros": "(too-large)", "a!/after.txt": TEXT });
      const many = makeZip(
        Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`${i}`, zeros.subarray(0, 2e6)])),
      );
      const unpacked = [...readArchive(many)];
      const sum = unpacked.reduce((all, { bytes }) => all + (bytes?.length ?? 0), 0);
      expect(sum).toBeLessThanOrEqual(17 * 1024 * 1024);
      expect(unpacked.at(-1)?.reason).toBe("too-large");
    });
    expect(took).toBeLessThan(10_000);
  });

  it("of which many entries are one and the same bomb are given up", () => {
    const zip = makeZip({ zeros: Buffer.alloc(40 * 1024 * 1024) });
    const end = zip.length - 22;
    const begin = zip.readUInt32LE(end + 16);
    const directory = Buffer.concat(Array.from({ length: 600 }, () => zip.subarray(begin, end)));
    const tail = Buffer.from(zip.subarray(end));
    tail.writeUInt16LE(600, 10);
    tail.writeUInt32LE(directory.length, 12);
    const found = [...readArchive(Buffer.concat([zip.subarray(0, begin), directory, tail]))];
    expect(found.length).toBeLessThan(150);
    expect(found.at(-1)).toEqual({ path: [], reason: "too-large" });
  });

  it("are opened four deep, also where they have no names of their own", () => {
    const packed = (times: number): Buffer =>
      Array.from({ length: times }).reduce((text: Buffer) => gzipSync(text), Buffer.from(TEXT));
    expect(contents(packed(4))).toEqual({ a: TEXT });
    expect(contents(packed(5))).toEqual({ a: "(archive)" });
  });

  it("in which many hold nothing but room for nothing are given up", () => {
    const bomb = gzipSync(Buffer.concat([tarHead("folder/", 0, "5"), Buffer.alloc(60 * 1024 * 1024)]));
    const found = [
      ...readArchive(makeTar(Object.fromEntries(Array.from({ length: 90 }, (_, i) => [`${i}`, bomb])))),
    ];
    expect(found.at(-1)).toEqual({ path: [], reason: "too-large" });
    expect(found.length).toBeLessThan(60);
  });

  it("of zip are listed as far as they are read, and one beyond: heads of millions of files take much memory", () => {
    const files = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`${i}`, "x"]));
    const zip = makeZip(files);
    expect(readZip(zip, 5)).toHaveLength(6);
    expect(readZip(zip, 9)).toHaveLength(9);
    const heads = readZipHeads(zip.subarray(0, -30), 5).map(({ name }) => name);
    expect(heads).toEqual(["0", "1", "2", "3", "4", "5", ""]);
  });

  it("are read as far as 20,000 files", () => {
    const files = Object.fromEntries(Array.from({ length: 20_010 }, (_, i) => [`${i}`, "x"]));
    const found = [...readArchive(makeZip(files))];
    expect(found.filter(({ bytes }) => bytes !== undefined)).toHaveLength(20_000);
    expect(found.at(-1)).toEqual({ path: [], reason: "too-large" });
  });

  it("are never unpacked to more than 256 MB, however large they are", () => {
    const zeros = Buffer.alloc(60 * 1024 * 1024);
    // So much that a hundred times its size is more.
    const noise = randomBytes(3 * 1024 * 1024);
    const archive = makeZip({ noise, a: zeros, b: zeros, c: zeros, d: zeros, e: zeros });
    let sum = 0;
    let last: ArchivedFile | undefined;
    for (const file of readArchive(archive)) {
      sum += file.bytes?.length ?? 0;
      last = file;
    }
    expect(sum).toBeGreaterThan(200 * 1024 * 1024);
    expect(sum).toBeLessThanOrEqual(256 * 1024 * 1024);
    expect(last?.reason).toBe("too-large");
  });

  it("have names that are shown, and never used", () => {
    const names = Object.keys(contents(makeZip({ "../../etc/passwd": "x", "/etc/passwd": "y" })));
    expect(names).toEqual(["a!/../../etc/passwd", "a!//etc/passwd"]);
  });

  it("may be damaged in any way", () => {
    const zip = makeZip({ "a.txt": TEXT, "b.zip": makeZip({ c: TEXT }) });
    const tar = gzipSync(makeTar({ "a.txt": TEXT, "b.txt": "b" }), { level: 0 });
    const change = fc.record({ at: fc.nat(), byte: fc.integer({ min: 0, max: 255 }) });
    fc.assert(
      fc.property(
        fc.constantFrom(zip, tar),
        fc.array(change, { minLength: 1, maxLength: 5 }),
        fc.nat(),
        (archive, changes, cut) => {
          const bytes = Buffer.from(archive);
          for (const { at, byte } of changes) bytes[at % bytes.length] = byte;
          const length = cut % 3 === 0 ? bytes.length : cut % bytes.length;
          for (const { bytes: content, reason, error } of readArchive(bytes.subarray(0, length)))
            expect([content, reason, error].filter((each) => each !== undefined)).toHaveLength(1);
        },
      ),
      cases(300),
    );
  });
});
