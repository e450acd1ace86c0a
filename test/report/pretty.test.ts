import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { cellCount } from "../../src/report/cells.ts";
import { createPrettyReporter } from "../../src/report/pretty.ts";
import type { Finding, ReportContext, ScanSummary } from "../../src/types.ts";
import {
  bareFinding,
  drive,
  passwordRule,
  record,
  sampleFinding,
  sampleLocation,
  sampleOccurrence,
  sampleSummary,
} from "./samples.ts";

function pretty(
  findings: readonly Finding[],
  context: Partial<ReportContext> = {},
  summary: Partial<ScanSummary> = {},
): string {
  const recorder = record(context);
  return drive(createPrettyReporter(recorder.context), recorder, findings, summary);
}

function spread(places: number): Finding {
  const occurrences = Array.from({ length: places - 1 }, (_, index) =>
    sampleOccurrence({ path: `copy-${index}.ts` }),
  );
  return sampleFinding({ occurrences });
}

describe("a finding", () => {
  it("says what, where, why and what to do", () => {
    expect(pretty([sampleFinding()], { quiet: true })).toBe(
      [
        "CRITICAL  Stripe secret key · high confidence",
        "  src/config/payments.ts:14:15",
        "",
        "  13 │ export const payments = {",
        '  14 │   stripeKey: "sk_l…cs8",',
        "     │               ^^^^^^^^",
        '  15 │   currency: "eur",',
        "  16 │ };",
        "",
        "  why      prefix sk_live_, entropy 4.6",
        "  context  environment prod · privilege admin · exposure client-bundle",
        "           in a JSON field",
        "  fix      Roll the key in the Stripe dashboard, then take it out of the code.",
        "           https://dashboard.stripe.com/apikeys",
        "           1. Open Developers > API keys and choose Roll key.",
        "           2. Put the new key into your secret store.",
        "           3. Look through the request log for calls that are not yours.",
        "           1 more with --verbose",
        "  rule     stripe-secret-key · v1:00000000000000000000000000000001",
        "",
        "",
      ].join("\n"),
    );
  });

  it("shows the redacted secret by itself when there is no frame, and leaves out what is not known", () => {
    const finding = bareFinding({ reasons: [], remediation: passwordRule.remediation });
    expect(pretty([finding], { quiet: true }).split("\n").slice(2, -2)).toEqual([
      `  secret   ${finding.secret.redacted} (32 bytes)`,
      "  fix      Change the password and read it from the environment.",
      `  rule     stripe-secret-key · ${finding.fingerprint}`,
    ]);
  });

  it("says when the bytes were no UTF-8 file", () => {
    const text = pretty([bareFinding({ source: { kind: "log", encoding: "utf-16le" } })]);
    expect(text).toContain("payments.ts:14:15 (log, utf-16le)\n");
  });

  it("gives the steps once per rule, all of them when verbose", () => {
    const findings = [sampleFinding({}, 1), sampleFinding({}, 2)];
    expect(pretty(findings).match(/1\. Open Developers/g)).toHaveLength(1);
    expect(pretty(findings).match(/Roll the key/g)).toHaveLength(2);
    expect(pretty(findings)).not.toContain("4. Take");
    expect(pretty(findings, { verbose: true })).toContain("4. Take the old key");
  });

  it("colours by severity only when asked to, and changes nothing else", () => {
    const findings = [sampleFinding({ severity: "medium" })];
    const colored = pretty(findings, { color: true });
    expect(colored).toContain("\u001b[33mMEDIUM");
    expect(stripVTControlCharacters(colored)).toBe(pretty(findings));
  });
});

describe("the frame", () => {
  function frameOf(line: string, markColumn: number, markWidth: number, width = 60): string[] {
    const frame = { firstLine: 99, lines: ["before", line, "after"], markColumn, markWidth };
    const finding = sampleFinding({ frame, location: sampleLocation({ startLine: 100 }) });
    return pretty([finding], { width }).split("\n").slice(3, 7);
  }

  it("aligns line numbers of different length", () => {
    expect(frameOf("key = abc", 7, 3)).toEqual([
      "   99 │ before",
      "  100 │ key = abc",
      "      │       ^^^",
      "  101 │ after",
    ]);
  });

  it("marks the secret behind tabs, wide characters and escapes", () => {
    expect(frameOf("\t日\u202ekey=abc", 8, 3).slice(1, 3)).toEqual([
      "  100 │   日\\u202ekey=abc",
      "      │               ^^^",
    ]);
  });

  it("keeps a secret far to the right in view", () => {
    const [before, line, mark] = frameOf(`${"x".repeat(90)}SECRET${"y".repeat(60)}`, 91, 6);
    expect(before).toBe("   99 │ before");
    expect(line).toMatch(/│ …x+SECRETy+…$/);
    expect(mark?.indexOf("^")).toBe(line?.indexOf("SECRET"));
    expect(mark).toMatch(/\^{6}$/);
  });

  it("shows the beginning of a secret that is wider than the terminal", () => {
    const [, line, mark] = frameOf(`${"x".repeat(50)}${"S".repeat(100)}`, 51, 100);
    expect(mark?.indexOf("^")).toBe(line?.indexOf("S"));
    expect(cellCount(mark ?? "")).toBe(60);
  });

  it("does without a mark when the line is not in the frame", () => {
    const frame = { firstLine: 1, lines: ["a", "b"], markColumn: 1, markWidth: 1 };
    expect(pretty([sampleFinding({ frame })])).not.toContain("^");
  });
});

describe("layout", () => {
  it.each([40, 80, 120])("fits %i cells except for places and addresses", (width) => {
    const finding = sampleFinding({
      title: "A title that goes on and on ".repeat(6),
      reasons: ["because ".repeat(30), "x".repeat(300)],
      occurrences: [sampleOccurrence()],
      frame: { firstLine: 14, lines: ["日本語 ".repeat(40)], markColumn: 120, markWidth: 10 },
    });
    const text = pretty([finding], { width, verbose: true }, { notes: ["note ".repeat(60)] });
    const wide = text.split("\n").filter((line) => cellCount(line) > width && !line.includes("https://"));
    expect(wide).toEqual([]);
  });

  it("never cuts a place", () => {
    const path = `${"deep/".repeat(40)}file.ts`;
    expect(pretty([sampleFinding({ location: sampleLocation({ path }) })])).toContain(`  ${path}:14:15\n`);
  });
});

describe("streaming", () => {
  it("shows a secret at first sight in one write, later places at the end", () => {
    const recorder = record();
    const reporter = createPrettyReporter(recorder.context);
    const finding = spread(2);
    reporter.start(recorder.context);
    reporter.finding({ ...finding, occurrences: [] });
    expect(recorder.pieces).toHaveLength(1);
    const [later] = finding.occurrences;
    if (later !== undefined) reporter.occurrence(finding, later);
    expect(recorder.pieces).toHaveLength(1);
    reporter.end([finding], sampleSummary([finding]));
    expect(recorder.text()).toContain("Also in\n");
    expect(recorder.text()).toContain("    copy-0.ts:14:15\n");
  });
});

describe("other places", () => {
  it("lists five, then counts; all when verbose", () => {
    const listed = (text: string): number => text.match(/copy-\d/g)?.length ?? 0;
    expect(listed(pretty([spread(6)]))).toBe(5);
    expect(pretty([spread(6)])).not.toContain("more; --verbose");
    expect(listed(pretty([spread(9)]))).toBe(5);
    expect(pretty([spread(9)])).toContain("    and 3 more; --verbose lists them\n");
    expect(listed(pretty([spread(9)], { verbose: true }))).toBe(8);
  });

  it("says what kind of place it is", () => {
    const occurrence = {
      ...sampleOccurrence({ path: "a.log" }),
      source: { kind: "log" as const },
      exposure: ["log"],
    };
    expect(pretty([sampleFinding({ occurrences: [occurrence] })])).toContain("a.log:14:15 (log)\n");
  });

  it("has no heading when there are none", () => {
    expect(pretty([sampleFinding()])).not.toContain("Also in");
  });
});
