/** Which rows are shown and in which order. Knows no browser. */
import type { Confidence, FindingState, Severity } from "../../types.ts";
import { AGES, PLACE_KINDS, type Age, type PlaceKind, type Row } from "./model.ts";

/** What rows are grouped by; a value of each may be chosen. */
export interface Facets {
  severity: Severity;
  confidence: Confidence;
  provider: string;
  kind: PlaceKind;
  age: Age;
  state: FindingState;
}
export type Facet = keyof Facets;

/** The orders that rows can have, with their labels. */
export const SORTS = {
  severity: "Worst first",
  age: "Oldest first",
  places: "Most places first",
  title: "Title",
  path: "Path",
  provider: "Provider",
} as const;
export type Sort = keyof typeof SORTS;

/** What was asked for: text, chosen values, order. */
export interface View {
  query: string;
  /** Nothing chosen means everything. */
  chosen: Readonly<Partial<Record<Facet, ReadonlySet<string>>>>;
  sort: Sort;
}

/** How the page begins: all findings, the worst first. */
export const EMPTY_VIEW: View = { query: "", chosen: {}, sort: "severity" };

/** The value of a row's facet; undefined where it has none. */
export function valueOf(row: Row, facet: Facet): string | undefined {
  switch (facet) {
    case "severity":
      return row.finding.severity;
    case "confidence":
      return row.finding.confidence;
    case "provider":
      return row.rule.provider;
    case "kind":
      return row.kind;
    case "age":
      return row.age;
    case "state":
      return row.finding.state;
  }
}

/** The words for a value. */
export function labelOf(facet: Facet, value: string): string {
  if (facet === "kind") return PLACE_KINDS[value as PlaceKind] ?? value;
  if (facet === "age") return AGES[value as Age] ?? value;
  return value === "" || facet === "provider" ? value : value.charAt(0).toUpperCase() + value.slice(1);
}

/** The view with a value chosen, or not any more. */
export function toggled(view: View, facet: Facet, value: string): View {
  const values = new Set(view.chosen[facet]);
  if (!values.delete(value)) values.add(value);
  const { [facet]: _, ...others } = view.chosen;
  return { ...view, chosen: values.size === 0 ? others : { ...others, [facet]: values } };
}

/** True when anything narrows the list. */
export function isNarrowed(view: View): boolean {
  return view.query.trim() !== "" || Object.keys(view.chosen).length > 0;
}

/** The rows to show, sorted. */
export function shownRows(rows: readonly Row[], view: View): Row[] {
  const matches = matcherOf(view);
  return rows.filter((row) => matches(row)).sort(COMPARE[view.sort]);
}

/** How many rows each value of a facet has, with all that is chosen of the other facets. */
export function countsOf(rows: readonly Row[], view: View, facet: Facet): Map<string, number> {
  const matches = matcherOf(view, facet);
  const counts = new Map<string, number>();
  for (const row of rows) {
    const value = valueOf(row, facet);
    if (value !== undefined && matches(row)) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

function matcherOf({ query, chosen }: View, except?: Facet): (row: Row) => boolean {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const facets = (Object.keys(chosen) as Facet[]).filter((facet) => facet !== except);
  return (row) =>
    words.every((word) => row.text.includes(word)) &&
    facets.every((facet) => chosen[facet]?.has(valueOf(row, facet) ?? "") === true);
}

const SEVERITY_ORDER: readonly Severity[] = ["critical", "high", "medium", "low", "info"];

function bySeverity(one: Row, other: Row): number {
  const order = SEVERITY_ORDER.indexOf(one.finding.severity) - SEVERITY_ORDER.indexOf(other.finding.severity);
  return order || other.finding.score - one.finding.score || one.index - other.index;
}

function byText(text: (row: Row) => string): (one: Row, other: Row) => number {
  return (one, other) => {
    const [left, right] = [text(one), text(other)];
    if (left === right) return bySeverity(one, other);
    return left < right ? -1 : 1;
  };
}

const COMPARE: Readonly<Record<Sort, (one: Row, other: Row) => number>> = {
  severity: bySeverity,
  age: (one, other) => (one.since ?? Infinity) - (other.since ?? Infinity) || bySeverity(one, other),
  places: (one, other) => other.finding.places.length - one.finding.places.length || bySeverity(one, other),
  title: byText((row) => row.rule.title.toLowerCase()),
  path: byText((row) => row.finding.places[0].path),
  provider: byText((row) => row.rule.provider),
};
