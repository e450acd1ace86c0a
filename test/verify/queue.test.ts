/** The pace at which providers are asked, with tasks that end within the same turn of the event loop. */
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { HostQueue } from "../../src/verify/queue.ts";

/** Lets so many microtasks go by. */
async function ticks(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await Promise.resolve();
}

const tasks = fc.array(
  fc.record({ host: fc.constantFrom("a", "b", "c", "d"), length: fc.nat(6), fails: fc.boolean() }),
  { maxLength: 20 },
);

it("never has more requests under way than it may, and ends all of them", async () => {
  await fc.assert(
    fc.asyncProperty(tasks, fc.integer({ min: 1, max: 3 }), async (list, concurrency) => {
      let running = 0;
      let most = 0;
      const queue = new HostQueue({ concurrency, pause: 1 }, () => ticks(1));
      const done = list.map(({ host, length, fails }) =>
        queue.run(host, async () => {
          most = Math.max(most, ++running);
          await ticks(length);
          running--;
          if (fails) throw new Error("no answer");
        }),
      );
      const ends = await Promise.allSettled(done);
      expect(ends.map(({ status }) => status === "rejected")).toEqual(list.map(({ fails }) => fails));
      expect(most).toBeLessThanOrEqual(concurrency);
    }),
  );
});

it("asks one host one thing at a time, with a pause between", async () => {
  const events: string[] = [];
  const queue = new HostQueue({ concurrency: 4, pause: 200 }, async (milliseconds) => {
    events.push(`pause of ${milliseconds}`);
    await ticks(3);
  });
  const task = (name: string) => async (): Promise<void> => {
    events.push(`${name} begins`);
    await ticks(5);
    events.push(`${name} ends`);
  };
  await Promise.all([queue.run("a", task("first")), queue.run("a", task("second"))]);
  expect(events).toEqual(["first begins", "first ends", "pause of 200", "second begins", "second ends"]);
});
