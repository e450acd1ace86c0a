import { beforeAll, describe, expect, it } from "vitest";
import type { Scanner } from "../../../src/engine/scanner.ts";
import { cpuTime } from "../../support/cpu-time.ts";
import { builtInRules } from "../../support/packs.ts";
import { timeLimit } from "../../support/property.ts";
import { createScanner, scan } from "../../support/scanning.ts";
import { tokenWithEscape } from "../../support/texts.ts";

let scanner: Scanner;
beforeAll(async () => {
  scanner = createScanner((await builtInRules()).pack);
});

/** None of them is worth a look by itself. */
const rows = (count: number): string => "<U00A0> \\xA0 |0\n".repeat(count);
const worthy = "a = b\\x2dc\n";

describe("a table of escapes, of which few are worth a look", () => {
  it("is read once, not to its end from each of these", { timeout: timeLimit() }, () => {
    const text = `${rows(12)}${worthy}`.repeat(4000);
    expect(cpuTime(() => scan(scanner, text))).toBeLessThan(4000);
  });

  it("hides no secret, wherever it stands", { timeout: timeLimit() }, () => {
    const secret = tokenWithEscape(4).replace(String.raw`\x5f`, "_");
    for (const before of [0, 1, 8, 20, 700, 3500, 4200]) {
      const written = `${worthy}${rows(before)}x = "${tokenWithEscape(4)}"\n${rows(20)}${worthy}`;
      for (const text of [written, rows(3) + written, written + "-".repeat(200) + written]) {
        const found = scan(scanner, text).map((match) => match.secret);
        expect(new Set(found)).toEqual(new Set([secret]));
      }
    }
  });
});
