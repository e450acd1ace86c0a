/** Rules as SARIF and GitHub code scanning describe them (SARIF 2.1.0, section 3.49 `reportingDescriptor`). */
import type { Confidence, Finding, Remediation, RuleInfo, Severity } from "../types.ts";
import { safeText } from "./safe-text.ts";

type SarifLevel = "error" | "warning" | "note";

export interface SarifRule {
  id: string;
  shortDescription: { text: string };
  fullDescription: { text: string };
  help: { text: string; markdown: string };
  helpUri?: string;
  defaultConfiguration: { level: SarifLevel };
  properties: { "security-severity": string; precision: Confidence; tags: string[] };
}

const LEVELS: Readonly<Record<Severity, SarifLevel>> = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "note",
  info: "note",
};

// GitHub reads: over 9.0 critical, from 7.0 high, from 4.0 medium, from 0.1 low, 0.0 no security severity.
const SCORES: Readonly<Record<Severity, string>> = {
  critical: "9.5",
  high: "8.0",
  medium: "5.5",
  low: "2.0",
  info: "0.0",
};

/** How loudly SARIF viewers show a severity. */
export function sarifLevel(severity: Severity): SarifLevel {
  return LEVELS[severity];
}

/** What GitHub orders alerts by. */
export function securitySeverity(severity: Severity): string {
  return SCORES[severity];
}

/**
 * The rules that have findings, each once, in the order of first sight. A finding whose rule is not among `rules` (a
 * saved report shown by another version) is described by what the finding itself says.
 */
export function rulesWithResults(findings: readonly Finding[], rules: readonly RuleInfo[]): SarifRule[] {
  const known = new Map(rules.map((rule) => [rule.id, rule]));
  const used = new Map<string, SarifRule>();
  for (const finding of findings) {
    if (used.has(finding.ruleId)) continue;
    used.set(finding.ruleId, describeRule(known.get(finding.ruleId) ?? ruleOf(finding)));
  }
  return [...used.values()];
}

type DescribedRule = Omit<RuleInfo, "environments" | "generic" | "privilege">;

function ruleOf(finding: Finding): DescribedRule {
  const { ruleId, title, provider, severity, confidence, remediation } = finding;
  return { id: ruleId, title, provider, providerName: provider, severity, confidence, remediation };
}

function describeRule(rule: DescribedRule): SarifRule {
  const { docsUrl } = rule.remediation;
  return {
    id: rule.id,
    shortDescription: { text: safeText(rule.title) },
    fullDescription: { text: safeText(rule.description ?? `${rule.title} (${rule.providerName})`) },
    help: {
      text: helpText(rule.remediation),
      markdown: helpMarkdown(rule.title, rule.remediation),
    },
    ...(docsUrl !== undefined && URL.canParse(docsUrl) ? { helpUri: docsUrl } : {}),
    defaultConfiguration: { level: sarifLevel(rule.severity) },
    properties: {
      "security-severity": SCORES[rule.severity],
      precision: rule.confidence,
      tags: [...new Set(["security", "secret", safeText(rule.provider)])],
    },
  };
}

function helpText(remediation: Remediation): string {
  const { summary, steps, revokeUrl, docsUrl } = remediation;
  const lines = [summary, ...steps.map((step, index) => `${index + 1}. ${step}`)];
  if (revokeUrl !== undefined) lines.push(`Revoke it: ${revokeUrl}`);
  if (docsUrl !== undefined) lines.push(`Documentation: ${docsUrl}`);
  return lines.map(safeText).join("\n");
}

function helpMarkdown(title: string, remediation: Remediation): string {
  const { summary, steps, revokeUrl, docsUrl } = remediation;
  const paragraphs = [`**${safeText(title)}**`, safeText(summary)];
  if (steps.length > 0) {
    paragraphs.push(steps.map((step, index) => `${index + 1}. ${safeText(step)}`).join("\n"));
  }
  if (revokeUrl !== undefined) paragraphs.push(`[Revoke it](${safeText(revokeUrl)})`);
  if (docsUrl !== undefined) paragraphs.push(`[Documentation](${safeText(docsUrl)})`);
  return paragraphs.join("\n\n");
}
