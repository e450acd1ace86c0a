/** What a JavaScript or TypeScript module imports, and where that lies. Read with patterns, not parsed: good enough to follow relative paths. */
import { directoryOf, joinInside, parseObject, textsIn, type Tree } from "./tree.ts";

/** Kept by bundlers in the module that imports; types alone are not. */
const IMPORTS =
  /\b(?:import|export)\s+(?!type\b)(?:[\w$*{][^"'`;()]{0,400}?\bfrom\s*)?["']([^"'\n]{1,300})["']|\b(?:import|require)\s*\(\s*(?:\/\*[^*]{0,200}\*\/\s*)?["']([^"'\n]{1,300})["']\s*\)|\bnew\s+URL\s*\(\s*["']([^"'\n]{1,300})["']\s*,\s*import\.meta\.url/g;
const SCRIPTS = /<script\b[^>]{0,500}?\bsrc\s*=\s*["']?([^"'\s>]{1,300})/gi;
const SCRIPT = /<script\b[^>]{0,500}>/gi;

const ENDINGS = ["", ".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".vue", ".svelte", ".json"];
const INDEXES = ["index.ts", "index.tsx", "index.js", "index.jsx", "index.mjs", "index.vue"];

/** The specifiers in a module's text; of a page, those of its scripts. */
export function specifiersIn(text: string, path: string): string[] {
  if (!/\.(?:html?|vue|svelte|astro)$/i.test(path)) return importsIn(text);
  const inline = scriptsIn(text).flatMap(importsIn);
  return [...[...text.matchAll(SCRIPTS)].map(([, source = ""]) => pageSource(source)), ...inline];
}

function scriptsIn(text: string): string[] {
  const found: string[] = [];
  let end = 0;
  for (const { index, 0: tag } of text.matchAll(SCRIPT)) {
    if (index < end) continue;
    end = text.indexOf("</script", index);
    if (end === -1) return found;
    found.push(text.slice(index + tag.length, end));
  }
  return found;
}

/** The address of a script in a page is relative though it does not begin with a dot. */
function pageSource(source: string): string {
  return /^(?:[./]|[a-z][\w+.-]*:|\/\/|%PUBLIC_URL%)/i.test(source) ? source : `./${source}`;
}

function importsIn(text: string): string[] {
  return [...text.matchAll(IMPORTS)].flatMap(([, from, call, url]) => from ?? call ?? url ?? []);
}

/** @returns what finds the file that a specifier means, in a package at `home` (a directory of the tree). */
export function createResolver(
  tree: Tree,
  home: string,
): (specifier: string, from: string) => string | undefined {
  const aliases = aliasesOf(tree, home);
  const fileAt = (path: string | undefined): string | undefined => {
    if (path === undefined) return undefined;
    // TypeScript writes the ending of what it compiles to.
    const bare = path.replace(/\.(?:js|jsx|mjs)$/, "");
    const candidates = [...new Set([path, bare])].flatMap((base) => ENDINGS.map((ending) => base + ending));
    const indexes = INDEXES.map((name) => (path === "" ? name : `${path}/${name}`));
    return [...candidates, ...indexes].find((candidate) => candidate !== "" && tree.isFile(candidate));
  };
  return (specifier, from) => {
    const clean = specifier.replace(/[?#].*$/, "");
    if (/^\.\.?(?:\/|$)/.test(clean)) return fileAt(joinInside(directoryOf(from), clean));
    if (clean.startsWith("/"))
      return fileAt(joinInside(home, clean)) ?? fileAt(joinInside(home, `public${clean}`));
    for (const [prefix, targets] of aliases) {
      if (!clean.startsWith(prefix)) continue;
      for (const target of targets) {
        const found = fileAt(joinInside(home, target + clean.slice(prefix.length)));
        if (found !== undefined) return found;
      }
    }
    return undefined;
  };
}

/** `paths` of the TypeScript configuration, then what frameworks set up: `@/`, `~/`, `$lib/`. */
function aliasesOf(tree: Tree, home: string): [prefix: string, targets: string[]][] {
  const usual: [string, string[]][] = [
    ["@/", ["src/", "", "app/"]],
    ["~/", ["src/", "", "app/"]],
    ["$lib/", ["src/lib/"]],
  ];
  const own: [string, string[]][] = [];
  for (const name of ["tsconfig.json", "jsconfig.json"]) {
    const options = parseObject(tree.read(home === "" ? name : `${home}/${name}`))?.["compilerOptions"];
    const { baseUrl = ".", paths = {} } = (options ?? {}) as { baseUrl?: unknown; paths?: unknown };
    if (typeof paths !== "object" || paths === null || typeof baseUrl !== "string") continue;
    for (const [pattern, targets] of Object.entries(paths).slice(0, 200)) {
      const ways = textsIn(targets, 1).map((target) => `${baseUrl}/${target.replace(/\*.*$/, "")}`);
      own.push([pattern.replace(/\*.*$/, ""), ways]);
    }
  }
  return [...own, ...usual].filter(([prefix]) => prefix !== "");
}
