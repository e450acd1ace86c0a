/** The learned model as a file and as a judge: small, sound, the same for the same candidate. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Candidate } from "../../../src/engine/learned/candidate.ts";
import { createFeatures, FEATURES } from "../../../src/engine/learned/features.ts";
import { createJudge } from "../../../src/engine/learned/judge.ts";
import { decodeLanguage, wordiness } from "../../../src/engine/learned/language.ts";
import {
  contributions,
  decodeModel,
  eitherOdds,
  encodeModel,
  LEAF,
  logOdds,
  treesThatAsk,
} from "../../../src/engine/learned/model.ts";
import { partsOf } from "../../../src/engine/learned/parts.ts";
import { fillTemplate } from "../../../src/rules/template.ts";
import { modelFiles } from "../../../src/scan/pack.ts";

const files = modelFiles();
const model = decodeModel(files.model);
const language = decodeLanguage(files.language);
const featuresOf = createFeatures(language);

function candidate(name: string, secret: string, path = "app.py"): Candidate {
  const before = `${name} = "`;
  return { secret, before, after: '"', nameAt: 0, path, at: before.length, claimed: false };
}

describe("the model file", () => {
  it("is at most 512 KB with its language", () => {
    expect(files.model.length + files.language.length).toBeLessThanOrEqual(512 * 1024);
  });

  it("names the features of this version, and knows no others", () => {
    expect(model.features).toEqual(FEATURES.map(({ name }) => name));
    expect(new Set(model.features).size).toBe(model.features.length);
    expect(model.splits.every((split) => split === LEAF || split < model.features.length)).toBe(true);
  });

  it("has cutoffs in order", () => {
    const { low, medium, high } = model.cutoffs;
    expect(0 < low && low < medium && medium < high && high < 1).toBe(true);
  });

  it("is written as it was read", () => {
    expect(Buffer.from(encodeModel(model)).equals(Buffer.from(files.model))).toBe(true);
  });

  it("is refused when damaged", () => {
    expect(() => decodeModel(files.model.subarray(0, -1))).toThrow(/reinstall/);
    expect(() => decodeModel(Buffer.from("no model"))).toThrow(/reinstall/);
    expect(() => decodeLanguage(files.language.subarray(1))).toThrow(/reinstall/);
  });
});

describe("the judge", () => {
  const judge = createJudge(() => files);

  it("reads its files at the first candidate, once", () => {
    let reads = 0;
    const lazy = createJudge(() => {
      reads++;
      return files;
    });
    expect(reads).toBe(0);
    lazy(candidate("password", fillTemplate("{base62:14}", 1)));
    lazy(candidate("password", fillTemplate("{base62:14}", 2)));
    expect(reads).toBe(1);
  });

  it("believes random passwords, not words and expressions", () => {
    for (let seed = 1; seed <= 20; seed++) {
      expect(
        judge(candidate("db_password", fillTemplate("{base62:14}", seed)))?.score,
        `seed ${seed}`,
      ).toBeGreaterThan(0.5);
    }
    for (const value of [
      "password",
      "Enter your password",
      "config.database.password",
      "changeme",
      "required|min:8",
      "old_password",
    ])
      expect(judge(candidate("password", value))?.score ?? 0, value).toBeLessThan(0.5);
  });

  it("has no word for patterns, templates, numbers and variables", () => {
    const secret = fillTemplate("{base62:20}", 1);
    const named = (before: string, after: string, value = secret): Candidate => ({
      ...{ secret: value, before, after, nameAt: before.search(/[a-z]+\W*$/), path: "app.yaml" },
      ...{ at: before.length, claimed: false },
    });
    expect(judge(named('password = "', '"'))).toBeDefined();
    expect(judge(named("pattern: '(?<password>", "[0-9]{4})'"))).toBeUndefined();
    expect(judge(named("pattern: '(?P<password>", "[0-9]{4})'"))).toBeUndefined();
    expect(judge(named("<password>", "</password>"))).toBeDefined();
    expect(judge(named('password = "', '{hex:32}"'))).toBeUndefined();
    expect(judge(named('password = "', '{x"'))).toBeDefined();
    expect(judge(candidate("FIRST_KEY", fillTemplate("0x{hex:8}", 1)))).toBeUndefined();
    expect(judge(candidate("SECRET_KEY", fillTemplate("0x{hex:64}", 1)))).toBeDefined();
    expect(judge(candidate("password", "$db_pw"))).toBeUndefined();
    expect(judge(candidate("password", fillTemplate("${base62:14}", 1)))).toBeDefined();
  });

  it("gives its reasons", () => {
    const reasons = judge(candidate("api_key", fillTemplate("{hex:40}", 3)))?.reasons ?? [];
    expect(reasons[0]).toMatch(/^speaks for a secret: \w/);
  });

  it("says the same of the same candidate, whatever came before", () => {
    const text = fc.string({ minLength: 3, maxLength: 60, unit: "binary-ascii" });
    fc.assert(
      fc.property(text, text, text, (name, one, two) => {
        const alone = createJudge(() => files)(candidate(name, one));
        judge(candidate(name, two));
        expect(judge(candidate(name, one))).toEqual(alone);
      }),
      { numRuns: 50 },
    );
  });

  it("takes any text: features are finite numbers, and their contributions add up", () => {
    const text = fc.string({ minLength: 1, maxLength: 300, unit: "binary" });
    fc.assert(
      fc.property(text, text, text, fc.nat(), (before, secret, after, at) => {
        const nameAt = at % (before.length + 1);
        const parts = partsOf({ secret, before, after, nameAt, path: "x.yml", at: 0, claimed: false });
        const features = featuresOf(parts);
        expect([...features].every(Number.isFinite)).toBe(true);
        const start = model.trees.reduce((sum, root) => sum + (model.means[root] ?? 0), 0);
        const sum = contributions(model, features).reduce((a, b) => a + b, start);
        expect(sum).toBeCloseTo(logOdds(model, features), 3);
      }),
      { numRuns: 200 },
    );
  });
});

describe("log-odds with a least number that matters", () => {
  const row = fc.array(fc.float({ min: -4, max: 40, noNaN: true }), {
    minLength: FEATURES.length,
    maxLength: FEATURES.length,
  });

  it("are the same with and without a feature, where one of both reaches that number", () => {
    let below = 0;
    const feature = FEATURES.findIndex(({ name }) => name === "claim.claimed");
    const asking = treesThatAsk(model, feature);
    const odds = (features: Float32Array, number: number): number =>
      logOdds(model, features.with(feature, number));
    fc.assert(
      fc.property(row, fc.double({ min: -8, max: 4, noNaN: true }), (numbers, least) => {
        const features = Float32Array.from(numbers);
        const whole = { no: odds(features, 0), yes: odds(features, 1) };
        const either = eitherOdds(model, features, feature, { asking, least });
        if (Math.max(whole.no, whole.yes) >= least) expect(either).toEqual(whole);
        else {
          below++;
          expect(either).toBeUndefined();
        }
      }),
      { numRuns: 300 },
    );
    expect(below).toBeGreaterThan(20);
  });
});

describe("the language", () => {
  it("knows words from random letters", () => {
    for (const word of ["password", "server", "connection"]) {
      expect(wordiness(language, word).longest, word).toBe(word.length);
      expect(wordiness(language, word).mean).toBeLessThan(4);
    }
    let surprise = 0;
    for (let seed = 1; seed <= 20; seed++)
      surprise += wordiness(language, fillTemplate("{lower:12}", seed)).mean;
    expect(surprise / 20).toBeGreaterThan(5);
  });
});
