/** Practice: keys are changed regularly. Ages come from dates in keys and from history. */
import { describe, expect, it } from "vitest";
import { rotation } from "../../src/hygiene/rotation.ts";
import { fillTemplate } from "../../src/rules/template.ts";
import type { Finding, Violation } from "../../src/types.ts";
import { cpuTime } from "../support/cpu-time.ts";
import { findingsIn, introducedBefore, NOW, viewOf } from "../support/hygiene.ts";

const KEY = "SENDGRID_API_KEY=SG.{base62:22}.{base62:43}\n";

/** A key that came so many days ago; `gone`: so many days ago it was taken out again. */
async function key(
  seed: number,
  days: number,
  { gone, text = KEY }: { gone?: number; text?: string } = {},
): Promise<Finding> {
  const [finding] = await findingsIn({ "config/app.yml": fillTemplate(text, seed) });
  if (finding === undefined) throw new Error("nothing found");
  const history = {
    introduced: introducedBefore(days),
    times: 1,
    refs: ["main"],
    moreRefs: false,
    reach: "head" as const,
    ...(gone === undefined
      ? { current: { ref: "HEAD", path: "config/app.yml" } }
      : { removed: introducedBefore(gone) }),
  };
  return { ...finding, history };
}

async function check(findings: readonly Finding[], rotationDays = 90): Promise<Violation[]> {
  return await rotation.check(viewOf({ findings, settings: { ...viewOf().settings, rotationDays } }));
}

describe("the age of a key", () => {
  it.each([
    [91, 90, "medium", "The key is 91 days old, 1 more than the 90 that are allowed."],
    [400, 90, "high", "The key is 400 days old, 310 more than the 90 that are allowed."],
    [31, 30, "medium", "The key is 31 days old, 1 more than the 30 that are allowed."],
  ])("of %d days with %d allowed: %s", async (days, allowed, severity, message) => {
    const violations = await check([await key(1, days)], allowed);
    expect(violations).toMatchObject([
      { practice: "hygiene-rotation", severity, message, places: [{ path: "config/app.yml" }] },
    ]);
    const day = new Date(NOW.getTime() - days * 86_400_000).toISOString().slice(0, 10);
    expect(violations[0]?.evidence[0]).toContain(`since ${day} (commit`);
    expect(violations[0]?.evidence[1]).toBe(
      "The variable SENDGRID_API_KEY has never had another value in this history.",
    );
  });

  it("comes from the key itself, where it carries a date", async () => {
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    const issued = Math.floor(NOW.getTime() / 1000) - 200 * 86_400;
    const token = `token = "${part({ alg: "HS256" })}.${part({ sub: "1", iat: issued, exp: 4_000_000_000 })}.{base64url:42}A"`;
    const violations = await check([await key(1, 5, { text: token })]);
    expect(violations[0]?.evidence[0]).toMatch(/^It says that it was issued on 2025-11-13/);
  });

  it("is low for keys of tests", async () => {
    expect(await check([await key(1, 500, { text: "STRIPE_KEY=sk_test_{base62:24}" })])).toMatchObject([
      { severity: "low" },
    ]);
  });
});

describe("the values of one variable", () => {
  it("are counted, and only the last has to be changed", async () => {
    const findings = [await key(1, 500, { gone: 300 }), await key(2, 300, { gone: 120 }), await key(3, 120)];
    const violations = await check(findings);
    expect(violations).toHaveLength(1);
    expect(violations[0]?.fingerprint).toBe(findings[2]?.fingerprint);
    expect(violations[0]?.evidence[1]).toBe(
      "The variable SENDGRID_API_KEY has had 3 values, since 2025-01-17, 2025-08-05, 2026-02-01.",
    );
  });

  it("are no rotation where the old one still stands somewhere", async () => {
    const violations = await check([await key(1, 500), await key(2, 20)]);
    expect(violations).toHaveLength(1);
  });

  it("are told by their first and last dates where there are many", async () => {
    const one = await key(1, 500);
    const findings = Array.from({ length: 20_000 }, (_, turn) => ({
      ...one,
      fingerprint: `v1:${turn}`,
      history: { ...one.history, introduced: introducedBefore(100 + Math.floor((20_000 - turn) / 10)) },
    })) as Finding[];
    const view = viewOf({ findings });
    let checked: ReturnType<typeof rotation.check> = [];
    const spent = cpuTime(() => {
      checked = rotation.check(view);
    });
    const violations = await checked;
    expect(violations).toHaveLength(20_000);
    const told = violations.map(({ evidence }) => evidence[1] ?? "");
    expect(told[0]).toContain("has never had another value");
    expect(told[11]).toMatch(/ has had 12 values, since \d{4}-\d\d-\d\d(, \d{4}-\d\d-\d\d){11}\.$/);
    expect(told[12]).toMatch(/ has had 13 values, since \d{4}-\d\d-\d\d, …(, \d{4}-\d\d-\d\d){11}\.$/);
    expect(told.at(-1)).toMatch(/ has had 20000 values, since .{10}, …(, .{10}){11}\.$/);
    // A tenth of a second; the dates of all values before each one were 200 million.
    expect(spent).toBeLessThan(5000);
  });

  it("a key that was only deleted was not changed", async () => {
    expect(await check([await key(1, 500, { gone: 300 })])).toHaveLength(1);
  });
});

describe("correct uses", () => {
  it("young keys, keys that were changed in time, publishable keys", async () => {
    const findings = [
      await key(1, 150, { gone: 80 }),
      await key(2, 80),
      await key(3, 900, { text: "STRIPE=pk_live_{base62:24}" }),
    ];
    expect(await check(findings)).toEqual([]);
  });

  it("keys that the ledger knows as rotated", async () => {
    const finding = await key(1, 500);
    const ledger = { state: "revoked" as const, at: "2026-05-01" };
    expect(await check([{ ...finding, ledger }])).toEqual([]);
  });

  it("keys of no known age are told of, not accused", async () => {
    const findings = await findingsIn({ ".env": fillTemplate(KEY, 9) });
    expect(await check(findings)).toEqual([]);
    expect(rotation.limits?.(viewOf({ findings }))).toEqual([
      "The age of 1 key is not known: no commit has it, and it carries no date.",
    ]);
  });
});
