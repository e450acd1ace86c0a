/** A ref in a file of its own (gitrepository-layout(5)), HEAD above all, and files of a git directory that may be links. */
import { readlinkSync, realpathSync } from "node:fs";
import { readSmallBytes, readSmallFile } from "../ignore-files.ts";

/**
 * What the file says; `ref: refs/…` for a link to such a name, as git made them once, and still does with `core.preferSymlinkRefs`. No other
 * link is followed. "too-large" and undefined as `readSmallFile` has them.
 */
export function readRefFile(path: string | Buffer, limit: number): string | "too-large" | undefined {
  const text = readSmallFile(path, limit);
  if (text !== undefined) return text;
  try {
    const target = readlinkSync(path, "utf8");
    return target.startsWith("refs/") ? `ref: ${target}\n` : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A file that some lay as a link to that of another git directory (git-new-workdir, repo(1)): settings, packed refs, shallow marks. What a
 * link leads to is read where it is a plain file. "too-large" and undefined as `readSmallBytes` has them.
 */
export function readShared(path: string | Buffer, limit: number): Buffer | "too-large" | undefined {
  const bytes = readSmallBytes(path, limit);
  if (bytes !== undefined) return bytes;
  try {
    return readSmallBytes(realpathSync(path), limit);
  } catch {
    return undefined;
  }
}

/** The same as text. */
export function readSharedText(path: string, limit: number): string | undefined {
  const bytes = readShared(path, limit);
  return typeof bytes === "object" ? bytes.toString("utf8") : undefined;
}
