import { describe, expect, it } from "vitest";
import { createSarifReporter } from "../../src/report/sarif.ts";
import type { Finding, ReportContext, ScanSummary } from "../../src/types.ts";
import {
  bareFinding,
  drive,
  passwordRule,
  record,
  sampleFinding,
  sampleLocation,
  sampleOccurrence,
  stripeRule,
} from "./samples.ts";
import { checkSarif } from "./schemas.ts";

interface PhysicalLocation {
  artifactLocation: { uri: string; uriBaseId?: string };
  region: Record<string, number>;
}

interface Result {
  ruleId: string;
  ruleIndex: number;
  level: string;
  message: { text: string };
  locations: { physicalLocation: PhysicalLocation }[];
  relatedLocations?: { physicalLocation: PhysicalLocation }[];
  partialFingerprints: Record<string, string>;
  properties: Record<string, unknown>;
}

interface Rule {
  id: string;
  shortDescription: { text: string };
  help: { text: string; markdown: string };
  defaultConfiguration: { level: string };
  properties: Record<string, unknown>;
}

interface Run {
  tool: {
    driver: { name: string; version: string; rules: Rule[]; notifications: { id: string }[] };
  };
  columnKind: string;
  invocations: {
    executionSuccessful: boolean;
    toolExecutionNotifications?: {
      level: string;
      descriptor?: { id: string };
      message: { text: string };
    }[];
  }[];
  results: Result[];
}

/** The run of a log that was checked against the official schema. */
function sarif(
  findings: readonly Finding[],
  summary: Partial<ScanSummary> = {},
  context: Partial<ReportContext> = {},
): Run {
  const recorder = record(context);
  const text = drive(createSarifReporter(recorder.context), recorder, findings, summary);
  const log = JSON.parse(text) as { version: string; runs: Run[] };
  expect(checkSarif(log)).toEqual([]);
  expect(log.version).toBe("2.1.0");
  const [run, ...others] = log.runs;
  expect(others).toEqual([]);
  if (run === undefined) throw new Error("a log without a run");
  return run;
}

function uriOf(
  path: string,
  kind: "file" | "stdin" = "file",
): PhysicalLocation["artifactLocation"] | undefined {
  const finding = bareFinding({ location: sampleLocation({ path }), source: { kind } });
  return sarif([finding]).results[0]?.locations[0]?.physicalLocation.artifactLocation;
}

it("is checked by a schema that refuses what is not SARIF", () => {
  expect(checkSarif({ version: "2.1.0", runs: [{ results: [{ message: {} }] }] })).not.toEqual([]);
  expect(checkSarif({ version: "2.1.0", runs: [], extra: 1 })).not.toEqual([]);
});

describe("rules", () => {
  it("lists those with results, once, in the order of first sight", () => {
    const password = { ruleId: passwordRule.id, remediation: passwordRule.remediation };
    const run = sarif([bareFinding(password, 1), sampleFinding({}, 2), sampleFinding({}, 3)]);
    expect(run.tool.driver.rules.map((rule) => rule.id)).toEqual([passwordRule.id, stripeRule.id]);
    expect(run.results.map((result) => result.ruleIndex)).toEqual([0, 1, 1]);
    expect(sarif([]).tool.driver.rules).toEqual([]);
  });

  it("describes a rule as code scanning services show it", () => {
    const [rule] = sarif([sampleFinding()]).tool.driver.rules;
    expect(rule).toMatchObject({
      shortDescription: { text: "Stripe secret key" },
      fullDescription: { text: "Reads and moves money in the account." },
      helpUri: stripeRule.remediation.docsUrl,
      defaultConfiguration: { level: "error" },
      properties: {
        "security-severity": "9.5",
        precision: "high",
        tags: ["security", "secret", "stripe"],
      },
    });
    expect(rule?.help.text).toContain("1. Open Developers");
    expect(rule?.help.markdown).toContain("(https://dashboard.stripe.com/apikeys)");
  });

  it("describes a rule that is not in force by its finding", () => {
    const [rule] = sarif([sampleFinding()], {}, { rules: [] }).tool.driver.rules;
    expect(rule).toMatchObject({
      id: stripeRule.id,
      shortDescription: { text: "Stripe secret key" },
    });
  });
});

describe("results", () => {
  it.each([
    ["critical", "error"],
    ["high", "error"],
    ["medium", "warning"],
    ["low", "note"],
    ["info", "note"],
  ] as const)("shows %s as %s", (severity, level) => {
    expect(sarif([sampleFinding({ severity })]).results[0]?.level).toBe(level);
  });

  it("gives the region in UTF-16 columns with the end one past the secret, and in bytes", () => {
    const run = sarif([sampleFinding()]);
    expect(run.columnKind).toBe("utf16CodeUnits");
    expect(run.results[0]?.locations[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: "src/config/payments.ts", uriBaseId: "%SRCROOT%" },
      region: {
        startLine: 14,
        startColumn: 15,
        endLine: 14,
        endColumn: 47,
        byteOffset: 301,
        byteLength: 32,
      },
    });
  });

  it("gives every place a result of its own that points to the first", () => {
    const occurrences = [
      sampleOccurrence({ startLine: 20, endLine: 20 }),
      sampleOccurrence({ path: "b.ts" }),
    ];
    const finding = sampleFinding({ occurrences });
    const { results } = sarif([finding]);
    const fingerprint = finding.fingerprint;
    expect(results.map((result) => result.locations.length)).toEqual([1, 1, 1]);
    expect(results.map((result) => result.partialFingerprints)).toEqual([
      { "keyscanFingerprint/v1": fingerprint, "keyscanPlace/v1": `${fingerprint}:1` },
      { "keyscanFingerprint/v1": fingerprint, "keyscanPlace/v1": `${fingerprint}:2` },
      { "keyscanFingerprint/v1": fingerprint, "keyscanPlace/v1": `${fingerprint}:1` },
    ]);
    const first = results[0]?.locations[0]?.physicalLocation;
    expect(results.map((result) => result.relatedLocations?.[0]?.physicalLocation)).toEqual([
      undefined,
      first,
      first,
    ]);
  });

  it("keeps place fingerprints when lines move", () => {
    const places = (startLine: number): unknown =>
      sarif([sampleFinding({ location: sampleLocation({ startLine, endLine: startLine }) })]).results[0]
        ?.partialFingerprints;
    expect(places(3)).toEqual(places(700));
  });

  it("has a message that no viewer takes for a link or a placeholder", () => {
    const finding = bareFinding({ title: "T", reasons: ["[x](http://evil)", "{0}"] });
    const text = sarif([finding]).results[0]?.message.text;
    expect(text).toContain("[x] (http://evil), {{0}}");
  });
});

describe("locations", () => {
  it.each([
    ["a b/c#d?e%f.ts", "a%20b/c%23d%3Fe%25f.ts"],
    ["c:d.ts", "c%3Ad.ts"],
    ["./x//y.ts", "x/y.ts"],
    ["größe.ts", "gr%C3%B6%C3%9Fe.ts"],
    ["a\n\u202eb", "a%0A%E2%80%AEb"],
    ["lone\ud800", "lone%EF%BF%BD"],
  ])("encodes %j as a relative reference", (path, uri) => {
    expect(uriOf(path)).toEqual({ uri, uriBaseId: "%SRCROOT%" });
  });

  it("gives what lies outside the scanned directory no base", () => {
    expect(uriOf("/etc/my app.conf")).toEqual({ uri: "file:///etc/my%20app.conf" });
    expect(uriOf("C:/app/x.ts")).toEqual({ uri: "file:///C:/app/x.ts" });
    expect(uriOf("../sibling/x.ts")).toEqual({ uri: "../sibling/x.ts" });
    expect(uriOf("<stdin>", "stdin")).toEqual({ uri: "%3Cstdin%3E" });
  });
});

describe("the invocation", () => {
  it("is successful, without an exit code, when everything was scanned", () => {
    expect(sarif([sampleFinding()]).invocations).toEqual([{ executionSuccessful: true }]);
  });

  it("names what was not scanned, notes, and an interruption", () => {
    const run = sarif([], {
      complete: false,
      interrupted: true,
      errors: [
        { path: "a {b}", code: "EACCES", message: "denied" },
        { path: "c", code: "EACCES", message: "denied" },
      ],
      notes: ["a note"],
    });
    const [invocation] = run.invocations;
    expect(invocation?.executionSuccessful).toBe(false);
    expect(invocation?.toolExecutionNotifications?.map((one) => [one.level, one.descriptor?.id])).toEqual([
      ["error", "EACCES"],
      ["error", "EACCES"],
      ["error", "INTERRUPTED"],
      ["note", undefined],
    ]);
    expect(invocation?.toolExecutionNotifications?.[0]?.message.text).toContain("a {{b}}: denied");
    expect(run.tool.driver.notifications).toEqual([{ id: "EACCES" }, { id: "INTERRUPTED" }]);
  });
});
