import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findPacks } from "../../../../src/sources/git/pack/find.ts";
import { needEntries, readForest } from "../../../../src/sources/git/pack/forest.ts";
import { idText, PackIndexError, readPackIndex } from "../../../../src/sources/git/pack/index-file.ts";
import type { PackMemory } from "../../../../src/sources/git/pack/memory.ts";
import { openPackFile, PackFileError } from "../../../../src/sources/git/pack/pack-file.ts";
import { PackWalk } from "../../../../src/sources/git/pack/walk.ts";
import { cases, timeLimit } from "../../../support/property.ts";
import { createMemory } from "./memory.ts";
import { allObjects, git, makeRepository } from "./packs.ts";

const TYPES = ["", "commit", "tree", "blob", "tag"];

interface Read {
  objects: Map<string, { type: string; content: Buffer }>;
  failed: Map<string, string | undefined>;
}

interface ReadOptions {
  idBytes?: number;
  memory?: PackMemory;
  isWanted?: (id: string) => boolean;
}

/** Reads all packs of a repository. */
function readPacks(directory: string, options: ReadOptions = {}): Read {
  const read: Read = { objects: new Map(), failed: new Map() };
  for (const { index, pack } of findPacks([join(directory, ".git/objects")])) {
    readPack(index, pack, read, options);
  }
  return read;
}

function readPack(
  indexPath: string,
  packPath: string,
  read: Read,
  { idBytes = 20, memory = createMemory(), isWanted = () => true }: ReadOptions,
): void {
  const index = readPackIndex(indexPath, idBytes, 1e8);
  const file = openPackFile(packPath, idBytes, memory);
  const forest = readForest(index, file, memory);
  const idOf = (entry: number): string => idText(index, forest.places[entry] ?? -1);
  const wanted = Uint8Array.from({ length: index.count }, (_, place) =>
    isWanted(idText(index, place)) ? 1 : 0,
  );
  needEntries(forest, memory, { numbers: new Int32Array(index.count), wanted });
  const walk = new PackWalk<true>({ forest, file }, memory, {
    fail: (entry, message) => read.failed.set(idOf(entry), message),
    visit(object) {
      const { at, length, type } = object;
      expect(memory.bytes[at - 1]).toBe(0x0a);
      expect(read.objects.has(idOf(object.entry))).toBe(false);
      const content = Buffer.from(memory.bytes.subarray(at, at + length));
      read.objects.set(idOf(object.entry), { type: TYPES[type] ?? "", content });
      return true;
    },
  });
  walk.failLost();
  while (walk.some(5000));
  file.close();
}

function expectSame(found: Read["objects"], expected: Read["objects"]): void {
  expect([...found.keys()].sort()).toEqual([...expected.keys()].sort());
  for (const [id, { type, content }] of expected) {
    expect(found.get(id)?.type).toBe(type);
    expect(found.get(id)?.content.equals(content)).toBe(true);
  }
}

let scratch = "";
let repository = "";
let expected: Read["objects"];

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), "keyscan-packs-"));
  repository = makeRepository(join(scratch, "repository"), 60);
  git(repository, ["gc", "-q", "--aggressive"]);
  expected = allObjects(repository);
}, 120_000);

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A copy of the repository's packs, written anew with these settings. */
function repacked(name: string, settings: readonly string[], args: readonly string[] = []): string {
  const directory = join(scratch, name);
  git(scratch, ["clone", "-q", "--no-local", repository, directory]);
  git(directory, [...settings.flatMap((setting) => ["-c", setting]), "repack", "-adfq", ...args]);
  return directory;
}

describe("packs", () => {
  it("hold the objects that git finds in them", () => {
    const { objects, failed } = readPacks(repository);
    expectSame(objects, expected);
    expect(failed.size).toBe(0);
    expect([...expected.values()].filter(({ type }) => type === "blob").length).toBeGreaterThan(100);
  });

  it.each([
    ["deltas that name their base by id", ["repack.useDeltaBaseOffset=false"], []],
    ["an index of version 1", ["pack.indexVersion=1"], []],
    ["long chains", [], ["--depth=200", "--window=50"]],
    ["no deltas", [], ["--depth=0"]],
    ["no compression", ["core.compression=0"], []],
  ])("are read with %s", (name, settings, args) => {
    const directory = repacked(name.replaceAll(" ", "-"), settings, args);
    expectSame(readPacks(directory).objects, allObjects(directory));
  });

  it("take turns in one memory", () => {
    const memory = createMemory();
    const [one, other] = ["one", "other"].map((name, index) => {
      const directory = repacked(`turns-${name}`, [], index === 0 ? [] : ["--depth=0"]);
      const [paths] = findPacks([join(directory, ".git/objects")]);
      const path = paths?.pack ?? "";
      return { file: openPackFile(path, 20, memory), content: readFileSync(path) };
    });
    for (let at = 12; at < 2000; at += 100) {
      for (const pack of [one, other]) {
        const from = pack?.file.view(at, 50, memory.to - 200) ?? 0;
        expect(memory.bytes.subarray(from, from + 50)).toEqual(pack?.content.subarray(at, at + 50));
      }
    }
    one?.file.close();
    other?.file.close();
  });

  it("are read from several files, whatever their order", () => {
    const directory = join(scratch, "several");
    git(scratch, ["clone", "-q", "--no-local", repository, directory]);
    for (let i = 0; i < 3; i++) {
      writeFileSync(join(directory, "more.txt"), `more ${i}`);
      git(directory, ["add", "-A"]);
      git(directory, ["commit", "-q", "-m", `more ${i}`]);
      git(directory, ["repack", "-dq"]);
    }
    expect(findPacks([join(directory, ".git/objects")]).length).toBeGreaterThan(3);
    expectSame(readPacks(directory).objects, allObjects(directory));
  });

  it("are read with SHA-256 ids", () => {
    const directory = makeRepository(join(scratch, "sha256"), 12, "sha256");
    git(directory, ["gc", "-q"]);
    expectSame(readPacks(directory, { idBytes: 32 }).objects, allObjects(directory));
  });

  it("are read in little memory; what does not fit is named", () => {
    const whole = 150_000;
    const memory = createMemory(5 * 1024 * 1024);
    const tight = { ...memory, to: memory.from + 200_000 };
    const { objects, failed } = readPacks(repository, { memory: tight });
    expect([...failed.values()].every((message) => message === undefined)).toBe(true);
    expect(failed.size).toBeGreaterThan(0);
    expect(objects.size + failed.size).toBe(expected.size);
    for (const id of failed.keys()) expect(expected.get(id)?.content.length).toBe(whole);
  });

  it("show what is wanted only, and its bases to nobody", () => {
    const ids = [...expected.keys()].filter((_, i) => i % 7 === 0);
    const { objects, failed } = readPacks(repository, { isWanted: (id) => ids.includes(id) });
    expect([...objects.keys()].sort()).toEqual(ids.sort());
    expect(failed.size).toBe(0);
  });
});

describe("damaged packs", () => {
  /** The repository's one pack, its bytes changed. */
  function spoiled(change: (bytes: Buffer) => void): Read {
    const [paths] = findPacks([join(repository, ".git/objects")]);
    const pack = join(scratch, "spoiled.pack");
    const bytes = readFileSync(paths?.pack ?? "");
    change(bytes);
    writeFileSync(pack, bytes);
    const read: Read = { objects: new Map(), failed: new Map() };
    readPack(paths?.index ?? "", pack, read, {});
    return read;
  }

  it(
    "lose the objects that are damaged, which are named, and no others",
    () => {
      let named = 0;
      fc.assert(
        fc.property(
          fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), { maxLength: 5 }),
          (changes) => {
            const { objects, failed } = spoiled((bytes) => {
              for (const [at, value] of changes) {
                const place = 12 + (at % (bytes.length - 32));
                bytes[place] = (bytes[place] ?? 0) ^ value;
              }
            });
            expect(objects.size + failed.size).toBe(expected.size);
            named += [...failed.values()].filter((message) => message !== undefined).length;
            for (const [id, { content }] of objects)
              expect(expected.get(id)?.content.equals(content)).toBe(true);
          },
        ),
        cases(25),
      );
      expect(named).toBeGreaterThan(10);
    },
    timeLimit(),
  );

  it("are refused as a whole where they are none", () => {
    expect(() => spoiled((bytes) => bytes.write("KCAP"))).toThrow(PackFileError);
    expect(() => spoiled((bytes) => bytes.writeUInt32BE(9, 4))).toThrow("version 9");
  });

  it("may have an index that is damaged", () => {
    const [paths] = findPacks([join(repository, ".git/objects")]);
    const index = join(scratch, "spoiled.idx");
    const read = (): unknown => readPackIndex(index, 20, 1e8);
    copyFileSync(paths?.index ?? "", index);
    truncateSync(index, 3000);
    expect(read).toThrow(PackIndexError);
    truncateSync(index, 10);
    expect(read).toThrow(PackIndexError);
    expect(() => readPackIndex(paths?.index ?? "", 20, 1000)).toThrow("larger than the memory");
  });

  it("with offsets that lead nowhere keep the others", () => {
    const [paths] = findPacks([join(repository, ".git/objects")]);
    const index = join(scratch, "offsets.idx");
    const bytes = readFileSync(paths?.index ?? "");
    const count = bytes.readUInt32BE(8 + 1020);
    const offsetsAt = 8 + 1024 + count * 24;
    const targets = [0xffff_ffff, 0x7fff_ffff, 0, bytes.readUInt32BE(offsetsAt)];
    targets.forEach((offset, i) => bytes.writeUInt32BE(offset, offsetsAt + 4 * (i + 5)));
    writeFileSync(index, bytes);
    const read: Read = { objects: new Map(), failed: new Map() };
    readPack(index, paths?.pack ?? "", read, {});
    expect(read.objects.size + read.failed.size).toBe(expected.size);
    expect(read.failed.size).toBeGreaterThanOrEqual(4);
  });
});
