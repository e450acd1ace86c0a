/**
 * GitLab Secret Detection (`artifacts:reports:secret_detection`), security report schema 15.2.1. One vulnerability a place.
 * Always redacted: `raw_source_code_extract` is left out, for it is meant to hold the secret.
 */
import type { Finding, Occurrence, ReportContext, Reporter, ScanSummary, Severity } from "../types.ts";
import { documentReporter } from "./document.ts";
import { commitOf, placeId, openPlaces, repositoryPath, type Place } from "./places.ts";
import { safeJson, safeText } from "./safe-text.ts";
import { openFindings, problemsOf } from "./verdict.ts";
import { webAddress } from "./web-address.ts";

const VERSION = "15.2.1";
const SCHEMA_URI = `https://gitlab.com/gitlab-org/security-products/security-report-schemas/-/raw/v${VERSION}/dist/secret-detection-report-format.json`;

// The schema demands a commit for each place; this is what stands for none.
const NO_COMMIT = "0000000";
/** The schema's limits, UTF-16 units. */
const MAX_NAME = 255;
const MAX_SOLUTION = 7000;

const SEVERITY: Readonly<Record<Severity, string>> = {
  critical: "Critical",
  high: "High",
  medium: "Medium",
  low: "Low",
  info: "Info",
};

/** Reporter that writes one JSON document when the scan has ended. */
export function createGitlabSecretsReporter(context: ReportContext): Reporter {
  return documentReporter(context, (pieces, findings, summary) => {
    pieces.add(`{\n  "version": ${safeJson(VERSION)},\n  "schema": ${safeJson(SCHEMA_URI)},\n`);
    pieces.add(`  "scan": ${safeJson(scanOf(context, summary))},\n  "vulnerabilities": [`);
    pieces.addList(vulnerabilities(findings), "    ", (one) => pieces.add(safeJson(one)));
    pieces.add("]\n}\n");
  });
}

function scanOf({ tool }: ReportContext, summary: ScanSummary): object {
  const component = { id: tool.name, name: tool.name, version: tool.version, vendor: { name: tool.name } };
  const started = new Date(summary.startedAt);
  const ended = new Date(started.getTime() + summary.durationMs);
  const problems = problemsOf(summary).map(({ path, code, message }) => ({
    level: "warn",
    value: safeText(`${path} was not scanned: ${message} (${code})`),
  }));
  const notes = summary.notes.filter((note) => note !== "");
  const messages = [...problems, ...notes.map((note) => ({ level: "info", value: safeText(note) }))];
  return {
    analyzer: component,
    scanner: component,
    type: "secret_detection",
    start_time: timeOf(started),
    end_time: timeOf(ended),
    status: problems.length === 0 ? "success" : "failure",
    ...(messages.length === 0 ? {} : { messages }),
  };
}

function timeOf(date: Date): string {
  return date.toISOString().slice(0, 19);
}

function* vulnerabilities(findings: readonly Finding[]): Generator<object> {
  for (const finding of openFindings(findings)) {
    for (const place of openPlaces(finding)) yield vulnerability(finding, place);
  }
}

function vulnerability(finding: Finding, place: Place): object {
  const { title, ruleId, severity, secret, confidence, reasons, remediation, fingerprint } = finding;
  const why = [`${confidence} confidence`, ...reasons].join(", ");
  const links = [remediation.revokeUrl, remediation.docsUrl].flatMap((url) => webAddress(url) ?? []);
  return {
    id: uuidOf(placeId(finding, place)),
    name: safeText(title).slice(0, MAX_NAME),
    description: safeText(`${title} ${secret.redacted} (${why}). keyscan fingerprint ${fingerprint}`),
    severity: SEVERITY[severity],
    solution: [remediation.summary, ...remediation.steps].map(safeText).join("\n").slice(0, MAX_SOLUTION),
    identifiers: [{ type: "keyscan_rule_id", name: `keyscan rule ${ruleId}`, value: ruleId }],
    ...(links.length === 0 ? {} : { links: links.map((url) => ({ url })) }),
    location: locationOf(place.occurrence, finding),
  };
}

function locationOf({ location, source }: Occurrence, { history }: Finding): object {
  return {
    file: repositoryPath(location.path),
    start_line: location.startLine,
    end_line: location.endLine,
    commit: { sha: commitOf(source)?.id ?? history?.introduced?.commit ?? NO_COMMIT },
  };
}

/** A UUID of version 8 (RFC 9562, section 5.8): the first 122 free bits are those of the hexadecimal digits. */
function uuidOf(hex: string): string {
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
