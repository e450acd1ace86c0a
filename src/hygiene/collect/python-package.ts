/**
 * Whether a wheel or a source distribution of Python would hold a file, as far as its settings tell without being run: setup.py is
 * not. Sources: the packaging guide, the documentation of setuptools (MANIFEST.in), Hatch, Poetry, Flit and PDM.
 */
import { matches } from "./patterns.ts";
import type { Published } from "./npm-package.ts";
import { directoriesAbove, joinInside, type Tree } from "./tree.ts";

/** Build backends that put every file of a package into the wheel; setuptools takes modules, and data that is named. */
const TAKES_DATA = /\bbuild-backend\s*=\s*["'](?:hatchling|poetry|flit|pdm)/;
/** Everything that git does not ignore goes into its source distributions. */
const TAKES_ALL = /\bbuild-backend\s*=\s*["']hatchling/;
/** PyPI refuses what says this. */
const PRIVATE = /["']Private ::/;
const MAX_LINES = 1000;

/** @param isIgnored Git ignores the file. */
export function inPythonPackage(tree: Tree, path: string, isIgnored: boolean): Published[] {
  for (const home of directoriesAbove(path)) {
    const read = (name: string): string | undefined => tree.read(joinInside(home, name) ?? name);
    const project = read("pyproject.toml") ?? "";
    const setup = read("setup.py") ?? read("setup.cfg");
    const isProject =
      /^\s*\[(?:project|tool\.poetry|tool\.flit\.metadata)\]/m.test(project) || setup !== undefined;
    if (!isProject) continue;
    if (PRIVATE.test(project) || PRIVATE.test(setup ?? "")) return [];
    const inside = home === "" ? path : path.slice(home.length + 1);
    const says = placeIn(tree, { home, inside, project, manifest: read("MANIFEST.in") ?? "", isIgnored });
    return says === undefined ? [] : [{ says, isPublic: true }];
  }
  return [];
}

interface PythonFile {
  home: string;
  inside: string;
  project: string;
  manifest: string;
  isIgnored: boolean;
}

function placeIn(tree: Tree, { home, inside, project, manifest, isIgnored }: PythonFile): string | undefined {
  const name = home === "" ? "this folder" : home;
  const isPackaged = inPackage(tree, home, inside);
  if (isPackaged && inside.endsWith(".py"))
    return `It is a module of the Python package in ${name}: the wheel holds it.`;
  if (isPackaged && TAKES_DATA.test(project) && !isIgnored)
    return `It lies in the Python package in ${name}: the wheel holds it.`;
  if (TAKES_ALL.test(project) && !isIgnored)
    return `The source distribution of ${name} holds every file that git does not ignore.`;
  return isListed(manifest, inside)
    ? `MANIFEST.in of ${name} puts it into the source distribution.`
    : undefined;
}

/** Its directory, and all above it up to the project or its src/, are packages. */
function inPackage(tree: Tree, home: string, inside: string): boolean {
  const directories = directoriesAbove(inside).filter((directory) => directory !== "" && directory !== "src");
  const [outermost] = directories.slice(-1);
  if (outermost === undefined || /^(?:tests?|docs?|examples?|scripts)(?:\/|$)/.test(outermost)) return false;
  return tree.isFile(joinInside(home, `${outermost}/__init__.py`) ?? "");
}

/** The last line of MANIFEST.in that says something of a file decides. */
function isListed(manifest: string, inside: string): boolean {
  let listed = false;
  for (const line of manifest.split(/\r?\n/).slice(0, MAX_LINES)) {
    const [command = "", ...words] = line.replace(/#.*/, "").trim().split(/\s+/);
    if (words.length > 0 && appliesTo(command, words.slice(0, 100), inside))
      listed = !/exclude|prune/.test(command);
  }
  return listed;
}

function appliesTo(command: string, words: readonly string[], inside: string): boolean {
  const name = inside.slice(inside.lastIndexOf("/") + 1);
  const below = (directory: string): boolean =>
    matches(`/${directory.replace(/^\.?\/+|\/+$/g, "")}/`, inside);
  switch (command) {
    case "include":
    case "exclude":
      return words.some((pattern) => matches(`/${pattern}`, inside));
    case "recursive-include":
    case "recursive-exclude": {
      const [directory = "", ...patterns] = words;
      return (directory === "." || below(directory)) && patterns.some((pattern) => matches(pattern, name));
    }
    case "global-include":
    case "global-exclude":
      return words.some((pattern) => matches(pattern, name));
    case "graft":
    case "prune":
      return words.some(below);
    default:
      return false;
  }
}
