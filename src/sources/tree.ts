/**
 * The walk below one directory: depth first, without recursion, pruning what is ignored. Synchronous: reading a directory
 * takes less time than waiting for one; what has to be awaited is asked of the caller by a step.
 */
import { lstatSync } from "node:fs";
import { sep } from "node:path";
import type { DeepPaths } from "./deep-path.ts";
import type { Deferred, Directory, RuleContext } from "./directory.ts";
import { applyMarkers, childDirectory, deriveDirectory, findMarkers } from "./directory.ts";
import type { Entry } from "./read-directory.ts";
import { makeEntry, readEntries } from "./read-directory.ts";
import type { Repository } from "./repository.ts";
import { isGitDirectory, isWorkTree, joinPath } from "./repository.ts";
import type { Visit } from "./visit.ts";
import { isException, isIncluded, leftOut, visitDeferred, visitEntry, visitException } from "./visit.ts";
import type { WalkStep } from "./walk-steps.ts";
import { codeEvent, errorEvent, fileEvent, refusedEvent, skipEvent } from "./walk-steps.ts";

export interface TreeContext extends RuleContext {
  deepPaths: DeepPaths;
  /** Names of roots by the prefix of the directory that they lie in: they are walked on their own, not from above. */
  roots: ReadonlyMap<string, ReadonlySet<string>>;
}

interface Frame {
  directory: Directory;
  entries: readonly Entry[];
  next: number;
  /** The repository that begins here. */
  begins: Repository<Deferred> | undefined;
  /** It looks like a bare repository. */
  bare: boolean;
}

/** Steps handed on at once. */
const BATCH = 256;
/** Ignored entries put aside before the walk waits for git. */
const MAX_DEFERRED = 1_000;
/** Nested repositories walked to their end of which git's answer is outstanding. */
const MAX_WAITING = 4;

/** What a git directory holds beside `config`. Other names in a bare repository are scanned: a look-alike must hide nothing. */
const GIT_INTERNALS: ReadonlySet<string> = new Set(
  (
    "objects refs logs hooks info branches worktrees modules lfs rr-cache reftable " +
    "HEAD ORIG_HEAD FETCH_HEAD packed-refs description index"
  ).split(" "),
);

function shownPath(directory: Directory): string {
  const { display } = directory;
  if (display === "") return ".";
  return display.length > 1 && display.endsWith("/") ? display.slice(0, -1) : display;
}

/** Opens a directory, or says in `events` why it can't be; these get whatever else there is to say of it, too. */
function openDirectory(directory: Directory, context: TreeContext, events: WalkStep[]): Frame | undefined {
  try {
    const prefix = context.deepPaths.shorten(directory.prefix);
    if (prefix === undefined) {
      events.push(codeEvent(shownPath(directory), "ENAMETOOLONG"));
      return undefined;
    }
    const entries = readEntries(prefix);
    const markers = findMarkers(entries);
    const refuse = (name: string): void => void events.push(refusedEvent(directory.display + name));
    const here = prefix === directory.prefix ? directory : deriveDirectory(directory, { prefix });
    const applied = applyMarkers(here, markers, context, refuse);
    const begins = applied.repository === directory.repository ? undefined : applied.repository;
    return {
      directory: applied,
      entries,
      next: 0,
      begins,
      bare: markers.bare && isGitDirectory(prefix),
    };
  } catch (error) {
    events.push(errorEvent(shownPath(directory), error));
    return undefined;
  }
}

/** A git directory is left out, but for the file in which remotes stand, and tokens in their addresses. */
function visitInternal({ bare, directory }: Frame, entry: Entry, batch: WalkStep[]): void {
  const reason = leftOut(directory, entry);
  batch.push(skipEvent(reason ?? "git-internal", directory, entry));
  if (bare || reason !== undefined || entry.type !== "directory") return;
  const inside = childDirectory(directory, entry, "all", isIncluded(directory, entry));
  const config = makeEntry("config", "file");
  if (leftOut(inside, config) !== undefined || !isIncluded(inside, config)) return;
  try {
    if (!lstatSync(joinPath(inside.prefix, config.raw)).isFile()) return;
    batch.push(fileEvent(inside, config, false));
  } catch {
    // A git directory without a config holds no remote.
  }
}

function isInternal({ bare, directory }: Frame, { name, type }: Entry): boolean {
  if (bare) return GIT_INTERNALS.has(name);
  if (name !== ".git") return false;
  // A file that names a git directory elsewhere, as in submodules and linked worktrees.
  if (type === "file") return isWorkTree(directory.prefix);
  return type === "directory" && isGitDirectory(joinPath(directory.prefix, `.git${sep}`));
}

function isRoot(directory: Directory, entry: Entry, context: TreeContext): boolean {
  if (context.roots.size === 0 || typeof directory.prefix !== "string") return false;
  return context.roots.get(directory.prefix)?.has(entry.name) ?? false;
}

/** Everything that was put aside in a repository; asks for git's answer first. */
export function* settle(repository: Repository<Deferred>, context: TreeContext): Generator<WalkStep[]> {
  while (repository.deferred.length > 0) {
    if (repository.tracked === undefined) yield [{ type: "answer", repository }];
    for (const deferred of repository.deferred.splice(0)) {
      const visit: Visit = visitDeferred(deferred);
      if (visit === undefined) continue;
      if (visit.type === "directory") yield* walkDirectory(visit, context);
      else yield [visit];
    }
  }
}

/** Visits entries of a frame up to the next directory, which is returned, or until a batch is full or the frame at its end. */
function visitFrame(frame: Frame, context: TreeContext, batch: WalkStep[]): Directory | undefined {
  const { directory, entries } = frame;
  const exception = isException(directory);
  const aside = directory.repository?.deferred ?? [];
  while (frame.next < entries.length && batch.length < BATCH && aside.length < MAX_DEFERRED) {
    const entry = entries[frame.next++];
    if (entry === undefined || isRoot(directory, entry, context)) continue;
    if (isInternal(frame, entry)) {
      if (!exception) visitInternal(frame, entry, batch);
      continue;
    }
    const visit = exception ? visitException(directory, entry) : visitEntry(directory, entry);
    if (visit === undefined) continue;
    if (visit.type === "directory") return visit;
    batch.push(visit);
  }
  return undefined;
}

/**
 * Walks everything below `start`. Steps come in batches, since handing on each by itself takes longer than finding it.
 * Never throws for what it finds in the tree.
 */
export function* walkDirectory(start: Directory, context: TreeContext): Generator<WalkStep[]> {
  const stack: Frame[] = [];
  const waiting: Repository<Deferred>[] = [];
  let batch: WalkStep[] = [];
  let entering: Directory | undefined = start;
  for (;;) {
    const opened = entering && openDirectory(entering, context, batch);
    if (opened) stack.push(opened);
    const frame = stack.at(-1);
    if (frame === undefined) break;
    entering = visitFrame(frame, context, batch);
    const { repository } = frame.directory;
    const aside = repository?.deferred.length ?? 0;
    const asks = repository && aside > 0 && repository.query === undefined;
    if (asks) batch.push({ type: "ask", repository });
    if (entering === undefined && frame.next >= frame.entries.length) {
      stack.pop();
      if (frame.begins) waiting.push(frame.begins);
    }
    const due =
      aside >= MAX_DEFERRED ? repository : waiting.length > MAX_WAITING ? waiting.shift() : undefined;
    if (!asks && !due && batch.length < BATCH) continue;
    yield batch;
    batch = [];
    if (due) yield* settle(due, context);
  }
  yield batch;
  for (const repository of waiting) yield* settle(repository, context);
}
