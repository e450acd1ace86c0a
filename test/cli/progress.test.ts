/** The progress line's text. */
import { describe, expect, it } from "vitest";
import { progressLine } from "../../src/cli/progress.ts";
import { now } from "../../src/scan/clock.ts";

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

  const history = { objects: 2000, bytes: 0, doneObjects: 500, doneBytes: 40e6, startedMs: 0 };
  const lineOf = (more: object): string =>
    progressLine({ files: 0, bytes: 0, history: { ...history, startedMs: now(), ...more } }, 1000, 200);

  it("tells of a history by the bytes of its packs, which are known before they are unpacked", () => {
    expect(lineOf({ packed: { bytes: 80e6, doneBytes: 8e6 } })).toBe(
      "keyscan  [==                      ] 10 %  history: 500 of 2,000 objects  8 of 80 MB in packs  1.0 s",
    );
  });

  it("tells of a history that git reads by the bytes of its objects", () => {
    expect(lineOf({ bytes: 100e6 })).toBe(
      "keyscan  [=========               ] 40 %  history: 500 of 2,000 objects  40 of 100 MB  1.0 s",
    );
  });

  it("counts objects where nobody knows their bytes", () => {
    expect(lineOf({})).toBe("keyscan  [======                  ] 25 %  history: 500 of 2,000 objects  1.0 s");
  });

  it("tells what time is left by what has been done", () => {
    const startedMs = now() - 10_000;
    expect(lineOf({ startedMs, packed: { bytes: 80e6, doneBytes: 20e6 } })).toMatch(/ 3[01] s left$/);
  });
});
