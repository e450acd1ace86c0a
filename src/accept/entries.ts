/**
 * Lines that accept secrets, in a baseline and in `.keyscanignore`:
 *
 *     KEY [RULE [PATH]] [until=YYYY-MM-DD] [-- REASON]
 *
 * A path with blanks, quotes or signs that don't print is a JSON string. No line holds a secret, a date of writing or a number
 * of a line: it changes only when somebody changes their mind.
 */
import type { ConfigProblem } from "../config/error.ts";
import { KEY_PATTERN } from "../judge/known.ts";
import type { KnownEntry } from "../types.ts";

/** A line as it is written; the rest of what is known of an entry comes from where it stands. */
export interface EntryLine {
  key: string;
  /** For people who read the file. */
  rule?: string;
  /** Relative to the file, with `/`. */
  path?: string;
  /** The last day on which it holds. */
  until?: string;
  reason?: string;
}

/** A line that is an entry, or is meant to be one. */
const ENTRY = /^[vk]1:/;
const FIELDS =
  /^(?<key>\S+)(?:[ \t]+(?<rule>[a-z0-9]+(?:-[a-z0-9]+)*)(?:[ \t]+(?<path>"(?:[^"\\]|\\.)*"|(?!until=|--(?:\s|$))[^\s"]+))?)?(?:[ \t]+until=(?<until>\S*))?[ \t]*(?:(?:^|[ \t])--+[ \t]+(?<reason>.*))?$/;

/** What is wrong with a line. */
type Complaint = Pick<ConfigProblem, "message" | "hint">;

/** True for a line that begins with a fingerprint (`v1:`) or a salted key (`k1:`); others are patterns, comments or blank. */
export function isEntryLine(line: string): boolean {
  return ENTRY.test(line);
}

/** Takes a line apart that `isEntryLine`. */
export function parseEntry(line: string): EntryLine | Complaint {
  const fields = FIELDS.exec(line.trimEnd())?.groups;
  const key = fields?.["key"] ?? line.split(/\s/, 1)[0] ?? "";
  if (!KEY_PATTERN.test(key)) {
    return { message: "is no fingerprint", hint: "v1: and 32 hexadecimal digits, as reports show it" };
  }
  if (fields === undefined) {
    return { message: "can't be read", hint: "FINGERPRINT until=2027-01-31 -- the reason" };
  }
  const { rule, path, until, reason } = fields;
  if (until !== undefined && !isDay(until)) {
    return { message: "`until` must be a day such as 2027-01-31" };
  }
  return {
    key,
    ...(rule === undefined ? {} : { rule }),
    ...(path === undefined ? {} : { path: path.startsWith('"') ? unquoted(path) : path }),
    ...(until === undefined ? {} : { until }),
    ...(reason === undefined || reason.trim() === "" ? {} : { reason: reason.trim() }),
  };
}

/** True for a day of the calendar, `2027-01-31`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** UTC, `2027-01-31`. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

function unquoted(path: string): string {
  try {
    return JSON.parse(path) as string;
  } catch {
    return path.slice(1, -1);
  }
}

/** The line without its end. */
export function formatEntry({ key, rule, path, until, reason }: EntryLine): string {
  const parts = [key];
  if (rule !== undefined) parts.push(rule);
  if (rule !== undefined && path !== undefined) parts.push(pathText(path));
  if (until !== undefined) parts.push(`until=${until}`);
  if (reason !== undefined)
    parts.push(`-- ${reason.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ").trim()}`);
  return parts.join(" ");
}

function pathText(path: string): string {
  if (/^(?!until=|--)[^\s"\\\p{Cc}\p{Cf}\u2028\u2029]+$/u.test(path)) return path;
  return JSON.stringify(path).replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (char) => {
    return [...char]
      .flatMap((one) => Array.from({ length: one.length }, (_, at) => one.charCodeAt(at)))
      .map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`)
      .join("");
  });
}

export interface ParsedEntries {
  entries: (EntryLine & { line: number })[];
  problems: ConfigProblem[];
}

/** The entries of a file. `strict`: whatever is neither one nor a comment is a problem; else other lines are somebody else's. */
export function parseEntries(text: string, shown: string, strict: boolean): ParsedEntries {
  const entries: ParsedEntries["entries"] = [];
  const problems: ConfigProblem[] = [];
  text.split(/\r?\n/).forEach((content, index) => {
    const line = index + 1;
    if (!isEntryLine(content)) {
      if (!strict || content.trim() === "" || content.startsWith("#")) return;
      const isConflict = /^(?:<{7}|={7}|>{7}|\|{7})/.test(content);
      const hint = isConflict
        ? "keep the lines of both sides, and remove the marks"
        : "write # before comments";
      problems.push({ file: shown, line, message: "is no line of a baseline", hint });
      return;
    }
    const parsed = parseEntry(content);
    if ("key" in parsed) entries.push({ ...parsed, line });
    else problems.push({ file: shown, line, ...parsed });
  });
  return { entries, problems };
}

/** What a scan needs of an entry. */
export function knownEntry(
  entry: EntryLine & { line: number },
  place: Pick<KnownEntry, "by" | "scope" | "path" | "moved"> & { shown: string },
  day: string,
): KnownEntry {
  const { key, until, reason, line } = entry;
  return {
    key,
    by: place.by,
    where: `${place.shown}:${line}`,
    scope: place.scope,
    ...(reason === undefined ? {} : { reason }),
    ...(until === undefined ? {} : { until }),
    ...(until !== undefined && until < day ? { expired: true } : {}),
    ...(place.path === undefined ? {} : { path: place.path }),
    ...(place.moved === true ? { moved: true } : {}),
  };
}
