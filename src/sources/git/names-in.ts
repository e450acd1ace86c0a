/** Names in folders of a repository's own (gitrepository-layout(5)). */
import { readdirSync } from "node:fs";

/** None where the folder can't be read: `unreadableFolders` tells of those that hold objects. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
