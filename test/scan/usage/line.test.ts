/** Client, user agent and status of log lines. */
import { describe, expect, it } from "vitest";
import { requestOf, type Request } from "../../../src/scan/usage/line.ts";
import { cpuTime } from "../../support/cpu-time.ts";

const cases: readonly (readonly [string, string, Request])[] = [
  [
    "combined log",
    '203.0.113.9 - me [02/Jan/2026:03:04:05 +0000] "GET /?k=* HTTP/1.1" 401 52 "https://a.example/" "curl/8.5.0"',
    { client: "203.0.113.9", status: 401, agent: "curl/8.5.0" },
  ],
  [
    "combined log, IPv6, no referer",
    '2001:DB8::7 - - [02/Jan/2026:03:04:05 +0000] "GET / HTTP/2.0" 200 52 "-" "Go-http-client/2.0" rid=1',
    { client: "2001:db8::7", status: 200, agent: "Go-http-client/2.0" },
  ],
  ["common log", '203.0.113.9 - - [x] "GET / HTTP/1.1" 204 -', { client: "203.0.113.9", status: 204 }],
  [
    "AWS application load balancer",
    'https 2026-01-02T03:04:05.1Z app/lb/1 203.0.113.9:2817 10.0.0.1:80 0.0 0.0 0.0 403 - 34 366 "GET https://a/?k=* HTTP/1.1" "curl/7.46.0" TLS',
    { client: "203.0.113.9", status: 403, agent: "curl/7.46.0" },
  ],
  [
    "CloudFront",
    "2026-01-02\t03:04:05\tFRA2\t1045\t203.0.113.9\tGET\td.example\t/x\t200\t-\tMozilla/5.0%2520(X11)\tk=*",
    { client: "203.0.113.9", status: 200, agent: "Mozilla/5.0 (X11)" },
  ],
  [
    "S3",
    '79a5 bucket [02/Jan/2026:03:04:05 +0000] 203.0.113.9 - 3E57 REST.GET.OBJECT x "GET /b?k=* HTTP/1.1" 200 - 113 - 7 - "-" "S3Console/0.4" -',
    { client: "203.0.113.9", status: 200, agent: "S3Console/0.4" },
  ],
  [
    "JSON",
    '{"status":403,"remote_addr":"203.0.113.9","http_user_agent":"my app/1","authorization":"Bearer *"}',
    { client: "203.0.113.9", status: 403, agent: "my app/1" },
  ],
  [
    "JSON in camel case, behind a proxy",
    '{"statusCode":200,"hop":"10.0.0.1","clientIp":"203.0.113.9","userAgent":"x"}',
    { client: "203.0.113.9", status: 200, agent: "x" },
  ],
  [
    "logfmt",
    'method=GET status=429 ip=203.0.113.9 user_agent="my app/1" key=*',
    { client: "203.0.113.9", status: 429, agent: "my app/1" },
  ],
  ["nothing of it", "worker 12 started at 10:11:12, version 1.2.3", {}],
  ["no address", "10.20.30.400 build 1.2.3.4-rc1 at 03:04:05", {}],
];

describe("what a line says of a request", () => {
  it.for(cases)("%s", ([, line, expected]) => {
    expect(requestOf(line)).toEqual(expected);
  });

  it("is found in linear time, whatever the line", () => {
    const took = cpuTime(() => {
      for (const part of ["1.1.1.", "a:a:", '" "', 'HTTP/1.1" ', "ip=", 'user_agent="\\', "::", "200 200 1 "])
        requestOf(part.repeat(2000));
    });
    expect(took).toBeLessThan(2000);
  });
});
