/**
 * The working tree as a source: which files there are to scan, which are left out and why. Nothing is opened here but
 * directories and ignore files. Entries come one by one, as the caller pulls; what is held meanwhile is the listings on
 * the way to the current directory and at most some thousand ignored entries for which git's answer is awaited.
 */
import { realpathSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { createDeepPaths } from "./deep-path.ts";
import type { Deferred } from "./directory.ts";
import { compileGivenPatterns } from "./ignore-files.ts";
import type { Repository } from "./repository.ts";
import { indexTracked } from "./repository.ts";
import type { Ancestry, Patterns, Root } from "./start.ts";
import { createAncestry, displayPath, findRoot, startAt, withSeparator } from "./start.ts";
import type { TreeContext } from "./tree.ts";
import { settle, walkDirectory } from "./tree.ts";
import type { WalkStep } from "./walk-steps.ts";
import { refusedEvent } from "./walk-steps.ts";
import type { TrackedQuery, WalkEvent, WalkOptions } from "./walk-types.ts";

export { createDeepPaths } from "./deep-path.ts";
export { PathNotFoundError, resolveRoots } from "./roots.ts";
export type { FileEntry, WalkEvent, WalkOptions } from "./walk-types.ts";

/** The asynchronous side of a walk: questions to git. */
interface Questions {
  /** Puts the question. The wait is for the module that asks, not for the answer. */
  ask(repository: Repository<Deferred>): Promise<void>;
  /** Waits for the answer and notes it; the events say what could not be learned. */
  answer(repository: Repository<Deferred>): Promise<WalkEvent[]>;
}

function createQuestions(cwd: string, given: TrackedQuery | undefined, signal: AbortSignal): Questions {
  const ask = async (repository: Repository<Deferred>): Promise<void> => {
    const { root } = repository;
    if (typeof root === "string") {
      const query = given ?? (await import("./git-tracked.ts")).listTrackedIgnored;
      repository.query ??= query(root, signal);
      return;
    }
    const problem = { kind: "unavailable", reason: "its path is not valid UTF-8" } as const;
    repository.query = Promise.resolve({ files: [], problem });
  };
  const answer = async (repository: Repository<Deferred>): Promise<WalkEvent[]> => {
    if (repository.query === undefined) await ask(repository);
    const { files, problem } = (await repository.query) ?? { files: [] };
    repository.tracked = indexTracked(files);
    if (problem === undefined) return [];
    const path = displayPath(String(repository.root), cwd) || ".";
    const message = `could not learn which ignored files are tracked: ${problem.reason}`;
    if (problem.kind === "failed") return [{ type: "error", path, code: "GIT_FAILED", message }];
    return [{ type: "note", message: `${path}: ${message}; none was taken to be` }];
  };
  return { ask, answer };
}

/** The roots in their order, each once, and their names by the directories that they lie in. */
interface Roots {
  found: (Root | WalkEvent)[];
  names: Map<string, Set<string>>;
}

function findRoots(paths: readonly string[], cwd: string): Roots {
  const seen = new Set<string>();
  const roots: Roots = { found: [], names: new Map() };
  for (const path of paths) {
    const root = findRoot(resolve(cwd, path), cwd);
    if (root.type === "root") {
      if (seen.has(root.real)) continue;
      seen.add(root.real);
      const parent = withSeparator(dirname(root.real));
      const siblings = roots.names.get(parent) ?? new Set();
      roots.names.set(parent, siblings.add(basename(root.real)));
    }
    roots.found.push(root);
  }
  return roots;
}

function* walkRoots(
  roots: Roots,
  context: TreeContext,
  ancestry: Ancestry,
  patterns: Patterns,
): Generator<WalkStep[]> {
  for (const root of roots.found) {
    if (root.type !== "root") {
      yield [root];
      continue;
    }
    const start = startAt(root, ancestry, patterns);
    yield ancestry.refused.splice(0).map(refusedEvent);
    if ("event" in start) yield [start.event];
    else if ("walk" in start) yield* walkDirectory(start.walk, context);
    else start.defer.parent.repository?.deferred.push(start.defer);
  }
  for (const repository of context.repositories.values()) yield* settle(repository, context);
}

function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** One by one what `walkBatches` yields. */
export async function* walk(roots: readonly string[], options: WalkOptions): AsyncGenerator<WalkEvent> {
  for await (const events of walkBatches(roots, options)) yield* events;
}

/**
 * Yields every file below the roots (paths, absolute or relative to the cwd) that is to be scanned, once each however many
 * roots reach it, and an event for all that is left out or can't be read. The order is fixed: root by root, names by UTF-16
 * code units, ignored files for which git had to be asked at the end of their repository; some hundred at a time. Never throws for
 * what the tree holds.
 */
export async function* walkBatches(
  roots: readonly string[],
  options: WalkOptions,
): AsyncGenerator<WalkEvent[]> {
  const cwd = resolve(options.cwd);
  const found = findRoots(roots, cwd);
  const context: TreeContext = {
    gitignore: options.gitignore ?? true,
    repositories: new Map(),
    deepPaths: options.deepPaths ?? createDeepPaths(),
    roots: found.names,
  };
  const patterns = {
    include: compileGivenPatterns(options.include ?? []),
    exclude: compileGivenPatterns(options.exclude ?? []),
  };
  const realCwd = realOf(cwd);
  const ancestry = createAncestry(context, realCwd);
  const abort = new AbortController();
  const questions = createQuestions(realCwd, options.tracked, abort.signal);
  try {
    for (const batch of walkRoots(found, context, ancestry, patterns)) {
      const events: WalkEvent[] = [];
      for (const step of batch) {
        if (step.type === "ask") await questions.ask(step.repository);
        else if (step.type === "answer") events.push(...(await questions.answer(step.repository)));
        else events.push(step);
      }
      if (events.length > 0) yield events;
    }
  } finally {
    abort.abort();
    if (options.deepPaths === undefined) context.deepPaths.close();
  }
}
