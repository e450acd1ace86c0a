/** A comparison of two results, for people: what is new is shown in full, what is gone in a line, the rest is counted in a note. */
import type { Finding } from "../types.ts";
import { grouped } from "./amounts.ts";
import { cutToCells } from "./cells.ts";
import { place } from "./pretty-style.ts";
import type { Style } from "./pretty-style.ts";
import { safeText } from "./safe-text.ts";

/** Secrets that are listed unless everything is asked for. */
const FIXED_SHOWN = 20;

/** True where the findings come from a comparison. */
export function isCompared(findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.state !== undefined);
}

/** False for what a comparison found unchanged or gone. */
export function isToBeShown(finding: Finding): boolean {
  return finding.state === undefined || finding.state === "new";
}

/** What is gone from where it was found; no lines where nothing is. */
export function fixedLines(findings: readonly Finding[], style: Style): string[] {
  const fixed = findings.filter((finding) => finding.state === "fixed");
  if (fixed.length === 0) return [];
  const shown = style.verbose ? fixed : fixed.slice(0, FIXED_SHOWN);
  const left = fixed.length - shown.length;
  return [
    style.bold("Fixed"),
    ...shown.flatMap(({ title, secret, location }) => [
      style.good(`  ${cutToCells(`${safeText(title)} ${safeText(secret.redacted)}`, style.width - 2)}`),
      `    ${place(location)}`,
    ]),
    ...(left > 0 ? [style.dim(`  and ${grouped(left)} more; --verbose lists them`)] : []),
    style.dim("  gone from there; make sure that they were revoked"),
  ];
}
