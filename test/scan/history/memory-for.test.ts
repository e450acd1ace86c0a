/** How much memory the packs of a history may take. */
import { describe, expect, it } from "vitest";
import { memoryFor } from "../../../src/scan/history/open-packs.ts";
import type { HistoryState } from "../../../src/scan/history/state.ts";

const MB = 1024 * 1024;
/** For packs and objects, of a history without any. */
const given = (maxMemory?: number): number => {
  const state = { table: { memoryBytes: 0, size: 0 }, ...(maxMemory === undefined ? {} : { maxMemory }) };
  return Math.round(memoryFor(state as unknown as HistoryState, []) / MB);
};

describe("the memory for packs", () => {
  it("is what is left of what a scan may take, of 400 MB where nobody says anything else", () => {
    expect([given(), given(400 * MB), given(300 * MB), given(900 * MB)]).toEqual([280, 280, 180, 780]);
  });

  it("is 40 MB at least, and ends below 2 GB, so that addresses are no negative numbers", () => {
    expect([given(160 * MB), given(1)]).toEqual([40, 40]);
    expect(given(1024 ** 4)).toBe(1680);
  });
});
