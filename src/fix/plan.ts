/** From what a scan found to the changes of files: nothing is written here. */
import { relative, sep } from "node:path";
import type { RuleInfo } from "../types.ts";
import { chooseNames, type Existing, type Nameless } from "./names.ts";
import { openFile, refuseByPlace, type OpenFile } from "./open-file.ts";
import type { Place } from "./places.ts";
import { rewrite, type Rewriting } from "./rewrite.ts";
import { encodeText } from "./source-text.ts";
import { isRefusal, type Edit, type Refusal, type Run, type Spot, type Use } from "./types.ts";

/** A secret that stays where it is. */
export interface Left extends Refusal {
  place: Place;
}

/** A file that becomes another. */
export interface FileChange {
  path: string;
  /** Relative to the root, with `/`. */
  name: string;
  language: string;
  /** What is known of the result. */
  proof: string;
  folder: string;
  mode: number;
  before: Buffer;
  after: Buffer;
  /** Without byte order mark. */
  textBefore: string;
  textAfter: string;
  edits: readonly Edit[];
  fixed: readonly { place: Place; variable: string; kind: Spot["kind"] }[];
}

/** A variable that the changed files read. */
export interface Variable {
  /** As the environment has it. */
  name: string;
  value: string;
  ruleId: string;
  title: string;
  redacted: string;
}

export interface Plan {
  root: string;
  changes: FileChange[];
  left: Left[];
  /** In the order of their first places; none that only comments named. */
  variables: Variable[];
  notes: string[];
}

/** A place of a file that is open, and what stands round it. */
interface Found {
  place: Place;
  range: { start: number; end: number };
  spot: Spot;
}

interface Prepared {
  file: OpenFile;
  found: Found[];
  /** Variables whose names mean something else there. */
  taken: readonly string[];
}

export interface PlanRequest {
  /** Absolute; nothing outside of it is changed. */
  root: string;
  places: ReadonlyMap<string, readonly Place[]>;
  rules: readonly RuleInfo[];
  /** Variables of environment files. */
  existing: Pick<Existing, "values" | "taken">;
}

/** Works out all changes, and why other places are left alone. Reads files, writes none. */
export async function makePlan({ root, places, rules, existing }: PlanRequest): Promise<Plan> {
  const plan: Plan = { root, changes: [], left: [], variables: [], notes: [] };
  const run: Run = { declared: new Set() };
  const prepared: Prepared[] = [];
  for (const [path, all] of places) {
    const list = all.filter((place) => {
      const refusal = refuseByPlace(place, root);
      if (refusal !== undefined) plan.left.push({ place, ...refusal });
      return refusal === undefined;
    });
    if (list.length === 0) continue;
    const file = await opened(path, list, root, run);
    if (isRefusal(file)) plan.left.push(...list.map((place) => ({ place, ...file })));
    else prepared.push(locate(file, list, plan));
  }
  const names = namesOf(prepared, rules, existing);
  for (const one of prepared) await change(one, names, plan, run);
  return plan;
}

async function opened(
  path: string,
  list: readonly Place[],
  root: string,
  run: Run,
): Promise<OpenFile | Refusal> {
  try {
    return await openFile(path, list, root, run);
  } catch (error) {
    return { refused: `can't be looked at (${error instanceof Error ? error.message : String(error)})` };
  }
}

const CHANGED: Refusal = {
  refused: "is encoded or escaped there, or the file has changed since it was scanned",
  advice: "read it from the environment by hand",
};

function locate(file: OpenFile, list: readonly Place[], plan: Plan): Prepared {
  const found: Found[] = [];
  for (const [index, place] of list.entries()) {
    const range = file.ranges[index];
    const spot = range === undefined ? CHANGED : file.source.find(range);
    if (range === undefined || isRefusal(spot)) plan.left.push({ place, ...(spot as Refusal) });
    else found.push({ place, range, spot });
  }
  const { taken = [] } = file.source;
  // Names need all files; trees of all of them would take too much memory.
  file.source.close?.();
  return { file, found, taken: [...taken] };
}

function namesOf(
  prepared: readonly Prepared[],
  rules: readonly RuleInfo[],
  existing: PlanRequest["existing"],
): Map<string, string> {
  const generic = new Set(rules.filter((rule) => rule.generic).map(({ id }) => id));
  const secrets = new Map<string, Nameless & { names: string[]; isRead: boolean }>();
  const all = prepared.flatMap(({ file, found }) => found.map((one) => ({ ...one, text: file.text.text })));
  for (const { place, range, spot, text } of all) {
    const { fingerprint, value, ruleId } = place;
    const secret = secrets.get(fingerprint) ?? {
      fingerprint,
      value,
      ruleId,
      isGeneric: generic.has(ruleId),
      names: [],
      isRead: false,
    };
    // Where there is more in the literal, the code's name is that of the whole.
    const isAll =
      HEAD.test(text.slice(spot.start, range.start)) && TAIL.test(text.slice(range.end, spot.end));
    if (isAll && spot.kind === "literal" && spot.name !== undefined) secret.names.push(spot.name);
    if (spot.kind === "literal") secret.isRead = true;
    secrets.set(fingerprint, secret);
  }
  const taken = new Set([...existing.taken, ...prepared.flatMap(({ taken: names }) => names)]);
  const hasWorkflows = prepared.some(({ file }) => /[/\\]\.github[/\\]workflows[/\\]/.test(file.path));
  // What only comments name has to take what is left.
  const inOrder = [...secrets.values()].toSorted((a, b) => Number(b.isRead) - Number(a.isRead));
  return chooseNames(inOrder, { values: existing.values, taken, hasWorkflows });
}

/** What stands before and behind a value that is all of its literal: prefix, quotes, white space. */
const HEAD = /^[A-Za-z@$]{0,3}#*["'`]{0,3}\s*$/;
const TAIL = /^\s*["'`]{0,3}#*$/;

async function change(
  { file, found }: Prepared,
  names: ReadonlyMap<string, string>,
  plan: Plan,
  run: Run,
): Promise<void> {
  const rewriting = await rewrite(file, usesOf(found, names), run);
  const refused = new Map(rewriting.refusals.map(({ use, refusal }) => [keyOf(use.spot), refusal]));
  const isFixed = ({ spot }: Found): boolean => !refused.has(keyOf(spot));
  for (const { place, spot } of found) {
    const refusal = refused.get(keyOf(spot));
    if (refusal !== undefined) plan.left.push({ place, ...refusal });
  }
  const fixed = found.filter(isFixed);
  if (fixed.length === 0) return;
  plan.notes.push(...rewriting.notes.filter((note) => !plan.notes.includes(note)));
  const nameOf = ({ fingerprint }: Place): string => {
    const name = names.get(fingerprint) ?? "";
    return rewriting.known?.get(name) ?? name;
  };
  plan.changes.push(changeOf(file, rewriting, plan.root, withNames(fixed, nameOf)));
  addVariables(plan, fixed, nameOf);
}

function keyOf({ start, end }: Spot): string {
  return `${start}-${end}`;
}

function usesOf(found: readonly Found[], names: ReadonlyMap<string, string>): Use[] {
  const uses = new Map<string, Use>();
  for (const { place, range, spot } of found) {
    const use = uses.get(keyOf(spot)) ?? { spot, holes: [] };
    use.holes.push({ ...range, variable: names.get(place.fingerprint) ?? "" });
    uses.set(keyOf(spot), use);
  }
  return [...uses.values()];
}

function withNames(fixed: readonly Found[], nameOf: (place: Place) => string): FileChange["fixed"] {
  return fixed.map(({ place, spot }) => ({ place, variable: nameOf(place), kind: spot.kind }));
}

function changeOf(
  { path, folder, mode, bytes, text, language }: OpenFile,
  { edits, textAfter }: Rewriting,
  root: string,
  fixed: FileChange["fixed"],
): FileChange {
  return {
    path,
    name: relative(root, path).split(sep).join("/"),
    language: language.title,
    proof: language.proof,
    ...{ folder, mode, edits, textAfter, fixed },
    before: bytes,
    after: encodeText(text, textAfter),
    textBefore: text.text,
  };
}

function addVariables(plan: Plan, fixed: readonly Found[], nameOf: (place: Place) => string): void {
  for (const { place, spot } of fixed) {
    const name = nameOf(place);
    if (spot.kind === "comment" || plan.variables.some((variable) => variable.name === name)) continue;
    const { value, ruleId, title, redacted } = place;
    plan.variables.push({ name, value, ruleId, title, redacted });
  }
}
