/** Questions about paths that a hostile tree may have prepared with symbolic links. */
import { lstatSync, realpathSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, sep } from "node:path";

/** True where `path` lies below `directory`; both absolute and without symbolic links. */
export function isInside(directory: string, path: string): boolean {
  const way = relative(directory, path);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** The path as the user would write it: relative to `cwd` where it lies below it, absolute otherwise. */
export function shownPath(path: string, cwd: string): string {
  return isInside(cwd, path) ? relative(cwd, path) : path;
}

/**
 * Where a file really is, or would be created: `path` (absolute) with the symbolic links of its existing part
 * resolved. Undefined where that can't be told (a link to nothing, a loop, a directory that can't be searched).
 */
export function realTarget(path: string): string | undefined {
  const missing: string[] = [];
  for (let existing = path; ; existing = dirname(existing)) {
    try {
      return join(realpathSync(existing), ...missing);
    } catch {
      if (dirname(existing) === existing || !isAbsent(existing)) return undefined;
      missing.unshift(basename(existing));
    }
  }
}

/** Also a link to nothing is there; what can't be looked at is not. */
export function exists(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

function isAbsent(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) === undefined;
  } catch {
    return false;
  }
}
