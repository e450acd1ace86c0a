/** Lets a source run ahead of its reader, so that it is known early how much there is. */
import { setImmediate } from "node:timers/promises";
import { now } from "./clock.ts";

/** Let other work of the process go on after this long, milliseconds. */
const TURN = 20;

export interface AheadOptions<Item> {
  /** Items that wait for the reader at most, save for those it has begun with: twice as many in all. */
  limit: number;
  /** Told of each item as soon as the source has given it. */
  onItem(item: Item): void;
  /** Told when the source has given its last item. */
  onEnd(): void;
}

/** The items of the source, in their order. What the source throws is thrown when the items before have been read. */
export async function* runAhead<Item>(
  source: AsyncIterable<Item>,
  options: AheadOptions<Item>,
): AsyncGenerator<Item> {
  let waiting: Item[] = [];
  let state: "running" | "ended" | "stopped" = "running";
  let wake = (): void => {};
  const change = (): Promise<void> => new Promise((resolve) => (wake = resolve));
  const run = async (): Promise<void> => {
    let turnEnds = now() + TURN;
    for await (const item of source) {
      waiting.push(item);
      options.onItem(item);
      wake();
      if (now() > turnEnds) {
        await setImmediate();
        turnEnds = now() + TURN;
      }
      while (waiting.length >= options.limit && state === "running") await change();
      if (state === "stopped") return;
    }
    options.onEnd();
  };
  const running = run().finally(() => {
    if (state === "running") state = "ended";
    wake();
  });
  // Raised below, by awaiting it.
  running.catch(() => {});
  try {
    while (state === "running" || waiting.length > 0) {
      if (waiting.length === 0) await change();
      const items = waiting;
      waiting = [];
      wake();
      yield* items;
    }
    await running;
  } finally {
    state = "stopped";
    wake();
  }
}
