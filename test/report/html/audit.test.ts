/** The HTML report of an audit in a real browser. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Finding, ScanSummary } from "../../../src/types.ts";
import { HOSTILE, render } from "../render.ts";
import { sampleAudit } from "../sample-audit.ts";
import { sampleFinding } from "../samples.ts";
import { BROWSER, startBrowser, type Browser, type Opened } from "./browser.ts";

const folder = mkdtempSync(join(tmpdir(), "keyscan-html-audit-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(BROWSER === undefined)("the page of an audit", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());

  let written = 0;
  async function open(findings: readonly Finding[], summary: Partial<ScanSummary>): Promise<Opened> {
    const file = join(folder, `${written++}.html`);
    writeFileSync(file, await render("html", findings, summary));
    return browser.open(file);
  }

  function expectQuiet({ complaints, requests }: Opened): void {
    expect(complaints).toEqual([]);
    expect(requests).toEqual([]);
  }

  it("shows an audit: every practice with its state, violations with places and steps", async () => {
    const finding = sampleFinding({ practices: ["hygiene-hard-coded"] });
    const opened = await open([finding], { audit: sampleAudit(finding) });
    const { page } = opened;
    expect(await page.textContent("h1")).toBe("1 secret in 1 place, 1 violation of key hygiene");
    expect(await page.locator(".practice summary").allTextContents()).toEqual([
      "✗Never hard-code1 violation",
      "✓Never in clientsclean",
      "–Watch the usenot checked",
    ]);
    const [broken] = await page.locator(".practice").all();
    expect(await broken?.locator(".violations").isVisible()).toBe(false);
    await broken?.locator("summary").click();
    const text = (await broken?.locator(".violations li").first().innerText()) ?? "";
    for (const part of [
      finding.secret.redacted,
      "src/config/payments.ts:14",
      "and 7 more places",
      "Revoke it.",
    ])
      expect(text).toContain(part);
    expect(await page.locator(".practices").textContent()).toContain("Not checked: no log was read");
    await page.click(".row");
    expect(await page.locator(".panel").textContent()).toContain("Goes againstNever hard-code");
    expectQuiet(opened);
  });

  it("is not clean with violations that are about no secret, and obeys nothing in them", async () => {
    const audit = sampleAudit(sampleFinding());
    for (const violation of audit.violations) {
      Object.assign(violation, {
        title: HOSTILE,
        message: HOSTILE,
        evidence: [HOSTILE],
        advice: [HOSTILE],
      });
      violation.places = [{ path: HOSTILE, line: 1 }];
    }
    const opened = await open([], { audit });
    expect(await opened.page.textContent("h1")).toBe("1 violation of key hygiene");
    expect(await opened.page.locator(".verdict.found").count()).toBe(1);
    expect(await opened.page.locator("img").count()).toBe(0);
    expectQuiet(opened);
  });
});
