/**
 * Tells whether a pack is the one that it was: by its size and its place on the disk, and by the checksums of pack and index, with which the
 * index ends (gitformat-pack(5)). Its time says nothing: git touches a pack when an object is added that it has.
 */
import { closeSync, readSync, statSync } from "node:fs";
import type { PackPaths } from "./find.ts";
import { openRegular } from "./open-regular.ts";

/** Two checksums, bytes. */
const CHECKSUMS = 64;

/** Another text for another pack, also where it could not be looked at. */
export function packIdentity({ pack, index }: PackPaths): string {
  try {
    const { size, ino } = statSync(pack);
    return `${pack} ${size} ${ino} ${checksums(index)}`;
  } catch {
    return `${pack} ?${Math.random()}`;
  }
}

function checksums(index: string): string {
  const { fd, size } = openRegular(index);
  try {
    const bytes = Buffer.alloc(CHECKSUMS);
    const length = readSync(fd, bytes, 0, CHECKSUMS, Math.max(0, size - CHECKSUMS));
    return `${size} ${bytes.toString("hex", 0, length)}`;
  } finally {
    closeSync(fd);
  }
}
