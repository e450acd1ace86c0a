/**
 * Whether a build of a Dockerfile copies a file into the image. Formats: Dockerfile reference (COPY, ADD, FROM, WORKDIR), .dockerignore.
 * Nothing is built; variables in paths are not resolved.
 */
import { lineThatCopies } from "./dockerfile.ts";
import { isNamed } from "./patterns.ts";
import { directoryOf, joinInside, type Tree } from "./tree.ts";

const NAME = /^(?:Dockerfile|Containerfile)(?:\.[\w.-]+)?$|\.[Dd]ockerfile$/;
const COMPOSE = /^(?:docker-)?compose(?:\.[\w-]+)?\.ya?ml$/;
/** Folders whose Dockerfiles are built from the folder above, as a rule. */
const ASIDE = /^(?:\.?docker|dockerfiles|build|deploy|deployment|infra|ops)$/;

/** A Dockerfile and the directory that is sent to its build. */
interface Build {
  file: string;
  context: string;
}

/** A sentence for each image that the file is copied into. */
export function inDockerImage(tree: Tree, builds: readonly Build[], path: string): string[] {
  return builds.flatMap(({ file, context }) => {
    const inside =
      context === "" ? path : path.startsWith(`${context}/`) ? path.slice(context.length + 1) : undefined;
    const text = tree.read(file);
    if (inside === undefined || text === undefined || isIgnored(tree, file, context, inside)) return [];
    const line = lineThatCopies(text, inside);
    return line === undefined ? [] : [`${file}:${line} copies it into an image.`];
  });
}

/** Dockerfiles of the tree, in the directories given, with the contexts that compose files give them. */
export function dockerBuilds(tree: Tree, directories: Iterable<string>): Build[] {
  const builds = new Map<string, Build>();
  const add = (file: string, context: string): void => {
    if (builds.size < 200) builds.set(`${file}\0${context}`, { file, context });
  };
  const named = new Set<string>();
  const found: string[] = [];
  for (const directory of directories) {
    for (const name of tree.names(directory)) {
      const path = joinInside(directory, name) ?? name;
      if (COMPOSE.test(name)) {
        for (const build of composeBuilds(tree.read(path) ?? "", directory)) {
          add(build.file, build.context);
          named.add(build.file);
        }
      } else if (NAME.test(name) && !name.endsWith(".dockerignore")) found.push(path);
    }
  }
  for (const file of found) {
    if (named.has(file)) continue;
    const own = directoryOf(file);
    const isAside = ASIDE.test(own.slice(own.lastIndexOf("/") + 1));
    add(file, isAside ? directoryOf(own) : own);
  }
  return [...builds.values()];
}

function composeBuilds(text: string, directory: string): Build[] {
  const builds: Build[] = [];
  for (const match of text.matchAll(
    /^([ \t]{2,})build:[ \t]*(["']?)([^\s"'#{}]*)\2[ \t]*(?:#.*)?$((?:\r?\n\1[ \t]+.*$){0,20})/gm,
  )) {
    const [, , , short = "", block = ""] = match;
    const valueOf = (key: string): string | undefined =>
      new RegExp(`^[ \\t]+${key}:[ \\t]*["']?([^\\s"'#]+)`, "m").exec(block)?.[1];
    const context = joinInside(directory, short === "" ? (valueOf("context") ?? ".") : short);
    if (context === undefined) continue;
    const file = joinInside(context, valueOf("dockerfile") ?? "Dockerfile");
    if (file !== undefined) builds.push({ file, context });
  }
  return builds;
}

/** As Docker reads it: from the context, the last pattern that matches the path or a directory above decides. */
function isIgnored(tree: Tree, file: string, context: string, inside: string): boolean {
  const text = tree.read(`${file}.dockerignore`) ?? tree.read(joinInside(context, ".dockerignore") ?? "");
  const lines = (text ?? "").split(/\r?\n/).map((line) => line.trim());
  return isNamed(
    lines.filter((line) => !/^(?:#|!?[./]*$)/.test(line)),
    inside,
  );
}
