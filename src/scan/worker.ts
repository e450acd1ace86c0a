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

export interface WorkerAnswer {
  id: number;
  result: JobResult;
}

const { settings, pack } = workerData as WorkerInput;
const job = createJob(pack ?? loadBuiltInPack(), settings);
const port = parentPort;

/** Tasks are done one after the other, in the order they came. */
let turn: Promise<void> = Promise.resolve();

async function work({ id, files }: WorkerTask): Promise<void> {
  const result = emptyResult();
  for (const file of files) await job.file(file, result);
  port?.postMessage({ id, result } satisfies WorkerAnswer);
}

port?.on("message", (task: WorkerTask) => {
  turn = turn.then(() => work(task));
});
