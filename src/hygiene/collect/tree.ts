/**
 * Reads small files of the audited directory for collectors. The tree is hostile: no link is followed, nothing outside of it is
 * opened, large files are not read, and there is an end to how much is read in all.
 */
import { lstatSync, readdirSync, realpathSync } from "node:fs";
import { isAbsolute, join, relative, sep } from "node:path";
import { readSmallFile } from "../../sources/ignore-files.ts";

/** Bytes of one file. */
const MAX_FILE = 1 << 18;
/** Files that are read for one audit, and their UTF-16 units. */
const MAX_READS = 5000;
const MAX_TOTAL = 1 << 25;
/** Names of one directory that are looked at. */
const MAX_NAMES = 10_000;

/** Paths are relative to the tree's root, "/" between names, without "." and "..". */
export interface Tree {
  /** Absolute, without links. */
  readonly root: string;
  /** The text of a file; undefined where there is none that may be read. Each file is read once. */
  read(path: string): string | undefined;
  isFile(path: string): boolean;
  isDirectory(path: string): boolean;
  /** Names in a directory, sorted; none where it can't be read. */
  names(path: string): string[];
  /** The path in the tree of a path of the file system or of a report; undefined outside of it. */
  pathOf(path: string): string | undefined;
  /** True once so much was read that the rest was refused. */
  readonly isExhausted: boolean;
}

/** @param cwd What paths in reports are relative to. */
export function openTree(directory: string, cwd: string): Tree {
  const root = realOf(directory) ?? directory;
  const texts = new Map<string, string | undefined>();
  let reads = 0;
  let total = 0;
  let isExhausted = false;
  const real = (path: string): string | undefined => {
    const whole = join(root, path);
    return realOf(whole) === whole ? whole : undefined;
  };
  const kind = (path: string): "file" | "directory" | undefined => {
    try {
      const at = real(path);
      const stats = at === undefined ? undefined : lstatSync(at);
      return stats?.isFile() === true ? "file" : stats?.isDirectory() === true ? "directory" : undefined;
    } catch {
      return undefined;
    }
  };
  return {
    root,
    read(path) {
      if (texts.has(path)) return texts.get(path);
      if (reads >= MAX_READS || total >= MAX_TOTAL) {
        isExhausted = true;
        return undefined;
      }
      reads++;
      const at = kind(path) === "file" ? real(path) : undefined;
      const text = at === undefined ? undefined : readSmallFile(at, MAX_FILE);
      const answer = text === "too-large" ? undefined : text;
      total += answer?.length ?? 0;
      texts.set(path, answer);
      return answer;
    },
    isFile: (path) => kind(path) === "file",
    isDirectory: (path) => kind(path) === "directory",
    names(path) {
      try {
        const at = real(path);
        return at === undefined ? [] : readdirSync(at).slice(0, MAX_NAMES).sort();
      } catch {
        return [];
      }
    },
    pathOf(path) {
      const way = relative(root, isAbsolute(path) ? path : join(realOf(cwd) ?? cwd, path));
      const isOutside = way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way);
      return isOutside ? undefined : way.replaceAll(sep, "/");
    },
    get isExhausted() {
      return isExhausted;
    },
  };
}

function realOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** Joins names below the root; undefined where the way leads out of it. */
export function joinInside(directory: string, way: string): string | undefined {
  const names = directory.split("/").filter((name) => name !== "");
  for (const name of way.split("/")) {
    if (name === "" || name === ".") continue;
    if (name !== "..") names.push(name);
    else if (names.pop() === undefined) return undefined;
  }
  return names.join("/");
}

/** The directory of a path; "" for the root. */
export function directoryOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** The directories of a path, its own first, the root ("") last. */
export function directoriesAbove(path: string): string[] {
  const found: string[] = [];
  for (let at = directoryOf(path); ; at = directoryOf(at)) {
    found.push(at);
    if (at === "") return found;
  }
}

/** A JSON document as an object; undefined where it is none. Comments and commas at ends, as in tsconfig.json, are forgiven. */
export function parseObject(text: string | undefined): Record<string, unknown> | undefined {
  if (text === undefined) return undefined;
  for (const attempt of [text, withoutComments(text)]) {
    try {
      const value: unknown = JSON.parse(attempt.replace(/^\ufeff/, ""));
      if (typeof value === "object" && value !== null && !Array.isArray(value))
        return value as Record<string, unknown>;
    } catch {
      // The other attempt, or none.
    }
  }
  return undefined;
}

function withoutComments(text: string): string {
  return text
    .replaceAll(/("(?:[^"\\\n]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (_, quoted?: string) => quoted ?? "")
    .replaceAll(/,(\s*[}\]])/g, "$1");
}

/** Texts among the values of an object or list, at any depth up to a few. */
export function textsIn(value: unknown, depth = 4): string[] {
  if (typeof value === "string") return [value];
  if (depth === 0 || typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap((inner) => textsIn(inner, depth - 1));
}
