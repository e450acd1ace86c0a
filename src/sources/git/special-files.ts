/**
 * Pipes and devices in a git directory: git opens what it takes for its own, and would wait for ever. Where one lies where git looks, the
 * repository is refused.
 */
import { readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { RepositoryError } from "./error.ts";
import { namesIn } from "./names-in.ts";
import { objectDirectories } from "./pack/directories.ts";

interface ObjectPlaces {
  objectDirectory: string;
  /** Further object directories. */
  alternates: readonly string[];
}

/**
 * Looks at what git reads of object directories whatever it is asked: lists of alternates, packs and their indexes.
 *
 * @throws RepositoryError
 */
export function refuseSpecial({ objectDirectory, alternates }: ObjectPlaces): void {
  for (const directory of allDirectories([objectDirectory, ...alternates])) {
    refuse(join(directory, "info", "alternates"));
    for (const path of oddIn(join(directory, "pack"))) refuse(path);
  }
}

/**
 * The same for loose objects, of which git opens those that it is asked for, or all.
 *
 * @throws RepositoryError
 */
export function refuseSpecialLoose({ objectDirectory, alternates }: ObjectPlaces): void {
  for (const directory of allDirectories([objectDirectory, ...alternates]))
    for (const name of namesIn(directory))
      if (/^[0-9a-f]{2}$/.test(name)) for (const path of oddIn(join(directory, name))) refuse(path);
}

/**
 * The same for an index, and the part that several may share.
 *
 * @throws RepositoryError
 */
export function refuseSpecialIndex(file: string): void {
  refuse(file);
  const folder = dirname(file);
  for (const name of namesIn(folder)) if (name.startsWith("sharedindex.")) refuse(join(folder, name));
}

/** Those that can be known; a list of alternates that only git understands is no pipe at any rate. */
function allDirectories(directories: readonly string[]): readonly string[] {
  return objectDirectories(directories) ?? directories;
}

/** What is no plain file and no folder. */
function oddIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => !entry.isFile() && !entry.isDirectory())
      .map(({ name }) => join(folder, name));
  } catch {
    return [];
  }
}

/** Links are followed, as git does. */
function refuse(path: string): void {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined || status.isFile() || status.isDirectory()) return;
  throw new RepositoryError(
    `${JSON.stringify(path)} is a pipe or a device, for which git would wait for ever`,
  );
}
