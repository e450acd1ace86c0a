/** The demo repository: an audit names everything that is planted in it, and nothing that is right. */
import { describe, expect, it } from "vitest";
import { makeDemo } from "../../scripts/demo/index.ts";
import { PARTS } from "../../scripts/demo/parts/index.ts";
import { USAGE_VIOLATIONS } from "../../scripts/demo/parts/logs.ts";
import type { Audit, Finding } from "../../src/types.ts";
import { keyscan } from "../cli/keyscan.ts";
import { tree } from "../cli/scratch.ts";

interface Report {
  findings: Finding[];
  summary: { audit: Audit; errors: unknown[] };
}

async function auditDemo(): Promise<Report> {
  const directory = tree();
  makeDemo({ directory, logBytes: 200_000 });
  const run = await keyscan(["audit", "-f", "json", "shop", "logs"], { cwd: directory });
  expect(run).toMatchObject({ code: 1, stderr: "" });
  return JSON.parse(run.stdout) as Report;
}

describe("the demo repository", async () => {
  const { summary } = await auditDemo();
  const named = new Set(
    summary.audit.violations.flatMap(({ practice, places }) =>
      places.map(({ path }) => `${practice} ${path.replace(/^(?:shop|logs)\//, "")}`),
    ),
  );
  const planted = PARTS.flatMap((part) => part.planted.map((one) => ({ part: part.name, ...one })));
  const correct = PARTS.flatMap((part) => part.correct.map((one) => ({ part: part.name, ...one })));

  it("tells of the use of keys what is planted, and nothing of the key that is used as ever", () => {
    const told = summary.audit.violations.filter(({ practice }) => practice === "hygiene-usage");
    expect(told).toHaveLength(USAGE_VIOLATIONS);
    expect(new Set(told.map(({ fingerprint }) => fingerprint)).size).toBe(4);
  });

  it("is scanned in whole", () => expect(summary.errors).toEqual([]));

  it.each(planted)("$part: $practice names $path ($what)", ({ practice, path }) => {
    expect([...named]).toContain(`${practice} ${path}`);
  });

  it.each(correct)("$part: nothing is said of $path ($what)", ({ path, practices }) => {
    const said = [...named].filter((one) => one.endsWith(` ${path}`));
    const wrong = said.filter((one) => practices?.some((practice) => one.startsWith(`${practice} `)) ?? true);
    expect(wrong).toEqual([]);
  });

  it("no violation of these practices but the planted ones", () => {
    const practices = new Set(["hygiene-client-side", "hygiene-published", "hygiene-logged"]);
    const known = new Set(planted.map(({ practice, path }) => `${practice} ${path}`));
    const more = [...named].filter((one) => practices.has(one.split(" ")[0] ?? "") && !known.has(one));
    expect(more).toEqual([]);
  });
});
