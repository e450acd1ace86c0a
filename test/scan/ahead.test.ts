/** A source that runs ahead of its reader: order, limits, ends and failures. */
import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { runAhead } from "../../src/scan/ahead.ts";

interface Told {
  given: number;
  ended: boolean;
  closed: boolean;
}

async function* numbers(count: number, told: Told, failure?: Error): AsyncGenerator<number> {
  try {
    for (let i = 0; i < count; i++) yield i;
    if (failure !== undefined) throw failure;
  } finally {
    told.closed = true;
  }
}

function ahead(count: number, limit: number, failure?: Error): { told: Told; items: AsyncGenerator<number> } {
  const told: Told = { given: 0, ended: false, closed: false };
  const items = runAhead(numbers(count, told, failure), {
    limit,
    onItem: () => told.given++,
    onEnd: () => (told.ended = true),
  });
  return { told, items };
}

async function idle(): Promise<void> {
  for (let i = 0; i < 20; i++) await setImmediate();
}

describe("runAhead", () => {
  it.each([1, 2, 7, 1000])("gives all items in order (limit %d)", async (limit) => {
    const { items, told } = ahead(100, limit);
    const read: number[] = [];
    for await (const item of items) read.push(item);
    expect(read).toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect(told).toEqual({ given: 100, ended: true, closed: true });
  });

  it("reads the source to its end while the reader still has the first item", async () => {
    const { items, told } = ahead(100, 1000);
    await items.next();
    await idle();
    expect(told).toEqual({ given: 100, ended: true, closed: true });
    expect((await items.next()).value).toBe(1);
  });

  it("does not run further ahead than the limit allows", async () => {
    const { items, told } = ahead(1000, 10);
    await items.next();
    await idle();
    expect(told.given).toBeLessThanOrEqual(20);
    expect(told.ended).toBe(false);
    for (let i = 0; i < 500; i++) await items.next();
    expect(told.given).toBeLessThanOrEqual(521);
  });

  it("throws what the source throws, after the items before", async () => {
    const { items, told } = ahead(3, 10, new Error("lost"));
    const read: number[] = [];
    const reading = (async () => {
      for await (const item of items) read.push(item);
    })();
    await expect(reading).rejects.toThrow("lost");
    expect(read).toEqual([0, 1, 2]);
    expect(told.ended).toBe(false);
  });

  it("closes the source when the reader goes", async () => {
    const { items, told } = ahead(1000, 10);
    for await (const item of items) if (item === 5) break;
    await idle();
    expect(told).toMatchObject({ ended: false, closed: true });
  });

  it("takes an empty source", async () => {
    const { items, told } = ahead(0, 10);
    expect(await items.next()).toEqual({ done: true, value: undefined });
    expect(told.ended).toBe(true);
  });
});
