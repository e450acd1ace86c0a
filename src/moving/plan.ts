/** What a set-up of another scanner comes to in keyscan. */
import type { AllowSource } from "../config/options.ts";
import type { RuleSource } from "../rules/schema.ts";

/** A finding that the other scanner was told to be silent about: where it stood, or a hash of it. */
export interface KnownPlace {
  /** The file that says so. */
  from: string;
  /** Relative to the repository's root, with `/`; left out where only the secret counts. */
  path?: string;
  /** From 1. */
  line?: number;
  /** SHA-1 of the secret, hex. */
  sha1?: string;
  /** The commit that brought it; 40 hex digits. */
  commit?: string;
  /** Ids of the rules that it is about; left out: of any. */
  rules?: readonly string[];
  /** As in an entry of `allow`: what must hold besides. */
  pathPatterns?: readonly string[];
  values?: readonly string[];
  stopwords?: readonly string[];
}

export interface Plan {
  /** Set-ups that were found: scanner and file. */
  found: { scanner: string; file: string }[];
  allow: AllowSource[];
  disableRule: string[];
  exclude: string[];
  rules: RuleSource[];
  known: KnownPlace[];
  /** What could not be carried over, and what to do about it. */
  notes: string[];
}

/** A plan that carries nothing over. */
export function emptyPlan(): Plan {
  return { found: [], allow: [], disableRule: [], exclude: [], rules: [], known: [], notes: [] };
}

/** The parts of several set-ups as one. */
export function joinPlans(plans: readonly Plan[]): Plan {
  return {
    found: plans.flatMap((plan) => plan.found),
    allow: plans.flatMap((plan) => plan.allow),
    disableRule: [...new Set(plans.flatMap((plan) => plan.disableRule))],
    exclude: [...new Set(plans.flatMap((plan) => plan.exclude))],
    rules: plans.flatMap((plan) => plan.rules),
    known: plans.flatMap((plan) => plan.known),
    notes: [...new Set(plans.flatMap((plan) => plan.notes))],
  };
}

/** A value of a document nobody has checked. */
export type Loose = Readonly<Record<string, unknown>>;

/** The value where it is a table, else an empty one. */
export function asTable(value: unknown): Loose {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Loose) : {};
}

/** The items of a list, each as a table; none where it is no list. */
export function asTables(value: unknown): Loose[] {
  return Array.isArray(value) ? value.map(asTable) : [];
}

/** A text, or the texts of a list. */
export function asTexts(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

/** A text that is not shown, but used as it stands. */
export function asLongText(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** One line, for titles, reasons and names; longer ones are cut. */
export function asText(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const line = value.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]+/gu, " ").trim();
  return line === "" ? undefined : line.slice(0, 300);
}
