/**
 * A private git directory that shows git the objects of a repository and nothing else of it: no configuration, no hooks, no
 * attributes, no replacements, no grafts, no promisor remotes. Since git never opens the repository's own directory, none of
 * its settings can start a program, none can change what is printed, a broken configuration does no harm, and whose repository it
 * is does not matter (`safe.directory` guards the configuration, which is not read).
 */
import { mkdirSync, mkdtempSync, rmdirSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RepositoryError } from "./error.ts";

/** How objects are named: 40 or 64 hex digits. */
export type ObjectFormat = "sha1" | "sha256";

export interface ViewRequest {
  format: ObjectFormat;
  /** Absolute. Alternates that it names are followed by git. */
  objectDirectory: string;
  /** Further object directories, as a hook of git's is told of (quarantined objects). */
  alternates?: readonly string[];
  /** Absolute; where left out there is no index. */
  indexFile?: string;
  /** What HEAD holds: a commit, or `ref: refs/heads/…`. */
  head: string;
  /** Refs by name, so that revisions can be named as usual. */
  refs: Iterable<readonly [name: string, oid: string]>;
  /** Commits whose parents are not there. */
  shallow?: Iterable<string>;
}

export interface View {
  /** The private git directory. */
  directory: string;
  environment: Readonly<Record<string, string>>;
  /** Takes it away. */
  close(): void;
}

const SETTINGS = `	bare = true
	fsmonitor = false
	untrackedCache = false
	hooksPath = /dev/null
	attributesFile = /dev/null
	excludesFile = /dev/null
	commitGraph = false
	multiPackIndex = false
	quotePath = false
	ignoreCase = false
[gc]
	auto = 0
[maintenance]
	auto = false
[protocol]
	allow = never
[advice]
	detachedHead = false
`;

/** Views that are open; those that nobody could close any more go with the process. */
const open = new Set<string>();

function remove(directory: string): void {
  open.delete(directory);
  try {
    // What is always in it, one by one: several times faster than looking for what there is, and hooks wait for it.
    for (const file of ["config", "HEAD", "packed-refs"]) unlinkSync(join(directory, file));
    for (const folder of ["refs", "objects", ""]) rmdirSync(join(directory, folder));
  } catch {
    rmSync(directory, { recursive: true, force: true, maxRetries: 2 });
  }
}

process.on("exit", () => {
  for (const directory of open) {
    try {
      remove(directory);
    } catch {
      // It lies in the folder for temporary files.
    }
  }
});

/** @throws RepositoryError where no temporary folder can be made. */
export function openView(request: ViewRequest): View {
  let directory: string;
  try {
    directory = mkdtempSync(join(tmpdir(), "keyscan-git-"));
  } catch (error) {
    const { code = "unknown error" } = error as NodeJS.ErrnoException;
    throw new RepositoryError(
      `no temporary folder can be made in ${JSON.stringify(tmpdir())} (${code}); TMPDIR can name another one`,
    );
  }
  open.add(directory);
  mkdirSync(join(directory, "refs"));
  mkdirSync(join(directory, "objects"));
  const { format, objectDirectory, alternates = [], indexFile, head, refs, shallow = [] } = request;
  const version =
    format === "sha1"
      ? "[core]\n\trepositoryFormatVersion = 0\n"
      : `[extensions]\n\tobjectFormat = ${format}\n[core]\n\trepositoryFormatVersion = 1\n`;
  writeFileSync(join(directory, "config"), version + SETTINGS);
  writeFileSync(join(directory, "HEAD"), `${head}\n`);
  const packed = [...refs].map(([name, oid]) => `${oid} ${name}\n`).join("");
  writeFileSync(join(directory, "packed-refs"), `# pack-refs with: \n${packed}`);
  const commits = [...shallow];
  if (commits.length > 0) writeFileSync(join(directory, "shallow"), `${commits.join("\n")}\n`);
  return {
    directory,
    environment: {
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      HOME: directory,
      XDG_CONFIG_HOME: directory,
      GIT_DIR: directory,
      GIT_OBJECT_DIRECTORY: objectDirectory,
      GIT_INDEX_FILE: indexFile ?? join(directory, "index"),
      ...(alternates.length > 0
        ? { GIT_ALTERNATE_OBJECT_DIRECTORIES: alternates.map(quoteAlternate).join(separator) }
        : {}),
    },
    close: () => remove(directory),
  };
}

const separator = process.platform === "win32" ? ";" : ":";

/** Git takes an entry in double quotes for a C string. */
function quoteAlternate(path: string): string {
  return path.includes(separator) || path.startsWith('"') ? JSON.stringify(path) : path;
}
