/**
 * SARIF 2.1.0 (OASIS, errata 01), written at the end; for code scanning services and editors. Always redacted: a secret
 * in the clear does not get into it even when other reports were asked to show it.
 *
 * One result per place, not per secret. SARIF lets a result have several `locations` only where one change at all of
 * them is needed to mend one problem (section 3.27.12), and code scanning services show no other than the first; with
 * one result per secret the other places would get no alert, and no line of theirs a mark.
 *
 * Two partial fingerprints (section 3.27.17) tell results apart, neither with a line number or a path in it:
 * - `keyscanFingerprint/v1`: the secret. The same in every place; groups the results of one leak.
 * - `keyscanPlace/v1`: the secret and which of its places within the file this is, `<fingerprint>:<n>`, n from 1. With
 *   the path, which a result has anyway (appendix B), it names one place and stays when lines move.
 * `primaryLocationLineHash`, the one key that GitHub reads, is a hash of the source text that its own upload step
 * computes for every result without one; it is left to that step, since a value that differs from its own is warned
 * about. Results of further places point back to the first by `relatedLocations`.
 */
import type {
  Audit,
  Finding,
  FindingState,
  Occurrence,
  ReportContext,
  Reporter,
  ScanSummary,
} from "../types.ts";
import { documentReporter } from "./document.ts";
import { placesOf } from "./places.ts";
import { safeJson } from "./safe-text.ts";
import { practiceRules, violationResults } from "./sarif-audit.ts";
import { invocation, notificationDescriptors } from "./sarif-invocation.ts";
import { messageText } from "./sarif-message.ts";
import { physicalLocation } from "./sarif-location.ts";
import { rulesWithResults, sarifLevel } from "./sarif-rules.ts";
import type { SarifRule } from "./sarif-rules.ts";

const SCHEMA_URI =
  "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

// Without a `uri`: where the directory lies on this machine is nobody's business, and reports stay comparable.
const URI_BASES = { "%SRCROOT%": { description: { text: "The directory that was scanned." } } };

// Section 3.27.24.
const BASELINE_STATES: Readonly<Record<FindingState, string>> = {
  new: "new",
  fixed: "absent",
  unchanged: "unchanged",
};

/** Reporter that writes one SARIF log with one run (ended by a newline) when the scan has ended. */
export function createSarifReporter(context: ReportContext): Reporter {
  return documentReporter(context, (pieces, findings, summary) => {
    const { audit } = summary;
    const rules = [...rulesWithResults(findings, context.rules), ...practiceRules(audit)];
    pieces.add(`{\n  "$schema": ${safeJson(SCHEMA_URI)},\n  "version": "2.1.0",\n  "runs": [{\n`);
    pieces.add(`    "tool": {"driver": ${openObject(driver(context, summary))}, "rules": [`);
    pieces.addList(rules, "      ", (rule) => pieces.add(safeJson(rule)));
    pieces.add(`]}},\n    "columnKind": "utf16CodeUnits",\n`);
    pieces.add(`    "originalUriBaseIds": ${safeJson(URI_BASES)},\n`);
    pieces.add(`    "invocations": [${safeJson(invocation(summary))}],\n    "results": [`);
    pieces.addList(allResults(findings, audit, rules), "      ", (result) => pieces.add(safeJson(result)));
    pieces.add("]\n  }]\n}\n");
  });
}

function driver(context: ReportContext, summary: ScanSummary): object {
  const { name, version, rulesHash } = context.tool;
  return {
    name,
    version,
    semanticVersion: version,
    properties: { rulesHash },
    notifications: notificationDescriptors(summary),
  };
}

/** JSON text of an object without its closing brace, so that members can be added. */
function openObject(value: object): string {
  return safeJson(value).slice(0, -1);
}

function* allResults(
  findings: readonly Finding[],
  audit: Audit | undefined,
  rules: readonly SarifRule[],
): Generator<object> {
  yield* results(findings, rules);
  yield* violationResults(audit, rules);
}

function* results(findings: readonly Finding[], rules: readonly SarifRule[]): Generator<object> {
  const ruleIndexes = new Map(rules.map((rule, index) => [rule.id, index]));
  for (const finding of findings) {
    for (const { occurrence, nth } of placesOf(finding)) {
      yield resultOf(finding, occurrence, ruleIndexes.get(finding.ruleId) ?? -1, nth);
    }
  }
}

function resultOf(finding: Finding, occurrence: Occurrence, ruleIndex: number, nth: number): object {
  const { fingerprint, ruleId, severity, score } = finding;
  return {
    ruleId,
    ruleIndex,
    level: sarifLevel(severity),
    ...(finding.state === undefined ? {} : { baselineState: BASELINE_STATES[finding.state] }),
    rank: Math.round(score * 1000) / 10,
    message: { text: messageOf(finding) },
    locations: [{ physicalLocation: physicalLocation(occurrence.location, occurrence.source.kind) }],
    ...(occurrence === finding ? {} : { relatedLocations: [firstPlace(finding)] }),
    partialFingerprints: {
      "keyscanFingerprint/v1": fingerprint,
      "keyscanPlace/v1": `${fingerprint}:${nth}`,
    },
    ...suppressions(occurrence),
    properties: propertiesOf(finding, occurrence),
  };
}

/** SARIF 2.1.0, 3.27.23 and 3.35. */
function suppressions({ accepted }: Occurrence): object {
  if (accepted === undefined) return {};
  const { by, where, reason } = accepted;
  const justification = messageText(reason === undefined ? where : `${where}: ${reason}`);
  return {
    suppressions: [{ kind: by === "inline" ? "inSource" : "external", status: "accepted", justification }],
  };
}

function firstPlace(finding: Finding): object {
  return {
    id: 1,
    physicalLocation: physicalLocation(finding.location, finding.source.kind),
    message: { text: "First place of the same secret" },
  };
}

function messageOf(finding: Finding): string {
  const { title, secret, confidence, reasons, remediation } = finding;
  const why = [`${confidence} confidence`, ...reasons].join(", ");
  return messageText(`${title} ${secret.redacted} (${why}). ${remediation.summary}`);
}

function propertiesOf(finding: Finding, occurrence: Occurrence): object {
  const { severity, confidence, provider, environment, privilege, checks, secret } = finding;
  const { source, exposure } = occurrence;
  return {
    severity,
    confidence,
    provider,
    redacted: secret.redacted,
    checksum: checks.checksum,
    source: source.kind,
    exposure,
    ...(source.channel === undefined ? {} : { channel: source.channel }),
    ...(source.commit === undefined ? {} : { commit: source.commit }),
    ...(source.part === undefined ? {} : { part: source.part }),
    ...(finding.history === undefined ? {} : { reach: finding.history.reach }),
    ...(environment === undefined ? {} : { environment }),
    ...(privilege === undefined ? {} : { privilege }),
  };
}
