/** A worker thread: takes batches of files, answers with their results. */
import { parentPort, workerData } from "node:worker_threads";
import type { Pack } from "../engine/pack.ts";
import type { FileEntry } from "../sources/files.ts";
import { createJob, emptyResult, type JobResult, type JobSettings } from "./job.ts";
import { loadBuiltInPack } from "./pack.ts";

export interface WorkerInput {
  settings: JobSettings;
  /** The pack, where it isn't the built-in one. */
  pack?: Pack;
}

export interface WorkerTask {
  id: number;
  files: readonly FileEntry[];
}

/** `stop`: answer at once, with what has been found so far. */
export type WorkerOrder = WorkerTask | "stop";

export interface WorkerAnswer {
  id: number;
  result: JobResult;
}

const { settings, pack } = workerData as WorkerInput;
const job = createJob(pack ?? loadBuiltInPack(), settings);
const port = parentPort;
const stop = new AbortController();

/** Tasks are done one after the other, in the order they came. */
let turn: Promise<void> = Promise.resolve();

async function work({ id, files }: WorkerTask): Promise<void> {
  const { signal } = stop;
  const result = emptyResult();
  for (const file of files) if (!signal.aborted) await job.file(file, result, { signal });
  port?.postMessage({ id, result } satisfies WorkerAnswer);
}

port?.on("message", (order: WorkerOrder) => {
  if (order === "stop") stop.abort();
  else turn = turn.then(() => work(order));
});
