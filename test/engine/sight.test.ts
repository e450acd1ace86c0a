import { beforeAll, describe, expect, it } from "vitest";
import { ANCHOR_BYTES, type Pack } from "../../src/engine/pack.ts";
import { createKernel } from "../../src/engine/kernel.ts";
import { LOOKBEHIND } from "../../src/engine/confirm.ts";
import { areRunsInSight, sightOf, tablesInSight } from "../../src/engine/sight.ts";
import { readAsset } from "../../src/scan/pack.ts";
import { builtInRules, smallPack } from "../support/packs.ts";

let pack: Pack;
beforeAll(async () => {
  ({ pack } = await builtInRules());
});

/** Of each anchor the place of its program, 0 where it has none. */
function programsOf(anchors: Uint8Array): number[] {
  const view = new DataView(anchors.buffer, anchors.byteOffset, anchors.byteLength);
  return [...pack.anchors].map((_, index) => view.getUint32(index * ANCHOR_BYTES + 8, true));
}

describe("the sight of an anchor", () => {
  it("is short, so that of a delta little is scanned", () => {
    const { ahead, behind, runSet } = sightOf(pack.tables);
    expect(ahead).toBeGreaterThan(100);
    expect(ahead).toBeLessThan(1024);
    expect(behind).toBeLessThan(512);
    // Runs end where a line does.
    expect(runSet[0x0a]).toBe(0);
  });
});

describe("value runs of the built-in rules", () => {
  it("are in sight: those in which nothing matches need not be remembered", () => {
    expect(areRunsInSight(pack, sightOf(pack.tables))).toBe(true);
  });
});

describe("tablesInSight", () => {
  it("leave out programs that may look back further, and nothing else", () => {
    const { behind } = sightOf(pack.tables);
    const before = programsOf(pack.tables.anchors);
    const tables = tablesInSight(pack);
    const expected = before.map((program, index) => {
      const anchor = pack.anchors.at(index);
      return anchor !== undefined && anchor.maxBack + LOOKBEHIND <= behind ? program : 0;
    });
    expect(programsOf(tables.anchors)).toEqual(expected);
    expect(expected).not.toEqual(before);
    expect(expected.some((program) => program > 0)).toBe(true);
    expect({ ...tables, anchors: pack.tables.anchors }).toEqual(pack.tables);
  });
});

/** Hits of a rule in a text, for a kernel with a sight or one that sees all. */
function hitsOf(pattern: string, text: string, sight?: number): number {
  const { tables } = smallPack({ id: "wolf", pattern });
  const kernel = createKernel(readAsset("kernel.wasm"), tables, 4096, sight);
  kernel.data.set(Buffer.from(text));
  let count = 0;
  kernel.scan({ from: 0, end: text.length, eof: true }, () => count++);
  return count;
}

describe("a kernel with a sight", () => {
  it("tells of an anchor whose program would have to look further, and of no other", () => {
    const pattern = "wolf[a-z]{8}(?:[ ]{1,9}[0-9]){2}[ ]!";
    const wrong = "\n wolfabcdefgh  1   2   3 ! and more text behind it, and still more of it";
    const right = wrong.replace("2   ", "");
    expect(hitsOf(pattern, wrong)).toBe(0);
    expect(hitsOf(pattern, wrong, 64)).toBe(0);
    expect(hitsOf(pattern, wrong, 1)).toBe(1);
    expect(hitsOf(pattern, right, 64)).toBe(1);
    expect(hitsOf(pattern, right, 1)).toBe(1);
  });

  it("is not told no by what stands on the line before, which may be another text's", () => {
    const pattern = "(?<!fox\\s)wolf[0-9]{8}!";
    expect(hitsOf(pattern, "\n a fox wolf12345678! and more", 64)).toBe(0);
    expect(hitsOf(pattern, "\n a fox\nwolf12345678! and more", 64)).toBe(1);
    expect(hitsOf(pattern, "\n a fox\nwolf12345678! and more")).toBe(0);
  });
});
