/** When what is sent: a few requests at a time, one after the other to each host, with a pause between them. */

/** How fast providers are asked. */
export interface Pace {
  /** Requests under way at the same time, to all hosts together. */
  concurrency: number;
  /** Milliseconds between the end of one request to a host and the start of the next. */
  pause: number;
}

/** Waits so many milliseconds. */
export type Wait = (milliseconds: number) => Promise<void>;

/** Runs tasks of several hosts; each of a host's begins when the one before it has ended, and the pause is over. */
export class HostQueue {
  readonly #pace: Pace;
  readonly #wait: Wait;
  readonly #last: Map<string, Promise<unknown>> = new Map();
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(pace: Pace, wait: Wait) {
    this.#pace = pace;
    this.#wait = wait;
  }

  run<T>(host: string, task: () => Promise<T>): Promise<T> {
    const before = this.#last.get(host);
    const after = before === undefined ? Promise.resolve() : before.then(() => this.#wait(this.#pace.pause));
    const result = after.then(() => this.#inTurn(task));
    // A failure is told to whoever asked; the next one goes on.
    this.#last.set(
      host,
      result.catch(() => {}),
    );
    return result;
  }

  async #inTurn<T>(task: () => Promise<T>): Promise<T> {
    if (this.#running < this.#pace.concurrency) this.#running++;
    else await new Promise<void>((takePlace) => this.#waiting.push(takePlace));
    try {
      return await task();
    } finally {
      // The place goes straight to the one who waits: nobody may take it before that one goes on.
      const takePlace = this.#waiting.shift();
      if (takePlace === undefined) this.#running--;
      else takePlace();
    }
  }
}
