/** How keys are used, as logs tell: a row a key, with its course as a sparkline, and what stands out of it. */
import type { KeyUsage, UsageCount } from "../types.ts";
import { count, grouped } from "./amounts.ts";
import { cutToCells } from "./cells.ts";
import type { Style } from "./pretty-style.ts";
import { safeText } from "./safe-text.ts";

const BARS = "▁▂▃▄▅▆▇█";
/** Columns of a sparkline. */
const SPARK = 32;
/** Keys, and names of each kind, that are listed unless everything is asked for. */
const KEYS_SHOWN = 10;
const NAMES_SHOWN = 3;
const HOUR = 3_600_000;

/** No lines where no log holds a key. */
export function usageLines(usage: readonly KeyUsage[], style: Style): string[] {
  const all = usage.filter(({ count: lines }) => lines > 0).toSorted((a, b) => b.count - a.count);
  if (all.length === 0) return [];
  const shown = style.verbose ? all : all.slice(0, KEYS_SHOWN);
  const rest = all.length - shown.length;
  return [
    style.bold("Usage in logs"),
    ...shown.flatMap((one) => keyLines(one, style)),
    ...(rest === 0 ? [] : [style.dim(`  and ${count(rest, "key")} more; --verbose lists them`)]),
  ];
}

function keyLines(usage: KeyUsage, style: Style): string[] {
  const { title, redacted, firstSeen, lastSeen, hours } = usage;
  const line = (text: string): string => `    ${cutToCells(text, style.width - 4)}`;
  const times =
    firstSeen === undefined ? [] : [`${shortTime(firstSeen)} to ${shortTime(lastSeen ?? firstSeen)}`];
  const details = [
    listed(usage.channels, style),
    listed(usage.statuses, style, "status"),
    listed(usage.clients, style, "from", usage.moreClients),
    listed(usage.agents, style, "by", usage.moreAgents),
  ].filter((text) => text !== "");
  const peak = hours.reduce((most, hour) => Math.max(most, hour.count), 0);
  return [
    `  ${cutToCells(`${safeText(title)} ${safeText(redacted)}`, style.width - 2)}`,
    line([count(usage.count, "line"), ...times].join(", ")),
    ...(hours.length < 2 ? [] : [line(`${sparkline(usage)} at most ${grouped(peak)} an hour`)]),
    ...details.map((text) => style.dim(line(text))),
    ...(usage.notices ?? []).flatMap(({ severity, message, evidence }) => [
      `    ${style.severity[severity](cutToCells(`! ${message}`, style.width - 4))}`,
      ...evidence.map((text) => `      ${cutToCells(safeText(text), style.width - 6)}`),
    ]),
  ];
}

function listed(names: readonly UsageCount[], style: Style, label = "", more = 0): string {
  if (names.length === 0) return "";
  const shown = style.verbose ? names : names.slice(0, NAMES_SHOWN);
  const parts = shown.map(({ name, count: lines }) => `${safeText(name)} ×${grouped(lines)}`);
  const rest = names.length - shown.length;
  if (rest > 0) parts.push(`${grouped(rest)} more`);
  if (more > 0) parts.push(`others ×${grouped(more)}`);
  return `${label} ${parts.join(", ")}`.trimStart();
}

/** Lines over time from first to last; each column is as many hours as it takes, its height the busiest one of them. */
function sparkline({ hours }: Pick<KeyUsage, "hours">): string {
  const numbers = hours.map(({ hour, count: lines }) => ({ at: Date.parse(hour) / HOUR, lines }));
  const first = numbers[0]?.at ?? 0;
  const span = (numbers.at(-1)?.at ?? 0) - first + 1;
  const width = Math.min(SPARK, span);
  const columns = Array.from({ length: width }, () => 0);
  for (const { at, lines } of numbers) {
    const column = Math.floor(((at - first) * width) / span);
    columns[column] = Math.max(columns[column] ?? 0, lines);
  }
  const most = Math.max(...columns, 1);
  return columns
    .map((lines) => (lines === 0 ? " " : BARS.charAt(Math.ceil((lines / most) * 8) - 1)))
    .join("");
}

/** `2026-01-31 12:00`. */
function shortTime(iso: string): string {
  return iso.slice(0, 16).replace("T", " ");
}
