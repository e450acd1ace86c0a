/** Violations of practices as SARIF has them (SARIF 2.1.0, sections 3.27 and 3.49): a result each, at its first place, the others related. */
import type { Audit, PracticeResult, Violation, ViolationPlace } from "../types.ts";
import { artifactLocation } from "./sarif-location.ts";
import { messageText } from "./sarif-message.ts";
import { sarifLevel, securitySeverity, type SarifRule } from "./sarif-rules.ts";

/** Further places that a result points to. */
const RELATED = 10;

/** The practices that are violated, as rules. */
export function practiceRules(audit: Audit | undefined): SarifRule[] {
  return (audit?.practices ?? []).filter(({ status }) => status === "violated").map(ruleOf);
}

function ruleOf({ id, title, explain, severity }: PracticeResult): SarifRule {
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: explain },
    help: { text: explain, markdown: `**${title}**\n\n${explain}` },
    defaultConfiguration: { level: sarifLevel(severity) },
    properties: {
      "security-severity": securitySeverity(severity),
      precision: "high",
      tags: ["security", "key-hygiene"],
    },
  };
}

/** @param rules All rules of the run, by whose order results name theirs. */
export function violationResults(audit: Audit | undefined, rules: readonly SarifRule[]): object[] {
  const indexes = new Map(rules.map((rule, index) => [rule.id, index]));
  return (audit?.violations ?? []).map((violation) =>
    resultOf(violation, indexes.get(violation.practice) ?? -1),
  );
}

function resultOf(violation: Violation, ruleIndex: number): object {
  const { practice, severity, fingerprint, provider, title, message, places, evidence, advice } = violation;
  const [first, ...others] = places;
  const text = [`${title}: ${message}`, ...evidence, ...advice].join(" ");
  return {
    ruleId: practice,
    ruleIndex,
    level: sarifLevel(severity),
    message: { text: messageText(text) },
    locations: first === undefined ? [] : [{ physicalLocation: locationOf(first) }],
    ...(others.length === 0
      ? {}
      : {
          relatedLocations: others.slice(0, RELATED).map((place, index) => ({
            id: index + 1,
            physicalLocation: locationOf(place),
            message: { text: "Another place" },
          })),
        }),
    partialFingerprints: {
      "keyscanViolation/v1": [practice, fingerprint ?? first?.path ?? ""].join(":"),
      ...(fingerprint === undefined ? {} : { "keyscanFingerprint/v1": fingerprint }),
    },
    properties: { severity, ...(provider === undefined ? {} : { provider }) },
  };
}

function locationOf({ path, line, commit }: ViolationPlace): object {
  const kind = commit === undefined ? "file" : "git";
  return { artifactLocation: artifactLocation(path, kind), region: { startLine: line } };
}
