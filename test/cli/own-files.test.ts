/** Reports are written while the tree is scanned in which they may lie: what is found is not to be found in them again. */
import { spawnSync } from "node:child_process";
import { closeSync, linkSync, openSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { ScanSummary } from "../../src/types.ts";
import { stripeKey, tree } from "./scratch.ts";

const CLI = fileURLToPath(new URL("../../dist/cli.cjs", import.meta.url));
const FILES = { "a.ts": `const stripe = "${stripeKey(1)}";\n`, "out/old.jsonl": "", "z.ts": "nothing\n" };

/** The report that a file holds after a scan with its standard output there, and with these options. */
function summaryIn(
  root: string,
  report: string,
  args: readonly string[],
  stdout?: string,
  path = ".",
): ScanSummary {
  const to = stdout === undefined ? "ignore" : openSync(join(root, stdout), "w");
  const run = spawnSync(
    process.execPath,
    [CLI, path, "a.ts", "--no-history", "--show-secrets", "-f", "jsonl", ...args],
    {
      cwd: root,
      env: { PATH: process.env["PATH"] },
      stdio: ["ignore", to, "pipe"],
    },
  );
  if (typeof to === "number") closeSync(to);
  expect(run.status).toBe(1);
  const lines = readFileSync(join(root, report), "utf8").trimEnd().split("\n");
  return JSON.parse(lines.at(-1) ?? "") as ScanSummary;
}

const LEFT_OUT = (path: string): object => ({
  findings: 1,
  places: 1,
  skipped: [{ reason: "excluded", count: 1, examples: [path] }],
});

describe("a report in the scanned tree is left out", () => {
  it("where it is standard output", () => {
    const root = tree(FILES);
    expect(summaryIn(root, "out/x.jsonl", [], "out/x.jsonl")).toMatchObject(LEFT_OUT("out/x.jsonl"));
  });

  it("where it was asked for, by its name or by a link", () => {
    const root = tree(FILES);
    expect(summaryIn(root, "out/X.jsonl", ["-o", "out/X.jsonl"])).toMatchObject(LEFT_OUT("out/X.jsonl"));
    symlinkSync("old.jsonl", join(root, "out/link"));
    const { skipped } = summaryIn(root, "out/old.jsonl", ["-o", "out/link", "--exclude", "X.jsonl"]);
    expect(skipped.find(({ reason }) => reason === "excluded")?.examples).toEqual([
      "out/X.jsonl",
      "out/old.jsonl",
    ]);
  });

  it("where a link to it is scanned", () => {
    const root = tree(FILES);
    symlinkSync("out/old.jsonl", join(root, "link"));
    expect(summaryIn(root, "out/old.jsonl", [], "out/old.jsonl", "link")).toMatchObject(LEFT_OUT("link"));
  });

  it("under all names that it has", () => {
    const root = tree(FILES);
    linkSync(join(root, "out/old.jsonl"), join(root, "other.txt"));
    const { places, skipped } = summaryIn(root, "out/old.jsonl", ["-o", "out/old.jsonl"]);
    expect(places).toBe(1);
    expect(skipped).toMatchObject([{ reason: "excluded", count: 2 }]);
  });

  it("by worker threads too, and a file of its name in another folder is scanned", () => {
    const root = tree({ ...FILES, "b/x.jsonl": `const other = "${stripeKey(2)}";\n` });
    const args = ["--threads", "2", "-o", "x.jsonl"];
    expect(summaryIn(root, "x.jsonl", args)).toMatchObject({ findings: 2, places: 2 });
  });
});
