/**
 * One line of gitignore syntax, taken apart. Format: gitignore(5), read the way git's dir.c and wildmatch.c do.
 * A pattern is kept as its path segments, so that matching can follow the walk name by name and stays linear whatever
 * the pattern is: a single regular expression for a path with several `**` backtracks for ever on a deep tree.
 * Known difference: a bracket expression that contains "/" matches nothing.
 */

/** What one name on a path must look like. */
export type Segment =
  /** `**` between slashes: any number of directories; in the last place: anything at any depth. */
  | { kind: "any-depth" }
  /** `*` */
  | { kind: "any" }
  /** A name without wildcards, backslashes taken away. */
  | { kind: "literal"; text: string }
  /** `*text` */
  | { kind: "suffix"; text: string }
  /** `text*` */
  | { kind: "prefix"; text: string }
  /** Any other wildcard, as it was written. */
  | { kind: "glob"; text: string }
  /** Something git matches with nothing, such as an empty name or an unfinished escape. */
  | { kind: "never" };

export interface IgnorePattern {
  /** Written with a leading "!": what it matches is not ignored. */
  negative: boolean;
  /** Written with a trailing "/": matches directories alone. */
  directoryOnly: boolean;
  /** One segment without `anchored` matches names at any depth; otherwise they are the path from the ignore file's directory. */
  segments: readonly Segment[];
  anchored: boolean;
}

/** Takes away trailing spaces that no backslash quotes; git trims nothing else. */
function trimSpaces(line: string): string {
  let end = line.length;
  while (end > 0 && line[end - 1] === " ") end--;
  if (end === line.length) return line;
  let slashes = 0;
  while (slashes < end && line[end - 1 - slashes] === "\\") slashes++;
  return line.slice(0, slashes % 2 === 1 ? end + 1 : end);
}

/** Reads the text between two slashes. */
function parseSegment(raw: string, mayBeDeep: boolean): Segment {
  if (mayBeDeep && /^\*{2,}$/.test(raw)) return { kind: "any-depth" };
  let text = "";
  let starts = false;
  let ends = false;
  for (let at = 0; at < raw.length; at++) {
    let char = raw[at] ?? "";
    if (char === "?" || char === "[") return { kind: "glob", text: raw };
    if (char === "*") {
      if (text === "") starts = true;
      else ends = true;
      continue;
    }
    if (char === "\\") {
      at++;
      char = raw[at] ?? "";
      if (char === "") return { kind: "never" };
    }
    if (ends) return { kind: "glob", text: raw };
    text += char;
  }
  if (starts && ends) return { kind: "glob", text: raw };
  if (text === "") return { kind: starts ? "any" : "never" };
  return { kind: starts ? "suffix" : ends ? "prefix" : "literal", text };
}

/** Splits at slashes; a backslash before a slash quotes it, which changes nothing. */
function splitSegments(body: string): string[] {
  return body.split("/").map((raw, at, all) => {
    const quotesSlash = at < all.length - 1 && /(?:^|[^\\])(?:\\\\)*\\$/.test(raw);
    return quotesSlash ? raw.slice(0, -1) : raw;
  });
}

/** Reads one line without its line end; undefined for blank lines and comments. */
function parseIgnoreLine(line: string): IgnorePattern | undefined {
  if (line.startsWith("#")) return undefined;
  let body = trimSpaces(line);
  const negative = body.startsWith("!");
  if (negative) body = body.slice(1);
  const directoryOnly = body.endsWith("/");
  if (directoryOnly) body = body.slice(0, -1);
  if (body === "") return undefined;
  const anchored = body.includes("/");
  if (body.startsWith("/")) body = body.slice(1);
  const segments = splitSegments(body).map((raw) => parseSegment(raw, anchored));
  if (segments.some((segment) => segment.kind === "never")) return undefined;
  const [first, second] = segments;
  // "**/name" is "name": at any depth.
  if (segments.length === 2 && first?.kind === "any-depth" && second && second.kind !== "any-depth") {
    return { negative, directoryOnly, segments: [second], anchored: false };
  }
  return { negative, directoryOnly, segments, anchored };
}

/** A line of `.keyscanignore` that accepts a secret by its fingerprint, and names no path. */
const FINGERPRINT = /^[vk]1:[0-9a-f]{16}/;

/** Reads a whole ignore file; the last pattern that matches decides. */
export function parseIgnoreText(text: string): IgnorePattern[] {
  const patterns: IgnorePattern[] = [];
  for (const line of text.replace(/^\uFEFF/, "").split("\n")) {
    if (FINGERPRINT.test(line)) continue;
    const pattern = parseIgnoreLine(line.endsWith("\r") ? line.slice(0, -1) : line);
    if (pattern) patterns.push(pattern);
  }
  return patterns;
}
