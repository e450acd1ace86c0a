/**
 * Whether `npm pack` would put a file into a package. Rules: "files" of package.json and .npmignore in npm's documentation; what is
 * always in and never in is listed there too. Scripts that npm would run before (`prepack`) are not run.
 */
import { createPathFilter } from "../../sources/path-filter.ts";
import { isNamed } from "./patterns.ts";
import { directoriesAbove, joinInside, parseObject, textsIn, type Tree } from "./tree.ts";

const ALWAYS = /^(?:package\.json|readme(?:\.[^/]*)?|licen[cs]e(?:\.[^/]*)?)$/i;
const NEVER =
  /(?:^|\/)(?:\.git|CVS|\.svn|\.hg|node_modules)\/|(?:^|\/)(?:\.npmrc|\.DS_Store|npm-debug\.log|\.lock-wscript|config\.gypi|\._[^/]*|\..*\.swp|.*\.orig)$|^(?:package-lock\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lockb?)$/;

export interface Published {
  /** Why it would be in it, in a sentence. */
  says: string;
  /** Everybody may get it. */
  isPublic: boolean;
}

/** What a package above the file says of it. */
export function inNpmPackage(tree: Tree, path: string): Published[] {
  return directoriesAbove(path).flatMap((home): Published[] => {
    const at = joinInside(home, "package.json") ?? "";
    const manifest = parseObject(tree.read(at));
    if (manifest === undefined || manifest["private"] === true) return [];
    const { name, version, publishConfig } = manifest;
    if (typeof name !== "string" || typeof version !== "string" || name === "") return [];
    const inside = home === "" ? path : path.slice(home.length + 1);
    if (!isPacked(tree, home, inside, manifest)) return [];
    const access = (publishConfig as { access?: unknown } | undefined)?.access;
    const isPublic = access === "public" || (!name.startsWith("@") && access !== "restricted");
    return [{ says: `npm pack puts it into the package of ${at}.`, isPublic }];
  });
}

function isPacked(tree: Tree, home: string, inside: string, manifest: Record<string, unknown>): boolean {
  if (ALWAYS.test(inside)) return true;
  if (NEVER.test(inside)) return false;
  const mains = [manifest["main"], manifest["bin"], manifest["browser"]].flatMap((value) =>
    textsIn(value, 1),
  );
  if (mains.some((main) => joinInside("", main) === inside)) return true;
  const { files } = manifest;
  const root = `${tree.root}/${home}`;
  if (!Array.isArray(files)) {
    const filter = createPathFilter(root, { ignoreFiles: [".npmignore", ".gitignore"] });
    return filter.leftOut(inside) === undefined;
  }
  // A list takes the place of the ignore file beside it; those further down still count.
  if (!isNamed(textsIn(files, 1), inside)) return false;
  const below = inside.includes("/") ? inside.slice(0, inside.indexOf("/")) : undefined;
  if (below === undefined) return true;
  const filter = createPathFilter(`${root}/${below}`, { ignoreFiles: [".npmignore", ".gitignore"] });
  return filter.leftOut(inside.slice(below.length + 1)) === undefined;
}
