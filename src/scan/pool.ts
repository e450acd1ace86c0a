/** Worker threads that scan batches of files; results come back in the order of the batches. */
import { Worker } from "node:worker_threads";
import type { FileEntry } from "../sources/files.ts";
import { emptyResult, type JobResult } from "./job.ts";
import type { WorkerAnswer, WorkerInput, WorkerTask } from "./worker.ts";

/** Batches that a worker has at hand: one in work, one waiting. */
const AHEAD = 2;

interface Member {
  worker: Worker;
  tasks: Map<number, readonly FileEntry[]>;
}

export class Pool {
  readonly #members: Member[];
  readonly #onResult: (result: JobResult) => void;
  readonly #results: Map<number, JobResult> = new Map();
  #nextTask = 0;
  #nextResult = 0;
  #wake: (() => void) | undefined;
  #lost: Error | undefined;

  /** @param onResult Told of each batch's result, in the order in which the batches were given. */
  constructor(size: number, input: WorkerInput, onResult: (result: JobResult) => void) {
    this.#onResult = onResult;
    const script = new URL("./worker.js", import.meta.url);
    this.#members = Array.from({ length: size }, () => {
      const member: Member = {
        worker: new Worker(script, { workerData: input }),
        tasks: new Map(),
      };
      member.worker.on("message", (answer: WorkerAnswer) => this.#take(member, answer));
      member.worker.on("error", (error) => this.#lose(member, error));
      return member;
    });
  }

  /** Hands a batch to the least busy worker; waits while all have enough to do. */
  async scan(files: readonly FileEntry[]): Promise<void> {
    await this.#until(
      () => this.#members.length === 0 || this.#members.some((m) => m.tasks.size < AHEAD),
    );
    if (this.#members.length === 0) throw this.#lost ?? new Error("no worker thread is left");
    const member = this.#members.reduce((a, b) => (b.tasks.size < a.tasks.size ? b : a));
    const id = this.#nextTask++;
    member.tasks.set(id, files);
    member.worker.postMessage({ id, files } satisfies WorkerTask);
  }

  /** Waits for all batches, or for the signal. */
  async finish(signal?: AbortSignal): Promise<void> {
    const wake = (): void => this.#wake?.();
    signal?.addEventListener("abort", wake);
    await this.#until(() => this.#nextResult === this.#nextTask || signal?.aborted === true);
    signal?.removeEventListener("abort", wake);
  }

  async close(): Promise<void> {
    await Promise.all(this.#members.map((member) => member.worker.terminate()));
  }

  #take(member: Member, { id, result }: WorkerAnswer): void {
    member.tasks.delete(id);
    this.#results.set(id, result);
    for (let next = this.#results.get(this.#nextResult); next !== undefined;) {
      this.#results.delete(this.#nextResult++);
      this.#onResult(next);
      next = this.#results.get(this.#nextResult);
    }
    this.#wake?.();
  }

  /** A worker that dies takes its batches with it: they are named, never forgotten. */
  #lose(member: Member, error: Error): void {
    this.#members.splice(this.#members.indexOf(member), 1);
    for (const [id, files] of member.tasks) {
      const result = emptyResult();
      result.errors = files.map((file) => ({
        path: file.display,
        code: "WORKER",
        message: error.message,
      }));
      this.#take(member, { id, result });
    }
    this.#lost = error;
    this.#wake?.();
  }

  async #until(ready: () => boolean): Promise<void> {
    while (!ready()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#wake = undefined;
  }
}
