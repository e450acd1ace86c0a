/** Checks plain data against a descriptor and says what is wrong where, in the words of the file's author. */
import type { Path } from "./error.ts";
import type {
  ChoiceShape,
  Complaint,
  ListShape,
  NumberShape,
  ObjectShape,
  RecordShape,
  Shape,
  TextShape,
  UnionShape,
} from "./shape.ts";
import { suggest } from "./suggest.ts";

export interface FieldProblem extends Complaint {
  path: Path;
  /** `key`: the problem is the key itself, not its value. */
  at: "key" | "value";
}

/** A hostile file could have a problem in each of a hundred thousand values. */
const MAX_PROBLEMS = 200;

/** Longer lists of words help nobody in an error. */
const MAX_CHOICES = 40;
const MAX_KEYS = 14;

interface Run {
  problems: FieldProblem[];
}

/** All problems of `value`, at most 200; none means that it is of the shape. */
export function validate(shape: Shape, value: unknown): FieldProblem[] {
  const run: Run = { problems: [] };
  check(run, shape, value, []);
  return run.problems;
}

function full(run: Run): boolean {
  return run.problems.length >= MAX_PROBLEMS;
}

function report(run: Run, path: Path, complaint: Complaint, at: "key" | "value" = "value"): void {
  if (!full(run)) run.problems.push({ path, at, ...complaint });
}

function check(run: Run, shape: Shape, value: unknown, path: Path): void {
  if (full(run)) return;
  const complaint = typeComplaint(shape, value);
  if (complaint !== undefined) return report(run, path, complaint);
  switch (shape.kind) {
    case "text":
      return checkText(run, shape, value as string, path);
    case "number":
      return checkNumber(run, shape, value as number, path);
    case "flag":
      return;
    case "choice":
      return checkChoice(run, shape, value as string, path);
    case "list":
      return checkList(run, shape, value as unknown[], path);
    case "record":
      return checkRecord(run, shape, value as Record<string, unknown>, path);
    case "union":
      return checkUnion(run, shape, value, path);
    case "object":
      return checkObject(run, shape, value as Record<string, unknown>, path);
  }
}

type DataType = "text" | "a number" | "true or false" | "a list" | "a mapping" | "empty";

function typeOf(value: unknown): DataType {
  if (typeof value === "string") return "text";
  if (typeof value === "number") return "a number";
  if (typeof value === "boolean") return "true or false";
  if (value === null || value === undefined) return "empty";
  return Array.isArray(value) ? "a list" : "a mapping";
}

const TYPES: Readonly<Record<Exclude<Shape["kind"], "union">, DataType>> = {
  text: "text",
  choice: "text",
  number: "a number",
  flag: "true or false",
  list: "a list",
  record: "a mapping",
  object: "a mapping",
};

function wantedTypes(shape: Shape): DataType[] {
  return shape.kind === "union" ? shape.options.flatMap(wantedTypes) : [TYPES[shape.kind]];
}

function typeComplaint(shape: Shape, value: unknown): Complaint | undefined {
  const wanted = wantedTypes(shape);
  const found = typeOf(value);
  if (wanted.includes(found)) return undefined;
  const message = `must be ${wanted.join(" or ")}, but is ${found}`;
  const hint = typeHint(wanted[0], found, value);
  return hint === undefined ? { message } : { message, hint };
}

function typeHint(wanted: DataType | undefined, found: DataType, value: unknown): string | undefined {
  if (found === "empty") return "give it a value or remove it";
  if (wanted === "text" && (found === "a number" || found === "true or false")) {
    return "put it in quotes";
  }
  if (wanted === "a list" && found === "text") return 'write it as a list: ["…"]';
  if (wanted === "a number" && found === "text") return "write digits without quotes";
  if (wanted === "true or false" && found === "text") {
    return /^(?:y|yes|on|true|1)$/i.test(String(value)) ? "write true" : "write true or false";
  }
  return undefined;
}

function checkText(run: Run, shape: TextShape, value: string, path: Path): void {
  const complaint = textComplaint(shape, value);
  if (complaint !== undefined) report(run, path, complaint);
}

function textComplaint(shape: TextShape, value: string): Complaint | undefined {
  const length = [...value].length;
  if (length === 0 && shape.min > 0) return { message: "must not be empty" };
  if (length < shape.min) return { message: `must have at least ${shape.min} characters` };
  if (length > shape.max) return { message: `must have at most ${shape.max} characters` };
  const complaint = shape.check?.(value);
  if (complaint !== undefined || shape.pattern === undefined) return complaint;
  if (new RegExp(shape.pattern.source, "u").test(value)) return undefined;
  const message = `must be ${shape.pattern.means}`;
  if (!/\p{Cc}/u.test(value)) return { message };
  const hint = "it has a control character; in double quotes \\b is one, use single quotes";
  return { message, hint };
}

function checkNumber(run: Run, shape: NumberShape, value: number, path: Path): void {
  const right = shape.integer ? Number.isInteger(value) : Number.isFinite(value);
  if (right && value >= shape.min && value <= shape.max) return;
  const kind = shape.integer ? "a whole number" : "a number";
  report(run, path, { message: `must be ${kind} from ${shape.min} to ${shape.max}` });
}

/** The value itself isn't quoted: it may be a secret that stands in the wrong place. */
function checkChoice(run: Run, shape: ChoiceShape, value: string, path: Path): void {
  if (shape.values.includes(value)) return;
  const near = suggest(value, shape.values);
  const words =
    shape.values.length > MAX_CHOICES
      ? `one of ${shape.values.length} known words`
      : `one of ${shape.values.join(", ")}`;
  report(run, path, { message: `must be ${words}`, ...didYouMean(near) });
}

function didYouMean(word: string | undefined): { hint?: string } {
  return word === undefined ? {} : { hint: `did you mean "${word}"?` };
}

function checkList(run: Run, shape: ListShape, value: readonly unknown[], path: Path): void {
  if (value.length < shape.min) {
    const items = shape.min === 1 ? "item" : "items";
    report(run, path, {
      message: `must have at least ${shape.min} ${items}, but has ${value.length}`,
    });
  }
  if (value.length > shape.max) {
    report(run, path, { message: `must have at most ${shape.max} items, but has ${value.length}` });
    return;
  }
  const seen = new Set<unknown>();
  for (const [index, item] of value.entries()) {
    const place = [...path, index];
    check(run, shape.items, item, place);
    if (shape.unique && seen.has(item)) {
      report(run, place, { message: "stands in this list twice", hint: "remove it" });
    }
    seen.add(item);
  }
}

function checkRecord(run: Run, shape: RecordShape, value: Record<string, unknown>, path: Path): void {
  for (const [key, item] of Object.entries(value)) {
    const place = [...path, key];
    const complaint = textComplaint(shape.keys, key);
    if (complaint !== undefined) {
      report(run, place, { ...complaint, message: `the key ${complaint.message}` }, "key");
    }
    check(run, shape.values, item, place);
  }
}

function checkUnion(run: Run, shape: UnionShape, value: unknown, path: Path): void {
  const found = typeOf(value);
  const option = shape.options.find((candidate) => wantedTypes(candidate).includes(found));
  if (option !== undefined) check(run, option, value, path);
}

function checkObject(run: Run, shape: ObjectShape, value: Record<string, unknown>, path: Path): void {
  const meant = new Set<string>();
  for (const [key, item] of Object.entries(value)) {
    if (full(run)) return;
    const field = Object.hasOwn(shape.fields, key) ? shape.fields[key] : undefined;
    if (field !== undefined) check(run, field.shape, item, [...path, key]);
    else if (shape.schemaKey && key === "$schema") check(run, SCHEMA_KEY, item, [...path, key]);
    else {
      const near = suggest(key, Object.keys(shape.fields));
      if (near !== undefined) meant.add(near);
      report(run, [...path, key], unknownKey(shape, key, near), "key");
    }
  }
  for (const [key, field] of Object.entries(shape.fields)) {
    if (field.required && !Object.hasOwn(value, key) && !meant.has(key)) {
      report(run, [...path, key], { message: "is required, but missing" });
    }
  }
  checkWays(run, shape, value, meant, path);
}

const SCHEMA_KEY: Shape = { kind: "text", min: 0, max: 2000 };

function unknownKey(shape: ObjectShape, key: string, near: string | undefined): Complaint {
  if (Object.hasOwn(shape.refused, key)) return { message: shape.refused[key] ?? "is not allowed" };
  const parent = Object.entries(shape.fields).find(
    ([, field]) => field.shape.kind === "object" && Object.hasOwn(field.shape.fields, key),
  )?.[0];
  if (parent !== undefined) return { message: "unknown key here", hint: `it belongs under "${parent}"` };
  if (near !== undefined) return { message: "unknown key", ...didYouMean(near) };
  const known = Object.keys(shape.fields);
  if (known.length > MAX_KEYS) return { message: "unknown key" };
  return { message: "unknown key", hint: `known keys: ${known.join(", ")}` };
}

/** `meant`: fields that are there under a mistyped name, which is reported already. */
function checkWays(
  run: Run,
  shape: ObjectShape,
  value: Record<string, unknown>,
  meant: ReadonlySet<string>,
  path: Path,
): void {
  if (shape.ways.length === 0) return;
  const has = (key: string): boolean => Object.hasOwn(value, key) || meant.has(key);
  const names = shape.ways.map((way) => way.required.join(" and "));
  const chosen = shape.ways.filter((way) => way.required.some(has));
  if (chosen.length === 0) {
    const message = `needs either ${names.join(", or ")}`;
    return report(run, path, { message });
  }
  const [way] = chosen;
  if (way === undefined) return;
  for (const key of way.required.filter((name) => !has(name))) {
    const others = way.required.filter(has).join(" and ");
    report(run, [...path, key], { message: `is required with ${others}, but missing` });
  }
  const own = new Set([...way.required, ...way.optional]);
  for (const key of shape.ways.flatMap((other) => [...other.required, ...other.optional])) {
    if (own.has(key) || !Object.hasOwn(value, key)) continue;
    const message = `can't stand together with ${way.required.join(" and ")}`;
    report(run, [...path, key], { message, hint: "remove one of the two" }, "key");
  }
}
