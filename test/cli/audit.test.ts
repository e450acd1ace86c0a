/** `keyscan audit`: what it looks at, what it reports, how it ends. */
import { describe, expect, it } from "vitest";
import type { Audit, Finding, ScanSummary, Violation } from "../../src/types.ts";
import { checkReport } from "../report/schemas.ts";
import { keyscan, type Run } from "./keyscan.ts";
import { repository } from "./repository.ts";
import { stripeKey, tree, write } from "./scratch.ts";

interface Report {
  findings: Finding[];
  summary: ScanSummary & { audit: Audit };
}

async function audited(cwd: string, ...args: string[]): Promise<{ run: Run; report: Report }> {
  const run = await keyscan(["audit", "-f", "json", ...args], { cwd });
  expect(run.stderr).toBe("");
  return { run, report: JSON.parse(run.stdout) as Report };
}

const placesOf = (violations: readonly Violation[]): string[] =>
  violations.flatMap(({ practice, places }) => places.map(({ path, line }) => `${practice} ${path}:${line}`));

describe("keyscan audit", () => {
  it("names the places of a key in the code, and leaves a key alone that stays on the machine", async () => {
    const cwd = repository({ ".gitignore": ".env\n", "src/pay.ts": `\nconst key = "${stripeKey(1)}";\n` });
    write(cwd, ".env", `STRIPE_KEY=${stripeKey(2)}\n`);
    const { run, report } = await audited(cwd, "--rule", "hygiene-hard-coded");
    expect(run.code).toBe(1);
    expect(placesOf(report.summary.audit.violations)).toEqual(["hygiene-hard-coded src/pay.ts:2"]);
    const practices = report.findings.map(({ location, practices: of }) => [location.path, of]);
    expect(practices).toContainEqual(["src/pay.ts", ["hygiene-hard-coded"]]);
    expect(practices).toContainEqual([".env", undefined]);
  });

  it("keeps to the schema of reports, and holds no secret", async () => {
    const { run, report } = await audited(repository({ "a.js": `const k = "${stripeKey(3)}";\n` }));
    expect(checkReport(report)).toEqual([]);
    expect(report.summary.audit.practices.length).toBeGreaterThan(0);
    expect(run.stdout).not.toContain(stripeKey(3));
  });

  it("is clean with nothing against any practice, and says what was not checked", async () => {
    const run = await keyscan(["audit"], { cwd: repository() });
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toContain("✓ Never hard-code a key: clean hygiene-hard-coded");
    expect(run.stdout).toMatch(/^no violations/m);
  });

  it("groups violations by practice for people, each with what to do", async () => {
    const secret = stripeKey(4);
    const run = await keyscan(["audit"], { cwd: repository({ "a.js": `const k = "${secret}";\n` }) });
    expect(run.code).toBe(1);
    expect(run.stdout).toContain("Never hard-code a key hygiene-hard-coded");
    expect(run.stdout).toContain("a.js:1");
    expect(run.stdout).toContain("✗ Never hard-code a key: 1 violation");
    expect(run.stdout).not.toContain(secret);
  });

  it("ends by severity as --fail-on says", async () => {
    const cwd = repository({ "a.js": `const k = "${stripeKey(5)}";\n` });
    expect((await keyscan(["audit", "--fail-on", "none"], { cwd })).code).toBe(0);
    expect((await keyscan(["audit", "--fail-on", "critical"], { cwd })).code).toBe(1);
  });

  it("checks only the practices that are asked for", async () => {
    const cwd = repository({ "a.js": `const k = "${stripeKey(6)}";\n` });
    const { report } = await audited(cwd, "--disable-rule", "hygiene-hard-coded");
    expect(report.summary.audit.practices.map(({ id }) => id)).not.toContain("hygiene-hard-coded");
    const config = "disableRule: [hygiene-hard-coded]\n";
    const other = repository({ "a.js": `const k = "${stripeKey(6)}";\n`, "keyscan.config.yaml": config });
    const answer = (await audited(other)).report.summary.audit.violations;
    expect(answer.map(({ practice }) => practice)).not.toContain("hygiene-hard-coded");
    expect((await keyscan([".", "-q"], { cwd: other })).code).toBe(1);
  });

  it("a saved audit can be shown again", async () => {
    const cwd = repository({ "a.js": `const k = "${stripeKey(7)}";\n` });
    await keyscan(["audit", "-o", "../saved.json", "-f", "json"], { cwd });
    const run = await keyscan(["report", "../saved.json"], { cwd });
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toContain("✗ Never hard-code a key: 1 violation");
  });

  it("is incomplete where nothing was scanned, and refuses standard input", async () => {
    expect((await keyscan(["audit"], { cwd: tree() })).code).toBe(3);
    const run = await keyscan(["audit", "-"], { cwd: tree(), input: "" });
    expect(run.code).toBe(2);
    expect(run.stderr).toBe("keyscan: audit looks at folders and files, not at standard input\n");
  });
});

describe("practices in other commands", () => {
  it("a plain scan says which practices a secret goes against, in its summary and in JSON", async () => {
    const cwd = repository({ "public/a.js": `const k = "${stripeKey(8)}";\n` });
    const { stdout } = await keyscan(["-f", "json"], { cwd });
    const { findings, summary } = JSON.parse(stdout) as Report;
    expect(findings[0]?.practices).toEqual(
      expect.arrayContaining(["hygiene-hard-coded", "hygiene-client-side"]),
    );
    expect(summary.audit).toBeUndefined();
    expect((await keyscan([], { cwd })).stdout).toMatch(/hygiene {2}1 hard-coded, 1 client-side/);
  });

  it("are switched off by option, by configuration, and for some files", async () => {
    const config = "overrides:\n  - paths: [public/**]\n    disableRule: [hygiene-client-side]\n";
    const cwd = repository({
      "keyscan.config.yaml": config,
      "public/a.js": `const k = "${stripeKey(9)}";\n`,
      "static/b.js": `const k = "${stripeKey(10)}";\n`,
    });
    const { report } = await audited(cwd, "--rule", "hygiene-client-side");
    expect(placesOf(report.summary.audit.violations)).toEqual(["hygiene-client-side static/b.js:1"]);
  });

  it("are explained by rules show", async () => {
    const run = await keyscan(["rules", "show", "hygiene-client-side"]);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toContain("title       Never put a secret key into client-side code");
  });
});
