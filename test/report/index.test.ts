import { expect, it } from "vitest";
import { createReporter, REPORTER_NAMES, reporters } from "../../src/report/index.ts";
import { drive, record, sampleFinding } from "./samples.ts";

it("lists every format of the table, pretty first", () => {
  expect(REPORTER_NAMES).toEqual(["pretty", "json", "jsonl", "sarif"]);
  expect(Object.keys(reporters)).toEqual(REPORTER_NAMES);
});

it.each([
  ["pretty", /^CRITICAL /],
  ["json", /^\{\n {2}"schemaVersion": 1/],
  ["jsonl", /^\{"type":"finding"/],
  ["sarif", /"version": "2\.1\.0"/],
] as const)("makes the %s reporter", async (name, begin) => {
  const recorder = record();
  const reporter = await createReporter(name, recorder.context);
  expect(drive(reporter, recorder, [sampleFinding()])).toMatch(begin);
});
