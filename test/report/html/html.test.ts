/** The HTML report in a real browser: what it shows, how it is used, and what hostile content can't do in it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Finding, ScanSummary } from "../../../src/types.ts";
import { HOSTILE, hostileFinding, HOSTILE_SUMMARY, render } from "../render.ts";
import { rawSecret, sampleFinding, sampleHistory, sampleLocation, sampleOccurrence } from "../samples.ts";
import { BROWSER, startBrowser, type Browser, type Opened } from "./browser.ts";
import { manyFindings } from "./many.ts";

const folder = mkdtempSync(join(tmpdir(), "keyscan-html-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let written = 0;

async function writeReport(
  findings: readonly Finding[],
  summary: Partial<ScanSummary> = {},
): Promise<string> {
  const file = join(folder, `${written++}.html`);
  writeFileSync(file, await render("html", findings, summary));
  return file;
}

describe("the file", () => {
  it("allows its own script and style by their hashes, and nothing else", async () => {
    const text = await render("html", []);
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(text)?.[1] ?? "";
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; base-uri 'none'/,
    );
    expect(policy).not.toContain("unsafe");
    expect(text).not.toMatch(/<[^>]+ (?:style|on\w+)=/);
  });

  it("names no address but those of what to do", async () => {
    const addresses = (await render("html", [sampleFinding()])).match(/https?:\/\/[^\s"'\\<>)]+/g) ?? [];
    expect(new Set(addresses)).toEqual(
      new Set(["https://dashboard.stripe.com/apikeys", "https://docs.stripe.com/keys#rolling-keys"]),
    );
  });

  it("leaves out lines that were made with secrets shown", async () => {
    const finding = sampleFinding({}, 7);
    finding.secret.value = rawSecret(7);
    finding.frame = { firstLine: 14, lines: [rawSecret(7)], markColumn: 1, markWidth: 5 };
    expect(await render("html", [finding])).not.toContain(rawSecret(7));
  });
});

describe.skipIf(BROWSER === undefined)(
  `in a browser${BROWSER === undefined ? " (none found: npm run test:tools)" : ""}`,
  () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await startBrowser();
    });
    afterAll(() => browser?.close());

    /** Every report is opened as a file, with no network, and has nothing to complain about. */
    async function open(
      findings: readonly Finding[],
      summary: Partial<ScanSummary> = {},
      options: Parameters<Browser["open"]>[1] = {},
    ): Promise<Opened> {
      return browser.open(await writeReport(findings, summary), options);
    }

    function expectQuiet({ complaints, requests }: Opened): void {
      expect(complaints).toEqual([]);
      expect(requests).toEqual([]);
    }

    const rowTitles = ({ page }: Opened): Promise<string[]> => page.locator(".row .title").allTextContents();
    const result = ({ page }: Opened): Promise<string | null> => page.textContent(".result");

    it("shows verdict, charts and findings, worst first", async () => {
      const opened = await open([
        sampleFinding({ severity: "low", title: "Low", ruleId: "low" }, 1),
        sampleFinding({ occurrences: [sampleOccurrence({ path: "b.ts" })] }, 2),
      ]);
      expectQuiet(opened);
      expect(await opened.page.textContent("h1")).toBe("2 secrets in 3 places");
      expect(await rowTitles(opened)).toEqual(["Stripe secret key", "Low"]);
      expect(await opened.page.textContent('[data-value="critical"] b')).toBe("1");
      expect(await opened.page.locator('[data-facet="provider"]').allTextContents()).toEqual(["Stripe2"]);
    });

    it.each([
      [{}, "No secrets found", ".verdict.clean"],
      [{ complete: false, files: 0 }, "Nothing found, but not everything was scanned", ".verdict.doubtful"],
      [
        { complete: false, errors: [{ path: "locked.env", code: "EACCES", message: "denied" }] },
        "Nothing found, but not everything was scanned",
        ".verdict.doubtful",
      ],
    ])("never looks clean when it is not: %j", async (summary, words, mark) => {
      const opened = await open([], summary);
      expectQuiet(opened);
      expect(await opened.page.textContent("h1")).toBe(words);
      expect(await opened.page.locator(mark).count()).toBe(1);
      expect(await opened.page.locator(".incomplete").count()).toBe("complete" in summary ? 1 : 0);
      if ("errors" in summary) expect(await opened.page.textContent("#coverage")).toContain("locked.env");
    });

    it("opens a finding with its lines, places, steps and links", async () => {
      const opened = await open([
        sampleFinding({ occurrences: [sampleOccurrence({ path: "b.ts", startLine: 3 })] }),
      ]);
      const { page } = opened;
      await page.click(".row");
      const panel = page.locator(".panel");
      expect(await panel.locator(".frame mark").textContent()).toMatch(/…/);
      expect(await panel.locator(".places code").allTextContents()).toEqual([
        "src/config/payments.ts:14:15",
        "b.ts:3:15",
      ]);
      expect(await panel.locator("ol li").count()).toBe(4);
      const revoke = panel.locator(".links a").first();
      expect(await revoke.getAttribute("href")).toBe("https://dashboard.stripe.com/apikeys");
      expect(await revoke.getAttribute("rel")).toBe("noopener noreferrer");
      await page.click(".close");
      expect(await panel.isVisible()).toBe(false);
      expectQuiet(opened);
    });

    it("knows the age of a secret and its history", async () => {
      const opened = await open([
        sampleFinding({ history: sampleHistory() }, 1),
        sampleFinding({ title: "Today" }, 2),
      ]);
      const { page } = opened;
      await page.click('[data-facet="age"][data-value="old"]');
      expect(await result(opened)).toBe("1 of 2 findings");
      expect(await page.textContent(".row .facts")).toContain("since 2024-01-31");
      await page.click(".row");
      const text = await page.textContent(".panel");
      expect(text).toContain("111111111111 · Ada · 2024-01-31");
      expect(text).toContain("refs/heads/main and more");
      await page.fill("input[type=search]", "ada@example.org");
      expect(await result(opened)).toBe("1 of 2 findings");
      expectQuiet(opened);
    });

    it("searches, narrows by bars, sorts, and takes it all back", async () => {
      const opened = await open(manyFindings(60));
      const { page } = opened;
      await page.fill("input[type=search]", "stripe TERRAFORM");
      for (const title of await rowTitles(opened)) expect(title).toContain("Stripe");
      await page.keyboard.press("Escape");
      expect(await result(opened)).toBe("60 findings");
      await page.click('[data-facet="severity"][data-value="high"]');
      await page.click('[data-facet="severity"][data-value="low"]');
      const badges = await page.locator(".row .badge").allTextContents();
      expect(new Set(badges)).toEqual(new Set(["High", "Low"]));
      expect(await page.locator(".chip").count()).toBe(3);
      await page.click('.chip[aria-label="Remove filter High"]');
      expect(new Set(await page.locator(".row .badge").allTextContents())).toEqual(new Set(["Low"]));
      await page.fill("input[type=search]", "no such thing");
      expect(await page.locator(".empty").isVisible()).toBe(true);
      await page.click(".empty button");
      expect(await result(opened)).toBe("60 findings");
      await page.selectOption('select[aria-label="Sort"]', "title");
      const titles = await rowTitles(opened);
      expect(titles).toEqual([...titles].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)));
      expectQuiet(opened);
    });

    it("is used by keyboard alone", async () => {
      const opened = await open(manyFindings(300));
      const { page } = opened;
      await page.keyboard.press("/");
      await page.keyboard.type("key");
      await page.keyboard.press("ArrowDown");
      expect(await page.getAttribute('.row[aria-selected="true"]', "aria-posinset")).toBe("1");
      await page.keyboard.press("End");
      const last = await page.getAttribute('.row[aria-selected="true"]', "aria-setsize");
      expect(await page.getAttribute('.row[aria-selected="true"]', "aria-posinset")).toBe(last);
      expect(await page.getAttribute(".list", "aria-activedescendant")).toBe(`row-${Number(last) - 1}`);
      expect(await page.locator('.row[aria-selected="true"]').isVisible()).toBe(true);
      await page.keyboard.press("Enter");
      expect(await page.evaluate(() => document.activeElement?.className)).toBe("panel");
      await page.keyboard.press("Escape");
      await page.keyboard.press("Escape");
      expect(await page.locator(".panel").isVisible()).toBe(false);
      await page.keyboard.press("?");
      expect(await page.locator("dialog").isVisible()).toBe(true);
      await page.keyboard.press("Enter");
      expect(await page.locator("dialog").isVisible()).toBe(false);
      const bar = page.locator('[data-facet="severity"][data-value="critical"]');
      await bar.focus();
      await page.keyboard.press("Space");
      expect(await bar.getAttribute("aria-pressed")).toBe("true");
      expect(await bar.evaluate((button) => button === document.activeElement)).toBe(true);
      expectQuiet(opened);
    });

    it("is dark where the system is, and where it is asked to be", async () => {
      const background = (opened: Opened): Promise<string> =>
        opened.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const light = await open([sampleFinding()]);
      const dark = await open([sampleFinding()], {}, { dark: true });
      const [white, black] = [await background(light), await background(dark)];
      expect(white).not.toBe(black);
      await light.page.click(".theme");
      expect(await background(light)).toBe(black);
    });

    it("writes every finding out for paper", async () => {
      const opened = await open(manyFindings(30));
      await opened.page.evaluate(() => dispatchEvent(new Event("beforeprint")));
      await opened.page.emulateMedia({ media: "print" });
      expect(await opened.page.locator(".paper article:visible").count()).toBe(30);
      expect(await opened.page.locator(".toolbar").isVisible()).toBe(false);
    });

    it("tells without scripts what was found", async () => {
      const opened = await open([sampleFinding()], { complete: false, files: 0 }, { scripts: false });
      const text = await opened.page.textContent("main");
      expect(text).toContain("1 secret: 1 critical; incomplete: nothing was scanned");
      expect(text).toContain("needs JavaScript");
    });

    /** Milliseconds from the begin of loading until the page was drawn. */
    const drawnAfter = ({ page }: Opened): Promise<number> =>
      page.evaluate(() => performance.getEntriesByType("navigation")[0]?.duration ?? Infinity);

    it("opens and filters 5,000 findings within a second", async () => {
      const file = await writeReport(manyFindings(5000));
      // The machine may have other things to do; what the page can do is what it does at its best.
      let opened = await browser.open(file);
      let drawn = await drawnAfter(opened);
      for (let tries = 1; tries < 5 && drawn >= 1000; tries++) {
        opened = await browser.open(file);
        drawn = Math.min(drawn, await drawnAfter(opened));
      }
      const { page } = opened;
      expect(drawn).toBeLessThan(1000);
      expect(await result(opened)).toBe("5,000 findings");
      const took = await page.evaluate(() => {
        const search = document.querySelector("input");
        if (search === null) throw new Error("no search");
        const begun = performance.now();
        search.value = "stripe";
        search.dispatchEvent(new Event("input"));
        // Asking for the layout makes the browser do it.
        document.body.getBoundingClientRect();
        return performance.now() - begun;
      });
      expect(took).toBeLessThan(1000);
      expect(await result(opened)).toMatch(/^\d+ of 5,000 findings$/);
      expect(await page.locator(".row").count()).toBeLessThan(60);
      await page.evaluate(() => scrollTo(0, document.body.scrollHeight / 2));
      await page.waitForFunction(
        () => Number(document.querySelector(".row")?.getAttribute("data-position")) > 100,
      );
      expectQuiet(opened);
    });

    it("shows hostile names and results as text, and runs none of it", async () => {
      const findings = [
        hostileFinding(),
        sampleFinding({
          title: "</script><script>alert(1)</script>",
          location: sampleLocation({ path: '<img src="http://evil.example/x" onerror="alert(1)">' }),
          provider: "<b>x</b>",
          ruleId: "other",
          frame: { firstLine: 14, lines: [HOSTILE], markColumn: 2, markWidth: 3 },
        }),
      ];
      const opened = await open(findings, HOSTILE_SUMMARY);
      const { page } = opened;
      for (const row of await page.locator(".row").all()) await row.click();
      expect(await page.locator("img, b:has-text('x'), iframe").count()).toBe(0);
      expect(await page.locator("script").count()).toBe(2);
      expect(await rowTitles(opened)).toContain("</script><script>alert(1)</script>");
      expect(await page.locator('a[href^="javascript"]').count()).toBe(0);
      expect(await page.textContent("body")).not.toMatch(/\u202e/);
      expectQuiet(opened);
    });
  },
);
