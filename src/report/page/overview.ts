/** Verdict and charts. Every bar is a button that narrows the list to what it stands for. */
import type { PageData } from "../html-data.ts";
import { count, day, grouped, h, type Child } from "./dom.ts";
import { countsOf, labelOf, type Facet, type View } from "./filter.ts";
import { AGES, type Row } from "./model.ts";

const SEVERITIES = ["critical", "high", "medium", "low", "info"] as const;
const BARS_SHOWN = 6;

/** The verdict: what was found, and whether everything was looked at. */
export function verdict(data: PageData, rows: readonly Row[]): HTMLElement {
  const open = rows.filter(
    ({ finding }) => finding.state !== "fixed" && finding.places[0].accepted === undefined,
  );
  const places = open.reduce((sum, row) => sum + row.finding.places.length, 0);
  const { summary, incomplete } = data;
  const broken = summary.audit?.violations.length ?? 0;
  const isClean = open.length === 0 && broken === 0;
  const tone = !isClean ? "found" : incomplete === undefined ? "clean" : "doubtful";
  const words = isClean
    ? incomplete === undefined
      ? "No secrets found"
      : "Nothing found, but not everything was scanned"
    : [
        ...(open.length === 0 ? [] : [`${count(open.length, "secret")} in ${count(places, "place")}`]),
        ...(broken === 0 ? [] : [`${count(broken, "violation")} of key hygiene`]),
      ].join(", ");
  return h(
    "section",
    { class: `verdict ${tone}` },
    h("div", { class: "mark", "aria-hidden": "true" }, tone === "clean" ? "✓" : "!"),
    h(
      "div",
      {},
      h("h1", {}, words),
      h(
        "p",
        {},
        `${data.scanned} scanned on ${day(summary.startedAt)} at ${summary.startedAt.slice(11, 16)} UTC`,
      ),
    ),
  );
}

/** Amber note above everything where the scan was not whole. */
export function incompleteNote({ incomplete, summary }: PageData): Child {
  if (incomplete === undefined) return undefined;
  const names = summary.errors.slice(0, 3).map(({ path }) => path);
  const more = summary.errors.length - names.length;
  return h(
    "p",
    { class: "incomplete", role: "note" },
    h("strong", {}, "Incomplete: "),
    `${incomplete}${names.length === 0 ? "" : ` (${names.join(", ")}${more > 0 ? ` and ${grouped(more)} more` : ""})`}. `,
    h("a", { href: "#coverage" }, "See what was not scanned"),
  );
}

export interface ChartActions {
  /** A bar was chosen, or is not wanted any more. */
  choose(facet: Facet, value: string): void;
  /** All bars of a chart are wanted. */
  expand(facet: Facet): void;
  readonly expanded: ReadonlySet<Facet>;
}

/** All charts for a view. */
export function charts(rows: readonly Row[], view: View, actions: ChartActions): HTMLElement {
  const hasStates = rows.some((row) => row.finding.state !== undefined);
  const hasAges = rows.some((row) => row.age !== "unknown");
  return h(
    "section",
    { class: "charts", "aria-label": "Overview" },
    severityChart(rows, view, actions),
    barChart({ title: "Provider", facet: "provider", rows, view, actions }),
    barChart({ title: "Place", facet: "kind", rows, view, actions }),
    hasAges
      ? barChart({ title: "Age", facet: "age", rows, view, actions, order: Object.keys(AGES) })
      : h(
          "div",
          { class: "card" },
          h("h2", {}, "Age"),
          h(
            "p",
            { class: "quiet" },
            "Known for secrets found in git history only; there are none in this report.",
          ),
        ),
    hasStates ? barChart({ title: "Compared", facet: "state", rows, view, actions }) : undefined,
  );
}

function severityChart(rows: readonly Row[], view: View, actions: ChartActions): HTMLElement {
  const counts = countsOf(rows, view, "severity");
  const total = [...counts.values()].reduce((sum, value) => sum + value, 0);
  const chosen = view.chosen.severity;
  const bar = h("div", { class: "stack", "aria-hidden": "true" });
  for (const severity of SEVERITIES) {
    const part = h("i", { class: `fill ${severity}` });
    part.style.flexGrow = String(counts.get(severity) ?? 0);
    if ((counts.get(severity) ?? 0) > 0) bar.append(part);
  }
  const buttons = SEVERITIES.map((severity) =>
    h(
      "button",
      {
        type: "button",
        class: "severity",
        "data-facet": "severity",
        "data-value": severity,
        "aria-pressed": String(chosen?.has(severity) === true),
        disabled: !rows.some((row) => row.finding.severity === severity),
        onclick: () => actions.choose("severity", severity),
      },
      h("i", { class: `dot ${severity}`, "aria-hidden": "true" }),
      h("span", {}, labelOf("severity", severity)),
      h("b", {}, grouped(counts.get(severity) ?? 0)),
    ),
  );
  return h(
    "div",
    { class: "card wide" },
    h("h2", {}, "Severity"),
    total === 0 ? h("p", { class: "quiet" }, "None with the present filters.") : bar,
    h("div", { class: "severities" }, ...buttons),
  );
}

interface BarChart {
  title: string;
  facet: Facet;
  rows: readonly Row[];
  view: View;
  actions: ChartActions;
  /** Values in this order; by count where left out. */
  order?: readonly string[];
}

function barChart({ title, facet, rows, view, actions, order }: BarChart): HTMLElement {
  const counts = countsOf(rows, view, facet);
  const chosen = view.chosen[facet];
  for (const value of chosen ?? []) if (!counts.has(value)) counts.set(value, 0);
  const entries = [...counts].sort(([one, many], [other, more]) =>
    order === undefined ? more - many || (one < other ? -1 : 1) : order.indexOf(one) - order.indexOf(other),
  );
  const shown = entries.filter(([value], index) => index < BARS_SHOWN || chosen?.has(value) === true);
  const most = Math.max(1, ...counts.values());
  const bars = shown.map(([value, amount]) => {
    const fill = h("i", { class: "fill" });
    fill.style.width = `${(100 * amount) / most}%`;
    return h(
      "button",
      {
        type: "button",
        class: "bar",
        "data-facet": facet,
        "data-value": value,
        "aria-pressed": String(chosen?.has(value) === true),
        onclick: () => actions.choose(facet, value),
      },
      h("span", { class: "name", title: labelOf(facet, value) }, labelOf(facet, value)),
      h("b", {}, grouped(amount)),
      h("span", { class: "track", "aria-hidden": "true" }, fill),
    );
  });
  const left = entries.length - shown.length;
  return h(
    "div",
    { class: "card" },
    h("h2", {}, title),
    ...(bars.length > 0 ? bars : [h("p", { class: "quiet" }, "None with the present filters.")]),
    left > 0
      ? h(
          "button",
          { type: "button", class: "expand", onclick: () => actions.expand(facet) },
          `Show ${grouped(left)} more`,
        )
      : undefined,
  );
}
