/** The built library with real worker threads. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type * as library from "../../src/index.ts";
import { fillTemplate } from "../../src/rules/template.ts";
import type { Finding, ScanSummary } from "../../src/types.ts";

const root = mkdtempSync(join(tmpdir(), "keyscan-threads-"));
afterAll(() => rmSync(root, { recursive: true }));
let built: typeof library;

const FILES = 900;

const NO_CLOCK = { startedAt: "", durationMs: 0 };

beforeAll(async () => {
  built = (await import(new URL("../../dist/index.js", import.meta.url).href)) as typeof library;
  for (let i = 0; i < FILES; i++) {
    const directory = join(root, `d${String(i % 7)}`);
    mkdirSync(directory, { recursive: true });
    const secret = i % 10 === 0 ? `KEY=${fillTemplate("sk_live_{base62:24}", i % 250)}\n` : "";
    writeFileSync(join(directory, `f${String(i).padStart(4, "0")}.env`), `# file ${String(i)}\n${secret}`);
  }
});

async function scanWith(threads: number): Promise<{ findings: Finding[]; summary: ScanSummary | undefined }> {
  let summary: ScanSummary | undefined;
  const findings: Finding[] = [];
  const onSummary = (told: ScanSummary): void => {
    summary = told;
  };
  for await (const finding of built.scan({ paths: ["."], cwd: root, threads, onSummary }))
    findings.push(finding);
  return { findings, summary };
}

describe("worker threads", () => {
  it("find the same in the same order as one thread", async () => {
    const alone = await scanWith(1);
    expect(alone.summary).toMatchObject({ files: FILES, findings: 25, places: FILES / 10, complete: true });
    for (const threads of [2, 4]) {
      const { findings, summary } = await scanWith(threads);
      expect(findings).toEqual(alone.findings);
      expect({ ...summary, ...NO_CLOCK }).toEqual({ ...alone.summary, ...NO_CLOCK });
    }
  });
});
