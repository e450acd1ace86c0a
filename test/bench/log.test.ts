import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { KEY_KINDS, makeKey } from "../../bench/keys.ts";
import { writeLog } from "../../bench/log.ts";
import { seededRandom } from "../../bench/random.ts";

const folder = mkdtempSync(join(tmpdir(), "keyscan-log-"));
afterAll(() => rmSync(folder, { recursive: true }));

const FORMS: Record<string, RegExp> = {
  github: /ghp_\w{36}\b/,
  stripe: /sk_live_\w{24}\b/,
  gitlab: /glpat-\w{20}\b/,
  aws: /AKIA[A-Z2-7]{16}\b/,
  slack: /xoxb-\d+-\d+-\w{24}\b/,
  sendgrid: /SG\.\w{22}\.\w{43}\b/,
  npm: /npm_\w{36}\b/,
  google: /AIza\w{35}\b/,
};

describe("writeLog", () => {
  const log = writeLog(join(folder, "a.log"), 300_000);
  const lines = readFileSync(log.path, "utf8").split("\n");

  it("writes the same bytes every time", () => {
    const again = writeLog(join(folder, "b.log"), 300_000);
    const digest = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");
    expect(digest(again.path)).toBe(digest(log.path));
    expect(again.planted).toEqual(log.planted);
  });

  it("reaches the size and counts lines and bytes as they are", () => {
    expect(log.bytes).toBe(readFileSync(log.path).length);
    expect(log.bytes).toBeGreaterThanOrEqual(300_000);
    expect(lines.length - 1).toBe(log.lines);
    expect(lines.at(-1)).toBe("");
  });

  it("plants a key of the named kind on every named line, first and last included, and nowhere else", () => {
    expect(log.planted).toHaveLength(64);
    expect(log.planted[0]?.line).toBe(1);
    expect(log.planted.at(-1)?.line).toBe(log.lines);
    for (const { line, kind } of log.planted) expect(lines[line - 1]).toMatch(FORMS[kind] as RegExp);
    const any = new RegExp(
      Object.values(FORMS)
        .map((form) => form.source)
        .join("|"),
    );
    expect(lines.filter((line) => any.test(line))).toHaveLength(64);
  });
});

describe("makeKey", () => {
  it("makes another key of the right form every time", () => {
    const random = seededRandom(1);
    for (const kind of KEY_KINDS) {
      const [a, b] = [makeKey(kind, random), makeKey(kind, random)];
      expect(a).toMatch(new RegExp(`^${FORMS[kind]?.source}`));
      expect(a).not.toBe(b);
    }
  });

  it("refuses an unknown kind", () => {
    expect(() => makeKey("nope", seededRandom(1))).toThrow(RangeError);
  });
});
