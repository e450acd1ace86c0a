/** A real browser for the tests of the HTML report, without a network. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type BrowserContext, type Page } from "playwright-core";
import { find } from "../../../scripts/tools/chromium.ts";

/** The browser's path; undefined where there is none, and its tests are skipped. */
export const BROWSER: string | undefined = find();

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export interface Browser {
  /** Opens a file of this machine. What goes wrong in the page, and what it asks the network for, is gathered. */
  open(
    file: string,
    options?: { dark?: boolean; width?: number; height?: number; scripts?: boolean },
  ): Promise<Opened>;
  close(): Promise<void>;
}

export interface Opened {
  page: Page;
  /** Errors of scripts, messages of the console, refusals of the page's policy. */
  complaints: string[];
  /** Addresses that were asked for besides the file. */
  requests: string[];
}

/** Starts the browser with a profile of its own, which is gone after `close`. */
export async function startBrowser(): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), "keyscan-browser-"));
  const contexts: BrowserContext[] = [];
  const browser = await chromium.launch({
    ...(BROWSER === undefined ? {} : { executablePath: BROWSER }),
    args: FLAGS,
    env: { ...process.env, HOME: profile },
  });
  return {
    async open(file, { dark = false, width = 1280, height = 900, scripts = true } = {}) {
      const context = await browser.newContext({
        viewport: { width, height },
        colorScheme: dark ? "dark" : "light",
        offline: true,
        javaScriptEnabled: scripts,
      });
      contexts.push(context);
      const page = await context.newPage();
      const complaints: string[] = [];
      const requests: string[] = [];
      page.on("pageerror", (error) => complaints.push(String(error)));
      page.on("console", (message) => complaints.push(message.text()));
      page.on("dialog", (dialog) => {
        complaints.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      page.on("request", (request) => requests.push(request.url()));
      await page.goto(`file://${file}`);
      return { page, complaints, requests: requests.filter((url) => !url.startsWith("file://")) };
    },
    async close() {
      await Promise.all(contexts.map((context) => context.close()));
      await browser.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
