/** Scans files of the working tree: walks the roots and hands on what there is. */
import { availableParallelism } from "node:os";
import { basename } from "node:path";
import { IGNORE_NAME } from "../accept/load.ts";
import type { Pack } from "../engine/pack.ts";
import { createDeepPaths, walk, type FileEntry, type WalkEvent } from "../sources/files.ts";
import type { Collector } from "./collect.ts";
import { createCrew } from "./crew.ts";
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
  pack: Pack;
  /** The pack isn't the one that workers load by themselves. */
  customPack: boolean;
  signal?: AbortSignal;
}

/** Adds all that is found, skipped or can't be read to the collector. */
export async function scanTree(request: TreeRequest, job: Job, collector: Collector): Promise<void> {
  const { roots, cwd, gitignore, include, exclude, settings, pack, customPack, signal } = request;
  const deepPaths = createDeepPaths();
  const crew = createCrew({
    threads: request.threads ?? Math.min(availableParallelism(), MAX_THREADS),
    job,
    input: { settings, ...(customPack ? { pack } : {}) },
    collector,
    ...(signal === undefined ? {} : { signal }),
  });
  const events = walk(roots, { cwd, gitignore, include, exclude, deepPaths });
  try {
    for await (const event of request.countFiles === true ? await counted(events, collector) : events) {
      if (signal?.aborted === true) break;
      if (event.type === "skip") collector.skip(event);
      else if (event.type === "note") collector.notes.add(event.message);
      else if (event.type === "error")
        collector.errors.push({ path: event.path, code: event.code, message: event.message });
      else {
        if (isIgnoreFile(event)) collector.meetIgnoreFile(event.path);
        await crew.scan(request.logs === true ? { ...event, kind: "log", localOnly: false } : event);
      }
    }
    await crew.finish();
  } finally {
    await crew.close();
    deepPaths.close();
  }
}

function isIgnoreFile(entry: FileEntry): entry is FileEntry & { path: string } {
  return typeof entry.path === "string" && basename(entry.path) === IGNORE_NAME;
}

async function counted(
  events: AsyncIterable<WalkEvent>,
  collector: Collector,
): Promise<AsyncIterable<WalkEvent>> {
  const { runAhead } = await import("./ahead.ts");
  let files = collector.progress.files;
  return runAhead(events, {
    limit: MAX_AHEAD,
    onItem: (event) => {
      if (event.type === "file") files++;
    },
    onEnd: () => {
      collector.total = files;
    },
  });
}
