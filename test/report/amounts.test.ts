import { expect, it } from "vitest";
import { byteAmount, count, rateAmount, timeAmount } from "../../src/report/amounts.ts";

it("counts with thousands separators and the right plural", () => {
  expect(count(1, "file")).toBe("1 file");
  expect(count(0, "file")).toBe("0 files");
  expect(count(1_234_567, "file")).toBe("1,234,567 files");
  expect(count(2, "entry", "entries")).toBe("2 entries");
});

it("gives bytes in the unit that fits", () => {
  expect(byteAmount(0)).toBe("0 B");
  expect(byteAmount(999)).toBe("999 B");
  expect(byteAmount(1200)).toBe("1.2 kB");
  expect(byteAmount(999_960)).toBe("1.0 MB");
  expect(byteAmount(56_700_000)).toBe("56.7 MB");
});

it("gives times in the unit that fits", () => {
  expect(timeAmount(12.4)).toBe("12 ms");
  expect(timeAmount(999.6)).toBe("1.0 s");
  expect(timeAmount(59_990)).toBe("1 min 0 s");
  expect(timeAmount(125_000)).toBe("2 min 5 s");
});

it("gives no rate for a time too short to measure", () => {
  expect(rateAmount(1000, 0)).toBeUndefined();
  expect(rateAmount(56_700_000, 1300)).toBe("43.6 MB/s");
});
