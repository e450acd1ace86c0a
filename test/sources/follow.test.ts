/** Following files that go on being written. */
import { appendFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { followFile, type Followed } from "../../src/sources/follow.ts";

const directory = mkdtempSync(join(tmpdir(), "keyscan-follow-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
let made = 0;

interface Reading extends Followed {
  /** What came so far. */
  text(): string;
  until(text: string): Promise<void>;
}

function follow(path: string): Reading {
  const followed = followFile(path);
  let all = "";
  followed.readable.on("data", (piece: Buffer) => (all += piece.toString()));
  return {
    ...followed,
    text: () => all,
    async until(text) {
      while (!all.includes(text)) await setTimeout(50);
    },
  };
}

function file(text: string): string {
  const path = join(directory, `${made++}.log`);
  writeFileSync(path, text);
  return path;
}

describe.concurrent("a followed file", () => {
  it("gives what is there, and what is added", async () => {
    const path = file("one\n");
    const reading = follow(path);
    await reading.until("one\n");
    appendFileSync(path, "two\n");
    await reading.until("two\n");
    appendFileSync(path, "three\n");
    await reading.until("three\n");
    reading.close();
    expect(reading.text()).toBe("one\ntwo\nthree\n");
  });

  it("is read on when another one takes its place, the old one to its end", async () => {
    const path = file("one\n");
    const reading = follow(path);
    await reading.until("one\n");
    renameSync(path, `${path}.1`);
    appendFileSync(`${path}.1`, "late\n");
    await setTimeout(500);
    writeFileSync(path, "two\n");
    await reading.until("two\n");
    reading.close();
    expect(reading.text()).toBe("one\nlate\ntwo\n");
  });

  it("is read from its start when it was emptied", async () => {
    const path = file("a long first line\n");
    const reading = follow(path);
    await reading.until("first line\n");
    truncateSync(path);
    appendFileSync(path, "new\n");
    await reading.until("new\n");
    reading.close();
    expect(reading.text()).toBe("a long first line\nnew\n");
  });

  it("ends when it is closed", async () => {
    const reading = follow(file("one\n"));
    await reading.until("one\n");
    const ended = new Promise((resolve) => reading.readable.on("end", resolve));
    reading.close();
    await expect(ended).resolves.toBeUndefined();
  });
});
