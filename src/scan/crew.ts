/** Scans files: in this thread while there is little to do, with worker threads beside it when it is more. */
import type { FileEntry } from "../sources/files.ts";
import type { Collector } from "./collect.ts";
import { emptyResult, type Job } from "./job.ts";
import { isPlain, type JobResult } from "./job-result.ts";
import type { Pool } from "./pool.ts";
import type { WorkerInput } from "./worker.ts";

/**
 * Files and bytes that are scanned before worker threads are worth their start. Each has code to compile and tables to fill, and runs
 * slower beside others: a second thread on two processors takes a quarter more processor time and saves a tenth of the time, on
 * 300 MB.
 */
const ALONE = { files: 400, bytes: 16 * 1024 * 1024 };
const ALONE_OF_TWO = { files: 60_000, bytes: 768 * 1024 * 1024 };

function isMuch({ threads, asked, collector }: CrewOptions): boolean {
  const alone = asked || threads > 2 ? ALONE : ALONE_OF_TWO;
  return collector.files >= alone.files || collector.bytes >= alone.bytes;
}

/**
 * What a worker gets at a time: as much as makes the way there and back cheap, as little as leaves none idle at the end.
 * Nobody asks how large the files are, they are taken to be like those before.
 */
const BATCH = { files: 64, bytes: 8 * 1024 * 1024 };

export interface CrewOptions {
  /** Threads that scan; 1: this one alone. */
  threads: number;
  /** Somebody has asked for that number. */
  asked: boolean;
  /** Scans in this thread. */
  job: Job;
  input: WorkerInput;
  collector: Collector;
  signal?: AbortSignal;
}

export interface Crew {
  /** Takes a file; to be awaited while there is enough to do. */
  scan(file: FileEntry): Promise<void> | undefined;
  /** Waits for all results; after the signal, for what has been found until then. */
  finish(): Promise<void>;
  /** Ends the worker threads. */
  close(): Promise<void>;
}

/** Results come to the collector in the order of the files, however many threads there are. */
export function createCrew(options: CrewOptions): Crew {
  const { threads, collector } = options;
  const here = scanHere(options);
  let pool: Pool | undefined;
  let batch: FileEntry[] = [];
  const hand = async (): Promise<void> => {
    const files = batch;
    batch = [];
    if (pool === undefined || files.length === 0 || pool.give(files)) return;
    await scanBatchHere(files, pool, options);
  };
  const share = async (file: FileEntry): Promise<void> => {
    pool ??= await startPool(options);
    batch.push(file);
    const likeBefore = (BATCH.bytes * collector.files) / collector.bytes;
    if (batch.length >= Math.min(BATCH.files, likeBefore)) await hand();
  };
  return {
    scan(file) {
      if (threads === 1 || (pool === undefined && !isMuch(options))) return here(file);
      return share(file);
    },
    async finish() {
      await hand();
      await pool?.finish();
    },
    async close() {
      await pool?.close();
    },
  };
}

/** While the workers have enough to do, this thread does its share; then it looks for their answers. */
async function scanBatchHere(
  files: readonly FileEntry[],
  pool: Pool,
  { job, signal }: CrewOptions,
): Promise<void> {
  const result = emptyResult();
  const deliver = pool.reserve();
  for (const file of files) {
    if (signal?.aborted !== true) await job.file(file, result, signal === undefined ? {} : { signal });
  }
  deliver(result);
  await new Promise((resolve) => setImmediate(resolve));
}

/** Scans one file after the other in this thread. A result is used again where there was nothing to tell of a file, as of most. */
function scanHere({ job, collector, signal }: CrewOptions): (file: FileEntry) => Promise<void> | undefined {
  const how = { onFindings: collector.onFindings, ...(signal === undefined ? {} : { signal }) };
  let result: JobResult = emptyResult();
  const add = (): void => {
    collector.add(result);
    if (isPlain(result)) result.seen = result.files = result.bytes = 0;
    else result = emptyResult();
  };
  return (file) => {
    collector.current = result;
    const work = job.file(file, result, how);
    if (work === undefined) add();
    return work?.then(add);
  };
}

async function startPool({ threads, input, collector, signal }: CrewOptions): Promise<Pool> {
  const { Pool: WorkerPool } = await import("./pool.ts");
  return new WorkerPool(threads - 1, input, (result) => collector.add(result), signal);
}
