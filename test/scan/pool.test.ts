import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { emptyResult, type JobResult } from "../../src/scan/job.ts";
import { Pool } from "../../src/scan/pool.ts";
import type { WorkerOrder, WorkerTask } from "../../src/scan/worker.ts";
import type { FileEntry } from "../../src/sources/files.ts";

/** Stands for a worker thread: the test says when and in what order it answers. */
class FakeWorker {
  static all: FakeWorker[] = [];
  readonly tasks: WorkerTask[] = [];
  stopped = 0;
  terminated = 0;
  readonly #listeners = new Map<string, (value: unknown) => void>();

  constructor() {
    FakeWorker.all.push(this);
  }

  on(event: string, listener: (value: unknown) => void): this {
    this.#listeners.set(event, listener);
    return this;
  }

  postMessage(order: WorkerOrder): void {
    if (order === "stop") this.stopped++;
    else this.tasks.push(order);
  }

  answer(): void {
    const task = this.tasks.shift();
    if (task === undefined) throw new Error("nothing to answer");
    const result: JobResult = { ...emptyResult(), seen: task.files.length, files: task.files.length };
    result.skips = task.files.map(({ display }) => ({ reason: "empty", path: display }));
    this.#listeners.get("message")?.({ id: task.id, result });
  }

  die(message: string): void {
    this.#listeners.get("error")?.(new Error(message));
  }

  async terminate(): Promise<number> {
    this.terminated++;
    return 0;
  }
}

vi.mock("node:worker_threads", () => ({
  Worker: vi.fn<() => FakeWorker>(function () {
    return new FakeWorker();
  }),
}));

const entry = (display: string): FileEntry => ({
  type: "file",
  path: `/${display}`,
  display,
  folder: "",
  name: display,
  kind: "file",
  localOnly: false,
});

let seen: string[] = [];
function poolOf(size: number, signal?: AbortSignal): Pool {
  const input = { settings: { enabled: new Uint8Array(0), showSecrets: false } };
  return new Pool(
    size,
    input,
    (result) =>
      seen.push(
        ...result.skips.map(({ path }) => path),
        ...result.errors.map(({ path, code }) => `${path}!${code}`),
      ),
    signal,
  );
}
const worker = (index: number): FakeWorker => FakeWorker.all[index] as FakeWorker;

beforeEach(() => {
  seen = [];
  FakeWorker.all = [];
});
afterEach(() => vi.clearAllMocks());

describe("a pool of workers", () => {
  it("gives each worker two batches at a time, to the least busy first", () => {
    const pool = poolOf(2);
    const given = ["a", "b", "c", "d", "e"].map((name) => pool.give([entry(name)]));
    expect(given).toEqual([true, true, true, true, false]);
    expect(FakeWorker.all.map(({ tasks }) => tasks.map(({ files }) => files[0]?.display))).toEqual([
      ["a", "c"],
      ["b", "d"],
    ]);
    worker(1).answer();
    expect(pool.give([entry("e")])).toBe(true);
    expect(worker(1).tasks).toHaveLength(2);
  });

  it("hands on results in the order of the batches, whoever is first", () => {
    const pool = poolOf(2);
    for (const name of ["a", "b", "c", "d"]) pool.give([entry(name)]);
    worker(1).answer();
    worker(1).answer();
    expect(seen).toEqual([]);
    worker(0).answer();
    expect(seen).toEqual(["a", "b"]);
    worker(0).answer();
    expect(seen).toEqual(["a", "b", "c", "d"]);
  });

  it("keeps the place of a batch that is scanned elsewhere", () => {
    const pool = poolOf(1);
    pool.give([entry("a")]);
    const deliver = pool.reserve();
    pool.give([entry("c")]);
    worker(0).answer();
    worker(0).answer();
    expect(seen).toEqual(["a"]);
    deliver({ ...emptyResult(), skips: [{ reason: "empty", path: "b" }] });
    expect(seen).toEqual(["a", "b", "c"]);
  });

  it("waits for all at the end", async () => {
    const pool = poolOf(2);
    pool.give([entry("a")]);
    pool.give([entry("b")]);
    let finished = false;
    const finishing = pool.finish().then(() => (finished = true));
    worker(1).answer();
    await Promise.resolve();
    expect(finished).toBe(false);
    worker(0).answer();
    await finishing;
    expect(seen).toEqual(["a", "b"]);
    await pool.close();
    expect(FakeWorker.all.map(({ terminated }) => terminated)).toEqual([1, 1]);
  });

  it("names the files of a worker that dies, and goes on with the others", async () => {
    const pool = poolOf(2);
    for (const names of [["a", "b"], ["c"], ["d"]]) pool.give(names.map(entry));
    worker(0).die("out of memory");
    expect(seen).toEqual(["a!WORKER", "b!WORKER"]);
    worker(1).answer();
    expect(seen).toEqual(["a!WORKER", "b!WORKER", "c", "d!WORKER"]);
    expect(pool.give([entry("e")])).toBe(true);
    worker(1).answer();
    await pool.finish();
    expect(seen.at(-1)).toBe("e");
  });

  it("takes nothing where no worker is left, and does not wait for ever", async () => {
    const pool = poolOf(1);
    pool.give([entry("a")]);
    worker(0).die("gone");
    expect(pool.give([entry("b")])).toBe(false);
    await pool.finish();
    expect(seen).toEqual(["a!WORKER"]);
  });

  it("tells its workers to stop, and still waits for what they have found", async () => {
    const stop = new AbortController();
    const pool = poolOf(2, stop.signal);
    pool.give([entry("a")]);
    pool.give([entry("b")]);
    stop.abort();
    expect(FakeWorker.all.map(({ stopped }) => stopped)).toEqual([1, 1]);
    const finishing = pool.finish();
    worker(0).answer();
    worker(1).answer();
    await finishing;
    expect(seen).toEqual(["a", "b"]);
    await pool.close();
  });
});
