/** Times of log lines, in the formats that services and loggers write. */
import { describe, expect, it } from "vitest";
import { Clock } from "../../../src/scan/usage/time.ts";

const NOW = Date.UTC(2026, 1, 10, 12);
const timeOf = (line: string): string | undefined => {
  const ms = new Clock(NOW).timeOf(line);
  return ms === undefined ? undefined : new Date(ms).toISOString();
};

describe("the time of a line", () => {
  it.for([
    [
      "combined log",
      '1.2.3.4 - - [02/Jan/2026:03:04:05 +0000] "GET / HTTP/1.1" 200 1',
      "2026-01-02T03:04:05.000Z",
    ],
    [
      "another zone",
      '::1 - me [02/Jan/2026:03:04:05 -0530] "GET / HTTP/1.1" 200 1',
      "2026-01-02T08:34:05.000Z",
    ],
    ["RFC 3339", "2026-01-02T03:04:05.678Z web[1]: x", "2026-01-02T03:04:05.678Z"],
    ["RFC 3339, zone", "2026-01-02T03:04:05.678901+02:00 x", "2026-01-02T01:04:05.678Z"],
    ["Python", "2026-01-02 03:04:05,678 INFO root: x", "2026-01-02T03:04:05.678Z"],
    ["Java (Log4j)", "[main] 2026-01-02 03:04:05,678 INFO x", "2026-01-02T03:04:05.678Z"],
    ["java.util.logging", "Jan 02, 2026 3:04:05 PM com.acme.Main main", "2026-01-02T15:04:05.000Z"],
    [
      "java.util.logging, midnight",
      "Jan 02, 2026 12:04:05 AM com.acme.Main main",
      "2026-01-02T00:04:05.000Z",
    ],
    ["Go", "2026/01/02 03:04:05 main.go:12: x", "2026-01-02T03:04:05.000Z"],
    ["nginx error log", "2026/01/02 03:04:05 [error] 12#12: *3 x", "2026-01-02T03:04:05.000Z"],
    ["Apache error log", "[Fri Jan 02 03:04:05.123456 2026] [core:error] x", "2026-01-02T03:04:05.000Z"],
    ["syslog, RFC 3164", "<34>Jan  2 03:04:05 host su: x", "2026-01-02T03:04:05.000Z"],
    ["syslog of last year", "Dec 31 23:59:59 host su: x", "2025-12-31T23:59:59.000Z"],
    ["syslog, RFC 5424", "<165>1 2026-01-02T03:04:05.003Z host app - ID47 - x", "2026-01-02T03:04:05.003Z"],
    ["JSON, ts", '{"level":"info","ts":1767323045.678,"msg":"x"}', "2026-01-02T03:04:05.678Z"],
    ["JSON, milliseconds", '{"time":1767323045678,"msg":"x"}', "2026-01-02T03:04:05.678Z"],
    ["JSON, nanoseconds", '{"timestamp":1767323045678000000,"msg":"x"}', "2026-01-02T03:04:05.678Z"],
    ["JSON, @timestamp", '{"msg":"x","@timestamp":"2026-01-02T03:04:05Z"}', "2026-01-02T03:04:05.000Z"],
    ["JSON, last", `{"msg":"${"x".repeat(300)}","time":"2026-01-02T03:04:05Z"}`, "2026-01-02T03:04:05.000Z"],
    ["logfmt", "time=2026-01-02T03:04:05Z level=info", "2026-01-02T03:04:05.000Z"],
    ["logfmt, epoch", "level=info ts=1767323045 msg=x", "2026-01-02T03:04:05.000Z"],
    ["Squid", "1767323045.678 59 1.2.3.4 TCP_MISS/200 1", "2026-01-02T03:04:05.678Z"],
    [
      "AWS load balancer",
      "https 2026-01-02T03:04:05.678901Z app/x 1.2.3.4:5 - 0 0 0 200 200",
      "2026-01-02T03:04:05.678Z",
    ],
    ["CloudFront", "2026-01-02\t03:04:05\tFRA2\t1045\t1.2.3.4\tGET", "2026-01-02T03:04:05.000Z"],
    ["S3", "79a5 bucket [02/Jan/2026:03:04:05 +0000] 1.2.3.4 - 3E57 REST.GET", "2026-01-02T03:04:05.000Z"],
  ])("%s", ([, line = "", expected]) => {
    expect(timeOf(line)).toBe(expected);
  });

  it.for([
    "no time at all",
    "version 1.2.3.4 of 10:20",
    "2026-13-45T99:99:99",
    '{"id":1767323045678123}',
    "order 1767323045 shipped",
  ])("is not made up: %s", (line) => {
    expect(timeOf(line)).toBeUndefined();
  });

  it("is the line's own, not one that it speaks of", () => {
    expect(timeOf('[02/Jan/2026:03:04:05 +0000] "GET /?since=2020-01-01T00:00:00Z"')).toBe(
      "2026-01-02T03:04:05.000Z",
    );
    const clock = new Clock(NOW);
    clock.timeOf("2026-01-02T03:04:05Z first");
    expect(clock.timeOf(`Jan  3 03:04:05 host ${"x".repeat(90)} 2020-01-01T00:00:00Z`)).toBe(
      Date.UTC(2026, 0, 3, 3, 4, 5),
    );
  });
});
