/** Reflogs: what refs have been, and what was written about it. All worktrees' are read, and those of refs that are gone. */
import { lstatSync, readdirSync, readFileSync, realpathSync, statSync, type Dirent } from "node:fs";
import { join, relative, sep } from "node:path";
import type { ScanError } from "../../types.ts";
import { displayName } from "../display-name.ts";
import { isGitDirectory } from "../repository.ts";
import type { RefPlaces } from "./refs.ts";
import { hasReftables, readStoredReflogs, ReftableError } from "./reftables.ts";

/** What is written of a ref. */
export interface Reflog {
  /** The ref, such as `refs/stash` or `HEAD`. */
  ref: string;
  /** Relative to the shared git directory, "/" between names. */
  path: string;
  content: Buffer;
}

/** Larger ones are errors; a line takes some 200 bytes. */
const MAX_BYTES = 256 * 1024 * 1024;
const MAX_DEPTH = 40;
/** What says that there is no such folder: a repository need not have reflogs. */
const ABSENT: ReadonlySet<string> = new Set(["ENOENT", "ENOTDIR"]);

/** Yields one reflog after the other; calls `onError` for those, and for folders of such, that can't be read. */
export function* readReflogs(
  { gitDir, commonDir }: RefPlaces,
  onError: (error: ScanError) => void,
): Generator<Reflog> {
  yield* storedReflogs({ gitDir, commonDir }, onError);
  const directories = new Set([join(gitDir, "logs"), join(commonDir, "logs")]);
  for (const name of listNames(Buffer.from(join(commonDir, "worktrees")))) {
    directories.add(join(commonDir, "worktrees", String(name), "logs"));
  }
  for (const directory of directories) {
    const shown = relative(commonDir, directory).replaceAll("\\", "/");
    const nameOf = (path: Buffer): string => displayName(path.subarray(Buffer.byteLength(directory) + 1));
    const onLost = (folder: Buffer, code: string): void =>
      onError({
        path: [shown, nameOf(folder)].filter(Boolean).join("/"),
        code,
        message: "this folder of reflogs can't be read",
      });
    if (!isOfGit(directory, "logs")) {
      onLost(Buffer.from(directory), STRANGE);
      continue;
    }
    for (const file of walkFiles(Buffer.from(directory), 0, onLost)) {
      const ref = nameOf(file);
      const path = `${shown}/${ref}`;
      const content = readWhole(file, path, onError);
      if (content !== undefined) yield { ref, path, content };
    }
  }
}

/** Those in reftables. */
function* storedReflogs(places: RefPlaces, onError: (error: ScanError) => void): Generator<Reflog> {
  if (!hasReftables(places)) return;
  try {
    for (const { ref, content } of readStoredReflogs(places)) yield { ref, path: `logs/${ref}`, content };
  } catch (error) {
    if (!(error instanceof ReftableError)) throw error;
    onError({ path: "logs", code: "REFTABLE", message: `reflogs can't be read: ${error.message}` });
  }
}

function readWhole(file: Buffer, path: string, onError: (error: ScanError) => void): Buffer | undefined {
  try {
    const status = statSync(file);
    if (!status.isFile()) return undefined;
    if (status.size <= MAX_BYTES) return readFileSync(file);
    onError({ path, code: "TOO_LARGE", message: "this reflog is too large to be read" });
  } catch (error) {
    const { code = "EUNKNOWN" } = error as NodeJS.ErrnoException;
    onError({ path, code, message: "this reflog can't be read" });
  }
  return undefined;
}

function* walkFiles(
  directory: Buffer,
  depth: number,
  onLost: (directory: Buffer, code: string) => void,
): Generator<Buffer> {
  if (depth > MAX_DEPTH) return;
  let entries;
  try {
    entries = readdirSync(directory, { withFileTypes: true, encoding: "buffer" });
  } catch (error) {
    const { code = "EUNKNOWN" } = error as NodeJS.ErrnoException;
    if (!ABSENT.has(code)) onLost(directory, code);
    return;
  }
  for (const entry of entries) {
    const path = Buffer.concat([directory, Buffer.from("/"), entry.name]);
    const isLinked = depth === 0 && isLinkedFolder(entry, path);
    if (isLinked && !isOfGit(path, "logs/refs")) onLost(path, STRANGE);
    else if (entry.isDirectory() || isLinked) yield* walkFiles(path, depth + 1, onLost);
    else if (entry.isFile()) yield path;
  }
}

/** `logs/refs` is a link where a git directory borrows all of another one (git-new-workdir). */
function isLinkedFolder(entry: Dirent<Buffer>, path: Buffer): boolean {
  return (
    entry.isSymbolicLink() &&
    String(entry.name) === "refs" &&
    statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
  );
}

/** A link leads to what is no part of a git directory: whoever makes a tree could have any folder read. */
const STRANGE = "STRANGE_LINK";

/**
 * True for a folder of a git directory that is no link, or one to what has the same place in another git directory.
 *
 * @param way Its path in the git directory, such as `logs/refs`.
 */
export function isOfGit(folder: string | Buffer, way: string): boolean {
  try {
    if (!lstatSync(folder).isSymbolicLink()) return true;
    const real = realpathSync(folder);
    const end = sep + way.replaceAll("/", sep);
    return real.endsWith(end) && isGitDirectory(real.slice(0, 1 - end.length));
  } catch {
    // Who reads it tells that it is not there.
    return true;
  }
}

function listNames(directory: Buffer): Buffer[] {
  try {
    return readdirSync(directory, { encoding: "buffer" });
  } catch {
    return [];
  }
}

/** Ids that a reflog names; those of objects that are long gone among them. */
export function* reflogIds({ content }: Reflog): Generator<string> {
  const NULL = /^0+$/;
  for (const line of content.toString("latin1").split("\n")) {
    const [before = "", after = ""] = line.split(" ", 2);
    for (const oid of [before, after]) {
      if (/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(oid) && !NULL.test(oid)) yield oid;
    }
  }
}
