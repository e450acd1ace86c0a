/** Keys in the access log: their use is watched. One is used in bursts, one by a stranger, one is tried, one is used as ever. */
import { key, type LogLine, type Part } from "../part.ts";
import { asked } from "../request.ts";

const DAY = 24;

/** Every six hours from day 59 on, from two machines in turn: what is usual for a key. */
function usual(token: string): LogLine[] {
  return Array.from({ length: (59 * DAY) / 6 }, (_, i) =>
    asked(token, i * 6 + 1, { client: i % 2 === 0 ? "10.20.1.4" : "10.20.7.9" }),
  );
}

const STEADY = key("sk_live_{base62:24}", 9301);
const BURST = key("sk_live_{base62:24}", 9302);
const STOLEN = key("sk_live_{base62:24}", 9303);
const TRIED = key("{token:github-classic:ghp_}", 9304);

/** How many violations of `hygiene-usage` the log has: a burst, a stranger with a program of its own, a key that was tried, a revoked one. */
export const USAGE_VIOLATIONS = 5;

export const logs: Part = {
  name: "logs",
  log: [
    ...usual(STEADY),
    ...usual(BURST),
    // Enough for two hours, should one end in the midst of them.
    ...Array.from({ length: 400 }, (_, i) => asked(BURST, 200.6 - i / 10_000)),
    ...usual(STOLEN),
    ...[52, 51, 50].map((hoursAgo) =>
      asked(STOLEN, hoursAgo, { client: "203.0.113.77", agent: "python-requests/2.32" }),
    ),
    ...Array.from({ length: 16 }, (_, i) => asked(TRIED, 100.6 - i / 1000, { status: i === 15 ? 200 : 403 })),
  ],
  planted: [
    { practice: "hygiene-logged", path: "access.log", what: "keys in query strings" },
    {
      practice: "hygiene-usage",
      path: "access.log",
      what: "a burst, a stranger, and requests that were refused",
    },
  ],
  correct: [],
};
