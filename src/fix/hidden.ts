/**
 * Texts with their secrets hidden, for diffs: at the places where a scan saw one, whether it is replaced or not. What an edit brings
 * may hold the rest of a literal, and is searched for the secrets of its file. Lines stay lines.
 */
import type { Finding } from "../types.ts";
import { overlaps } from "./edits.ts";
import type { Place } from "./places.ts";
import type { FileChange } from "./plan.ts";
import type { SideFile } from "./side-files.ts";
import { decodeText, unitsAt } from "./source-text.ts";
import type { Range } from "./types.ts";

export interface Hidden {
  before: string;
  after: string;
}

interface Mark extends Range {
  value: string;
  redacted: string;
}

/** @param places All places of secrets in the file, of any confidence. */
export function hideInChange(change: FileChange, places: readonly Place[]): Hidden {
  const { textBefore, edits } = change;
  const marks = marksOf(change, places);
  let after = "";
  let at = 0;
  for (const { start, end, text } of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    const near = marks.filter((mark) => overlaps(mark, { start, end }));
    after += hidden(textBefore, { start: at, end: start }, marks) + hideValues(text, near);
    at = end;
  }
  const whole = { start: 0, end: textBefore.length };
  return {
    before: hidden(textBefore, whole, marks),
    after: after + hidden(textBefore, { start: at, end: whole.end }, marks),
  };
}

/** Of files with values, only names are shown. */
export function hideInSide(
  side: SideFile,
  places: readonly Place[],
): { before: string | undefined; after: string } {
  const hide = side.isSecret ? onlyNames : (text: string): string => hideValues(text, places);
  return {
    before: side.textBefore === undefined ? undefined : hide(side.textBefore),
    after: hide(side.textAfter),
  };
}

/** Names of files may hold secrets too, which a scan that shows secrets has left in its paths. */
export function hideInNames(text: string, findings: readonly Finding[]): string {
  const inNames = findings.filter((finding) =>
    [finding, ...finding.occurrences].some(({ source }) => source.part === "file-name"),
  );
  const secrets = inNames.map(({ secret: { value = "", redacted } }) => ({ value, redacted }));
  return hideValues(text, secrets);
}

function marksOf({ before }: FileChange, places: readonly Place[]): Mark[] {
  const text = decodeText(before);
  if (text === undefined) return [];
  const ordered = places.toSorted((a, b) => a.byteOffset - b.byteOffset);
  // Places may overlap; starts and ends are in order each by themselves.
  const starts = unitsAt(
    before,
    text,
    ordered.map(({ byteOffset }) => byteOffset),
  );
  return ordered.map(({ byteOffset, byteLength, value, redacted }, index) => {
    const start = starts[index] ?? 0;
    const inner = before.subarray(byteOffset, byteOffset + byteLength);
    const length =
      text.encoding === "utf-8"
        ? inner.toString("utf8").length
        : byteLength / (text.encoding === "bytes" ? 1 : 2);
    return { start, end: start + length, value, redacted };
  });
}

function hidden(text: string, { start, end }: Range, marks: readonly Mark[]): string {
  let result = "";
  let at = start;
  for (const mark of marks) {
    if (mark.end <= at || mark.start >= end) continue;
    const from = Math.max(at, mark.start);
    const to = Math.min(end, mark.end);
    result += text.slice(at, from) + shownLines(text.slice(from, to), mark.redacted);
    at = to;
  }
  return result + text.slice(at, end);
}

/** As many lines as the secret has. */
function shownLines(secret: string, shown: string): string {
  const lines = secret.split("\n").map((line, index) => {
    const text = index === 0 ? shown : "…";
    return line.endsWith("\r") ? `${text}\r` : text;
  });
  return lines.join("\n");
}

function hideValues(text: string, secrets: readonly Pick<Place, "value" | "redacted">[]): string {
  const ordered = secrets
    .filter(({ value }) => value !== "")
    .toSorted((a, b) => b.value.length - a.value.length);
  return ordered.reduce(
    (shown, { value, redacted }) => shown.replaceAll(value, () => shownLines(value, redacted)),
    text,
  );
}

function onlyNames(text: string): string {
  return text.replaceAll(
    /^(?:([ \t]*(?:export[ \t]+)?[A-Za-z_][A-Za-z0-9_]*[ \t]*=).+|.*[^\r\n].*)$/gm,
    (_line, name?: string) => `${name ?? ""}…`,
  );
}
