/**
 * Which modules reach a client: everything that client entries import, directly or through other modules. Looked for in the packages
 * only in whose files a secret stands.
 */
import { clientEntries } from "./client-entries.ts";
import { createResolver, specifiersIn } from "./imports.ts";
import { directoriesAbove, type Tree } from "./tree.ts";

/** Modules of one package that are followed. */
const MAX_MODULES = 3000;

/** Modules for the server alone, by name, folder or by what they say. */
const SERVER_NAME =
  /\.server\.[cm]?[jt]sx?$|(?:^|\/)server\/|(?:^|\/)(?:pages|app)\/api\/|\+(?:page|layout)\.server\.|\+server\.|(?:^|\/)route\.[jt]s$/;
const SERVER_TEXT = /^\s*["']use server["']|\bimport\s*["']server-only["']|\bfrom\s*["']server-only["']/m;

const MODULE = /\.(?:[cm]?[jt]sx?|vue|svelte|json)$/;

export interface ClientFacts {
  /** By path in the tree, for modules that a client imports: the way from the entry, which comes first with what it is. */
  ways: ReadonlyMap<string, readonly string[]>;
  /** What was not followed to its end; a sentence each. */
  limits: string[];
}

/** @param paths Files in the tree in which secrets stand. */
export function collectClient(tree: Tree, paths: readonly string[]): ClientFacts {
  const wanted = new Set(paths.filter((path) => MODULE.test(path)));
  const homes = new Set([...wanted].flatMap((path) => homeOf(tree, path) ?? []));
  const ways = new Map<string, readonly string[]>();
  const limits: string[] = [];
  for (const home of homes) {
    const isWhole = follow(tree, home, wanted, ways);
    const name = home === "" ? "this package" : home;
    if (!isWhole)
      limits.push(`Not all modules that clients of ${name} import were followed: there are too many.`);
  }
  return { ways, limits };
}

/** The nearest directory with a package.json; else the nearest with a page. */
function homeOf(tree: Tree, path: string): string | undefined {
  const directories = directoriesAbove(path);
  const has = (name: string) => (directory: string) =>
    tree.isFile(directory === "" ? name : `${directory}/${name}`);
  return directories.find(has("package.json")) ?? directories.find(has("index.html"));
}

/** Breadth first, so that the way that is told is a short one. @returns false where there was more than is followed. */
function follow(
  tree: Tree,
  home: string,
  wanted: ReadonlySet<string>,
  ways: Map<string, readonly string[]>,
): boolean {
  const resolve = createResolver(tree, home);
  const queue = clientEntries(tree, home).map(({ path, says }) => ({ path, way: [`${path} (${says})`] }));
  const seen = new Set(queue.map(({ path }) => path));
  for (let at = 0; at < queue.length; at++) {
    const { path, way } = queue[at] ?? { path: "", way: [] };
    if (at >= MAX_MODULES || tree.isExhausted) return false;
    const text = tree.read(path);
    if (SERVER_NAME.test(path) || (text !== undefined && SERVER_TEXT.test(text.slice(0, 4000)))) continue;
    if (wanted.has(path) && !ways.has(path)) ways.set(path, way);
    if (text === undefined || path.endsWith(".json")) continue;
    for (const specifier of specifiersIn(text, path)) {
      const target = resolve(specifier, path);
      if (target === undefined || seen.has(target)) continue;
      seen.add(target);
      queue.push({ path: target, way: [...way, target] });
    }
  }
  return true;
}
