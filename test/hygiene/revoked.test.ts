/** Practice: what has leaked is revoked, and does not come back. */
import { describe, expect, it } from "vitest";
import { revoked } from "../../src/hygiene/revoked.ts";
import { fillTemplate } from "../../src/rules/template.ts";
import type { Finding, LedgerNote, Violation } from "../../src/types.ts";
import { findingsIn, viewOf } from "../support/hygiene.ts";

async function check(ledger: LedgerNote, source?: Finding["source"]): Promise<Violation[]> {
  const [finding] = await findingsIn({ "pay.ts": fillTemplate('key = "sk_live_{base62:24}"', 1) });
  if (finding === undefined) throw new Error("nothing found");
  const known = { ...finding, ledger, ...(source === undefined ? {} : { source }) };
  expect(revoked.unchecked?.(viewOf({ findings: [known] }))).toBeUndefined();
  return await revoked.check(viewOf({ findings: [known] }));
}

describe("a revoked key", () => {
  it.each(["revoked", "rotated"] as const)("that stands in a file again, %s", async (state) => {
    const [violation, ...more] = await check({ state, at: "2026-05-01" });
    expect(more).toEqual([]);
    expect(violation).toMatchObject({
      practice: "hygiene-revoked",
      severity: "high",
      message: `A key that was ${state} on 2026-05-01 is used again.`,
      places: [{ path: "pay.ts", line: 1 }],
    });
  });

  it("in history is what it has to be, unless a later commit brought it back", async () => {
    const at = (date: string): Finding["source"] => ({ kind: "git", commit: "1".repeat(40), date });
    expect(await check({ state: "revoked", at: "2026-05-01" }, at("2026-01-01T10:00:00Z"))).toEqual([]);
    expect(await check({ state: "revoked", at: "2026-05-01" }, at("2026-05-03T10:00:00Z"))).toHaveLength(1);
  });
});

describe("a key that was found", () => {
  it("has to be revoked at once, and says where and how", async () => {
    const [violation] = await check({ state: "found", at: "2026-05-01" });
    expect(violation?.message).toBe("The key was found 31 days ago, and is not revoked.");
    expect(violation?.advice[0]).toBe("Revoke it: https://dashboard.stripe.com/apikeys");
  });

  it("today is no violation yet", async () => {
    expect(await check({ state: "found", at: "2026-06-01" })).toEqual([]);
  });

  it("nothing is checked without a ledger", () => {
    expect(revoked.unchecked?.(viewOf())).toContain("there is no ledger");
  });
});
