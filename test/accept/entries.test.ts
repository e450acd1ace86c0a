/** Lines that accept secrets: written and read again, and what is wrong with those that can't be. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatEntry, isDay, parseEntries, parseEntry } from "../../src/accept/entries.ts";
import { cpuTime } from "../support/cpu-time.ts";

const KEY = `v1:${"0123456789abcdef".repeat(2)}`;
const TAG = "k1:0123456789abcdef:fedcba9876543210";

describe("a line", () => {
  it("says again what it was made of", () => {
    const word = fc.stringMatching(/^[a-z0-9]{1,8}(?:-[a-z0-9]{1,8}){0,3}$/);
    const day = fc
      .date({ min: new Date("2000-01-01"), max: new Date("2999-12-31"), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));
    const reason = fc.stringMatching(/^[!-~](?:[ -~]{0,30}[!-~])?$/);
    const optional = { requiredKeys: [] };
    const fields = fc.oneof(
      fc.record({ until: day, reason }, optional),
      fc.record({ rule: word, until: day, reason }, { requiredKeys: ["rule"] }),
      fc.record(
        { rule: word, path: fc.string({ unit: "binary", minLength: 1, maxLength: 20 }), until: day, reason },
        { requiredKeys: ["rule", "path"] },
      ),
    );
    fc.assert(
      fc.property(fc.constantFrom(KEY, TAG), fields, (key, rest) => {
        // A lone surrogate is no character of a file's name.
        fc.pre(!("path" in rest) || !/\p{Cs}/u.test(rest.path));
        const line = formatEntry({ key, ...rest });
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
        expect(parseEntry(line)).toEqual({ key, ...rest });
      }),
    );
  });

  it.each([
    ["v1:12", "is no fingerprint"],
    [`${KEY}0`, "is no fingerprint"],
    ["k1:12:34", "is no fingerprint"],
    [`${KEY} until=2027-02-30`, "`until` must be a day"],
    [`${KEY} until=`, "`until` must be a day"],
    [`${KEY} Because it is a test`, "can't be read"],
    [`${KEY} until=2027-01-31 and more`, "can't be read"],
  ])("%s: %s", (line, message) => {
    expect(parseEntry(line)).toMatchObject({ message: expect.stringContaining(message) as string });
  });

  it("whatever it holds, it is read in linear time and without a fault", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (rest) => {
        parseEntry(`${KEY}${rest}`);
      }),
    );
    const took = cpuTime(() => {
      parseEntry(`${KEY} a ${"a -- ".repeat(50_000)}\u0000`);
      parseEntry(`${KEY} ${"a-".repeat(50_000)}!`);
      parseEntry(`${KEY} a "${"\\".repeat(100_000)}`);
    });
    expect(took).toBeLessThan(1000);
  });
});

describe("a file", () => {
  it("ignore files have other lines as well, baselines don't", () => {
    const text = `# comment\n*.snap\n\n${KEY} -- x\nv1:1\n`;
    expect(parseEntries(text, "f", false)).toMatchObject({
      entries: [{ key: KEY, line: 4, reason: "x" }],
      problems: [{ file: "f", line: 5 }],
    });
    expect(parseEntries(text, "f", true).problems.map(({ line }) => line)).toEqual([2, 5]);
  });

  it("conflict marks are told as such", () => {
    const { problems } = parseEntries("<<<<<<< HEAD\n=======\n>>>>>>> side\n", "f", true);
    expect(problems.map(({ hint }) => hint)).toEqual(
      Array(3).fill("keep the lines of both sides, and remove the marks"),
    );
  });
});

it.each([
  ["2027-01-31", true],
  ["2028-02-29", true],
  ["2027-02-29", false],
  ["2027-13-01", false],
  ["2027-1-1", false],
  ["tomorrow", false],
])("%s is a day: %s", (text, expected) => {
  expect(isDay(text)).toBe(expected);
});
