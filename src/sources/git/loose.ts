/** Loose objects (gitrepository-layout(5)): which there are. Git reads them. */
import { join } from "node:path";
import { namesIn } from "./names-in.ts";

/**
 * Ids (hex) of the loose objects of a directory.
 *
 * @param digits Hex digits of an id: 40 or 64.
 */
export function looseIds(directory: string, digits: number): string[] {
  const ids: string[] = [];
  for (const folder of namesIn(directory)) {
    if (!/^[0-9a-f]{2}$/.test(folder)) continue;
    for (const name of namesIn(join(directory, folder))) {
      const id = folder + name;
      if (id.length === digits && /^[0-9a-f]+$/.test(name)) ids.push(id);
    }
  }
  return ids;
}
