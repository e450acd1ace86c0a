/**
 * Reads each tool's own report: how many findings, on which lines, and how many bytes the tool says it read.
 * Reports are read from files after the run; a report that can't be understood gives undefined, not 0.
 */
import { readFileSync } from "node:fs";

export interface ScanResult {
  findings: number;
  /** Lines on which something was reported, from 1; meaningful when one file was scanned. */
  lines: number[];
  /** As the tool says; absent where it doesn't. */
  bytes?: number;
}

/** Where a run's output lies. */
export interface OutputFiles {
  stdout: string;
  stderr: string;
  /** Written by tools that take a report path. */
  report: string;
}

export type ResultReader = (files: OutputFiles) => ScanResult;

/**
 * Applies a reader.
 * @returns undefined when the report is missing, larger than a string can be, or not of the expected form
 */
export function readResult(reader: ResultReader, files: OutputFiles): ScanResult | undefined {
  try {
    return reader(files);
  } catch {
    return undefined;
  }
}

/** keyscan's JSON: a finding is a secret, its occurrences are further lines. */
export const readKeyscan: ResultReader = ({ stdout }) => {
  const report = parse(stdout);
  const findings = list(at(report, "findings"));
  return withBytes(at(report, "summary", "bytes"), {
    findings: findings.length,
    lines: findings
      .flatMap((finding) => [finding, ...optionalList(at(finding, "occurrences"))])
      .map((place) => number(at(place, "location", "startLine"))),
  });
};

/** gitleaks and betterleaks: a JSON array in the report, the bytes in a message on stderr. */
export const readGitleaks: ResultReader = ({ report, stderr }) => {
  const findings = list(parse(report));
  const bytes = /scanned ~(\d+) bytes/.exec(readFileSync(stderr, "utf8"))?.[1];
  return withBytes(bytes === undefined ? undefined : Number(bytes), {
    findings: findings.length,
    lines: findings.map((finding) => number(at(finding, "StartLine"))),
  });
};

/** kingfisher: a JSON envelope on the first line of stdout, a summary on the second. */
export const readKingfisher: ResultReader = ({ stdout }) => {
  const report: unknown = JSON.parse(textLines(stdout)[0] ?? "");
  const findings = list(at(report, "findings"));
  return withBytes(at(report, "metadata", "summary", "bytes_scanned"), {
    findings: findings.length,
    lines: findings.map((finding) => number(at(finding, "finding", "line"))),
  });
};

/** trufflehog: one JSON object a line, other lines are messages. */
export const readTrufflehog: ResultReader = ({ stdout }) => {
  const findings = textLines(stdout)
    .map((line): unknown => JSON.parse(line))
    .filter((line) => at(line, "DetectorName") !== undefined);
  return {
    findings: findings.length,
    lines: findings.map((finding) =>
      number(at(finding, "SourceMetadata", "Data", "Filesystem", "line") ?? 0),
    ),
  };
};

/** ripsecrets: `path:line:text`, one a line. */
export const readRipsecrets: ResultReader = ({ stdout }) => colonLines(stdout, /^(?:[A-Za-z]:)?[^:]*:(\d+):/);

/** secretlint's unix format: `path:line:column: message`, then a blank line and a total. */
export const readSecretlint: ResultReader = ({ stdout }) =>
  colonLines(stdout, /^(?:[A-Za-z]:)?[^:]*:(\d+):\d+: /);

/** detect-secrets: a map from file to findings. */
export const readDetectSecrets: ResultReader = ({ stdout }) => {
  const findings = Object.values(object(at(parse(stdout), "results"))).flatMap(list);
  return {
    findings: findings.length,
    lines: findings.map((finding) => number(at(finding, "line_number"))),
  };
};

/** CredSweeper: an array of candidates, each with the lines it was made of. */
export const readCredsweeper: ResultReader = ({ report }) => {
  const findings = list(parse(report));
  return {
    findings: findings.length,
    lines: findings.flatMap((f) => list(at(f, "line_data_list"))).map((line) => number(at(line, "line_num"))),
  };
};

function withBytes(bytes: unknown, result: ScanResult): ScanResult {
  return typeof bytes === "number" ? { ...result, bytes } : result;
}

function colonLines(file: string, form: RegExp): ScanResult {
  const lines = textLines(file).flatMap((line) => {
    const found = form.exec(line)?.[1];
    return found === undefined ? [] : [Number(found)];
  });
  return { findings: lines.length, lines };
}

function textLines(file: string): string[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "");
}

function parse(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}

/** The value under nested keys, undefined where there is none. */
function at(value: unknown, ...keys: string[]): unknown {
  let inner = value;
  for (const key of keys) {
    if (typeof inner !== "object" || inner === null) return undefined;
    inner = (inner as Record<string, unknown>)[key];
  }
  return inner;
}

function object(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null) throw new TypeError("no object where one was expected");
  return value as Record<string, unknown>;
}

function list(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new TypeError("no list where one was expected");
  return value;
}

function optionalList(value: unknown): unknown[] {
  return value === undefined ? [] : list(value);
}

function number(value: unknown): number {
  if (typeof value !== "number") throw new TypeError("no number where one was expected");
  return value;
}
