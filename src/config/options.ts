/**
 * The options that may stand in a configuration file, each once: name, type, meaning. The validator, the JSON Schema
 * and the command line's table all come from here.
 */
import { REPORTER_NAMES, type ReporterName } from "../report/index.ts";
import { CONFIDENCES, SEVERITIES, type Confidence, type Severity } from "../types.ts";
import { auditShape, type AuditSource } from "./audit.ts";
import { checkGlob } from "./glob.ts";
import { bytesShape, threadsShape } from "./limits.ts";
import { either, flag, choice, list, object, optional, required, text } from "./shape.ts";
import type { Complaint, Field, ObjectShape, Shape, ShapeOf } from "./shape.ts";
import { LEAST_MEMORY, parseSize, SIZE_PATTERN } from "./size.ts";
import { suggest } from "./suggest.ts";

/** Severities at which a scan fails; `none`: it never does. */
export const FAIL_ON: readonly (Severity | "none")[] = [...SEVERITIES, "none"];

/** Findings that are accepted for their text or place; what is given must hold together. */
export interface AllowSource {
  reason?: string;
  rules?: string[];
  paths?: string[];
  pathPatterns?: string[];
  values?: string[];
  in?: "secret" | "match" | "line";
  stopwords?: string[];
}

/** Other settings for the findings in some files. */
export interface OverrideSource {
  paths: string[];
  disableRule?: string[];
  minConfidence?: Confidence;
  failOn?: Severity | "none";
}

/** A configuration file as written. */
export interface ConfigSource {
  extends?: string[];
  rules?: string[];
  rule?: string[];
  disableRule?: string[];
  minConfidence?: Confidence;
  failOn?: Severity | "none";
  format?: ReporterName;
  report?: string[];
  output?: string;
  include?: string[];
  exclude?: string[];
  gitignore?: boolean;
  decode?: boolean;
  baseline?: string;
  accept?: boolean;
  allow?: AllowSource[];
  overrides?: OverrideSource[];
  audit?: AuditSource;
  inlineAllow?: boolean;
  showAccepted?: boolean;
  maxFileSize?: number | string;
  maxMemory?: number | string;
  threads?: number;
  history?: boolean;
  verbose?: boolean;
  quiet?: boolean;
  color?: boolean;
  progress?: boolean;
}

export interface ReportTarget {
  format: ReporterName;
  file: string;
}

/**
 * Takes a `FORMAT=FILE` apart.
 *
 * @returns the target, or what is wrong with the text
 */
export function parseReport(value: string): ReportTarget | Complaint {
  const cut = value.indexOf("=");
  const name = value.slice(0, Math.max(cut, 0));
  const file = value.slice(cut + 1);
  if (cut < 1 || file === "") {
    return { message: "must be FORMAT=FILE", hint: "such as sarif=keyscan.sarif" };
  }
  const format = REPORTER_NAMES.find((known) => known === name);
  if (format !== undefined) return { format, file };
  const near = suggest(name, REPORTER_NAMES);
  const message = `the format must be one of ${REPORTER_NAMES.join(", ")}`;
  return near === undefined ? { message } : { message, hint: `did you mean "${near}"?` };
}

function checkReport(value: string): Complaint | undefined {
  const report = parseReport(value);
  return "message" in report ? report : undefined;
}

function checkSize(value: string, least: number): Complaint | undefined {
  try {
    return parseSize(value) < least ? { message: `must be at least ${least / 1024 ** 2}MB` } : undefined;
  } catch (error) {
    return { message: error instanceof Error ? error.message : "must be a size" };
  }
}

const ruleId: ShapeOf<string> = text({
  max: 100,
  pattern: { source: "^[a-z0-9]+(?:-[a-z0-9]+)*$", means: "a rule id such as stripe-secret-key" },
});

const configFile: ShapeOf<string> = text({
  max: 4096,
  pattern: {
    source: "^[^\\u0000-\\u001f\\u007f-\\u009f]*\\.(?:[Yy][Aa]?[Mm][Ll]|[Jj][Ss][Oo][Nn])$",
    means: "the name of a .yaml, .yml or .json file",
  },
});

const path = (): ShapeOf<string> => text({ max: 4096 });

const glob = text({ max: 1024, check: checkGlob });
const globs = (): ShapeOf<string[]> => list(glob);

/** @param least Bytes. */
const size = (least: number): ShapeOf<number | string> =>
  either(
    bytesShape(least),
    text({
      max: 32,
      pattern: { source: SIZE_PATTERN, means: "a size such as 512k, 10MB or 1GiB" },
      check: (value) => checkSize(value, least),
    }),
  );

const patterns = (): ShapeOf<string[]> => list(text({ max: 2000 }), { min: 1, max: 1000 });

const allowShape: ObjectShape & ShapeOf<AllowSource> = object<AllowSource>({
  reason: optional("Why; stands in the report with --show-accepted.", text()),
  rules: optional("Of the rules with these ids.", list(ruleId, { min: 1, unique: true })),
  paths: optional("In files that match one of these globs, relative to this file.", list(glob, { min: 1 })),
  pathPatterns: optional(
    "In files in whose path, relative to this file, one of these regular expressions matches; (?i) in front: any case.",
    patterns(),
  ),
  values: optional(
    "In whose text one of these regular expressions matches; (?i) in front: any case.",
    patterns(),
  ),
  in: optional(
    "The text that `values` are looked for in: the secret, what the rule matched up to it, or its line.",
    choice(["secret", "match", "line"]),
    "secret",
  ),
  stopwords: optional(
    "That contain one of these words, in any case.",
    list(text({ max: 200 }), { min: 1, max: 10_000 }),
  ),
});

const overrideShape: ObjectShape & ShapeOf<OverrideSource> = object<OverrideSource>({
  paths: required("Files that match one of these globs, relative to this file.", list(glob, { min: 1 })),
  disableRule: optional(
    "Leave out what the rules with these ids find there.",
    list(ruleId, { unique: true }),
  ),
  minConfidence: optional("Report findings there of at least this confidence.", choice(CONFIDENCES)),
  failOn: optional("Findings there end in exit code 1 from this severity on.", choice(FAIL_ON)),
});

const FLAG_ONLY = "can only be given on the command line";

/** What a configuration file may say. */
export const configShape: ObjectShape & ShapeOf<ConfigSource> = object<ConfigSource>(
  {
    extends: optional(
      "Configuration files that this one builds on, relative to this file; later ones win, this one over all.",
      list(configFile, { min: 1, max: 20, unique: true }),
    ),
    rules: optional(
      "Files with further rules, relative to this file.",
      list(configFile, { max: 100, unique: true }),
    ),
    rule: optional("Use the rules with these ids only.", list(ruleId, { min: 1, unique: true })),
    disableRule: optional("Leave out the rules with these ids.", list(ruleId, { unique: true })),
    minConfidence: optional("Report findings of at least this confidence.", choice(CONFIDENCES)),
    failOn: optional(
      "Exit with code 1 when a finding has at least this severity; none: never because of findings.",
      choice(FAIL_ON),
    ),
    format: optional("Format of the report on standard output (or in `output`).", choice(REPORTER_NAMES)),
    report: optional(
      "Further reports, each FORMAT=FILE; files relative to this file.",
      list(
        text({
          max: 4200,
          check: checkReport,
          pattern: {
            source: `^(?:${REPORTER_NAMES.join("|")})=[^\\u0000-\\u001f\\u007f-\\u009f]+$`,
            means: "FORMAT=FILE",
          },
        }),
        { max: 20, unique: true },
      ),
    ),
    output: optional(
      "Write the report to this file, relative to this file, instead of standard output.",
      path(),
    ),
    include: optional("Scan only the files that match one of these globs.", globs()),
    exclude: optional("Leave out the files that match one of these globs.", globs()),
    gitignore: optional("Leave out what .gitignore files name.", flag(), true),
    decode: optional("Look into what is written in base64, escapes or pieces.", flag(), true),
    baseline: optional("The file with the known findings, relative to this file.", path()),
    accept: optional("Leave out findings that somebody accepted.", flag(), true),
    allow: optional("Accept the findings that one of these describes.", list(allowShape)),
    overrides: optional(
      "Other settings for the findings in some files; later entries win.",
      list(overrideShape),
    ),
    audit: optional("Settings of keyscan audit.", auditShape),
    inlineAllow: optional("Honour comments that accept a finding.", flag(), true),
    showAccepted: optional("Report accepted findings as well; they fail no scan.", flag(), false),
    maxFileSize: optional(
      "Leave out larger files: bytes, or a size such as 512k, 10MB or 1GiB (powers of 1024).",
      size(1),
    ),
    maxMemory: optional(
      "Memory that a git history may take, about; at least 160MB, 400MB by default, no more than 1800MB are used. Larger packs are read in parts.",
      size(LEAST_MEMORY),
    ),
    threads: optional("Threads that scan; by default as many as pay off.", threadsShape),
    history: optional("Scan the history of git repositories as well.", flag(), true),
    verbose: optional("Tell more about what is done.", flag(), false),
    quiet: optional("Print findings only.", flag(), false),
    color: optional("Colours; by default on a terminal.", flag()),
    progress: optional("Show progress; by default on a terminal.", flag()),
  },
  {
    schemaKey: true,
    refused: {
      showSecrets: `${FLAG_ONLY}: no file may decide that secrets are printed`,
      verify: `${FLAG_ONLY}: no file may decide that keys are sent to anybody`,
      config: FLAG_ONLY,
      historyOnly: FLAG_ONLY,
      cache: FLAG_ONLY,
      enableRules: 'is called "rule" here',
      disableRules: 'is called "disableRule" here',
    },
  },
);

/** An option as the command line needs it. */
export interface Option {
  /** The key in a configuration file, such as `minConfidence`. */
  key: string;
  /** The name on the command line without dashes, such as `min-confidence`. */
  flag: string;
  type: "string" | "number" | "boolean";
  /** True where the option can be given several times. */
  list: boolean;
  choices?: readonly string[];
  description: string;
  default?: string | number | boolean;
}

/** All options of `configShape` that a command line can hold, in its order. */
export const OPTIONS: readonly Option[] = Object.entries(configShape.fields)
  .filter(([key, field]) => key !== "extends" && isPlain(field))
  .map(toOption);

function isPlain({ shape }: Field): boolean {
  return (shape.kind === "list" ? shape.items.kind : shape.kind) !== "object";
}

function toOption([key, field]: [string, Field]): Option {
  const isList = field.shape.kind === "list";
  const shape = field.shape.kind === "list" ? field.shape.items : field.shape;
  return {
    key,
    flag: key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    type: optionType(shape),
    list: isList,
    ...(shape.kind === "choice" ? { choices: shape.values } : {}),
    description: field.description,
    ...(field.default === undefined ? {} : { default: field.default }),
  };
}

function optionType(shape: Shape): Option["type"] {
  if (shape.kind === "flag") return "boolean";
  return shape.kind === "number" ? "number" : "string";
}
