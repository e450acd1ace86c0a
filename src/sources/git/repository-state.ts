/**
 * Tells whether a repository is as it was: a hash of everything that a scan of its history reads, as far as that can change. Objects
 * never do, so that it is enough which there are: the names of loose ones, name, size and time of packs. Everything else (refs, reflogs,
 * index, HEAD and its like, settings) is small and goes in with its content.
 */
import { createHash, type Hash } from "node:crypto";
import { readdirSync, readlinkSync, statSync, type Dirent } from "node:fs";
import { join } from "node:path";
import { readSmallBytes } from "../ignore-files.ts";
import { objectDirectories } from "./pack/directories.ts";
import { isOfGit } from "./reflogs.ts";
import { readShared } from "./ref-file.ts";
import type { RepositoryPlaces } from "./repository.ts";

/** Larger files (an index of a million files) go in by size and time. */
const MAX_BYTES = 128 * 1024 * 1024;
const MAX_DEPTH = 40;
/** Folders of a git directory that are read. */
const FOLDERS = ["refs", "logs", "worktrees", "reftable", "rebase-merge", "rebase-apply"];

/** SHA-256; undefined where it is not known which objects there are. */
export function repositoryState(places: RepositoryPlaces): Buffer | undefined {
  const { gitDir, commonDir, objectDirectory, alternates } = places;
  const directories = objectDirectories([objectDirectory, ...alternates]);
  if (directories === undefined) return undefined;
  const hash = createHash("sha256");
  for (const directory of new Set([gitDir, commonDir])) {
    hash.update(`directory ${directory}\0`);
    for (const entry of entriesOf(Buffer.from(directory))) {
      const path = join(directory, String(entry.name));
      if (entry.isSymbolicLink()) hash.update(linkAt(path));
      if (FOLDERS.includes(String(entry.name)) && !entry.isFile() && isOfGit(path, String(entry.name)))
        addFolder(hash, Buffer.from(path), 0);
      else if (entry.isFile() || entry.isSymbolicLink()) addFile(hash, Buffer.from(path));
    }
  }
  if (places.indexFile !== join(gitDir, "index")) addFile(hash, Buffer.from(places.indexFile));
  for (const directory of directories) addObjects(hash, directory);
  return hash.digest();
}

function addFolder(hash: Hash, folder: Buffer, depth: number): void {
  if (depth > MAX_DEPTH) return;
  for (const entry of entriesOf(folder)) {
    const path = Buffer.concat([folder, Buffer.from("/"), entry.name]);
    const isLinked = entry.isSymbolicLink() && depth === 0 && isOfGit(path, "logs/refs");
    if (entry.isDirectory() || isLinked) addFolder(hash, path, depth + 1);
    else if (entry.isFile()) addFile(hash, path);
  }
}

function addFile(hash: Hash, path: Buffer): void {
  let bytes = readSmallBytes(path, MAX_BYTES);
  if (bytes === undefined) {
    hash.update(linkAt(path));
    bytes = readShared(path, MAX_BYTES);
  }
  hash.update(path).update(`\0${typeof bytes === "object" ? bytes.length : stamp(path)}\0`);
  if (typeof bytes === "object") hash.update(bytes);
}

function addObjects(hash: Hash, directory: string): void {
  hash.update(`objects ${directory}\0`);
  for (const { name } of entriesOf(Buffer.from(directory))) {
    const folder = String(name);
    if (!/^[0-9a-f]{2}$/.test(folder)) continue;
    for (const entry of entriesOf(Buffer.from(join(directory, folder))))
      hash.update(`${folder}${String(entry.name)}\0`);
  }
  const packs = join(directory, "pack");
  for (const { name } of entriesOf(Buffer.from(packs)))
    hash.update(`${String(name)} ${stamp(join(packs, String(name)))}\0`);
}

/** Where a link leads; empty for what is none. */
function linkAt(path: string | Buffer): string {
  try {
    return `link ${readlinkSync(path)}\0`;
  } catch {
    return "";
  }
}

/** Size and time of the last change. */
function stamp(path: string | Buffer): string {
  try {
    const { size, mtimeMs, ino } = statSync(path);
    return `${size} ${mtimeMs} ${ino}`;
  } catch {
    return "?";
  }
}

/** Sorted by name. */
function entriesOf(directory: Buffer): Dirent<Buffer>[] {
  try {
    const entries = readdirSync(directory, { withFileTypes: true, encoding: "buffer" });
    return entries.sort((a, b) => Buffer.compare(a.name, b.name));
  } catch {
    return [];
  }
}
