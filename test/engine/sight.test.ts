import { beforeAll, describe, expect, it } from "vitest";
import { ANCHOR_BYTES, type Pack } from "../../src/engine/pack.ts";
import { isInSight, sightOf, tablesInSight } from "../../src/engine/sight.ts";
import { builtInRules } from "../support/packs.ts";

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

describe("tablesInSight", () => {
  it("leave out programs that may look further, and nothing else", () => {
    const { ahead } = sightOf(pack.tables);
    const before = programsOf(pack.tables.anchors);
    const tables = tablesInSight(pack);
    const expected = before.map((program, index) => {
      const anchor = pack.anchors.at(index);
      return anchor !== undefined && isInSight(pack, anchor, ahead) ? program : 0;
    });
    expect(programsOf(tables.anchors)).toEqual(expected);
    expect(expected).not.toEqual(before);
    expect(expected.some((program) => program > 0)).toBe(true);
    expect({ ...tables, anchors: pack.tables.anchors }).toEqual(pack.tables);
  });
});
