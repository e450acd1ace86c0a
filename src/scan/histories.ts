/** The histories of the repositories among the paths of a scan. */
import { readdirSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import type { Pack } from "../engine/pack.ts";
import { GitError, RepositoryError } from "../sources/git/error.ts";
import {
  findRepository,
  isDirectory,
  lostGitDirectory,
  realOf,
  type RepositoryPlaces,
} from "../sources/git/repository.ts";
import { createPathFilter } from "../sources/path-filter.ts";
import { isGitDirectory } from "../sources/repository.ts";
import { displayPath } from "../sources/start.ts";
import type { ScanError } from "../types.ts";
import type { Collector } from "./collect.ts";
import { scanError } from "./error.ts";
import { scanHistory } from "./history/index.ts";
import type { HistoryPart } from "./history/part.ts";
import type { PathRules } from "./history/path-rules.ts";
import type { Job, JobSettings } from "./job.ts";

export interface HistoriesRequest {
  roots: readonly string[];
  cwd: string;
  mode?: "tree" | "logs" | "git";
  part?: HistoryPart;
  /** False: neither use nor write what is remembered of earlier scans. */
  cache?: boolean;
  include?: readonly string[];
  exclude?: readonly string[];
  /** Bytes, about. */
  maxMemory?: number;
  settings: JobSettings;
  pack: Pack;
  signal?: AbortSignal;
}

/**
 * Scans the histories of the repositories that the paths are, or lie in: of a folder in a repository, what stands below it. Besides,
 * those of repositories that the walk has come across, and of submodules, checked out or not.
 *
 * @throws RepositoryError for a path that is no repository or a revision that does not exist, with mode `git`.
 */
export async function scanHistories(
  request: HistoriesRequest,
  job: () => Job,
  collector: Collector,
): Promise<void> {
  const { roots, cwd, mode } = request;
  const isGit = mode === "git";
  const histories = new Histories(request, job, collector);
  for (const root of roots) {
    const path = resolve(cwd, root);
    const places = isGit || isDirectory(path) ? findRepository(path, { upwards: true }) : undefined;
    if (places !== undefined) await histories.scan(places, isGit ? "" : belowOf(places, path));
    else if (isGit) throw new RepositoryError(`${JSON.stringify(root)} is not a git repository`);
    const lost = lostGitDirectory(path);
    if (lost !== undefined)
      collector.note(
        `${displayPath(join(path, ".git"), cwd)} names ${JSON.stringify(lost)}, which is no git directory: no history was scanned`,
      );
  }
  for (const found of collector.repositories) {
    const places = findRepository(resolve(cwd, found));
    if (places !== undefined) await histories.scan(places);
    else collector.errors.push(unreadable(found));
  }
  await histories.modules();
}

/** The walk has left it out for a git directory, and it is none that can be read. */
function unreadable(path: string): ScanError {
  const message =
    "this git directory can't be read: HEAD, objects or what its file commondir names is not there";
  return { path: path === "." ? ".git" : `${path}/.git`, code: "GIT_FAILED", message };
}

/** The folder in its repository: "" where it is the root, else with a "/" at its end. */
function belowOf({ workTree, gitDir }: RepositoryPlaces, path: string): string {
  const real = realOf(path);
  if (workTree === undefined || real === gitDir) return "";
  const way = relative(realOf(workTree), real).split(sep).join("/");
  return way === "" || way.startsWith("..") ? "" : `${way}/`;
}

class Histories {
  readonly #request: HistoriesRequest;
  readonly #job: () => Job;
  readonly #collector: Collector;
  /** Shared git directories of what has been scanned. */
  readonly #seen: Set<string> = new Set();

  constructor(request: HistoriesRequest, job: () => Job, collector: Collector) {
    this.#request = request;
    this.#job = job;
    this.#collector = collector;
  }

  /** @param below Of a repository that was named: the folder in it that was meant. */
  async scan(places: RepositoryPlaces, below?: string): Promise<void> {
    const { cwd, mode, part = {}, settings, pack, maxMemory, signal } = this.#request;
    if (signal?.aborted === true || this.#seen.has(places.commonDir)) return;
    const isFirst = this.#seen.size === 0;
    this.#seen.add(places.commonDir);
    const shown = displayPath(places.workTree ?? places.gitDir, cwd);
    const prefix = shown === "" || shown === "." ? "" : `${shown}/`;
    const isAsked = mode === "git" && isFirst;
    const history = {
      ...{ places, prefix, below: below ?? "", pack, settings },
      part: isAsked ? part : {},
      remember: this.#request.cache !== false,
      mustHaveCommits: isAsked,
      rules: this.#rules(places, prefix, below),
      ...(maxMemory === undefined ? {} : { maxMemory }),
      ...(signal === undefined ? {} : { signal }),
    };
    try {
      await scanHistory(history, this.#job, this.#collector);
    } catch (error) {
      if (isAsked || !isTrouble(error)) throw error;
      this.#collector.errors.push({ path: `${prefix}.git`, code: "GIT_FAILED", message: error.message });
    }
  }

  /**
   * Patterns of the user speak of paths below what was named. Ignore files count from the root of a repository that was named on, and
   * for one that the walk has come across from what was named on.
   */
  #rules({ workTree }: RepositoryPlaces, prefix: string, below: string | undefined): PathRules {
    const { include = [], exclude = [], cwd } = this.#request;
    const filter = createPathFilter(undefined, { include, exclude });
    const shown = (path: string): string => (below === undefined ? prefix + path : path.slice(below.length));
    const rules = {
      given: (path: string) => filter.leftOut(shown(path)),
      patterns: [...include, "", ...exclude],
    };
    if (workTree === undefined) return rules;
    const real = realOf(workTree);
    const roots = below === undefined ? this.#request.roots.map((root) => realOf(resolve(cwd, root))) : [];
    const root = roots.find((one) => real.startsWith(one + sep)) ?? real;
    const way = relative(root, real).split(sep).join("/");
    return { ...rules, tree: { root, way: way === "" ? "" : `${way}/` } };
  }

  /** Submodules have databases of their own below the git directory, also where they are not checked out. */
  async modules(): Promise<void> {
    const onLost = (directory: string, error: unknown): void => {
      this.#collector.errors.push(scanError(displayPath(directory, this.#request.cwd), error));
    };
    // What is scanned may have submodules itself.
    for (const commonDir of this.#seen) {
      for (const directory of moduleDirectories(join(commonDir, "modules"), 0, onLost)) {
        const places = findRepository(directory);
        if (places !== undefined) await this.scan(places);
      }
    }
  }
}

const MAX_DEPTH = 20;

/** Names of submodules may have slashes. */
function moduleDirectories(
  directory: string,
  depth: number,
  onLost: (directory: string, error: unknown) => void,
): string[] {
  if (depth > MAX_DEPTH) return [];
  let entries;
  try {
    entries = readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") onLost(directory, error);
    return [];
  }
  return entries
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => {
      const path = join(directory, entry.name);
      return isGitDirectory(path + sep) ? [path] : moduleDirectories(path, depth + 1, onLost);
    });
}

/** Beside a working tree that could be scanned, a history that can't be is one error among others. */
function isTrouble(error: unknown): error is Error {
  return error instanceof GitError || error instanceof RepositoryError;
}
