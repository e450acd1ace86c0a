/** Rules come back from the build's files as they were compiled; what few runs ask for is read when it is asked for. */
import { describe, expect, it } from "vitest";
import { claimsOf, unpackClaims, type Claims } from "../../src/engine/claimed.ts";
import { packPack, unpackPack, type PackedPack } from "../../src/engine/packed.ts";
import type { Pack } from "../../src/engine/pack.ts";
import { wholeRule } from "../../src/engine/packed-rules.ts";
import { createWordTable, unpackWords } from "../../src/engine/words.ts";
import { builtInRules } from "../support/packs.ts";

/** Rules of all kinds as plain objects, with descriptions and without; one whose text is no ASCII. */
const { pack: built } = await builtInRules();
const rules = built.rules
  .map(wholeRule)
  .map((rule, index) => (index === 0 ? { ...rule, title: "Schlüssel „🔑“\n\u007f" } : rule));
const pack = { hash: built.hash, anchors: [...built.anchors], tables: built.tables, rules };
const files = packPack(pack);
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

interface Read {
  again: Pack;
  reads: () => number;
  anchorReads: () => number;
}

function read(): Read {
  let reads = 0;
  let anchorReads = 0;
  const text = (): Buffer => {
    reads++;
    return Buffer.from(files.text);
  };
  const anchors = (): Uint8Array => {
    anchorReads++;
    return files.anchors;
  };
  const again = unpackPack(copy<PackedPack>(files.pack), { text, anchors }, pack.tables);
  return { again, reads: () => reads, anchorReads: () => anchorReads };
}

describe("a pack in files", () => {
  it("is the same when it is read", () => {
    const { again } = read();
    expect(again.rules.map(wholeRule)).toEqual(pack.rules);
    expect({ ...again, rules: [], anchors: [...again.anchors], prepared: undefined }).toEqual({
      ...pack,
      rules: [],
    });
  });

  it("what is asked of few rules is read once, when it is first asked for", () => {
    const { again, reads } = read();
    const early = again.rules.map(({ id, confidence, window, words }) => ({ id, confidence, window, words }));
    expect(early).toEqual(
      pack.rules.map(({ id, confidence, window, words }) => ({ id, confidence, window, words })),
    );
    expect(reads()).toBe(0);
    for (const [index, rule] of again.rules.entries()) {
      expect(rule.remediation).toEqual(pack.rules[index]?.remediation);
      expect(rule.description).toBe(pack.rules[index]?.description);
      expect(rule.keywords).toEqual(pack.rules[index]?.keywords);
    }
    expect(reads()).toBe(1);
  });

  it("anchors are read once, when the first one is asked for, and each is made once", () => {
    const { again, anchorReads } = read();
    expect([again.anchors.length, anchorReads()]).toEqual([pack.anchors.length, 0]);
    const last = pack.anchors.length - 1;
    expect(again.anchors.at(last)).toEqual(pack.anchors.at(last));
    expect(again.anchors.at(last)).toBe(again.anchors.at(last));
    expect([again.anchors.at(pack.anchors.length), again.anchors.at(-2)]).toEqual([undefined, undefined]);
    expect([...again.anchors]).toHaveLength(pack.anchors.length);
    expect(anchorReads()).toBe(1);
  });

  it("anchors of another pack are refused", () => {
    const again = unpackPack(
      files.pack,
      { text: () => Buffer.from(files.text), anchors: () => files.anchors.subarray(16) },
      pack.tables,
    );
    expect(() => again.anchors.at(0)).toThrow("anchors.bin is damaged");
  });

  it("a whole rule can be sent to other threads", () => {
    const { again } = read();
    expect(structuredClone(again.rules.map(wholeRule))).toEqual(pack.rules);
  });

  it("has what is made of all rules as it would be made of them", () => {
    const { prepared } = read().again;
    if (prepared === undefined) throw new Error("nothing is prepared");
    const said = ({ prefixes, names, makers }: Claims): unknown => [prefixes, names.names, makers.names];
    expect(said(unpackClaims(prepared.text(), prepared.claims))).toEqual(said(claimsOf(pack.rules)));
    const [made, words] = [createWordTable(pack.rules), unpackWords(prepared.text(), prepared.words)];
    expect(words.bits).toEqual(made.bits);
    for (const [beginning, list] of made.words) expect(words.words.get(beginning)).toEqual(list);
    expect(words.words.get(-1)).toBeUndefined();
  });
});
