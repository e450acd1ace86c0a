/**
 * Finds the configuration file of a scanned path. Only the repository that holds the path is looked into: a file in a
 * shared parent directory such as /tmp must not steer the scan.
 */
import { lstatSync, realpathSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { ConfigError } from "./error.ts";
import { exists, shownPath } from "./paths.ts";

/** File names that are looked for; a directory may hold one of them. */
export const CONFIG_NAMES: readonly string[] = [
  "keyscan.config.yaml",
  "keyscan.config.yml",
  "keyscan.config.json",
];

export interface FoundConfig {
  /** Absolute; the directory part has no symbolic links. */
  path: string;
  /** The repository's root, or the scanned directory where it is in no repository. */
  root: string;
}

/**
 * The nearest configuration file, from the directory of `scanned` (a file or directory, relative to `cwd`) up to the
 * repository's root: the nearest directory with a `.git` entry. Outside of a repository only that directory counts.
 * Undefined where there is none, or where `scanned` does not exist.
 *
 * @throws ConfigError when a directory holds two configuration files, or the file belongs to another user than the
 * scanned directory and the one who runs the scan
 */
export function findConfig(scanned: string, cwd: string): FoundConfig | undefined {
  const directories = searchedDirectories(scanned, cwd);
  const [start] = directories;
  if (start === undefined) return undefined;
  const root = directories.at(-1) ?? start;
  for (const directory of directories) {
    const names = CONFIG_NAMES.filter((name) => exists(join(directory, name)));
    const [name] = names;
    if (name === undefined) continue;
    const path = join(directory, name);
    if (names.length > 1) throw twoFiles(names.map((other) => shownPath(join(directory, other), cwd)));
    checkOwner(path, start, cwd);
    return { path, root };
  }
  return undefined;
}

function twoFiles(files: readonly string[]): ConfigError {
  const [file = "", other = ""] = files;
  return new ConfigError([
    {
      file,
      message: `${other} stands beside it; a directory may have one configuration`,
      hint: "remove one of the two",
    },
  ]);
}

/** Undefined where the path does not exist; whoever scans it says so. */
function startDirectory(path: string): string | undefined {
  try {
    const real = realpathSync(path);
    return statSync(real).isDirectory() ? real : dirname(real);
  } catch {
    return undefined;
  }
}

/**
 * The directories that may say something about a scanned path (relative to `cwd`), as absolute paths without links: its own and
 * those above it up to the repository's root; outside of a repository its own alone. None where it does not exist.
 */
export function searchedDirectories(scanned: string, cwd: string): string[] {
  const start = startDirectory(resolve(cwd, scanned));
  if (start === undefined) return [];
  const directories: string[] = [];
  for (let directory = start; ; directory = dirname(directory)) {
    directories.push(directory);
    if (exists(join(directory, ".git"))) return directories;
    if (dirname(directory) === directory) return [start];
  }
}

/** Somebody else may have put a `.git` and a configuration above the scanned directory. */
function checkOwner(path: string, start: string, cwd: string): void {
  const user = process.getuid?.();
  if (user === undefined) return;
  const owner = lstatSync(path).uid;
  if ([user, 0, statSync(start).uid].includes(owner)) return;
  const file = shownPath(path, cwd);
  const message = "belongs to another user and is not used";
  throw new ConfigError([{ file, message, hint: `give it with --config ${file} if you trust it` }]);
}
