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
import { belowOf, isModuleBelow, isOfItsFolder, patternName, type PatternName } from "./repository-paths.ts";

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

/** A repository that was named, or folders in it. */
interface Named {
  places: RepositoryPlaces;
  /** What was named. */
  roots: string[];
  /** Folders in it that were meant, as `belowOf` has them. */
  below: Set<string>;
}

/**
 * Scans the histories of the repositories that the paths are, or lie in: of folders in a repository, what stands below them. Besides,
 * those of repositories that the walk has come across, and of submodules, checked out or not.
 *
 * @throws RepositoryError for a path that is no repository or a revision that does not exist, with mode `git`.
 */
export async function scanHistories(
  request: HistoriesRequest,
  job: () => Job,
  collector: Collector,
): Promise<void> {
  const { roots, cwd } = request;
  const histories = new Histories(request, job, collector);
  for (const { places, ...rest } of namedRepositories(request, collector)) await histories.scan(places, rest);
  const folders = roots.map((root) => resolve(cwd, root));
  const met = Array.from(collector.repositories, (found) => ({
    found,
    places: findRepository(resolve(cwd, found)),
  }));
  const bare = ({ places }: { places: RepositoryPlaces | undefined }): number =>
    Number(places?.workTree === undefined);
  // A git directory beside its working tree may be met first; files are called as they are checked out.
  for (const { found, places } of met.toSorted((one, other) => bare(one) - bare(other))) {
    if (places === undefined) collector.errors.push(unreadable(found));
    else if (isOfItsFolder(places, folders)) await histories.scan(places);
    else if (!histories.has(places)) collector.note(strange(found, places));
  }
  await histories.modules();
}

/**
 * Each once, in their order.
 *
 * @throws RepositoryError for a path that is no repository, with mode `git`.
 */
function namedRepositories({ roots, cwd, mode }: HistoriesRequest, collector: Collector): Iterable<Named> {
  const named = new Map<string, Named>();
  const isGit = mode === "git";
  for (const root of roots) {
    const path = resolve(cwd, root);
    const places = isGit || isDirectory(path) ? findRepository(path, { upwards: true }) : undefined;
    if (places !== undefined) {
      const entry = named.get(places.commonDir) ?? { places, roots: [], below: new Set() };
      named.set(places.commonDir, entry);
      entry.roots.push(path);
      entry.below.add(isGit ? "" : belowOf(places, path));
    } else if (isGit) throw new RepositoryError(`${JSON.stringify(root)} is not a git repository`);
    const lost = lostGitDirectory(path);
    if (lost !== undefined)
      collector.note(
        `${displayPath(join(path, ".git"), cwd)} names ${JSON.stringify(lost)}, which is no git directory: no history was scanned`,
      );
  }
  return named.values();
}

function strange(found: string, { gitDir }: RepositoryPlaces): string {
  const file = found === "." ? ".git" : `${found}/.git`;
  return `${file} names ${JSON.stringify(gitDir)}, which lies elsewhere and says nothing of this folder: its history was not scanned ("keyscan git" of the folder does it)`;
}

/** The walk has left it out for a git directory, and it is none that can be read. */
function unreadable(path: string): ScanError {
  const message =
    "this git directory can't be read: HEAD, objects or what its file commondir names is not there";
  return { path: path === "." ? ".git" : `${path}/.git`, code: "GIT_FAILED", message };
}

class Histories {
  readonly #request: HistoriesRequest;
  readonly #job: () => Job;
  readonly #collector: Collector;
  /** What has been scanned, by the shared git directory; with the folders that were meant. */
  readonly #seen: Map<string, { places: RepositoryPlaces; below: readonly string[] }> = new Map();

  constructor(request: HistoriesRequest, job: () => Job, collector: Collector) {
    this.#request = request;
    this.#job = job;
    this.#collector = collector;
  }

  /** True where it has been scanned. */
  has({ commonDir }: RepositoryPlaces): boolean {
    return this.#seen.has(commonDir);
  }

  /** @param named Left out for a repository that was come across. */
  async scan(places: RepositoryPlaces, named?: Omit<Named, "places">): Promise<void> {
    const { mode, part = {}, settings, pack, maxMemory, signal } = this.#request;
    if (signal?.aborted === true || this.has(places)) return;
    const isAsked = mode === "git" && this.#seen.size === 0;
    const below = named === undefined || named.below.has("") ? [] : [...named.below];
    this.#seen.set(places.commonDir, { places, below });
    const prefix = this.#prefix(places);
    const history = {
      ...{ places, prefix, below, pack, settings },
      part: isAsked ? part : {},
      remember: this.#request.cache !== false,
      mustHaveCommits: isAsked,
      rules: this.#rules(places, prefix, named?.roots),
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

  /** How reports name the repository: "" where it is the working directory, else with a "/" at its end. */
  #prefix({ workTree, gitDir }: RepositoryPlaces): string {
    const shown = displayPath(workTree ?? gitDir, this.#request.cwd);
    return shown === "" || shown === "." ? "" : `${shown}/`;
  }

  /**
   * Ignore files count from the root of a repository that was named on, and for one that the walk has come across from what was named on.
   *
   * @param named What was named of it; left out for one that was come across.
   */
  #rules({ workTree }: RepositoryPlaces, prefix: string, named: readonly string[] | undefined): PathRules {
    const { include = [], exclude = [] } = this.#request;
    const filter = createPathFilter(undefined, { include, exclude });
    const patterns = [...include, "", ...exclude];
    if (workTree === undefined) {
      const shown = (path: string): string => (named === undefined ? prefix + path : path);
      return { given: (path) => filter.leftOut(shown(path)), patterns };
    }
    const real = realOf(workTree);
    const above = named === undefined ? this.#rootAbove(real) : undefined;
    const root = above === undefined ? real : realOf(above);
    const names = this.#names(workTree, named ?? [above ?? workTree]);
    const way = relative(root, real).split(sep).join("/");
    return {
      given(path) {
        const reasons = names.flatMap((nameOf) => {
          const name = nameOf(path);
          return name === undefined ? [] : [filter.leftOut(name)];
        });
        // What one of the folders that were named has is told.
        return reasons.includes(undefined) ? undefined : reasons[0];
      },
      patterns,
      tree: { root, way: way === "" ? "" : `${way}/` },
    };
  }

  /** What was named, and the working tree lies in. */
  #rootAbove(workTree: string): string | undefined {
    const { cwd, roots } = this.#request;
    return roots.map((one) => resolve(cwd, one)).find((one) => workTree.startsWith(realOf(one) + sep));
  }

  /** Of a history alone patterns speak as its repository calls the files. */
  #names(workTree: string, roots: readonly string[]): PatternName[] {
    const { cwd, mode } = this.#request;
    return mode === "git" ? [(path) => path] : roots.map((root) => patternName(workTree, root, cwd));
  }

  /** Submodules have databases of their own below the git directory, also where they are not checked out. */
  async modules(): Promise<void> {
    const onLost = (directory: string, error: unknown): void => {
      this.#collector.errors.push(scanError(displayPath(directory, this.#request.cwd), error));
    };
    // What is scanned may have submodules itself.
    for (const [commonDir, { places: owner, below }] of this.#seen) {
      const folder = join(commonDir, "modules");
      for (const directory of moduleDirectories(folder, 0, onLost)) {
        const name = relative(folder, directory).split(sep).join("/");
        const places = findRepository(directory);
        if (places !== undefined && isModuleBelow(owner, { directory, name }, below)) await this.scan(places);
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
