/**
 * Paths longer than the kernel takes (PATH_MAX, 4,096 bytes on Linux). A directory near the limit is opened, and what lies
 * below it is named from `/proc/self/fd/N/`. Linux only; elsewhere such a directory is an error of the walk.
 * Invariant: at most MAX_ANCHORS descriptors are open, and none is closed before `close`, so that no path handed out can
 * come to mean another directory.
 */
import { closeSync, constants, openSync } from "node:fs";

/** Bytes of a directory's path from which on a name in it (255 bytes) might no longer fit. */
const ANCHOR_AT = 3_800;
/** One anchor carries some 3,800 further bytes of depth for everything below it. */
const MAX_ANCHORS = 64;

/** The directories held open for paths that are too long. */
export interface DeepPaths {
  /**
   * A way to name the directory at `prefix` (absolute, with the final separator) that leaves room for what lies below:
   * `prefix` itself while it is short. Undefined when there is none. Throws the system's error when the directory can't be opened.
   */
  shorten(prefix: string | Buffer): string | Buffer | undefined;
  /** Closes the directories; paths handed out are no longer good. */
  close(): void;
}

function isLong(prefix: string | Buffer): boolean {
  // A UTF-16 unit takes at most three bytes of UTF-8.
  if (typeof prefix !== "string") return prefix.length > ANCHOR_AT;
  return prefix.length * 3 > ANCHOR_AT && Buffer.byteLength(prefix) > ANCHOR_AT;
}

/** A new, empty set of open directories. */
export function createDeepPaths(platform: NodeJS.Platform = process.platform): DeepPaths {
  const anchors: number[] = [];
  return {
    shorten(prefix: string | Buffer): string | Buffer | undefined {
      if (platform !== "linux" || !isLong(prefix)) return prefix;
      if (anchors.length >= MAX_ANCHORS) return undefined;
      const anchor = openSync(prefix, constants.O_RDONLY | constants.O_DIRECTORY);
      anchors.push(anchor);
      return `/proc/self/fd/${anchor}/`;
    },
    close(): void {
      for (const anchor of anchors.splice(0)) closeSync(anchor);
    },
  };
}
