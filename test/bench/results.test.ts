import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import {
  readCredsweeper,
  readDetectSecrets,
  readGitleaks,
  readKeyscan,
  readKingfisher,
  readResult,
  readRipsecrets,
  readSecretlint,
  readTrufflehog,
  type ResultReader,
  type ScanResult,
} from "../../bench/results.ts";

const folder = mkdtempSync(join(tmpdir(), "keyscan-results-"));
afterAll(() => rmSync(folder, { recursive: true }));

function read(
  reader: ResultReader,
  output: { stdout?: string; stderr?: string; report?: string },
): ScanResult | undefined {
  const files = {
    stdout: join(folder, "stdout"),
    stderr: join(folder, "stderr"),
    report: join(folder, "report"),
  };
  for (const name of ["stdout", "stderr", "report"] as const) writeFileSync(files[name], output[name] ?? "");
  return readResult(reader, files);
}

const json = JSON.stringify;

describe("report readers", () => {
  it.each<[string, ResultReader, Parameters<typeof read>[1], ScanResult]>([
    [
      "keyscan",
      readKeyscan,
      {
        stdout: json({
          findings: [{ location: { startLine: 3 }, occurrences: [{ location: { startLine: 9 } }] }],
          summary: { bytes: 50 },
        }),
      },
      { findings: 1, lines: [3, 9], bytes: 50 },
    ],
    [
      "gitleaks",
      readGitleaks,
      { report: json([{ StartLine: 4 }]), stderr: "INF scanned ~136 bytes (136 bytes) in 4ms" },
      { findings: 1, lines: [4], bytes: 136 },
    ],
    [
      "kingfisher",
      readKingfisher,
      {
        stdout: `${json({ findings: [{ finding: { line: 2 } }], metadata: { summary: { bytes_scanned: 7 } } })}\n{"findings":1}\n`,
      },
      { findings: 1, lines: [2], bytes: 7 },
    ],
    [
      "trufflehog",
      readTrufflehog,
      {
        stdout: `${json({ DetectorName: "X", SourceMetadata: { Data: { Filesystem: { line: 5 } } } })}\n{"msg":"x"}\n`,
      },
      { findings: 1, lines: [5] },
    ],
    ["ripsecrets", readRipsecrets, { stdout: "/a/b.log:12:x: y:3:z\n" }, { findings: 1, lines: [12] }],
    [
      "secretlint",
      readSecretlint,
      { stdout: "/a/b.log:12:7: found: x\n\n1 problem\n" },
      { findings: 1, lines: [12] },
    ],
    [
      "detect-secrets",
      readDetectSecrets,
      { stdout: json({ results: { a: [{ line_number: 1 }], b: [{ line_number: 2 }] } }) },
      { findings: 2, lines: [1, 2] },
    ],
    [
      "credsweeper",
      readCredsweeper,
      { report: json([{ line_data_list: [{ line_num: 6 }, { line_num: 7 }] }]) },
      { findings: 1, lines: [6, 7] },
    ],
  ])("%s", (_, reader, output, result) => {
    expect(read(reader, output)).toEqual(result);
  });

  it("tells an unreadable report from an empty one", () => {
    expect(read(readKeyscan, { stdout: "" })).toBeUndefined();
    expect(read(readKeyscan, { stdout: json({ findings: {} }) })).toBeUndefined();
    expect(read(readGitleaks, { report: "[]" })).toEqual({ findings: 0, lines: [] });
  });
});
