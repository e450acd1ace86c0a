/**
 * What the library can be asked for, and whether that can be. The compiler tells TypeScript's users of a misspelt word; numbers and
 * whoever writes JavaScript are told here, before anything is scanned.
 */
import { ConfigError, fieldName, quoteWord } from "./config/error.ts";
import { bytesShape, threadsShape } from "./config/limits.ts";
import { anyText, choice, either, flag, list, object, optional } from "./config/shape.ts";
import type { ObjectShape, ShapeOf } from "./config/shape.ts";
import { LEAST_MEMORY } from "./config/size.ts";
import { validate, type FieldProblem } from "./config/validate.ts";
import type { RuleFileSource } from "./rules/schema.ts";
import type { ScanChoices } from "./scan/choices.ts";
import type { HistoryPart } from "./scan/history/part.ts";
import { CONFIDENCES, type Confidence, type ScanSummary } from "./types.ts";

/** Options of a scan; those left out have the command line's defaults. No configuration file is read. What is accepted is: see `accept`. */
export interface ScanOptions extends ScanChoices {
  /** Files, directories, globs; `-` is standard input. By default `.`. */
  paths?: readonly string[];
  /** What paths are relative to; by default the working directory. */
  cwd?: string;
  /** Leave out what baseline, `.keyscanignore` and comments accept; true by default. */
  accept?: boolean;
  /** This baseline, relative to `cwd`, instead of the `.keyscan-baseline` of the repository. */
  baseline?: string;
  /** Further rules: files, as `--rules` takes them, relative to `cwd`; or rule files as objects. */
  rules?: readonly (string | RuleFileSource)[];
  /** Told at the end, also of what was not scanned. */
  onSummary?: (summary: ScanSummary) => void;
}

/** What can be said of a text that comes from no file. */
export interface TextOptions {
  /** Name for the findings' locations; rules for certain files go by it. */
  path?: string;
  minConfidence?: Confidence;
  showSecrets?: boolean;
}

/** What is no data: functions and signals. Rules are checked when they are read. */
type Live = "signal" | "onSummary" | "rules";

// Names of files and of rules may be anything, and be many: those that there are not have errors of their own.
const MANY = Number.MAX_SAFE_INTEGER;
const anyWord: ShapeOf<string> = anyText(MANY);
const words: ShapeOf<string[]> = list(anyWord, { max: MANY });
/** An empty path is told as one that does not exist. */
const anyPath: ShapeOf<string> = { kind: "text", min: 0, max: MANY };

const partShape: ObjectShape & ShapeOf<HistoryPart> = object<HistoryPart>({
  range: optional("", anyWord),
  since: optional("", anyWord),
  branch: optional("", anyWord),
});

const scanShape: ObjectShape & ShapeOf<Omit<ScanOptions, Live>> = object<Omit<ScanOptions, Live>>({
  paths: optional("", list(anyPath, { max: MANY })),
  cwd: optional("", anyWord),
  mode: optional("", choice(["tree", "logs", "git"])),
  part: optional("", partShape),
  gitignore: optional("", flag()),
  decode: optional("", flag()),
  include: optional("", words),
  exclude: optional("", words),
  maxFileSize: optional("", bytesShape(1)),
  maxMemory: optional("", bytesShape(LEAST_MEMORY)),
  threads: optional("", threadsShape),
  minConfidence: optional("", choice(CONFIDENCES)),
  onlyRules: optional("", list(anyWord, { min: 1, max: MANY })),
  disabledRules: optional("", words),
  showSecrets: optional("", flag()),
  inlineAllow: optional("", flag()),
  showAccepted: optional("", flag()),
  history: optional("", either(flag(), choice(["only"]))),
  accept: optional("", flag()),
  baseline: optional("", anyWord),
});

const textShape: ObjectShape & ShapeOf<TextOptions> = object<TextOptions>({
  path: optional("", anyPath),
  minConfidence: optional("", choice(CONFIDENCES)),
  showSecrets: optional("", flag()),
});

/** @throws ConfigError that names each option with what was given and what can be. */
export function checkScanOptions(options: ScanOptions): void {
  if (!isObject(options)) fail("scan()", options, validate(scanShape, options));
  const { signal, onSummary, rules, ...data } = options;
  const problems = validate(scanShape, given(data));
  const wrong = (name: string, message: string): void => {
    problems.push({ path: [name], at: "value", message });
  };
  if (signal !== undefined && !(signal instanceof AbortSignal)) wrong("signal", "must be an AbortSignal");
  if (onSummary !== undefined && typeof onSummary !== "function") wrong("onSummary", "must be a function");
  if (rules !== undefined && !isRules(rules))
    wrong("rules", "must be a list of names of files, or of objects");
  const { mode = "tree", part, history } = options;
  if (mode !== "git" && Object.values(part ?? {}).some((value) => value !== undefined))
    wrong("part", 'can only be given with the mode "git"');
  if (mode === "git" && history === false) wrong("history", 'leaves nothing to scan with the mode "git"');
  if (mode === "logs" && history === "only") wrong("history", 'leaves nothing to scan with the mode "logs"');
  fail("scan()", options, problems);
}

/** @throws ConfigError, as above. */
export function checkTextOptions(options: TextOptions): void {
  fail("scanText()", options, validate(textShape, given(options)));
}

/** @throws ConfigError for what is no text. */
export function checkText(text: unknown): void {
  if (typeof text === "string") return;
  throw new ConfigError([
    {
      file: "scanText()",
      message: `the text must be a string, but is ${text === null ? "null" : typeof text}`,
    },
  ]);
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

/** What is undefined is left out, as if it were not there. Other values than objects stay. */
function given(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key, given(item)]));
}

function isRules(rules: unknown): boolean {
  if (!Array.isArray(rules)) return false;
  return rules.every((rule) => typeof rule === "string" || isObject(rule));
}

function fail(call: string, options: unknown, problems: readonly FieldProblem[]): void {
  if (problems.length === 0) return;
  throw new ConfigError(
    problems.map(({ path, at, message, hint }) => ({
      file: `options of ${call}`,
      ...(path.length === 0 ? {} : { field: fieldName(path) }),
      message: at === "key" ? message : `${message}${shown(valueAt(options, path))}`,
      ...(hint === undefined ? {} : { hint }),
    })),
  );
}

/** Words and numbers alone; what kind of value another one is the message says. */
function shown(value: unknown): string {
  if (typeof value === "string") return `, not ${quoteWord(value)}`;
  return typeof value === "number" ? `, not ${value}` : "";
}

function valueAt(value: unknown, path: FieldProblem["path"]): unknown {
  let at = value;
  for (const key of path) at = (at as Record<string | number, unknown> | undefined)?.[key];
  return at;
}
