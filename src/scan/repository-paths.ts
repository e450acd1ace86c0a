/** How files of a repository are called from where a scan began: in the folders that were named, and by `include` and `exclude`. */
import { dirname, join, relative, resolve, sep } from "node:path";
import { ownSettings } from "../sources/git/own-settings.ts";
import { readSmallFile } from "../sources/ignore-files.ts";
import { realOf, type RepositoryPlaces } from "../sources/git/repository.ts";
import { withSeparator } from "../sources/start.ts";

/** The folder in its repository: "" where it is the root, else with a "/" at its end. */
export function belowOf({ workTree, gitDir }: RepositoryPlaces, path: string): string {
  const real = realOf(path);
  if (workTree === undefined || real === gitDir) return "";
  const way = wayTo(realOf(workTree), real);
  return leadsOut(way) ? "" : way;
}

/**
 * True where a repository that the walk has come across is one of the folder in which it was found: its git directory lies in what
 * was named, or says that this is its working tree. Whoever makes a tree can write a file `.git` that names any repository.
 */
export function isOfItsFolder(
  { gitDir, commonDir, workTree }: RepositoryPlaces,
  roots: readonly string[],
): boolean {
  if (workTree === undefined || roots.some((root) => gitDir.startsWith(withSeparator(realOf(root)))))
    return true;
  const real = realOf(workTree);
  const pointer = readSmallFile(join(gitDir, "gitdir"), 8_192);
  if (typeof pointer === "string" && realOf(dirname(resolve(gitDir, pointer.trim()))) === real) return true;
  const setting = workTreeSetting(commonDir);
  return setting !== undefined && realOf(resolve(gitDir, setting)) === real;
}

/** `core.worktree`. */
function workTreeSetting(commonDir: string): string | undefined {
  return ownSettings({ commonDir }).find(({ section, key }) => section === "core" && key === "worktree")
    ?.value;
}

/** Tells what patterns call a file, given its path in the repository; undefined where they do not speak of it. */
export type PatternName = (path: string) => string | undefined;

/**
 * As the walk has it: patterns count from the working directory, or from the path that was named where that lies outside of it.
 *
 * @param workTree Of the repository.
 * @param root The path that was named: a folder in the working tree, or one that it lies in.
 */
export function patternName(workTree: string, root: string, cwd: string): PatternName {
  const [tree, from, named] = [workTree, cwd, root].map(realOf) as [string, string, string];
  const base = leadsOut(wayTo(from, named)) ? named : from;
  const down = wayTo(base, tree);
  if (!leadsOut(down)) return (path) => down + path;
  const up = wayTo(tree, base);
  return (path) => (path.startsWith(up) ? path.slice(up.length) : undefined);
}

/** Of what `wayTo` gives; a folder may be called `..x`. */
function leadsOut(way: string): boolean {
  return way.startsWith("../");
}

/** From a folder to a path (both absolute): "" or something that ends with "/", and begins with "../" where it leads out. */
function wayTo(folder: string, path: string): string {
  const way = relative(folder, path).split(sep).join("/");
  return way === "" ? "" : `${way}/`;
}

/**
 * True where a submodule may lie in one of the folders that were meant: by where its settings say that it is checked out, or by its
 * name, which is its path unless somebody has moved it, also in a linked worktree.
 *
 * @param directory Its git directory.
 * @param name Below the folder `modules`.
 * @param below Folders of the repository, each with a "/" at its end; none: all of it.
 */
export function isModuleBelow(
  { workTree }: RepositoryPlaces,
  { directory, name }: { directory: string; name: string },
  below: readonly string[],
): boolean {
  if (below.length === 0 || workTree === undefined) return true;
  const setting = workTreeSetting(directory);
  const paths = [`${name}/`];
  if (setting !== undefined) paths.push(wayTo(realOf(workTree), realOf(resolve(directory, setting))));
  return below.some((folder) => paths.some((path) => path.startsWith(folder)));
}
