import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { createKernel } from "../../src/engine/kernel.ts";
import { decodeTables, encodeTables, SITE_BYTES, type Pack } from "../../src/engine/pack.ts";
import { compilePack, contextWords } from "../../src/rules/compile/compile.ts";
import { extendPack } from "../../src/rules/compile/extend.ts";
import { buildTables, decodeAnchors } from "../../src/rules/compile/tables.ts";
import { parseDocument } from "../../src/config/document.ts";
import type { RuleFile, RuleFileSource } from "../../src/rules/schema.ts";
import { readAsset } from "../../src/scan/pack.ts";
import { builtInRules, ruleFile, smallPack, type BuiltIn } from "../support/packs.ts";
import { cases } from "../support/property.ts";
import { createScanner, scan } from "../support/scanning.ts";
import { latin1, secretTexts } from "../support/texts.ts";

let rules: BuiltIn;
beforeAll(async () => {
  rules = await builtInRules();
});

describe("the file of tables", () => {
  it("gives back what was put into it", () => {
    for (const { tables } of [rules.pack, smallPack({ id: "one", pattern: "key_[a-z]{5}" })]) {
      const decoded = decodeTables(encodeTables(tables));
      for (const [name, section] of Object.entries(tables)) {
        expect(Buffer.compare(decoded[name as keyof typeof tables], section), name).toBe(0);
      }
    }
  });

  it("is refused when it is cut off, of another kind or empty", () => {
    const bytes = encodeTables(smallPack({ id: "one", pattern: "key_[a-z]{5}" }).tables);
    expect(() => decodeTables(bytes.subarray(0, bytes.length - 16))).toThrow("cut off");
    expect(() => decodeTables(Buffer.concat([Buffer.from("ELF?"), bytes.subarray(4)]))).toThrow("damaged");
    expect(() => decodeTables(new Uint8Array(0))).toThrow("damaged");
  });
});

describe("anchors", () => {
  it("come out of the tables as they went in", () => {
    const anchors = decodeAnchors(rules.pack.tables);
    expect(anchors).toHaveLength(rules.pack.anchors.length);
    anchors.forEach(({ sequence }, index) =>
      expect(sequence).toHaveLength(rules.pack.anchors.at(index)?.length ?? 0),
    );
    const again = buildTables(anchors, contextWords(rules.pack.rules));
    for (const [name, section] of Object.entries(rules.pack.tables)) {
      expect(Buffer.compare(again[name as keyof typeof again], section), name).toBe(0);
    }
  });
});

describe("rules of addresses", () => {
  const pack = smallPack(
    { id: "with-user", pattern: "(?<=[a-z])://[a-z]{1,20}:(?<secret>[0-9a-z]{4,20})@[a-z]" },
    { id: "without-host", pattern: "(?<=p)://(?<user>[a-z]{1,9}):(?<secret>[0-9a-f]{8})/" },
    { id: "without-user", pattern: "(?<=[a-z])://(?:[a-z]{1,9};)?(?<secret>[0-9]{8})@[a-z]" },
  );

  it("share one place that is looked at", () => {
    expect(pack.tables.sites).toHaveLength(SITE_BYTES);
    expect(pack.anchors).toHaveLength(3);
  });

  it("are told from each other", () => {
    const scanner = createScanner(pack);
    const found = (text: string): (string | undefined)[] =>
      scan(scanner, Buffer.from(text)).map(({ rule }) => pack.rules[rule]?.id);
    expect(found("see https://me:pass1234@host ")).toEqual(["with-user"]);
    expect(found("see http://team:0123abcd/ ")).toEqual(["without-host"]);
    expect(found("see ftp://01234567@acme.io ")).toEqual(["without-user"]);
    expect(found("see https://acme.io/path:x http://example.org")).toEqual([]);
  });
});

const USERS: RuleFileSource = ruleFile(
  { id: "acme-key", pattern: "\\bacme_[0-9a-f]{16}\\b" },
  { id: "acme-github-like", pattern: "ghp_[0-9a-z]{8}" },
  { id: "acme-near", context: ["acme-secret", "github-token"], value: "[0-9a-z]{20}" },
);

async function documented(source: RuleFileSource): Promise<RuleFile> {
  return { document: await parseDocument(JSON.stringify(source), "rules.json"), source, rulesAt: ["rules"] };
}

/** Hits as sorted texts that don't depend on the order of anchors in the tables. */
function hitsOf(pack: Pack): (bytes: Buffer) => string[] {
  const kernel = createKernel(readAsset("kernel.wasm"), pack.tables, 64 * 1024);
  return (bytes) => {
    kernel.data.set(bytes);
    const found: string[] = [];
    kernel.scan({ from: 0, end: bytes.length, eof: true }, (index, position) => {
      const { rule = -1, minBack, maxBack } = pack.anchors.at(index) ?? {};
      found.push(`${position}: ${pack.rules[rule]?.id} ${minBack} ${maxBack}`);
    });
    return found.sort();
  };
}

describe("extendPack", () => {
  it("finds the same as if all rules were compiled together", async () => {
    const few = rules.files.slice(0, 10);
    const together = compilePack([...few, USERS], "together");
    const extended = extendPack(compilePack(few, "few"), [await documented(USERS)]);
    expect(extended.rules).toEqual(together.rules);
    expect(extended.hash).toMatch(/^[0-9a-f]{16}$/);
    const own = fc.constantFrom(
      "acme_0123456789abcdef ",
      "ghp_abcdefgh",
      'acme_secret="0123456789abcdefghij"\n',
    );
    const texts = fc.array(fc.oneof(own, secretTexts({ ...rules, files: few }, 2)), {
      maxLength: 6,
      size: "max",
    });
    const hits = hitsOf(extended);
    const expected = hitsOf(together);
    let total = 0;
    fc.assert(
      fc.property(texts, (parts) => {
        const bytes = latin1(parts.join(""));
        const found = hits(bytes);
        total += found.length;
        expect(found).toEqual(expected(bytes));
      }),
      cases(40),
    );
    expect(total).toBeGreaterThan(40);
  });

  it("leaves the pack as it was and adds to all of it", async () => {
    const before = Buffer.from(encodeTables(rules.pack.tables));
    const extended = extendPack(rules.pack, [await documented(USERS)]);
    expect(Buffer.compare(encodeTables(rules.pack.tables), before)).toBe(0);
    const scanner = createScanner(extended);
    const text = `acme_${"0f1e2d3c4b5a6978"} `;
    const ids = scan(scanner, text).map((match) => extended.rules[match.rule]?.id);
    expect(ids).toEqual(["acme-key"]);
    expect(extended.hash).not.toBe(rules.pack.hash);
  });

  it("names the place of every rule that can't be compiled", async () => {
    const bad = ruleFile(
      { id: "acme-good", pattern: "acme_[0-9]{8}" },
      { id: "acme-bad", pattern: "(a+)+" },
      { id: "acme-worse", context: ["acme"], value: "[0-9]{8}", keywords: ["other"] },
    );
    const file = await documented(bad);
    expect(() => extendPack(rules.pack, [file])).toThrow(
      /^rules\.json:1:\d+.*may take too long[\s\S]*\nrules\.json:1:\d+.*a match need not/,
    );
  });
});
