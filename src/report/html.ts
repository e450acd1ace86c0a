/**
 * The HTML report: one file that needs no network, opens anywhere and may be handed on; always redacted. What was found stands in
 * it as JSON; the page's own script (src/report/page/, bundled by the build) shows it. A Content-Security-Policy allows that script
 * and its style sheet by their hashes and nothing else: no text of a scanned tree can run, load or send anything.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Finding, Occurrence, ReportContext, Reporter, ScanSummary } from "../types.ts";
import { SEVERITIES } from "../types.ts";
import { count, grouped } from "./amounts.ts";
import type { PageFinding, PageFrame, PagePlace, PageRule } from "./html-data.ts";
import { keyFacts } from "./key-facts.ts";
import { documentReporter } from "./document.ts";
import type { PieceWriter } from "./pieces.ts";
import { commitOf } from "./places.ts";
import { historyDocument, summaryDocument } from "./report-document.ts";
import { safeJson } from "./safe-text.ts";
import { openFindings, scannedAmount, whyIncomplete } from "./verdict.ts";
import { webAddress } from "./web-address.ts";
import { xmlText } from "./xml-text.ts";

/** Where the build puts the page; run from source, as the tests do, it is in dist/. */
const ASSETS: URL = new URL(import.meta.url.endsWith(".ts") ? "../../dist/" : "./", import.meta.url);

/** Reporter that writes the page when the scan has ended. */
export function createHtmlReporter(context: ReportContext): Reporter {
  return documentReporter(context, (pieces, findings, summary) => {
    const style = readFileSync(new URL("report-page.css", ASSETS), "utf8").trim();
    const script = readFileSync(new URL("report-page.js", ASSETS), "utf8").trim();
    addHead(pieces, policyOf(style, script), style);
    addStaticSummary(pieces, findings, summary);
    pieces.add('<script type="application/json" id="data">');
    addData(pieces, context, findings, summary);
    pieces.add(`</script>\n<script>${script}</script>\n</body>\n</html>\n`);
  });
}

function policyOf(style: string, script: string): string {
  const hash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  return [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
}

function addHead(pieces: PieceWriter, policy: string, style: string): void {
  pieces.add(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>keyscan report</title>
<style>${style}</style>
</head>
<body>
`);
}

/** What a reader without scripts sees, and everybody until the page is drawn. */
function addStaticSummary(pieces: PieceWriter, findings: readonly Finding[], summary: ScanSummary): void {
  const open = openFindings(findings);
  const counts = SEVERITIES.flatMap((severity) => {
    const amount = open.filter((finding) => finding.severity === severity).length;
    return amount === 0 ? [] : [`${grouped(amount)} ${severity}`];
  });
  const incomplete = whyIncomplete(summary);
  const { audit } = summary;
  const violations =
    audit === undefined ? "" : `; ${count(audit.violations.length, "violation")} of practices`;
  const found =
    open.length === 0 ? "no secrets found" : `${count(open.length, "secret")}: ${counts.join(", ")}`;
  pieces.add(`<main id="app"><h1>keyscan report</h1>
<p>${xmlText(found + violations)}${incomplete === undefined ? "" : `; incomplete: ${xmlText(incomplete)}`}</p>
<noscript><p>The list of findings is drawn by a script in this file. It needs JavaScript, and no network.</p></noscript>
</main>
`);
}

/** JSON that can't end the element it stands in, nor begin a comment there. */
function inlineJson(value: unknown): string {
  return safeJson(value).replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
}

function addData(
  pieces: PieceWriter,
  { tool, rules: inForce }: ReportContext,
  findings: readonly Finding[],
  summary: ScanSummary,
): void {
  const names = new Map(inForce.map((rule) => [rule.provider, rule.providerName]));
  const rules = new Map<string, { index: number; rule: PageRule }>();
  for (const finding of findings) {
    if (rules.has(finding.ruleId)) continue;
    const provider = names.get(finding.provider) ?? finding.provider;
    rules.set(finding.ruleId, { index: rules.size, rule: ruleOf(finding, provider) });
  }
  const incomplete = whyIncomplete(summary);
  const titles = new Map((summary.audit?.practices ?? []).map(({ id, title }) => [id, title]));
  pieces.add(`{"tool":${inlineJson({ version: tool.version, rulesHash: tool.rulesHash })},\n`);
  pieces.add(`"summary":${inlineJson(summaryDocument(summary))},\n`);
  pieces.add(`"scanned":${inlineJson(scannedAmount(summary))},\n`);
  if (incomplete !== undefined) pieces.add(`"incomplete":${inlineJson(incomplete)},\n`);
  pieces.add(`"rules":${inlineJson([...rules.values()].map(({ rule }) => rule))},\n"findings":[`);
  pieces.addList(findings, "  ", (finding) =>
    pieces.add(inlineJson(findingOf(finding, rules.get(finding.ruleId)?.index ?? 0, titles))),
  );
  pieces.add("]}");
}

/** @param provider Its name where the rule is known, else its id. */
function ruleOf({ ruleId, title, remediation }: Finding, provider: string): PageRule {
  const revokeUrl = webAddress(remediation.revokeUrl);
  const docsUrl = webAddress(remediation.docsUrl);
  return {
    id: ruleId,
    title,
    provider,
    summary: remediation.summary,
    steps: remediation.steps,
    ...(remediation.command === undefined ? {} : { command: remediation.command }),
    ...(remediation.narrower === undefined ? {} : { narrower: remediation.narrower }),
    ...(revokeUrl === undefined ? {} : { revokeUrl }),
    ...(docsUrl === undefined ? {} : { docsUrl }),
  };
}

function findingOf(finding: Finding, rule: number, titles: ReadonlyMap<string, string>): PageFinding {
  const { secret, environment, privilege, state, frame, history, practices } = finding;
  const facts = keyFacts(finding);
  return {
    fingerprint: finding.fingerprint,
    rule,
    severity: finding.severity,
    confidence: finding.confidence,
    score: finding.score,
    reasons: finding.reasons,
    redacted: secret.redacted,
    length: secret.length,
    entropy: secret.entropy,
    checksum: finding.checks.checksum,
    places: [placeOf(finding), ...finding.occurrences.map(placeOf)],
    // Holds the secret where it was asked for in the clear.
    ...(frame === undefined || secret.value !== undefined ? {} : { frame: frameOf(frame) }),
    ...(environment === undefined ? {} : { environment }),
    ...(privilege === undefined ? {} : { privilege }),
    ...(facts.length === 0 ? {} : { facts }),
    ...(state === undefined ? {} : { state }),
    ...(history === undefined ? {} : { history: historyDocument(history) }),
    ...(practices === undefined ? {} : { practices: practices.map((id) => titles.get(id) ?? id) }),
  };
}

function frameOf({ firstLine, lines, markColumn, markWidth }: PageFrame): PageFrame {
  return { firstLine, lines, markColumn, markWidth };
}

function placeOf({ location, source, exposure, accepted }: Occurrence): PagePlace {
  const commit = commitOf(source);
  return {
    path: location.path,
    line: location.startLine,
    column: location.startColumn,
    kind: source.kind,
    exposure,
    ...(accepted === undefined ? {} : { accepted: accepted.where }),
    ...(source.channel === undefined ? {} : { channel: source.channel }),
    ...(commit === undefined ? {} : { commit: commit.id }),
    ...(commit?.author === undefined ? {} : { author: commit.author }),
    ...(commit?.date === undefined ? {} : { date: commit.date }),
  };
}
