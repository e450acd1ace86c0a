import { describe, expect, it } from "vitest";
import { parseSize } from "../../src/config/config.ts";

describe("parseSize", () => {
  it.each([
    ["1", 1],
    ["4096", 4096],
    ["4096B", 4096],
    ["512k", 512 * 1024],
    ["10MB", 10 * 1024 ** 2],
    ["10 MiB", 10 * 1024 ** 2],
    ["10M", 10 * 1024 ** 2],
    ["1.5kb", 1536],
    ["2G", 2 * 1024 ** 3],
    ["1TiB", 1024 ** 4],
  ])("%j is %i bytes", (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  it.each(["", "MB", "10 megabytes", "-1", "1e3", "0", "0.1", "10MB ", "10Mi B", "2T", "٣", "1".repeat(40)])(
    "%j is refused",
    (text) => {
      expect(() => parseSize(text)).toThrow(RangeError);
    },
  );
});
