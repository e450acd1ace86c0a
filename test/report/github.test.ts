import { describe, expect, it } from "vitest";
import type { Finding, ScanSummary } from "../../src/types.ts";
import { hostileFinding, HOSTILE_SUMMARY, render } from "./render.ts";
import { sampleFinding, sampleLocation, sampleOccurrence } from "./samples.ts";
import { parseCommands, type WorkflowCommand } from "../support/workflow-commands.ts";

async function commands(
  findings: readonly Finding[],
  summary: Partial<ScanSummary> = {},
): Promise<WorkflowCommand[]> {
  return parseCommands(await render("github", findings, summary));
}

it("annotates every place, at its line", async () => {
  const finding = sampleFinding({
    occurrences: [sampleOccurrence({ path: "./b,c:d.ts", startLine: 3, endLine: 4 })],
  });
  const [first, other, ...more] = await commands([finding]);
  expect(more).toEqual([]);
  expect(first).toMatchObject({
    name: "error",
    properties: {
      file: "src/config/payments.ts",
      line: "14",
      endLine: "14",
      col: "15",
      endColumn: "47",
      title: "Secret: Stripe secret key",
    },
  });
  expect(first?.message.split("\n")).toEqual([
    `Stripe secret key ${finding.secret.redacted} (critical, high confidence)`,
    "Roll the key in the Stripe dashboard, then take it out of the code.",
    "https://dashboard.stripe.com/apikeys",
    `stripe-secret-key ${finding.fingerprint}`,
  ]);
  expect(other?.properties).toMatchObject({ file: "b,c:d.ts", line: "3", endLine: "4" });
  expect(other?.properties).not.toHaveProperty("col");
});

it("puts the worst first, for GitHub shows ten of a kind", async () => {
  const findings = (["info", "medium", "high", "low", "critical"] as const).map((severity, seed) =>
    sampleFinding({ severity, title: severity }, seed),
  );
  expect((await commands(findings)).map(({ name, properties }) => [name, properties["title"]])).toEqual([
    ["error", "Secret: critical"],
    ["error", "Secret: high"],
    ["warning", "Secret: medium"],
    ["notice", "Secret: low"],
    ["notice", "Secret: info"],
  ]);
  expect(await render("github", findings)).not.toContain("GitHub shows");
  const many = Array.from({ length: 11 }, (_, seed) => sampleFinding({}, seed));
  expect(await render("github", many)).toContain("GitHub shows the first 10");
});

it("puts what a comparison found to be new first, and makes notices of the rest", async () => {
  const findings = [
    sampleFinding({ state: "unchanged", title: "old", severity: "critical" }, 1),
    sampleFinding({ state: "new", title: "new", severity: "medium" }, 2),
    sampleFinding({ state: "fixed", title: "gone", severity: "critical" }, 3),
  ];
  const told = await commands(findings);
  expect(told.map(({ name, properties }) => [name, properties["title"]])).toEqual([
    ["warning", "Secret: new"],
    ["notice", "Secret: old"],
  ]);
  expect(told.map(({ message }) => /not new/.test(message))).toEqual([false, true]);
  expect(await render("github", findings)).toContain("keyscan: 2 secrets in 2 places, 1 of them new");
});

it("points to no line where there is none in this commit", async () => {
  const stdin = sampleFinding({ source: { kind: "stdin" }, location: sampleLocation({ path: "<stdin>" }) });
  expect((await commands([stdin]))[0]?.properties).not.toHaveProperty("file");
  const old = sampleFinding({ source: { kind: "git", commit: "c".repeat(40) }, exposure: ["git-history"] });
  const [annotation] = await commands([old]);
  expect(annotation?.properties).not.toHaveProperty("file");
  expect(annotation?.message).toContain(`in src/config/payments.ts:14 of commit ${"c".repeat(12)}`);
});

describe("what the runner obeys", () => {
  it("warns of what was not scanned", async () => {
    const errors = [{ path: "a", code: "EACCES", message: "denied" }];
    expect(await commands([], { complete: false, errors })).toMatchObject([
      { name: "warning", message: "a: denied (EACCES)" },
    ]);
  });

  it("is never what a file name says", async () => {
    const all = await commands([hostileFinding()], HOSTILE_SUMMARY);
    expect(all.map(({ name }) => name)).toEqual(["warning", "error", "error"]);
    const known = ["file", "line", "endLine", "col", "endColumn", "title"];
    for (const { properties } of all) for (const key of Object.keys(properties)) expect(known).toContain(key);
  });

  it("is never a mask: there is nothing to mask, and a mask would print it", async () => {
    expect(await render("github", [sampleFinding()])).not.toContain("add-mask");
  });
});
