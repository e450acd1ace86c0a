/** Folders that are published as they are: GitHub Pages, and what settings of Netlify and Firebase name. */
import { directoriesAbove, joinInside, parseObject, textsIn, type Tree } from "./tree.ts";

/** What GitHub Pages looks for in docs/. */
const SITE_FILES = ["CNAME", "_config.yml", ".nojekyll", "index.html"];
const WORKFLOWS = ".github/workflows";
/** Folders in the steps of actions that deploy pages. */
const DEPLOYS =
  /uses:\s*["']?(?:actions\/upload-pages-artifact|peaceiris\/actions-gh-pages|JamesIves\/github-pages-deploy-action)@[^\n]*\n((?:[ \t]+[^\n]*\n){0,20})/g;
const FOLDER = /^[ \t]+(?:path|publish_dir|folder):[ \t]*["']?([^\s"'#]+)/m;

/** A folder of the tree ("" for all of it) and why it is published. */
export interface Site {
  folder: string;
  says: string;
}

/** The published folders of the tree, each with the reason; a folder may come twice. */
export function sitesOf(tree: Tree): Site[] {
  const marker = SITE_FILES.find((name) => tree.isFile(`docs/${name}`));
  const docs =
    marker === undefined
      ? []
      : [{ folder: "docs", says: `docs/ looks like a site of GitHub Pages: ${marker} lies in it.` }];
  return [...docs, ...workflowSites(tree), ...hostedSites(tree)];
}

function workflowSites(tree: Tree): Site[] {
  const names = tree.names(WORKFLOWS).filter((name) => /\.ya?ml$/.test(name));
  return names.slice(0, 100).flatMap((name) => {
    const file = `${WORKFLOWS}/${name}`;
    const steps = [...(tree.read(file) ?? "").matchAll(DEPLOYS)];
    return steps.flatMap(([, step = ""]) => siteAt(file, FOLDER.exec(step)?.[1] ?? "_site"));
  });
}

function hostedSites(tree: Tree): Site[] {
  const { hosting } = parseObject(tree.read("firebase.json")) ?? {};
  const folders = [hosting].flat().map((one) => (one as { public?: unknown } | undefined)?.public);
  const publish = /^\s*publish\s*=\s*["']([^"'\n]+)["']/m.exec(tree.read("netlify.toml") ?? "")?.[1];
  return [
    ...folders
      .slice(0, 20)
      .flatMap((folder) => textsIn(folder, 1).flatMap((one) => siteAt("firebase.json", one))),
    ...(publish === undefined ? [] : siteAt("netlify.toml", publish)),
  ];
}

function siteAt(file: string, way: string): Site[] {
  const folder = joinInside("", way);
  return folder === undefined ? [] : [{ folder, says: `${file} publishes ${folder || "the whole folder"}.` }];
}

/** Why a file is on a site. */
export function onSite(sites: readonly Site[], path: string): string[] {
  const above = new Set(directoriesAbove(path));
  return sites.filter(({ folder }) => above.has(folder)).map(({ says }) => says);
}
