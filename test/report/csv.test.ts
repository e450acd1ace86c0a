import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import type { Finding, ScanSummary } from "../../src/types.ts";
import { HOSTILE, hostileFinding, HOSTILE_SUMMARY, render } from "./render.ts";
import { sampleFinding, sampleHistory, sampleLocation, sampleOccurrence } from "./samples.ts";

/** Rows as a CSV reader sees them. */
async function rows(
  findings: readonly Finding[],
  summary: Partial<ScanSummary> = {},
): Promise<Record<string, string>[]> {
  const text = await render("csv", findings, summary);
  return parse<Record<string, string>>(text, { columns: true, recordDelimiter: "\r\n" });
}

it("has a row for every place, and all that is known of it", async () => {
  const [first, other, ...more] = await rows([
    sampleFinding({ occurrences: [sampleOccurrence({ path: "b, c.ts" })] }),
  ]);
  expect(more).toEqual([]);
  expect(first).toMatchObject({
    type: "secret",
    severity: "critical",
    path: "src/config/payments.ts",
    line: "14",
    column: "15",
    environment: "prod",
    "revoke at": "https://dashboard.stripe.com/apikeys",
  });
  expect(other).toMatchObject({ type: "other place", path: "b, c.ts", fingerprint: first?.["fingerprint"] });
});

it("says who brought it and what removed it, where history knows", async () => {
  const [row] = await rows([sampleFinding({ history: sampleHistory() })]);
  expect(row).toMatchObject({ commit: "1".repeat(40), author: "Ada", "removed in": "2".repeat(40) });
});

it("names what was not scanned", async () => {
  const errors = [{ path: "locked", code: "EACCES", message: "denied" }];
  expect(await rows([], { complete: false, errors })).toMatchObject([
    { type: "not scanned", path: "locked", title: "denied (EACCES)" },
  ]);
  expect(await rows([], { complete: false, files: 0 })).toMatchObject([
    { type: "not scanned", title: "nothing was scanned (INCOMPLETE)" },
  ]);
  expect(await rows([])).toEqual([]);
});

describe("formulas", () => {
  it.each(['=HYPERLINK("http://evil")', "+1", "-1", "@SUM(A1)", " =1", "＝1"])(
    "does not let %j be one",
    async (path) => {
      const [row] = await rows([sampleFinding({ location: sampleLocation({ path }) })]);
      expect(row?.["path"]).toBe(`'${path}`);
    },
  );

  it("leaves ordinary names as they are", async () => {
    const [row] = await rows([sampleFinding({ location: sampleLocation({ path: "a=b-c@d.ts" }) })]);
    expect(row?.["path"]).toBe("a=b-c@d.ts");
  });
});

it("keeps its columns whatever names say", async () => {
  const data = await rows([hostileFinding()], HOSTILE_SUMMARY);
  expect(data.map((row) => row["type"])).toEqual(["secret", "other place", "not scanned"]);
  for (const row of data) expect(row["path"]).toContain(HOSTILE.slice(2, 60).trimEnd());
});
