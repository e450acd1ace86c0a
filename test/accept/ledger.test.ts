/** The file of the ledger: read, written, merged; what can't be read is told with its line. */
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { ledgerLine, parseLedger, readLedger, writeLedger } from "../../src/accept/ledger-file.ts";
import type { LedgerEntry } from "../../src/types.ts";
import { cases } from "../support/property.ts";

const directory = mkdtempSync(join(tmpdir(), "keyscan-ledger-"));
afterAll(() => rmSync(directory, { recursive: true }));

const key = (seed: number): string => `v1:${seed.toString(16).padStart(32, "0")}`;
const salted = (seed: number): string => `k1:${"0123456789abcdef"}:${seed.toString(16).padStart(16, "0")}`;

const entry: fc.Arbitrary<LedgerEntry> = fc.record(
  {
    fingerprint: fc.oneof(fc.nat(30).map(key), fc.nat(30).map(salted)),
    state: fc.constantFrom("found" as const, "rotated" as const, "revoked" as const),
    at: fc
      .integer({ min: 0, max: 20_000 })
      .map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10)),
    rule: fc.constantFrom("stripe-secret-key", "github-app-token"),
    rotatedTo: fc.nat(30).map(key),
    note: fc.constantFrom("by the team", "see wiki -- later", "v1: twice"),
  },
  { requiredKeys: ["fingerprint", "state", "at"] },
);

describe("a ledger", () => {
  it("says what was written, sorted, each key once", () => {
    fc.assert(
      fc.property(fc.uniqueArray(entry, { selector: ({ fingerprint }) => fingerprint }), (entries) => {
        const file = join(directory, "ledger");
        writeLedger(file, entries);
        const lines = readFileSync(file, "utf8")
          .split("\n")
          .filter((line) => line !== "" && !line.startsWith("#"));
        expect(lines).toEqual(lines.toSorted());
        const byKey = (one: LedgerEntry, other: LedgerEntry): number =>
          one.fingerprint < other.fingerprint ? -1 : 1;
        expect(readLedger(file, directory).toSorted(byKey)).toEqual(entries.toSorted(byKey));
      }),
      cases(100),
    );
  });

  it("merges by keeping the lines of both sides: what says most counts", () => {
    const lines: LedgerEntry[] = [
      { fingerprint: key(1), state: "found", at: "2026-03-01" },
      { fingerprint: key(1), state: "revoked", at: "2026-02-01" },
      { fingerprint: key(1), state: "rotated", at: "2026-04-01" },
      { fingerprint: key(2), state: "found", at: "2026-01-01" },
    ];
    const read = parseLedger(lines.map(ledgerLine).join("\n"), "ledger");
    expect(read).toMatchObject([{ state: "revoked", at: "2026-02-01" }, { state: "found" }]);
  });

  it.each([
    ["<<<<<<< HEAD", "is a mark of a merge conflict"],
    ["v1:123 found 2026-01-01", "has no fingerprint"],
    [`${key(1)} lost 2026-01-01`, "the state must be one of found, rotated, revoked"],
    [`${key(1)} found 2026-02-30`, "the day must be one such as 2027-01-31"],
    ["something else", "has no fingerprint"],
  ])("%s: %s", (line, message) => {
    const text = `# comment\n${key(2)} found 2026-01-01\n${line}\n`;
    expect(() => parseLedger(text, ".keyscan-ledger")).toThrow(`.keyscan-ledger:3: ${message}`);
  });

  it("is read through no link", () => {
    writeFileSync(join(directory, "elsewhere"), `${key(1)} revoked 2026-01-01\n`);
    symlinkSync(join(directory, "elsewhere"), join(directory, "link"));
    expect(readLedger(join(directory, "link"), directory)).toEqual([]);
  });
});
