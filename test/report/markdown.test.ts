import { marked, type Token, type Tokens } from "marked";
import { describe, expect, it } from "vitest";
import type { Finding, ScanSummary } from "../../src/types.ts";
import { hostileFinding, HOSTILE_SUMMARY, render } from "./render.ts";
import { sampleAudit } from "./sample-audit.ts";
import { bareFinding, sampleFinding, sampleOccurrence } from "./samples.ts";

async function tokens(findings: readonly Finding[], summary: Partial<ScanSummary> = {}): Promise<Token[]> {
  return marked.lexer(await render("markdown", findings, summary), { gfm: true });
}

function tableOf(list: readonly Token[]): Tokens.Table {
  const table = list.find((token) => token.type === "table");
  if (table === undefined) throw new Error("no table");
  return table as Tokens.Table;
}

/** Every kind of token and of raw HTML element of a document. */
async function inside(
  findings: readonly Finding[],
  summary: Partial<ScanSummary> = {},
): Promise<Set<string>> {
  const kinds = new Set<string>();
  marked.walkTokens(await tokens(findings, summary), (token) => {
    kinds.add(token.type);
    if (token.type === "html") for (const tag of token.raw.match(/<[^>]*>?/g) ?? []) kinds.add(tag);
    if (token.type === "link" || token.type === "image") kinds.add(String((token as Tokens.Link).href));
  });
  return kinds;
}

it("is a table of places, worst first, that a Markdown reader understands", async () => {
  const low = bareFinding({ severity: "low", title: "Low one" }, 5);
  const worst = sampleFinding({ occurrences: [sampleOccurrence({ path: "b.ts" })] });
  const list = await tokens([low, worst]);
  const { header, rows } = tableOf(list);
  expect(header.map((cell) => cell.text)).toEqual(["severity", "secret", "place", "fingerprint"]);
  expect(rows.map(([severity]) => severity?.text)).toEqual(["🔴 critical", "🔴 critical", "🔵 low"]);
  expect(await render("markdown", [low, worst])).toContain("## keyscan: 2 secrets in 3 places");
});

it("tells what to do once for each kind of key", async () => {
  const text = await render("markdown", [
    sampleFinding({}, 1),
    sampleFinding({}, 2),
    bareFinding({ ruleId: "x" }, 3),
  ]);
  expect(text.match(/<details>/g)).toHaveLength(2);
  expect(text).toContain("[Revoke it](<https://dashboard.stripe.com/apikeys>)");
});

it("has a table of the practices of an audit, and what goes against them", async () => {
  const finding = sampleFinding();
  const list = await tokens([finding], { audit: sampleAudit(finding) });
  const table = list.findLast((token) => token.type === "table") as Tokens.Table;
  expect(table.rows.map((cells) => cells.map((cell) => cell.text))).toEqual([
    ["Never hard-code", "❌ 1 violation", ""],
    ["Never in clients", "✅ clean", ""],
    ["Watch the use", "⚪ not checked", "no log was read"],
  ]);
  const text = await render("markdown", [finding], { audit: sampleAudit(finding) });
  expect(text).toContain("</code>, 7 more places\n  1. Revoke it.\n  2. Read it");
});

describe("honesty", () => {
  it.each([
    [{}, "no secrets found"],
    [{ complete: false, files: 0 }, "incomplete, nothing was scanned"],
    [{ complete: false, interrupted: true }, "incomplete, the scan was interrupted"],
    [
      { complete: false, errors: [{ path: "a", code: "EIO", message: "m" }] },
      "incomplete, 1 path could not be scanned; nothing found in the rest",
    ],
  ])("says of %j: %s", async (summary, words) => {
    expect(await render("markdown", [], summary)).toContain(`## keyscan: ${words}`);
  });

  it("stays below the size of a job summary, and says what it leaves out", async () => {
    const many = Array.from({ length: 6000 }, (_, seed) => sampleFinding({}, seed));
    const text = await render("markdown", many);
    expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
    expect(text).toMatch(/\n[\d,]+ further places left out here/);
  });
});

it("shows states of a comparison, and what is gone apart", async () => {
  const text = await render("markdown", [
    sampleFinding({ state: "new" }, 1),
    sampleFinding({ state: "unchanged" }, 2),
    sampleFinding({ state: "fixed" }, 3),
  ]);
  expect(text).toContain("## keyscan: 2 secrets in 2 places");
  expect(text).toContain("1 new · 1 unchanged · 1 fixed");
  expect(text).toContain("### No longer there");
});

it("takes no markup, link or mention from names", async () => {
  const usual = await inside([sampleFinding({ occurrences: [sampleOccurrence()] })], {
    errors: [{ path: "a", code: "EIO", message: "m" }],
    complete: false,
    notes: ["a note"],
  });
  const hostile = await inside([hostileFinding()], HOSTILE_SUMMARY);
  for (const kind of hostile) expect(usual).toContain(kind);
  const text = await render("markdown", [hostileFinding()], HOSTILE_SUMMARY);
  expect(text).not.toMatch(/@team|#1\b|javascript:|onerror=/);
  expect(tableOf(await tokens([hostileFinding()])).rows).toHaveLength(2);
});
