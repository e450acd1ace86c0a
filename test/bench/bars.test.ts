import { describe, expect, it } from "vitest";
import { formatBars, judgeBars, type Measured } from "../../bench/bars.ts";
import { MB } from "../../bench/options.ts";

const keyscan = {
  tool: "keyscan",
  runs: 3,
  wallSeconds: 6,
  cpuSeconds: 4,
  peakMB: 100,
  findings: 2,
  lines: [1, 7],
};
const peer = (tool: string, cpuSeconds: number, wallSeconds: number): Measured["figures"][number] => ({
  tool,
  runs: 1,
  cpuSeconds,
  wallSeconds,
});

function verdicts(tree: Measured): Record<string, string> {
  return Object.fromEntries(judgeBars({ tree }).map((bar) => [bar.name, `${bar.value} ${bar.verdict}`]));
}

describe("judgeBars", () => {
  it("compares CPU seconds and wall time", () => {
    const figures = [keyscan, peer("kingfisher", 16.4, 5), peer("gitleaks", 119, 90)];
    expect(verdicts({ bytes: 300 * MB, figures })).toEqual({
      "tree: 3x kingfisher per CPU second": "4.10x PASS",
      "tree: 30x gitleaks per CPU second": "29.8x FAIL",
      "tree: ahead of kingfisher in wall time": "6.00 s against 5.00 s FAIL",
      "tree: ahead of gitleaks in wall time": "6.00 s against 90.0 s PASS",
      "tree: peak memory under 250 MB": "100 MB PASS",
    });
  });

  it("says why a bar isn't measured, and when the corpus is too small for it", () => {
    const stopped = { tool: "gitleaks", runs: 0, failure: "stopped after 600 s" };
    const bars = judgeBars({ tree: { bytes: 20 * MB, figures: [keyscan, stopped] } });
    expect(formatBars(bars.slice(0, 2))).toBe(
      "tree: 3x kingfisher per CPU second (on 20.0 MB; the bar is meant for 300 MB): not measured (kingfisher not found)\n" +
        "tree: 30x gitleaks per CPU second (on 20.0 MB; the bar is meant for 300 MB): not measured (gitleaks: stopped after 600 s)\n",
    );
  });

  it("counts planted keys that were reported", () => {
    const planted = [{ line: 1 }, { line: 7 }, { line: 9 }];
    const bars = judgeBars({ log: { bytes: 1000 * MB, figures: [keyscan], planted } });
    expect(bars.at(-1)).toEqual({
      name: "log: every planted key found",
      value: "2/3",
      verdict: "FAIL",
    });
  });

  it("judges start-up over the empty process, not in itself", () => {
    const bare = { name: "node -e 0", wallMs: 60, cpuMs: 50, wallOverMs: 0, cpuOverMs: 0 };
    const version = {
      name: "keyscan --version",
      wallMs: 90,
      cpuMs: 95,
      wallOverMs: 30,
      cpuOverMs: 45,
    };
    const threeFiles = { ...bare, name: "keyscan, 3 small files", failure: "exit 2" };
    const bars = judgeBars({ startup: { meter: "", bare, version, threeFiles } });
    expect(bars.map((bar) => bar.verdict)).toEqual(["PASS", "FAIL", "not measured", "not measured"]);
  });
});
