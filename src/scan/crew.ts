/** Scans files: in this thread while there is little to do, in worker threads when it is more. */
import { statSync } from "node:fs";
import type { FileEntry } from "../sources/files.ts";
import type { Collector } from "./collect.ts";
import { emptyResult, type Job } from "./job.ts";
import type { Pool } from "./pool.ts";
import type { WorkerInput } from "./worker.ts";

/** Files and bytes that are scanned before worker threads are worth their start. */
const ALONE = { files: 400, bytes: 16 * 1024 * 1024 };
/** What a worker gets at a time: as much as makes the way there and back cheap, as little as leaves none idle at the end. */
const BATCH = { files: 64, bytes: 8 * 1024 * 1024 };

export interface CrewOptions {
  /** Threads that scan; 1: this one alone. */
  threads: number;
  /** Scans in this thread. */
  job: Job;
  input: WorkerInput;
  collector: Collector;
  signal?: AbortSignal;
}

export interface Crew {
  /** Takes a file; waits while there is enough to do. */
  scan(file: FileEntry): Promise<void>;
  /** Waits for all results; after the signal, for what has been found until then. */
  finish(): Promise<void>;
  /** Ends the worker threads. */
  close(): Promise<void>;
}

/** Results come to the collector in the order of the files, however many threads there are. */
export function createCrew(options: CrewOptions): Crew {
  const { threads, collector } = options;
  let pool: Pool | undefined;
  let batch: FileEntry[] = [];
  let bytes = 0;
  const hand = async (): Promise<void> => {
    const files = batch;
    batch = [];
    bytes = 0;
    if (files.length > 0) await pool?.scan(files);
  };
  return {
    async scan(file) {
      if (threads === 1) return scanHere(file, options);
      const size = sizeOf(file);
      const isMuch = collector.files >= ALONE.files || collector.bytes + size >= ALONE.bytes;
      if (pool === undefined && !isMuch) return scanHere(file, options);
      pool ??= await startPool(options);
      batch.push(file);
      bytes += size;
      if (batch.length >= BATCH.files || bytes >= BATCH.bytes) await hand();
      return undefined;
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

async function scanHere(file: FileEntry, { job, collector, signal }: CrewOptions): Promise<void> {
  const result = emptyResult();
  collector.current = result;
  const onFindings = collector.found.bind(collector);
  await job.file(file, result, { onFindings, ...(signal === undefined ? {} : { signal }) });
  collector.add(result);
}

/** Bytes, as far as can be told: whoever reads the file says what is wrong with it. */
function sizeOf(file: FileEntry): number {
  try {
    return statSync(file.path).size;
  } catch {
    return 0;
  }
}

async function startPool({ threads, input, collector, signal }: CrewOptions): Promise<Pool> {
  const { Pool: WorkerPool } = await import("./pool.ts");
  return new WorkerPool(threads, input, (result) => collector.add(result), signal);
}
