/** The progress line's text. */
import { describe, expect, it } from "vitest";
import { progressLine } from "../../src/cli/progress.ts";

describe("progressLine", () => {
  it("counts while nobody knows how much there is", () => {
    expect(progressLine({ files: 1234, bytes: 56_700_000 }, 2345, 80)).toBe(
      "keyscan  1,234 files  57 MB  2.3 s",
    );
  });

  it("is a bar when the total is known", () => {
    expect(progressLine({ files: 50, bytes: 1e6, total: 200 }, 1000, 120)).toBe(
      "keyscan  [======                  ] 25 %  50 of 200 files  1 MB  1.0 s",
    );
  });

  it.each([
    [0, 0],
    [7, 7],
    [9, 7],
  ])("stays in its frame with %d of %d", (files, total) => {
    expect(progressLine({ files, total, bytes: 0 }, 0, 120)).toMatch(
      /^keyscan {2}\[[= ]{24}\] (0|100) % {2}/,
    );
  });

  it("never fills the terminal's last column", () => {
    expect(progressLine({ files: 50, bytes: 1e6, total: 200 }, 1000, 40)).toHaveLength(39);
    expect(progressLine({ files: 50, bytes: 1e6 }, 1000, 0)).toBe("");
  });
});
