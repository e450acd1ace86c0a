/**
 * Where code for browsers and apps begins: pages, what package.json and the settings of bundlers name, what frameworks look for. Read
 * as data; no setting is run, so an entry that is computed is not seen.
 */
import { joinInside, parseObject, textsIn, type Tree } from "./tree.ts";

/** A module that a client runs, and how that is known. */
export interface Entry {
  path: string;
  says: string;
}

const SOURCE = /\.(?:[cm]?[jt]sx?|vue|svelte)$/;
const ENDINGS = ["ts", "tsx", "js", "jsx", "mjs", "vue"];
/** Modules of one package that are looked at for `"use client"` and pages. */
const MAX_WALK = 3000;
const NO_SOURCE: ReadonlySet<string> = new Set([
  ...[
    "node_modules",
    ".git",
    "dist",
    "build",
    "out",
    "coverage",
    "vendor",
    ".next",
    ".nuxt",
    "test",
    "tests",
  ],
]);

/** @param home The directory of a package.json in the tree. */
export function clientEntries(tree: Tree, home: string): Entry[] {
  const at = (path: string): string => joinInside(home, path) ?? "";
  const manifest = parseObject(tree.read(at("package.json"))) ?? {};
  const known = dependenciesOf(manifest);
  const entries: Entry[] = [];
  const add = (says: string, ...paths: string[]): void => {
    for (const path of paths.map(at)) if (tree.isFile(path)) entries.push({ path, says });
  };
  const addAny = (says: string, bases: readonly string[]): void =>
    add(says, ...bases.flatMap((base) => ENDINGS.map((ending) => `${base}.${ending}`)));
  add("a page", "index.html", "public/index.html", "src/index.html", "app/index.html", "client/index.html");
  add("browser in package.json", ...textsIn(manifest["browser"], 1));
  if (typeof manifest["source"] === "string") add("source in package.json", manifest["source"]);
  if (known.has("react-scripts")) addAny("Create React App", ["src/index"]);
  if (["@vue/cli-service", "@angular/core"].some((name) => known.has(name))) addAny("the app", ["src/main"]);
  if (["react-native", "expo"].some((name) => known.has(name))) {
    addAny("the mobile app", ["index", "App", "src/App", "index.ios", "index.android"]);
    if (typeof manifest["main"] === "string") add("main in package.json", manifest["main"]);
  }
  add("entry in webpack.config", ...webpackEntries(tree, at));
  add("manifest.json of an extension", ...extensionScripts(parseObject(tree.read(at("manifest.json")))));
  if (known.has("next") || known.has("react") || known.has("nuxt") || known.has("expo-router"))
    entries.push(...frameworkEntries(tree, home, known));
  const seen = new Set<string>();
  return entries.filter(({ path }) => !seen.has(path) && seen.add(path));
}

function dependenciesOf(manifest: Record<string, unknown>): Set<string> {
  const names = ["dependencies", "devDependencies", "peerDependencies"].flatMap((key) =>
    Object.keys(typeof manifest[key] === "object" ? (manifest[key] ?? {}) : {}),
  );
  return new Set(names);
}

/** The texts behind `entry:` in the settings of webpack. */
function webpackEntries(tree: Tree, at: (path: string) => string): string[] {
  for (const ending of ["js", "cjs", "mjs", "ts"]) {
    const text = tree.read(at(`webpack.config.${ending}`));
    if (text === undefined) continue;
    // Built for Node.js.
    if (/\btarget\s*:\s*["'](?:async-)?node/.test(text)) return [];
    const behind =
      /\bentry\s*:\s*(\{[^{}]{0,2000}\}|\[[^[\]]{0,2000}\]|["'][^"'\n]{1,300}["'])/.exec(text)?.[1] ?? "";
    const names = [...behind.matchAll(/["'](\.?\.?\/?[^"'\n]{1,300})["']/g)].map(([, name = ""]) => name);
    return names.flatMap((name) => (SOURCE.test(name) ? [name] : ENDINGS.map((one) => `${name}.${one}`)));
  }
  return [];
}

function extensionScripts(manifest: Record<string, unknown> | undefined): string[] {
  if (manifest === undefined || typeof manifest["manifest_version"] !== "number") return [];
  const { background, content_scripts: scripts, action, options_page: options } = manifest;
  return textsIn([background, scripts, action, options]).filter(
    (name) => SOURCE.test(name) || name.endsWith(".html"),
  );
}

/** Pages and modules that say "use client". */
function frameworkEntries(tree: Tree, home: string, known: ReadonlySet<string>): Entry[] {
  const entries: Entry[] = [];
  for (const path of sourcesIn(tree, home)) {
    const inside = home === "" ? path : path.slice(home.length + 1);
    const isPage = /^(?:src\/)?pages\/(?!api\/|_document)/.test(inside);
    if (known.has("next") && isPage) entries.push({ path, says: "a page of Next.js" });
    else if (
      known.has("nuxt") &&
      /^(?:app\/)?(?:pages|components|layouts|composables|plugins)\//.test(inside)
    )
      entries.push({ path, says: "a part of Nuxt's client" });
    else if (known.has("expo-router") && /^(?:src\/)?app\/(?!.*\+api)/.test(inside))
      entries.push({ path, says: "a screen of Expo" });
    else if (/^(?:src\/|app\/|components\/|lib\/)/.test(inside) && isUseClient(tree.read(path)))
      entries.push({ path, says: '"use client"' });
  }
  return entries;
}

/** The directive stands before everything but comments. */
function isUseClient(text: string | undefined): boolean {
  return (
    text !== undefined &&
    /^\ufeff?(?:\s|\/\/[^\n]*\n|\/\*(?:[^*]|\*(?!\/))*\*\/)*["']use client["']/.test(text.slice(0, 2000))
  );
}

/** Modules of a package, shallow ones first. */
function sourcesIn(tree: Tree, home: string): string[] {
  const found: string[] = [];
  const queue = [home];
  for (let directory = queue.shift(); directory !== undefined; directory = queue.shift()) {
    for (const name of tree.names(directory)) {
      const path = directory === "" ? name : `${directory}/${name}`;
      if (found.length + queue.length >= MAX_WALK) return found;
      if (SOURCE.test(name)) found.push(path);
      else if (!name.includes(".") && !NO_SOURCE.has(name) && tree.isDirectory(path)) queue.push(path);
    }
  }
  return found;
}
