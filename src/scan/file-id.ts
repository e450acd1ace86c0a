/** Tells one file from another, whatever its names. */
import type { Stats } from "node:fs";

/** Device and inode, as one word. */
export function fileId({ dev, ino }: Pick<Stats, "dev" | "ino">): string {
  return `${dev}:${ino}`;
}

/** A file that this process writes to. */
export interface OwnFile {
  id: string;
  /** The only name that a tree can show it by, in lower case; left out where it may have several, or nobody knows. */
  name?: string;
}

/** False where no own file has the name with which a path ends, so that nobody need ask for its `fileId`. */
export function mayBeOwn(files: readonly OwnFile[] | undefined, path: string | Buffer): boolean {
  // By index: this is asked for every file, and for most before V8 has optimized it.
  for (let i = 0; i < (files?.length ?? 0); i++) {
    const own = files?.[i]?.name;
    if (own === undefined || typeof path !== "string") return true;
    if (path.slice(-own.length).toLowerCase() === own) return true;
  }
  return false;
}
