import { expect, it } from "vitest";
import { createReporter, REPORTER_NAMES, reporters } from "../../src/report/index.ts";
import { drive, record, sampleFinding } from "./samples.ts";

it("lists every format of the table, pretty first", () => {
  expect(REPORTER_NAMES).toEqual([
    "pretty",
    "brief",
    "json",
    "jsonl",
    "sarif",
    "html",
    "junit",
    "csv",
    "markdown",
    "github",
    "gitlab-codequality",
    "gitlab-secrets",
  ]);
  expect(Object.keys(reporters)).toEqual(REPORTER_NAMES);
});

it.each([
  ["pretty", /^CRITICAL /],
  ["json", /^\{\n {2}"schemaVersion": 1/],
  ["jsonl", /^\{"type":"finding"/],
  ["sarif", /"version": "2\.1\.0"/],
  ["html", /^<!doctype html>/],
  ["junit", /^<\?xml /],
  ["csv", /^"type",/],
  ["markdown", /^## keyscan: /],
  ["github", /^::error file=/],
  ["gitlab-codequality", /^\[\n {2}\{"description":/],
  ["gitlab-secrets", /"version": "15\.2\.1"/],
] as const)("makes the %s reporter", async (name, begin) => {
  const recorder = record();
  const reporter = await createReporter(name, recorder.context);
  expect(drive(reporter, recorder, [sampleFinding()])).toMatch(begin);
});
