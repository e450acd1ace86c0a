/** The memory of the learned judge: never another answer, and no more of it than agreed. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Candidate } from "../../../src/engine/learned/candidate.ts";
import type { Judge, Opinion } from "../../../src/engine/learned/opinion.ts";
import { remembering } from "../../../src/engine/learned/remembering.ts";

/** An answer that tells all of a candidate but its place in the stream. */
function answer({ path, before, nameAt, secret, after, claimed }: Candidate): Opinion {
  return {
    score: 0.5,
    confidence: "medium",
    reasons: [JSON.stringify([path, before, nameAt, secret, after, claimed])],
  };
}

function counting(): { judge: Judge; asked: () => number } {
  let asked = 0;
  const judge: Judge = (asking) => {
    asked++;
    return asking.secret === "no" ? undefined : answer(asking);
  };
  return { judge, asked: () => asked };
}

function candidate(secret: string, about: Partial<Candidate> = {}): Candidate {
  return { secret, before: 'key = "', after: '"', nameAt: 0, path: "a.ts", at: 7, claimed: false, ...about };
}

const texts = fc.constantFrom("", "a", "b", "ab", "no", "a\n", "\0a", "1 2");
const candidates = fc.record({
  secret: texts,
  before: fc.oneof(texts, fc.constant("x".repeat(320))),
  after: texts,
  path: texts,
  nameAt: fc.nat(2),
  at: fc.nat(3),
});

describe("a judge that remembers", () => {
  it("says what it would say otherwise, whatever it was asked before", () => {
    fc.assert(
      fc.property(fc.array(candidates, { maxLength: 80 }), fc.integer({ min: 1, max: 8 }), (asked, size) => {
        const plain = counting().judge;
        const judge = remembering(counting().judge, size);
        for (const each of asked) {
          const whole = { ...each, claimed: each.path === "a" };
          expect(judge(whole)).toEqual(plain(whole));
        }
      }),
    );
  });

  it("is asked once about what stands in many places", () => {
    const { judge, asked } = counting();
    const remembers = remembering(judge);
    for (let at = 0; at < 100; at++) {
      remembers(candidate("secret", { at }));
      remembers(candidate("no", { at }));
    }
    expect(asked()).toBe(2);
  });

  it("forgets what was not asked for a while", () => {
    const { judge, asked } = counting();
    const remembers = remembering(judge, 10);
    for (let each = 0; each < 40; each++) remembers(candidate(String(each)));
    remembers(candidate("0"));
    expect(asked()).toBe(41);
    remembers(candidate("39"));
    expect(asked()).toBe(41);
  });

  it("remembers nothing where the name begins before the text that is seen", () => {
    const { judge, asked } = counting();
    const remembers = remembering(judge);
    const far = candidate("secret", { before: "x".repeat(320), nameAt: 0 });
    remembers(far);
    remembers({ ...far, claimed: true });
    expect(asked()).toBe(2);
  });
});
