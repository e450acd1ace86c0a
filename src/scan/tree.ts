/** Scans files of the working tree: walks the roots and hands on what there is. */
import { availableParallelism } from "node:os";
import type { Pack } from "../engine/pack.ts";
import { createDeepPaths, walk, walkBatches, type FileEntry, type WalkEvent } from "../sources/files.ts";
import { IGNORE_NAME } from "../sources/ignore-files.ts";
import type { Collector } from "./collect.ts";
import { createCrew } from "./crew.ts";
import type { FileNames } from "./file-names.ts";
import type { Job, JobSettings } from "./job.ts";

const MAX_THREADS = 8;
/** Entries that the walk runs ahead when files are counted, some hundred bytes each. */
const MAX_AHEAD = 25_000;

export interface TreeRequest {
  roots: readonly string[];
  cwd: string;
  gitignore: boolean;
  include: readonly string[];
  exclude: readonly string[];
  /** Worker threads; 1: none. */
  threads?: number;
  /** Every file counts as a log. */
  logs?: boolean;
  /** Let the walk run ahead of the scan: the number of files is known early, at the price of memory. */
  countFiles?: boolean;
  settings: JobSettings;
  /** Told of the names of files. */
  names: FileNames;
  pack: Pack;
  /** The pack isn't the one that workers load by themselves. */
  customPack: boolean;
  signal?: AbortSignal;
}

/** Adds all that is found, skipped or can't be read to the collector. */
export async function scanTree(request: TreeRequest, job: Job, collector: Collector): Promise<void> {
  const { roots, cwd, gitignore, include, exclude, settings, names, pack, customPack, signal } = request;
  const deepPaths = createDeepPaths();
  const crew = createCrew({
    threads: request.threads ?? Math.min(availableParallelism(), MAX_THREADS),
    asked: request.threads !== undefined,
    job,
    input: { settings, ...(customPack ? { pack } : {}) },
    collector,
    ...(signal === undefined ? {} : { signal }),
  });
  const options = { cwd, gitignore, include, exclude, deepPaths };
  const batches =
    request.countFiles === true
      ? await counted(walk(roots, options), collector)
      : walkBatches(roots, options);
  const take = (event: WalkEvent): Promise<void> | undefined => {
    if (event.type === "file") {
      names.meetFile(event.folder, event.name);
      if (isIgnoreFile(event)) collector.meetIgnoreFile(event.path);
      return crew.scan(request.logs === true ? { ...event, kind: "log", localOnly: false } : event);
    }
    if (event.type === "skip") collector.skip(event);
    else if (event.type === "note") collector.notes.add(event.message);
    else collector.errors.push({ path: event.path, code: event.code, message: event.message });
    return undefined;
  };
  try {
    for await (const events of batches) {
      let done = 0;
      // Apart, since V8 optimizes functions that are called rather than loops that wait.
      const takeSome = (): Promise<void> | undefined => {
        let work: Promise<void> | undefined;
        while (work === undefined && done < events.length && signal?.aborted !== true) {
          const event = events[done++];
          work = event && take(event);
        }
        return work;
      };
      for (let work = takeSome(); work !== undefined; work = takeSome()) await work;
      if (signal?.aborted === true) break;
    }
    await crew.finish();
    collector.found(names.found());
  } finally {
    await crew.close();
    deepPaths.close();
  }
}

function isIgnoreFile(entry: FileEntry): entry is FileEntry & { path: string } {
  return entry.name === IGNORE_NAME && typeof entry.path === "string";
}

async function counted(
  events: AsyncIterable<WalkEvent>,
  collector: Collector,
): Promise<AsyncIterable<WalkEvent[]>> {
  const { runAhead } = await import("./ahead.ts");
  let files = collector.progress.files;
  const ahead = runAhead(events, {
    limit: MAX_AHEAD,
    onItem: (event) => {
      if (event.type === "file") files++;
    },
    onEnd: () => {
      collector.total = files;
    },
  });
  return oneByOne(ahead);
}

async function* oneByOne(events: AsyncIterable<WalkEvent>): AsyncGenerator<WalkEvent[]> {
  for await (const event of events) yield [event];
}
