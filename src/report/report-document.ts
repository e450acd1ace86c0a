/**
 * What the JSON reports say of a scan, property by property. Only what is named here gets into a report: whatever else
 * an object may carry on its way, a secret in the clear for instance, stays behind. `schema/report.schema.json`
 * describes the same shapes and has to change with them.
 */
import { auditDocument } from "./audit-document.ts";
import { usageDocument } from "./usage-document.ts";
import type {
  Acceptance,
  CodeFrame,
  CommitNote,
  Finding,
  FindingHistory,
  FindingSource,
  HistorySummary,
  KeyClaims,
  LedgerNote,
  KnownPlace,
  Location,
  Occurrence,
  RedactedSecret,
  Remediation,
  ScanSummary,
  SecretPart,
  ToolInfo,
  Verification,
} from "../types.ts";

/** Rises with every change that a reader of reports could trip over. */
export const REPORT_SCHEMA_VERSION = 1;

/** A finding without its other places. */
export type FindingHead = Omit<Finding, "occurrences">;

/** The finding itself and its first place; `secret.value` is there only if the finding has it. */
export function findingHead(finding: Finding): FindingHead {
  const {
    privilege,
    environment,
    claims,
    verified,
    ledger,
    frame,
    known,
    state,
    history,
    practices,
    morePlaces,
  } = finding;
  return {
    fingerprint: finding.fingerprint,
    ruleId: finding.ruleId,
    title: finding.title,
    provider: finding.provider,
    severity: finding.severity,
    confidence: finding.confidence,
    score: finding.score,
    reasons: finding.reasons,
    secret: secretDocument(finding.secret),
    ...occurrenceDocument(finding),
    ...(privilege === undefined ? {} : { privilege }),
    ...(environment === undefined ? {} : { environment }),
    ...(claims === undefined ? {} : { claims: claimsDocument(claims) }),
    ...(verified === undefined ? {} : { verified: verifiedDocument(verified) }),
    ...(ledger === undefined ? {} : { ledger: ledgerDocument(ledger) }),
    remediation: remediationDocument(finding.remediation),
    checks: { checksum: finding.checks.checksum },
    ...(known === undefined ? {} : { known: knownDocument(known) }),
    ...(frame === undefined ? {} : { frame: frameDocument(frame) }),
    ...(history === undefined ? {} : { history: historyDocument(history) }),
    ...(state === undefined ? {} : { state }),
    ...(morePlaces === undefined ? {} : { morePlaces }),
    ...(practices === undefined ? {} : { practices: [...practices] }),
  };
}

/** One place of a secret. */
export function occurrenceDocument(occurrence: Occurrence): Occurrence {
  return {
    location: locationDocument(occurrence.location),
    source: sourceDocument(occurrence.source),
    exposure: occurrence.exposure,
    ...(occurrence.parts === undefined ? {} : { parts: occurrence.parts.map(partDocument) }),
    ...(occurrence.accepted === undefined ? {} : { accepted: acceptanceDocument(occurrence.accepted) }),
  };
}

/** A part of a secret besides the secret itself. */
export function partDocument({ name, secret, location }: SecretPart): SecretPart {
  return { name, secret: secretDocument(secret), location: locationDocument(location) };
}

/** The redacted secret; with its value only if that was asked for. */
export function secretDocument(secret: RedactedSecret): RedactedSecret {
  const { redacted, length, entropy, value, decoded } = secret;
  return {
    ...{ redacted, length, entropy },
    ...(value === undefined ? {} : { value }),
    ...(decoded === undefined ? {} : { decoded }),
  };
}

/** Which program with which rules made the report. */
export function toolDocument(tool: ToolInfo): ToolInfo {
  return { name: tool.name, version: tool.version, rulesHash: tool.rulesHash };
}

/** What was scanned, left out and missed. */
export function summaryDocument(summary: ScanSummary): ScanSummary {
  const { critical, high, medium, low, info } = summary.bySeverity;
  const { inline, baseline, ignoreFile, config } = summary.accepted;
  return {
    startedAt: summary.startedAt,
    files: summary.files,
    bytes: summary.bytes,
    durationMs: summary.durationMs,
    findings: summary.findings,
    places: summary.places,
    bySeverity: { critical, high, medium, low, info },
    belowConfidence: summary.belowConfidence,
    accepted: { inline, baseline, ignoreFile, config },
    skipped: summary.skipped.map((skip) => ({
      reason: skip.reason,
      count: skip.count,
      directories: skip.directories,
      examples: skip.examples,
    })),
    errors: summary.errors.map(({ path, code, message }) => ({ path, code, message })),
    notes: summary.notes,
    complete: summary.complete,
    interrupted: summary.interrupted,
    ...(summary.history === undefined ? {} : { history: historySummary(summary.history) }),
    ...(summary.audit === undefined ? {} : { audit: auditDocument(summary.audit) }),
    ...(summary.usage === undefined ? {} : { usage: summary.usage.map(usageDocument) }),
  };
}

function acceptanceDocument({ by, where, reason, until }: Acceptance): Acceptance {
  return {
    by,
    where,
    ...(reason === undefined ? {} : { reason }),
    ...(until === undefined ? {} : { until }),
  };
}

/** What the secret says of itself. */
function claimsDocument(claims: KeyClaims): KeyClaims {
  const { kind, account, keyId, issuer, scopes, issued, expires, expired, encrypted } = claims;
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(account === undefined ? {} : { account }),
    ...(keyId === undefined ? {} : { keyId }),
    ...(issuer === undefined ? {} : { issuer }),
    ...(scopes === undefined ? {} : { scopes }),
    ...(issued === undefined ? {} : { issued }),
    ...(expires === undefined ? {} : { expires }),
    ...(expired === undefined ? {} : { expired }),
    ...(encrypted === undefined ? {} : { encrypted }),
  };
}

function ledgerDocument({ state, at, rotatedTo }: LedgerNote): LedgerNote {
  return { state, at, ...(rotatedTo === undefined ? {} : { rotatedTo }) };
}

function verifiedDocument({ result, reason, host, at }: Verification): Verification {
  return { result, reason, ...(host === undefined ? {} : { host }), at };
}

function locationDocument(location: Location): Location {
  return {
    path: location.path,
    startLine: location.startLine,
    startColumn: location.startColumn,
    endLine: location.endLine,
    endColumn: location.endColumn,
    byteOffset: location.byteOffset,
    byteLength: location.byteLength,
    ...(location.archivePath === undefined ? {} : { archivePath: [...location.archivePath] }),
    ...(location.decodedFrom === undefined ? {} : { decodedFrom: [...location.decodedFrom] }),
  };
}

function sourceDocument(source: FindingSource): FindingSource {
  const { kind, channel, variable, encoding, commit, author, email, date, blob, part } = source;
  return {
    kind,
    ...(channel === undefined ? {} : { channel }),
    ...(variable === undefined ? {} : { variable }),
    ...(encoding === undefined ? {} : { encoding }),
    ...(commit === undefined ? {} : { commit }),
    ...(author === undefined ? {} : { author }),
    ...(email === undefined ? {} : { email }),
    ...(date === undefined ? {} : { date }),
    ...(blob === undefined ? {} : { blob }),
    ...(part === undefined ? {} : { part }),
  };
}

function knownDocument({ revision, path, line }: KnownPlace): KnownPlace {
  return { revision, path, line };
}

/** What git's history knows of a secret. */
export function historyDocument(history: FindingHistory): FindingHistory {
  const { introduced, removed, times, current, refs, moreRefs, reach } = history;
  return {
    ...(introduced === undefined ? {} : { introduced: noteDocument(introduced) }),
    ...(removed === undefined ? {} : { removed: noteDocument(removed) }),
    times,
    ...(current === undefined ? {} : { current: { ref: current.ref, path: current.path } }),
    refs,
    moreRefs,
    reach,
  };
}

function noteDocument({ commit, author, email, date }: CommitNote): CommitNote {
  return { commit, author, email, ...(date === undefined ? {} : { date }) };
}

function remediationDocument(remediation: Remediation): Remediation {
  const { summary, revokeUrl, docsUrl, steps, command, narrower } = remediation;
  return {
    summary,
    ...(revokeUrl === undefined ? {} : { revokeUrl }),
    ...(docsUrl === undefined ? {} : { docsUrl }),
    steps,
    ...(command === undefined ? {} : { command }),
    ...(narrower === undefined ? {} : { narrower }),
  };
}

function frameDocument({ firstLine, lines, markColumn, markWidth }: CodeFrame): CodeFrame {
  return { firstLine, lines, markColumn, markWidth };
}

function historySummary(history: HistorySummary): HistorySummary {
  const { repositories, objects, bytes, remembered, commits } = history;
  return { repositories, objects, bytes, remembered, commits };
}
