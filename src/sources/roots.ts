/** From arguments of the command line to the paths at which the walk begins. */
import { lstatSync } from "node:fs";
import { resolve } from "node:path";

/** Thrown for an argument that names nothing. */
export class PathNotFoundError extends Error {
  override readonly name = "PathNotFoundError";
  /** The argument as it was given. */
  readonly path: string;

  constructor(path: string, isPattern: boolean) {
    super(
      isPattern ? `no file matches ${JSON.stringify(path)}` : `${JSON.stringify(path)} ${problemOf(path)}`,
    );
    this.path = path;
  }
}

/** An empty text is what a variable without a value leaves: whoever meant a folder must not be told of another one. */
function problemOf(path: string): string {
  return path === "" ? 'names no path (an empty variable? "." is this folder)' : "does not exist";
}

function exists(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch (error) {
    // What can't be looked at is there; the walk reports why it can't be read.
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    return code !== "ENOENT" && code !== "ENOTDIR" && code !== "ERR_INVALID_ARG_VALUE";
  }
}

async function expand(pattern: string, cwd: string): Promise<string[]> {
  const { default: glob } = await import("fast-glob");
  if (!glob.isDynamicPattern(pattern)) return [];
  const paths = await glob.glob(pattern, {
    cwd,
    absolute: true,
    dot: true,
    followSymbolicLinks: false,
    ignore: ["**/.git/**"],
    onlyFiles: false,
    suppressErrors: true,
  });
  return paths.sort((a, b) => (a < b ? -1 : 1));
}

/**
 * Absolute paths for arguments, in their order, each once. An argument that exists is taken literally, whatever characters
 * it holds; another one is a glob, expanded as a shell would, in code unit order. Throws PathNotFoundError for an argument
 * that is neither.
 */
export async function resolveRoots(args: readonly string[], cwd: string): Promise<string[]> {
  const roots = new Set<string>();
  for (const argument of args) {
    const literal = resolve(cwd, argument);
    if (argument !== "" && exists(literal)) {
      roots.add(literal);
      continue;
    }
    const isPattern = /[*?[{(!]/.test(argument);
    const paths = isPattern && !argument.includes("\0") ? await expand(argument, cwd) : [];
    if (paths.length === 0) throw new PathNotFoundError(argument, isPattern);
    for (const path of paths) roots.add(resolve(path));
  }
  return [...roots];
}
