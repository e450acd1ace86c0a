/** Folders of object directories (gitrepository-layout(5)) that can't be read: git, too, passes over what lies in them. */
import { accessSync, constants, readdirSync } from "node:fs";
import { join } from "node:path";

/**
 * The folders that are there and can't be read, each with what the system says.
 *
 * @param directories Object directories: the repository's and those that it borrows from.
 */
export function unreadableFolders(directories: readonly string[]): { path: string; error: unknown }[] {
  const unreadable: { path: string; error: unknown }[] = [];
  for (const directory of directories) {
    let names: string[];
    try {
      names = readdirSync(directory);
    } catch (error) {
      unreadable.push({ path: directory, error });
      continue;
    }
    for (const name of names) {
      if (name !== "pack" && !/^[0-9a-f]{2}$/.test(name)) continue;
      const path = join(directory, name);
      try {
        accessSync(path, constants.R_OK | constants.X_OK);
      } catch (error) {
        unreadable.push({ path, error });
      }
    }
  }
  return unreadable;
}
