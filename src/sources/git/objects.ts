/** All objects of a repository, alternates included: which there are, and what they hold, through `git cat-file`. */
import { once } from "node:events";
import { readBatch, type BatchSink, type ObjectType } from "./batch.ts";
import { startGit, type GitProcess } from "./command.ts";
import { GitError } from "./error.ts";
import type { Repository } from "./repository.ts";

/** An object as the list has it. */
export interface ListedObject {
  oid: string;
  type: ObjectType;
  /** Bytes. */
  size: number;
}

/**
 * Lists every object once, in the order in which packs hold them, which is the quickest to read. Calls `onMissing` for objects
 * that are there but can't be read.
 *
 * @throws GitError
 */
export async function listObjects(
  { view }: Repository,
  onObject: (object: ListedObject) => void,
  how: { onMissing(oid: string): void; signal?: AbortSignal },
): Promise<void> {
  const { signal } = how;
  const git = startGit(
    view,
    ["cat-file", "--batch-all-objects", "--batch-check", "--unordered", "--buffer"],
    {
      input: "",
      ...(signal === undefined ? {} : { signal }),
    },
  );
  let rest = "";
  const take = (line: string): void => {
    const [oid = "", type = "", size = ""] = line.split(" ");
    if (size === "") how.onMissing(oid);
    else onObject({ oid, type: type as ObjectType, size: Number(size) });
  };
  for await (const chunk of git.stdout as AsyncIterable<Buffer>) {
    const lines = (rest + chunk.toString("latin1")).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) take(line);
  }
  await git.done;
}

/** Ids of objects, in the order in which they are wanted. */
export interface ObjectIds {
  readonly length: number;
  /** Hex. */
  oid(index: number): string;
}

/** Ids that are written ahead of what has been read. */
const WRITE_AT_ONCE = 4096;

/**
 * Reads objects, in the order of the ids. An object on which git dies (a damaged pack) is told of as missing, and the reading
 * goes on behind it.
 *
 * @throws GitError where git dies without having read anything, again and again.
 */
export async function readObjects(
  repository: Repository,
  ids: ObjectIds,
  sink: BatchSink,
  signal?: AbortSignal,
): Promise<void> {
  let from = 0;
  while (from < ids.length && !isAborted(signal)) {
    const started = from;
    let inside = false;
    const counting: BatchSink = {
      begin(oid, type, size) {
        inside = true;
        sink.begin(oid, type, size);
      },
      piece(bytes, last) {
        if (last) {
          inside = false;
          from++;
        }
        sink.piece(bytes, last);
      },
      missing(oid) {
        from++;
        sink.missing(oid);
      },
      ...(sink.turn === undefined ? {} : { turn: () => sink.turn?.() ?? Promise.resolve() }),
    };
    const failure = await readOnce(repository, ids, from, counting, signal);
    if (failure === undefined || isAborted(signal)) return;
    if (inside) sink.piece(Buffer.alloc(0), true);
    if (from === started && failure.status === undefined) throw failure;
    if (from >= ids.length) return;
    sink.missing(ids.oid(from));
    from++;
  }
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

async function readOnce(
  { view }: Repository,
  ids: ObjectIds,
  from: number,
  sink: BatchSink,
  signal: AbortSignal | undefined,
): Promise<GitError | undefined> {
  const git = startGit(view, ["cat-file", "--batch", "--buffer"], signal === undefined ? {} : { signal });
  const writing = writeIds(git, ids, from);
  try {
    await readBatch(git.stdout, sink);
    await git.done;
    return undefined;
  } catch (error) {
    git.kill();
    const reason = await git.done.then(
      () => undefined,
      (cause: unknown) => cause,
    );
    // What is no failure of git's is the caller's.
    if (reason instanceof GitError) return reason;
    throw error;
  } finally {
    await writing;
  }
}

/** Ends when git has all ids, or has ended. */
async function writeIds(git: GitProcess, ids: ObjectIds, from: number): Promise<void> {
  const ended = git.done.catch(() => {});
  for (let at = from; at < ids.length; at += WRITE_AT_ONCE) {
    let text = "";
    for (let i = at; i < Math.min(ids.length, at + WRITE_AT_ONCE); i++) text += `${ids.oid(i)}\n`;
    if (git.stdin.destroyed) return;
    if (!git.stdin.write(text)) await Promise.race([once(git.stdin, "drain").catch(() => {}), ended]);
  }
  git.stdin.end();
}
