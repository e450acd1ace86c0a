/** The answer of an audit as Markdown: a table of the practices, and what goes against each. */
import type { Audit, PracticeResult, Violation } from "../types.ts";
import { count, grouped } from "./amounts.ts";
import { markdownCode, markdownText } from "./markdown-text.ts";
import type { PieceWriter } from "./pieces.ts";

/** Of one practice, and places of one violation. */
const VIOLATIONS_SHOWN = 50;
const PLACES_SHOWN = 5;

/** Adds the section about key hygiene to the report. */
export function addAudit(pieces: PieceWriter, { practices, violations }: Audit): void {
  pieces.add("### Key hygiene\n\n| practice | state | |\n| --- | --- | --- |\n");
  for (const practice of practices) pieces.add(rowOf(practice));
  pieces.add("\n");
  for (const { id, title } of practices) {
    const own = violations.filter(({ practice }) => practice === id);
    if (own.length === 0) continue;
    pieces.add(`<details><summary>${markdownText(title)}: ${count(own.length, "violation")}</summary>\n\n`);
    for (const violation of own.slice(0, VIOLATIONS_SHOWN)) pieces.add(itemOf(violation));
    if (own.length > VIOLATIONS_SHOWN) pieces.add(`- and ${grouped(own.length - VIOLATIONS_SHOWN)} more\n`);
    pieces.add("\n</details>\n\n");
  }
}

function rowOf({ title, status, violations, reason, limits, information = [] }: PracticeResult): string {
  const state = {
    clean: "✅ clean",
    violated: `❌ ${count(violations, "violation")}`,
    unchecked: "⚪ not checked",
  }[status];
  const notes = [...(reason === undefined ? [] : [reason]), ...limits, ...information].map(markdownText);
  return `| ${markdownText(title)} | ${state} | ${notes.join("<br>")} |\n`;
}

function itemOf({ severity, title, message, places, morePlaces = 0, advice }: Violation): string {
  const shown = places.slice(0, PLACES_SHOWN).map(({ path, line }) => markdownCode(`${path}:${line}`));
  const left = places.length - shown.length + morePlaces;
  const where = [...shown, ...(left > 0 ? [`${grouped(left)} more places`] : [])].join(", ");
  const steps = advice.map((step, index) => `\n  ${index + 1}. ${markdownText(step)}`).join("");
  return `- **${severity}** ${markdownText(title)}: ${markdownText(message)} ${where}${steps}\n`;
}
