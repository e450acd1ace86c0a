/** A ref in a file of its own (gitrepository-layout(5)), HEAD above all. */
import { readlinkSync } from "node:fs";
import { readSmallFile } from "../ignore-files.ts";

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
