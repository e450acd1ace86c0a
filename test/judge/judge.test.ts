import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judgesOf, onlyFinding } from "../support/judging.ts";
import { smallPack } from "../support/packs.ts";
import { cases } from "../support/property.ts";

const SECRET = `key_${"0f1e2d3c4b5a6978"}`;
const judges = judgesOf(
  smallPack(
    {
      id: "acme-key",
      pattern: "key_[0-9a-f]{16}",
      severity: "critical",
      privilege: "admin",
      environments: { "0f1e": "prod", key_: "any" },
    },
    { id: "acme-private", pattern: "-----BEGIN ACME KEY-----[\\s0-9a-f]{1,400}-----END ACME KEY-----" },
  ),
);

describe("where a finding is", () => {
  it.each([
    ["", 1, 1, 0],
    ["x = ", 1, 5, 4],
    ["\n\n\t", 3, 2, 3],
    ["a\r\nb ", 2, 3, 5],
    ["é ", 1, 3, 3],
    ["鍵 ", 1, 3, 4],
    ["🔑 ", 1, 4, 5],
    ["👩‍💻 = ", 1, 9, 14],
    ["🔑\n🔑🔑 ", 2, 6, 14],
    ["\u2028", 1, 2, 3],
  ])("behind %j: line %d, column %d, byte %d", (before, startLine, startColumn, byteOffset) => {
    expect(onlyFinding(judges(`${before}${SECRET} 🔑`)).location).toEqual({
      path: "src/app.ts",
      startLine,
      startColumn,
      endLine: startLine,
      endColumn: startColumn + SECRET.length,
      byteOffset,
      byteLength: SECRET.length,
    });
  });

  it("is where an editor shows it, in any text", () => {
    const line = fc.string({
      unit: fc.constantFrom("a", " ", "\t", "é", "ÿ", "鍵", "🔑", "\u0301", "\u2029"),
      maxLength: 40,
    });
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 5 }),
        line,
        fc.array(fc.nat(), { maxLength: 4 }),
        (lines, before, places) => {
          const text = [...lines, `${before}${SECRET}`].join("\n");
          const bytes = Buffer.from(text);
          const { location } = onlyFinding(
            judges(bytes, { cuts: places.map((place) => place % bytes.length) }),
          );
          expect(location).toMatchObject({ startLine: lines.length + 1, startColumn: before.length + 1 });
          expect(bytes.toString("utf8", location.byteOffset, location.byteOffset + location.byteLength)).toBe(
            SECRET,
          );
        },
      ),
      cases(300),
    );
  });

  it("in text that is no UTF-8, a column is a byte", () => {
    const { location } = onlyFinding(judges(Buffer.from(`\xe9\xe8 \xfc${SECRET}`, "latin1")));
    expect(location).toMatchObject({ startColumn: 5, byteOffset: 4 });
  });

  it("over lines", () => {
    const key = "-----BEGIN ACME KEY-----\n0f1e2d\n-----END ACME KEY-----";
    expect(onlyFinding(judges(`  ${key}`)).location).toMatchObject({
      startLine: 1,
      startColumn: 3,
      endLine: 3,
      endColumn: 23,
      byteLength: key.length,
    });
  });

  it("in UTF-16, two bytes a unit in the file", () => {
    const place = { unit: "unit", encoding: "utf-16le", fileOffset: (offset: number) => offset * 2 } as const;
    const text = Buffer.from(`\x1a\x1a = ${SECRET}`, "latin1");
    const { location, source } = onlyFinding(judges(text, { place }));
    expect(location).toMatchObject({ startColumn: 6, byteOffset: 10, byteLength: 2 * SECRET.length });
    expect(source.encoding).toBe("utf-16le");
  });
});

describe("what a finding says", () => {
  it("of the rule, the secret and where it came from", () => {
    expect(onlyFinding(judges(`x\n"key": "${SECRET}"\n`))).toMatchObject({
      ruleId: "acme-key",
      title: "A key",
      provider: "acme",
      severity: "critical",
      confidence: "high",
      score: 0.9,
      privilege: "admin",
      environment: "prod",
      secret: { redacted: "ke…78", length: 20 },
      source: { kind: "file", channel: "json-field" },
      exposure: [],
      occurrences: [],
      checks: { checksum: "none" },
      remediation: { steps: ["Revoke it."] },
    });
  });

  it("never the secret itself, unless that was asked for", () => {
    const finding = onlyFinding(judges(`token=${SECRET}\n`));
    expect(JSON.stringify(finding)).not.toContain(SECRET.slice(6, 14));
    expect(finding.secret).not.toHaveProperty("value");
    expect(onlyFinding(judges(`é ${SECRET}`, { options: { showSecrets: true } })).secret.value).toBe(SECRET);
  });

  it("a secret that is written in another way is shown as it stands there, and what that means beside it", () => {
    const written = Buffer.from(`login as user:${SECRET}`).toString("base64");
    const plain = onlyFinding(judges(`token=${SECRET}\n`));
    const finding = onlyFinding(judges(`auth: ${written}\n`, { options: { showSecrets: true } }));
    expect(finding.secret.decoded).toBe(SECRET);
    expect(written).toContain(finding.secret.value);
    expect(finding.fingerprint).toBe(plain.fingerprint);
    const hidden = onlyFinding(judges(`auth: ${written}\n`)).secret;
    expect(hidden).not.toHaveProperty("value");
    expect(hidden).not.toHaveProperty("decoded");
  });

  it("what stays on this machine is info, what is in a log is exposed", () => {
    const local = onlyFinding(judges(SECRET, { place: { localOnly: true } }));
    expect(local).toMatchObject({ severity: "info", exposure: ["local-only"], confidence: "high" });
    expect(onlyFinding(judges(SECRET, { place: { kind: "log" } }))).toMatchObject({
      severity: "critical",
      exposure: ["log"],
      source: { kind: "log" },
    });
  });

  it("the same secret has the same identity wherever it stands", () => {
    const [first, second] = judges(`${SECRET}\n`.repeat(2));
    expect(second?.key).toBe(first?.key);
    expect(second?.finding.fingerprint).toBe(first?.finding.fingerprint);
    expect(second?.finding.location.startLine).toBe(2);
    const elsewhere = onlyFinding(judges(`   ${SECRET}`, { place: { path: "other.env" } }));
    expect(elsewhere.fingerprint).toBe(first?.finding.fingerprint);
    expect(elsewhere.fingerprint).not.toContain(SECRET.slice(4));
  });
});

describe("what is less sure than anybody is shown", () => {
  const doubtful = judgesOf(smallPack({ id: "acme-key", pattern: "key_[0-9a-f]{16}", confidence: "low" }));
  const text = `a: ${SECRET}\nb: ${SECRET}\n`;

  it("is the same secret in the same places, and no more is worked out", () => {
    const full = doubtful(text);
    const faint = doubtful(text, { options: { least: "medium" } });
    const told = ({ key, finding }: (typeof full)[number]): unknown => {
      const { fingerprint, ruleId, provider, confidence, location } = finding;
      return { key, fingerprint, ruleId, provider, confidence, location };
    };
    expect(full).toHaveLength(2);
    expect(faint.map(told)).toEqual(full.map(told));
    expect(faint.some(({ finding }) => finding.frame !== undefined || finding.secret.redacted !== "")).toBe(
      false,
    );
  });

  it("and all that is shown is made in full", () => {
    expect(doubtful(text, { options: { least: "low" } })).toEqual(doubtful(text));
  });
});
