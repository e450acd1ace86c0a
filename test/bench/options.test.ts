import { describe, expect, it } from "vitest";
import { parseOptions, words } from "../../bench/options.ts";

describe("parseOptions", () => {
  it("measures tree, log and start-up by default", () => {
    const options = parseOptions([], "/checkout");
    expect(options.sections).toEqual(["tree", "log", "startup"]);
    expect(options).toMatchObject({ sizeMB: 300, logMB: 1000, bigMB: 0, runs: 3 });
    expect(options.keyscan.at(-1)).toMatch(/dist.cli\.cjs$/);
  });

  it("passes over the separator that npm hands on", () => {
    expect(parseOptions(["--", "--runs", "5"], "/").runs).toBe(5);
  });

  it("takes all of --path unless a size is given", () => {
    expect(parseOptions(["--path", "/src"], "/").sizeMB).toBe(Number.POSITIVE_INFINITY);
    expect(parseOptions(["--path", "/src", "--size", "10"], "/").sizeMB).toBe(10);
  });

  it("leaves out sections of size 0 and runs --startup and --redos alone", () => {
    expect(parseOptions(["--size", "0", "--log", "0", "--big", "2048"], "/").sections).toEqual([
      "big",
      "startup",
    ]);
    expect(parseOptions(["--redos", "--startup"], "/").sections).toEqual(["startup", "redos"]);
  });

  it.each([
    ["--runs", "0"],
    ["--runs", "1.5"],
    ["--size", "many"],
    ["--log", "-1"],
    ["--keyscan", " "],
    ["--bogus"],
  ])("refuses %s %s", (...argv) => {
    expect(() => parseOptions(argv, "/")).toThrow(TypeError);
  });
});

describe("words", () => {
  it("splits at blanks outside quotes", () => {
    expect(words(`node "my cli.js" -x 'a b' {}`)).toEqual(["node", "my cli.js", "-x", "a b", "{}"]);
  });
});
