/** Scans files of the working tree: in this thread while there is little to do, in worker threads when it is more. */
import { availableParallelism } from "node:os";
import type { Pack } from "../engine/pack.ts";
import { createDeepPaths, walk, type FileEntry } from "../sources/files.ts";
import type { Collector } from "./collect.ts";
import { emptyResult, type Job, type JobSettings } from "./job.ts";
import type { Pool } from "./pool.ts";

/** Files and bytes that are scanned before worker threads are worth their start. */
const ALONE = { files: 400, bytes: 16 * 1024 * 1024 };
const BATCH = 64;
const MAX_THREADS = 8;

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
  settings: JobSettings;
  pack: Pack;
  /** The pack isn't the one that workers load by themselves. */
  customPack: boolean;
  signal?: AbortSignal;
}

/** Walks the roots and adds all that is found, skipped or can't be read to the collector. */
export async function scanTree(
  request: TreeRequest,
  job: Job,
  collector: Collector,
): Promise<void> {
  const { roots, cwd, gitignore, include, exclude, signal } = request;
  const threads = request.threads ?? Math.min(availableParallelism(), MAX_THREADS);
  const deepPaths = createDeepPaths();
  let pool: Pool | undefined;
  let batch: FileEntry[] = [];
  try {
    for await (const event of walk(roots, { cwd, gitignore, include, exclude, deepPaths })) {
      if (signal?.aborted === true) break;
      if (event.type === "skip") collector.skip(event);
      else if (event.type === "note") collector.notes.add(event.message);
      else if (event.type === "error")
        collector.errors.push({ path: event.path, code: event.code, message: event.message });
      else {
        const file: FileEntry = request.logs === true ? { ...event, kind: "log" } : event;
        if (pool !== undefined) {
          batch.push(file);
          if (batch.length < BATCH) continue;
          await pool.scan(batch);
          batch = [];
        } else {
          await scanHere(file, job, collector, signal);
          if (threads > 1 && isMuch(collector)) pool = await startPool(threads, request, collector);
        }
      }
    }
    if (pool !== undefined && signal?.aborted !== true) {
      if (batch.length > 0) await pool.scan(batch);
      await pool.finish(signal);
    }
  } finally {
    await pool?.close();
    deepPaths.close();
  }
}

async function scanHere(
  file: FileEntry,
  job: Job,
  collector: Collector,
  signal?: AbortSignal,
): Promise<void> {
  const result = emptyResult();
  const onFindings = collector.found.bind(collector);
  await job.file(file, result, { onFindings, ...(signal === undefined ? {} : { signal }) });
  collector.add(result);
}

function isMuch(collector: Collector): boolean {
  return collector.files >= ALONE.files || collector.bytes >= ALONE.bytes;
}

async function startPool(size: number, request: TreeRequest, collector: Collector): Promise<Pool> {
  const { Pool: WorkerPool } = await import("./pool.ts");
  const { settings, pack, customPack } = request;
  return new WorkerPool(size, { settings, ...(customPack ? { pack } : {}) }, (result) =>
    collector.add(result),
  );
}
