/** What would be published: packages, images, sites, and the repository itself where it looks public. */
import { findWorkTree } from "../../sources/repository.ts";
import type { Finding, Occurrence } from "../../types.ts";
import { placesOf, type PublishedRepository, type PublishFacts, type PublishWay } from "../view.ts";
import { dockerBuilds, inDockerImage } from "./docker-context.ts";
import { inNpmPackage } from "./npm-package.ts";
import { publicSigns } from "./public-signs.ts";
import { inPythonPackage } from "./python-package.ts";
import { onSite, sitesOf } from "./sites.ts";
import { directoriesAbove, openTree, type Tree } from "./tree.ts";

/** Paths that are looked at; the rest is a limit. */
const MAX_PATHS = 2000;

/** @param roots The directories that are audited; absolute. */
export function collectPublished(
  findings: readonly Finding[],
  roots: readonly string[],
  cwd: string,
): PublishFacts {
  const places = findings
    .flatMap(placesOf)
    .filter(({ source, location }) => isInTree(source.kind, location.path));
  const ways = new Map<string, readonly PublishWay[]>();
  const repositories: PublishedRepository[] = [];
  const limits: string[] = [];
  for (const directory of new Set(roots.map((root) => findWorkTree(root) ?? root))) {
    const tree = openTree(directory, cwd);
    const inside = pathsIn(tree, places);
    if (inside.size > MAX_PATHS)
      limits.push(`${inside.size - MAX_PATHS} files were not asked whether they are published.`);
    const paths = [...inside].slice(0, MAX_PATHS);
    const wayOf = waysIn(
      tree,
      paths.map(([, { path }]) => path),
    );
    for (const [shown, { path, isIgnored }] of paths) {
      const found = tree.isFile(path) ? wayOf(path, isIgnored) : [];
      if (found.length > 0) ways.set(shown, found);
    }
    if (findWorkTree(directory) === undefined) continue;
    repositories.push({ paths: new Set(inside.keys()), ...publicSigns(tree, directory) });
  }
  return { ways, repositories, limits };
}

function isInTree(kind: Occurrence["source"]["kind"], path: string): boolean {
  return kind !== "log" && kind !== "stdin" && !path.startsWith("<");
}

function pathsIn(
  tree: Tree,
  places: readonly Occurrence[],
): Map<string, { path: string; isIgnored: boolean }> {
  const paths = new Map<string, { path: string; isIgnored: boolean }>();
  for (const { location, exposure } of places) {
    const path = paths.has(location.path) ? undefined : tree.pathOf(location.path);
    if (path !== undefined) paths.set(location.path, { path, isIgnored: exposure.includes("local-only") });
  }
  return paths;
}

/** @returns what tells how a file that is there now gets out. */
function waysIn(tree: Tree, paths: readonly string[]): (path: string, isIgnored: boolean) => PublishWay[] {
  const directories = new Set(paths.flatMap(directoriesAbove));
  const near = new Set(
    [...directories].flatMap((one) => (one === "" ? ["docker", ".docker", "deploy", "build"] : [])),
  );
  const builds = dockerBuilds(tree, new Set([...directories, ...near]));
  const sites = sitesOf(tree);
  return (path, isIgnored) => [
    ...inNpmPackage(tree, path).map((one) => ({ kind: "package" as const, ...one })),
    ...inPythonPackage(tree, path, isIgnored).map((one) => ({ kind: "package" as const, ...one })),
    ...inDockerImage(tree, builds, path).map((says) => ({ kind: "image" as const, says, isPublic: false })),
    ...(isIgnored ? [] : onSite(sites, path)).map((says) => ({
      kind: "site" as const,
      says,
      isPublic: true,
    })),
  ];
}
