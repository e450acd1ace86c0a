/** The pretty report of an audit: what goes against each practice, then a line for every practice, and the verdict. */
import { PRACTICE_IDS, SEVERITIES } from "../types.ts";
import type { Audit, Finding, PracticeResult, ScanSummary, Violation } from "../types.ts";
import { count, grouped } from "./amounts.ts";
import { cutToCells } from "./cells.ts";
import { labelMargin, labelled, type Style } from "./pretty-style.ts";
import { safeText } from "./safe-text.ts";
import { whyIncomplete } from "./verdict.ts";

/** Of one practice, and places of one violation, unless everything is asked for. */
const VIOLATIONS_SHOWN = 20;
const PLACES_SHOWN = 5;
/** The longest severity and two spaces. */
const TAG_WIDTH = 10;

/** Paragraphs about every practice that is violated, one each. */
export function violationLines(audit: Audit, findings: readonly Finding[], style: Style): string[][] {
  const redacted = new Map(findings.map(({ fingerprint, secret }) => [fingerprint, secret.redacted]));
  return audit.practices
    .filter(({ status }) => status === "violated")
    .map((practice) => {
      const violations = audit.violations.filter((violation) => violation.practice === practice.id);
      const shown = style.verbose ? violations : violations.slice(0, VIOLATIONS_SHOWN);
      const left = violations.length - shown.length;
      const told = new Set<string>();
      return [
        `${style.bold(practice.title)} ${style.dim(practice.id)}`,
        ...labelled(style, "why", [practice.explain]),
        ...shown.flatMap((violation) => ["", ...violationBlock(violation, redacted, told, style)]),
        ...(left > 0 ? ["", style.dim(`  and ${grouped(left)} more; --verbose lists them`)] : []),
      ];
    });
}

/** @param told Advice that was given before; it is not repeated. */
function violationBlock(
  violation: Violation,
  redacted: ReadonlyMap<string, string>,
  told: Set<string>,
  style: Style,
): string[] {
  const { severity, title, fingerprint, places, morePlaces = 0, message, evidence, advice } = violation;
  const secret = fingerprint === undefined ? undefined : redacted.get(fingerprint);
  const name = secret === undefined ? title : `${title} ${secret}`;
  const tag = `  ${severity.toUpperCase().padEnd(TAG_WIDTH)}`;
  const shown = style.verbose ? places : places.slice(0, PLACES_SHOWN);
  const left = places.length - shown.length + morePlaces;
  const steps = advice.map((step, index) => `${index + 1}. ${step}`);
  const isNew = !told.has(steps.join("\n"));
  told.add(steps.join("\n"));
  return [
    style.severity[severity](tag) + style.bold(cutToCells(safeText(name), style.width - tag.length)),
    ...labelled(style, "", [message]),
    ...shown.map(
      ({ path, line, commit }) =>
        labelMargin(style, "") +
        safeText(`${path}:${line}`) +
        (commit === undefined ? "" : style.dim(` (commit ${safeText(commit.slice(0, 12))})`)),
    ),
    ...(left > 0 ? [labelMargin(style, "") + style.dim(`and ${grouped(left)} more places`)] : []),
    ...evidence.flatMap((text, index) => labelled(style, index === 0 ? "because" : "", [text])),
    ...(isNew || style.verbose
      ? steps.flatMap((text, index) => labelled(style, index === 0 ? "do" : "", [text]))
      : []),
  ];
}

/** How many secrets of a plain scan go against each practice; no line where none does. */
export function practiceCounts(findings: readonly Finding[], style: Style): string[] {
  const counts = PRACTICE_IDS.flatMap((id) => {
    const amount = findings.filter(({ practices }) => practices?.includes(id) === true).length;
    return amount === 0 ? [] : [`${grouped(amount)} ${id.replace("hygiene-", "")}`];
  });
  return counts.length === 0 ? [] : labelled(style, "hygiene", [`${counts.join(", ")}; see keyscan audit`]);
}

/** A line for each practice: clean, violated how often, not checked and why. */
export function practiceLines({ practices }: Audit, style: Style): string[] {
  return [style.bold("Practices"), ...practices.flatMap((practice) => practiceLine(practice, style))];
}

function practiceLine(result: PracticeResult, style: Style): string[] {
  const { title, id, status, violations, reason = "", limits, information = [] } = result;
  const { mark, state } = {
    clean: { mark: style.good("✓"), state: "clean" },
    violated: { mark: style.bad("✗"), state: style.bad(count(violations, "violation")) },
    unchecked: { mark: style.warning("–"), state: "not checked" },
  }[status];
  const notes = [...(reason === "" ? [] : [reason]), ...limits, ...information];
  return [
    `  ${mark} ${title}: ${state} ${style.dim(id)}`,
    ...notes.flatMap((note) => labelled(style, "", [note], { paint: style.dim })),
  ];
}

/** The last line. */
export function auditVerdict(audit: Audit, summary: ScanSummary, style: Style): string {
  const { violations, practices } = audit;
  const trouble = whyIncomplete(summary);
  const violated = practices.filter(({ status }) => status === "violated").length;
  const unchecked = practices.filter(({ status }) => status === "unchecked").length;
  const counts = SEVERITIES.flatMap((severity) => {
    const amount = violations.filter((violation) => violation.severity === severity).length;
    return amount === 0 ? [] : [`${grouped(amount)} ${severity}`];
  });
  const found = `${count(violations.length, "violation")} of ${count(violated, "practice")}: ${counts.join(", ")}`;
  const rest = unchecked === 0 ? "" : `; ${count(unchecked, "practice")} not checked`;
  if (violations.length > 0) {
    return style.bad((trouble === undefined ? "" : `INCOMPLETE: ${trouble}; so far `) + found + rest);
  }
  if (trouble !== undefined) return style.warning(`INCOMPLETE: ${trouble}; no violations in the rest${rest}`);
  return (unchecked === practices.length ? style.warning : style.good)(`no violations${rest}`);
}
