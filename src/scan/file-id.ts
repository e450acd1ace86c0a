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

/** False where no own file has this name; else its `fileId` has to be asked for. */
export function mayBeOwn(files: readonly OwnFile[] | undefined, name: string): boolean {
  // By index: this is asked for every file, and for most before V8 has optimized it.
  for (let i = 0; i < (files?.length ?? 0); i++) {
    const own = files?.[i]?.name;
    if (own === undefined || (own.length === name.length && own === name.toLowerCase())) return true;
  }
  return false;
}
