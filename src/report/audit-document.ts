/** What JSON reports say of an audit, property by property, as report-document.ts does for the rest. */
import type { Audit, PracticeResult, Violation } from "../types.ts";

/** The answer of an audit; nothing but what is named here. */
export function auditDocument({ practices, violations }: Audit): Audit {
  return { practices: practices.map(resultDocument), violations: violations.map(violationDocument) };
}

function resultDocument(result: PracticeResult): PracticeResult {
  const { id, title, severity, explain, status, violations, reason, limits, information } = result;
  return {
    id,
    title,
    severity,
    explain,
    status,
    violations,
    ...(reason === undefined ? {} : { reason }),
    limits,
    ...(information === undefined ? {} : { information }),
  };
}

function violationDocument(violation: Violation): Violation {
  const { practice, severity, fingerprint, provider, title, message, places, morePlaces } = violation;
  return {
    practice,
    severity,
    ...(fingerprint === undefined ? {} : { fingerprint }),
    ...(provider === undefined ? {} : { provider }),
    title,
    message,
    places: places.map(({ path, line, commit }) => ({
      path,
      line,
      ...(commit === undefined ? {} : { commit }),
    })),
    ...(morePlaces === undefined ? {} : { morePlaces }),
    evidence: violation.evidence,
    advice: violation.advice,
  };
}
