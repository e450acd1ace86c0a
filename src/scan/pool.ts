/** Worker threads that scan batches of files beside this one; results come back in the order of the batches. */
import { Worker } from "node:worker_threads";
import type { FileEntry } from "../sources/files.ts";
import { emptyResult, type JobResult } from "./job.ts";
import type { WorkerAnswer, WorkerInput, WorkerOrder } from "./worker.ts";

/** Batches that a worker has at hand: one in work, one waiting. */
const AHEAD = 2;

interface Member {
  worker: Worker;
  tasks: Map<number, readonly FileEntry[]>;
}

/** Worker threads that scan files. A worker that dies turns its files into errors. */
export class Pool {
  readonly #members: Member[];
  readonly #onResult: (result: JobResult) => void;
  readonly #signal: AbortSignal | undefined;
  readonly #results: Map<number, JobResult> = new Map();
  #nextTask = 0;
  #nextResult = 0;
  #wake: (() => void) | undefined;

  /**
   * @param onResult Told of each batch's result, in the order in which the batches were given.
   * @param signal Makes the workers answer at once, with what they have found so far.
   */
  constructor(size: number, input: WorkerInput, onResult: (result: JobResult) => void, signal?: AbortSignal) {
    this.#onResult = onResult;
    this.#signal = signal;
    const script = new URL("./worker.js", import.meta.url);
    this.#members = Array.from({ length: size }, () => {
      const member: Member = { worker: new Worker(script, { workerData: input }), tasks: new Map() };
      member.worker.on("message", (answer: WorkerAnswer) => this.#take(member, answer));
      member.worker.on("error", (error) => this.#lose(member, error));
      return member;
    });
    signal?.addEventListener("abort", this.#stop);
  }

  /** Hands a batch to the least busy worker; false while all have enough to do, or none is left. */
  give(files: readonly FileEntry[]): boolean {
    const free = this.#members.filter((member) => member.tasks.size < AHEAD);
    const [first] = free;
    if (first === undefined) return false;
    const member = free.reduce((a, b) => (b.tasks.size < a.tasks.size ? b : a), first);
    const id = this.#nextTask++;
    member.tasks.set(id, files);
    member.worker.postMessage({ id, files } satisfies WorkerOrder);
    return true;
  }

  /** Keeps the place of a batch that is scanned elsewhere; the result goes to the function that is returned. */
  reserve(): (result: JobResult) => void {
    const id = this.#nextTask++;
    return (result) => this.#settle(id, result);
  }

  /** Waits for the results of all batches. */
  async finish(): Promise<void> {
    await this.#until(() => this.#nextResult === this.#nextTask);
  }

  async close(): Promise<void> {
    this.#signal?.removeEventListener("abort", this.#stop);
    await Promise.all(this.#members.map((member) => member.worker.terminate()));
  }

  readonly #stop = (): void => {
    for (const { worker } of this.#members) worker.postMessage("stop" satisfies WorkerOrder);
    this.#wake?.();
  };

  #take(member: Member, { id, result }: WorkerAnswer): void {
    member.tasks.delete(id);
    this.#settle(id, result);
  }

  #settle(id: number, result: JobResult): void {
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
      const errors = files.map(({ display }) => ({ path: display, code: "WORKER", message: error.message }));
      this.#take(member, { id, result: { ...emptyResult(), seen: files.length, errors } });
    }
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
