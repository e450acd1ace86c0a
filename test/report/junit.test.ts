import { expect, it } from "vitest";
import { XmlDocument, XmlElement } from "libxml2-wasm";
import type { Finding, ScanSummary } from "../../src/types.ts";
import { hostileFinding, HOSTILE_SUMMARY, render } from "./render.ts";
import { bareFinding, sampleFinding, sampleOccurrence } from "./samples.ts";
import { checkJunit } from "./schemas.ts";

/** Parsed by a strict XML reader after the schema was satisfied: `[classname, name, child element]` of every test. */
async function cases(
  findings: readonly Finding[],
  summary: Partial<ScanSummary> = {},
): Promise<{ totals: Record<string, string>; tests: (string | undefined)[][]; text: string }> {
  const text = await render("junit", findings, summary);
  expect(checkJunit(text)).toEqual([]);
  using document = XmlDocument.fromString(text);
  const suite = document.get("/testsuites/testsuite");
  const attributes = (names: readonly string[]): Record<string, string> =>
    Object.fromEntries(
      names.map((name) => [name, suite instanceof XmlElement ? (suite.get(`@${name}`)?.content ?? "") : ""]),
    );
  const textOf = (node: XmlElement, path: string): string | undefined => {
    const found = node.get(path);
    return found instanceof XmlElement ? found.name : found?.content;
  };
  const tests = document
    .find("//testcase")
    .filter((node) => node instanceof XmlElement)
    .map((node) => ["@classname", "@name", "*"].map((path) => textOf(node, path)));
  return { totals: attributes(["tests", "failures", "errors", "timestamp"]), tests, text };
}

it("is checked by a schema that refuses what is not JUnit", () => {
  expect(checkJunit("<testsuites><testcase/></testsuites>")).not.toEqual([]);
  expect(checkJunit("<testsuites>")).not.toEqual([]);
});

it("has a failed test for every place of every secret", async () => {
  const { totals, tests, text } = await cases([
    sampleFinding({ occurrences: [sampleOccurrence({ path: "b.ts", startLine: 3 })] }),
    bareFinding({ ruleId: "generic-password" }),
  ]);
  expect(tests).toEqual([
    ["keyscan.stripe-secret-key", "src/config/payments.ts:14:15", "failure"],
    ["keyscan.stripe-secret-key", "b.ts:3:15", "failure"],
    ["keyscan.generic-password", "src/config/payments.ts:14:15", "failure"],
  ]);
  expect(totals).toMatchObject({ tests: "3", failures: "3", errors: "0", timestamp: "2026-01-31T12:00:00" });
  expect(text).toContain("1. Open Developers &gt; API keys");
});

it("fails no test for what a comparison found to be old, and has none for what is gone", async () => {
  const { totals, tests, text } = await cases([
    sampleFinding({ state: "new", ruleId: "new-key" }),
    sampleFinding({
      state: "unchanged",
      ruleId: "old-key",
      occurrences: [sampleOccurrence({ path: "b.ts", startLine: 3 })],
    }),
    sampleFinding({ state: "fixed", ruleId: "gone-key" }),
  ]);
  expect(tests.map(([rule, , kind]) => [rule, kind])).toEqual([
    ["keyscan.new-key", "failure"],
    ["keyscan.old-key", "skipped"],
    ["keyscan.old-key", "skipped"],
  ]);
  expect(totals).toMatchObject({ tests: "3", failures: "1", errors: "0" });
  expect(text).toContain('skipped="2"');
  expect(text).toContain('<skipped message="not new: ');
});

it("passes one test where nothing was found, and none where the scan failed", async () => {
  expect((await cases([])).tests).toEqual([["keyscan", "no secrets in 1,234 files, 56.7 MB", undefined]]);
  const nothing = await cases([], { files: 0, complete: false });
  expect(nothing.tests).toEqual([["keyscan.not-scanned", "the scan", "error"]]);
  const unreadable = await cases([], {
    complete: false,
    errors: [{ path: "a", code: "EACCES", message: "denied" }],
  });
  expect(unreadable).toMatchObject({
    tests: [["keyscan.not-scanned", "a", "error"]],
    totals: { errors: "1" },
  });
  const interrupted = await cases([], { complete: false, interrupted: true });
  expect(interrupted.tests).toEqual([["keyscan.not-scanned", "the scan", "error"]]);
});

it("leaves out what a comparison found to be gone", async () => {
  expect((await cases([sampleFinding({ state: "fixed" })])).totals).toMatchObject({ failures: "0" });
  expect((await cases([sampleFinding({ state: "new" })])).totals).toMatchObject({ failures: "1" });
});

it("is well-formed whatever names and results say", async () => {
  const { tests } = await cases([hostileFinding()], HOSTILE_SUMMARY);
  expect(tests.map(([, , kind]) => kind)).toEqual(["failure", "failure", "error"]);
});
