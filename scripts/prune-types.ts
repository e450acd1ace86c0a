/** Of the declarations that tsc writes, those that the library's own lead to: nobody can ask for the others. */
import { readdirSync, readFileSync, rmdirSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

const SPECIFIER = /(?:from|import\(|import)\s*"(\.{1,2}\/[^"]+)\.(?:ts|js)"/g;

/**
 * Takes away the other declarations below the folder, and folders that are empty then.
 *
 * @param entry The declaration to begin with, a path in the folder.
 */
export function pruneTypes(folder: string, entry: string): void {
  const wanted = new Set([join(folder, entry)]);
  // What is added while it is gone through comes in its turn.
  for (const file of wanted)
    for (const [, path = ""] of readFileSync(file, "utf8").matchAll(SPECIFIER))
      wanted.add(join(dirname(file), `${path}.d.ts`));
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name));
  // Those in a folder come behind it.
  for (const path of paths.toSorted().toReversed()) {
    if (!statSync(path).isDirectory()) {
      if (!wanted.has(path)) rmSync(path);
    } else if (readdirSync(path).length === 0) rmdirSync(path);
  }
}
