/** Tells one file from another, whatever its names. */
import type { Stats } from "node:fs";

/** Device and inode, as one word. */
export function fileId({ dev, ino }: Pick<Stats, "dev" | "ino">): string {
  return `${dev}:${ino}`;
}
