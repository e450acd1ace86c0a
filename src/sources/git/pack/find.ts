/** The packs of object directories. */
import { statSync } from "node:fs";
import { join } from "node:path";
import { namesIn } from "../names-in.ts";

export interface PackPaths {
  /** Without its ending, `pack-…`. */
  name: string;
  index: string;
  pack: string;
  /** Bytes of the pack. */
  size: number;
}

/**
 * Every pack that has an index, the largest first. What can't be looked at is left out: git says what is wrong with it when it is
 * asked for the objects.
 *
 * @param directories Object directories: the repository's and its alternates.
 */
export function findPacks(directories: readonly string[]): PackPaths[] {
  const packs: PackPaths[] = [];
  for (const directory of directories) {
    const folder = join(directory, "pack");
    for (const file of namesIn(folder)) {
      if (!file.endsWith(".idx")) continue;
      const name = file.slice(0, -".idx".length);
      const pack = join(folder, `${name}.pack`);
      const size = sizeOf(pack);
      if (size !== undefined) packs.push({ name, index: join(folder, file), pack, size });
    }
  }
  return packs.sort((a, b) => b.size - a.size || (a.name < b.name ? -1 : 1));
}

/** Packs without an index, by path; git reads nothing of them either, be there an index of several packs or not. */
export function packsWithoutIndex(directories: readonly string[]): string[] {
  return filesAlone(directories, "pack", "idx");
}

/** Indexes whose packs are not there, by path. */
export function loneIndexes(directories: readonly string[]): string[] {
  return filesAlone(directories, "idx", "pack");
}

/** Files of packs with one ending that stand beside none with the other. */
function filesAlone(directories: readonly string[], ending: string, other: string): string[] {
  return directories.flatMap((directory) => {
    const folder = join(directory, "pack");
    const names = new Set(namesIn(folder));
    return [...names]
      .filter((name) => name.startsWith("pack-") && name.endsWith(`.${ending}`))
      .filter((name) => !names.has(name.slice(0, -ending.length) + other))
      .map((name) => join(folder, name));
  });
}

function sizeOf(path: string): number | undefined {
  try {
    const status = statSync(path);
    return status.isFile() ? status.size : undefined;
  } catch {
    return undefined;
  }
}
