/** What files beside a place tell of who gets to see it: modules that a client imports, apps for phones, output with a page in it. */
import { clientExposure } from "../../judge/exposure.ts";
import { findWorkTree } from "../../sources/repository.ts";
import type { Exposure, Finding, Occurrence } from "../../types.ts";
import { placesOf, type ExposureFacts } from "../view.ts";
import { collectClient } from "./client.ts";
import { directoriesAbove, openTree, type Tree } from "./tree.ts";

type Reasons = Map<string, Map<Exposure, string>>;

/** Paths that are looked at; the rest is a limit. */
const MAX_PATHS = 5000;

/**
 * @param roots The directories that are audited; absolute. Files are read in the repositories that they lie in.
 * @param cwd What paths in reports are relative to.
 */
export function collectExposure(
  findings: readonly Finding[],
  roots: readonly string[],
  cwd: string,
): ExposureFacts {
  const places = findings
    .flatMap(placesOf)
    .filter(({ source }) => source.kind !== "log" && source.kind !== "stdin");
  const reasons: Reasons = new Map();
  const limits: string[] = [];
  for (const directory of new Set(roots.map((root) => findWorkTree(root) ?? root))) {
    const tree = openTree(directory, cwd);
    const inside = pathsIn(tree, places);
    if (inside.size > MAX_PATHS)
      limits.push(`Files beside ${inside.size - MAX_PATHS} places were not looked at.`);
    const paths = [...inside].slice(0, MAX_PATHS);
    const client = collectClient(
      tree,
      paths.map(([, path]) => path),
    );
    limits.push(...client.limits);
    for (const [shown, path] of paths) {
      // Of a path outside of the cwd the judge does not know where the tree begins.
      const own = shown === path ? [] : clientExposure(path, undefined);
      const found = new Map<Exposure, string>(own.map((exposure) => [exposure, ""]));
      const way = client.ways.get(path);
      if (way !== undefined) found.set("client-import", `A client imports it: ${way.join(" → ")}.`);
      const app = appOf(tree, path);
      if (app !== undefined) found.set("mobile-app", app);
      const page = pageOf(tree, path);
      if (page !== undefined) found.set("client-bundle", page);
      if (found.size > 0) reasons.set(shown, found);
    }
  }
  return { reasons, limits };
}

/** By path as reports show it, the path in the tree. */
function pathsIn(tree: Tree, places: readonly Occurrence[]): Map<string, string> {
  const paths = new Map<string, string>();
  for (const { location } of places) {
    if (paths.has(location.path) || location.path.startsWith("<")) continue;
    const path = tree.pathOf(location.path);
    if (path !== undefined) paths.set(location.path, path);
  }
  return paths;
}

/** Sources and resources of apps for Android and iOS, and of Flutter. */
function appOf(tree: Tree, path: string): string | undefined {
  const has = (name: string) => (directory: string) =>
    tree.isFile(directory === "" ? name : `${directory}/${name}`);
  const above = directoriesAbove(path);
  if (/\.(?:kt|java|xml|json|properties)$/.test(path)) {
    const app = above.find(has("AndroidManifest.xml"));
    if (app !== undefined) return `It is compiled into the Android app of ${app || "this folder"}.`;
  }
  if (/\.(?:swift|mm?|h|plist|json|strings)$/.test(path)) {
    const app = above.slice(0, 8).find(has("Info.plist"));
    if (app !== undefined)
      return `It is compiled into the app whose Info.plist lies in ${app || "this folder"}.`;
  }
  if (path.endsWith(".dart")) {
    const app = above.find(has("pubspec.yaml"));
    const text =
      app === undefined ? undefined : tree.read(app === "" ? "pubspec.yaml" : `${app}/pubspec.yaml`);
    if (text !== undefined && /^\s+flutter:/m.test(text)) return "It is compiled into a Flutter app.";
  }
  return undefined;
}

/** A page lies above it in its folder of build output: a server hands that folder out. */
function pageOf(tree: Tree, path: string): string | undefined {
  if (!/(?:^|\/)(?:dist|build|out)\//.test(path) || !/\.(?:[cm]?js|css|json|map|html?)$/.test(path))
    return undefined;
  for (const directory of directoriesAbove(path)) {
    if (directory === "") return undefined;
    if (tree.isFile(`${directory}/index.html`)) return `${directory}/ is a site: index.html lies in it.`;
    if (/(?:^|\/)(?:dist|build|out)$/.test(directory)) return undefined;
  }
  return undefined;
}

/** Writes what was found out on the places. */
export function addExposure(findings: readonly Finding[], { reasons }: ExposureFacts): void {
  for (const place of findings.flatMap((finding): Occurrence[] => [finding, ...finding.occurrences])) {
    const found = reasons.get(place.location.path)?.keys() ?? [];
    place.exposure = [...new Set([...place.exposure, ...found])];
  }
}
