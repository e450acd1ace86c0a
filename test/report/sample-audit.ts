/** A made-up audit for the tests of the reports. */
import type { Audit, Finding } from "../../src/types.ts";

/** One practice in each state; the violated one is about the finding. */
export function sampleAudit(finding: Finding): Audit {
  const practice = { severity: "high" as const, explain: "Why it matters.", limits: [] as string[] };
  return {
    practices: [
      { ...practice, id: "hygiene-hard-coded", title: "Never hard-code", status: "violated", violations: 1 },
      { ...practice, id: "hygiene-client-side", title: "Never in clients", status: "clean", violations: 0 },
      {
        ...practice,
        id: "hygiene-usage",
        title: "Watch the use",
        status: "unchecked",
        violations: 0,
        reason: "no log was read",
      },
    ],
    violations: [
      {
        practice: "hygiene-hard-coded",
        severity: "critical",
        fingerprint: finding.fingerprint,
        provider: finding.provider,
        title: finding.title,
        message: "The key stands in the code.",
        places: [{ path: finding.location.path, line: 14, commit: "3".repeat(40) }],
        morePlaces: 7,
        evidence: ["In one file."],
        advice: ["Revoke it.", "Read it from the environment."],
      },
    ],
  };
}
