/**
 * Globs in a configuration file are relative to its directory, the walk takes them relative to where it begins. They have
 * the syntax of gitignore(5): `!` before it negates, one without a slash (but at its end) holds at any depth.
 */
import { relative, sep } from "node:path";
import { globMatcher } from "../sources/glob-names.ts";

const DEEP = /^\*{2,}$/;

/**
 * The globs of the directory `from`, as they read in the directory `to` (both absolute). Where neither lies in the other
 * they are taken as they are.
 */
export function moveGlobs(globs: readonly string[], from: string, to: string): string[] {
  const down = namesOf(relative(from, to));
  const up = namesOf(relative(to, from));
  const patterns = globs.filter((glob) => glob.trim() !== "" && !glob.startsWith("#"));
  if (!down.includes("..")) return patterns.flatMap((glob) => down.reduce(enterAll, [glob]));
  return up.includes("..") ? patterns : patterns.map((glob) => leave(glob, up));
}

function namesOf(path: string): string[] {
  return path === "" ? [] : path.split(sep);
}

interface Glob {
  sign: string;
  segments: string[];
}

/** A glob without a slash is what it is with `**` in front. */
function parse(glob: string): Glob {
  const sign = glob.startsWith("!") ? "!" : "";
  const body = glob.slice(sign.length);
  if (!body.slice(0, -1).includes("/")) return { sign, segments: ["**", body] };
  return { sign, segments: body.replace(/^\//, "").split("/") };
}

/** The glob seen from a directory above: behind the names that lead down to its own. */
function leave(glob: string, names: readonly string[]): string {
  const { sign, segments } = parse(glob);
  const way = names.map((name) => name.replaceAll(/[\\*?[\]]/g, String.raw`\$&`));
  return `${sign}/${[...way, ...segments].join("/")}`;
}

function enterAll(globs: readonly string[], name: string): string[] {
  return [...new Set(globs.flatMap((glob) => enter(glob, name)))];
}

/** What is left of the glob in the directory `name`: nothing where it can match nothing in there. */
function enter(glob: string, name: string): string[] {
  const { sign, segments } = parse(glob);
  const [first = "", ...rest] = segments;
  const write = (left: readonly string[]): string[] => {
    // The directory itself is named, so everything in it is; `a/` ends in an empty segment.
    if (left.length === 0 || (left.length === 1 && left[0] === "")) return [`${sign}**`];
    return [`${sign}/${left.join("/")}`];
  };
  if (!DEEP.test(first)) return matches(first, name) ? write(rest) : [];
  if (rest.length === 0) return [`${sign}**`];
  return [...write(segments), ...enter(`${sign}/${rest.join("/")}`, name)];
}

function matches(segment: string, name: string): boolean {
  return globMatcher([[segment, 0]], false, -1)(name) === 0;
}
