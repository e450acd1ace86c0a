/**
 * Makes a log as services write it: access lines, JSON lines, logfmt, syslog and stack traces, mixed, with keys planted on known
 * lines (the first and the last among them). Same size, same bytes. Everything else in it is harmless: ids, hashes, UUIDs.
 */
import { closeSync, openSync, writeSync } from "node:fs";
import { KEY_KINDS, makeKey } from "./keys.ts";
import { seededRandom, type Random } from "./random.ts";

/** A key's place; lines count from 1. */
export interface Planted {
  line: number;
  kind: string;
}

export interface LogFile {
  path: string;
  bytes: number;
  lines: number;
  planted: Planted[];
}

const SEED = 20_240_102;
const PLANTED_KEYS = 64;
const BLOCK = 1 << 20;

/**
 * Writes at least `bytes` bytes of log (whole lines, ASCII) to `path`, with 64 keys spread evenly.
 * @throws the errors of node:fs
 */
export function writeLog(path: string, bytes: number): LogFile {
  return writeEntries(path, logEntries(bytes));
}

/** The same with a key in every eighth entry, eight keys in turn: what a log is that knows who asks. */
export function writeUsageLog(path: string, bytes: number): LogFile {
  return writeEntries(path, usageEntries(bytes));
}

function writeEntries(path: string, entries: Iterable<Entry>): LogFile {
  const fd = openSync(path, "w");
  const planted: Planted[] = [];
  let written = 0;
  let lines = 0;
  try {
    let block = "";
    for (const entry of entries) {
      if (entry.kind !== undefined) planted.push({ line: lines + 1, kind: entry.kind });
      lines += entry.lines;
      block += entry.text;
      if (block.length >= BLOCK) {
        written += writeAll(fd, block);
        block = "";
      }
    }
    written += writeAll(fd, block);
  } finally {
    closeSync(fd);
  }
  return { path, bytes: written, lines, planted };
}

interface Entry {
  /** ASCII, ends with a newline. */
  text: string;
  lines: number;
  /** Kind of the key planted in it. */
  kind?: string;
}

/** The log's entries in order; a pure function of `bytes`. */
function* logEntries(bytes: number): Generator<Entry> {
  const random = seededRandom(SEED);
  const clock = makeClock();
  const step = bytes / (PLANTED_KEYS - 1);
  let length = 0;
  let keys = 0;
  while (keys < PLANTED_KEYS) {
    if (length >= keys * step) {
      const kind = KEY_KINDS[keys % KEY_KINDS.length] as string;
      const text = plantedLine(random, clock, keys, makeKey(kind, random));
      keys++;
      length += text.length;
      yield { text, lines: 1, kind };
      continue;
    }
    const entry = ordinaryEntry(random, clock);
    length += entry.text.length;
    yield entry;
  }
}

function* usageEntries(bytes: number): Generator<Entry> {
  const random = seededRandom(SEED);
  const clock = makeClock();
  const keys = KEY_KINDS.map((kind) => ({ kind, key: makeKey(kind, random) }));
  let length = 0;
  for (let index = 0; length < bytes; index++) {
    const own = keys[(index >> 3) % keys.length];
    const entry =
      index % 8 === 0 && own !== undefined
        ? { text: plantedLine(random, clock, index >> 3, own.key), lines: 1, kind: own.kind }
        : ordinaryEntry(random, clock);
    length += entry.text.length;
    yield entry;
  }
}

function writeAll(fd: number, text: string): number {
  const data = Buffer.from(text, "latin1");
  for (let at = 0; at < data.length;) at += writeSync(fd, data, at);
  return data.length;
}

interface Clock {
  /** `2024-01-02T03:04:05.678Z` */
  iso: string;
  /** `02/Jan/2024:03:04:05 +0000` */
  access: string;
  tick(): void;
}

/** A clock that goes on by some milliseconds an entry; texts are made once a second because formatting dates is slow. */
function makeClock(): Clock {
  let ms = Date.UTC(2024, 0, 2, 3, 4, 5);
  let second = "";
  const clock: Clock = {
    iso: "",
    access: "",
    tick: () => {
      ms += 7;
      const rest = ms % 1000;
      if (rest < 7 || second === "") {
        const date = new Date(ms);
        second = date.toISOString().slice(0, 20);
        const [, day, month, year, time] = date.toUTCString().split(" ");
        clock.access = `${day}/${month}/${year}:${time} +0000`;
      }
      clock.iso = `${second}${String(rest).padStart(3, "0")}Z`;
    },
  };
  return clock;
}

const AGENTS = [
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15",
  "curl/8.5.0",
  "kube-probe/1.29",
  "Go-http-client/2.0",
];
const PATHS = [
  "/api/v1/items/",
  "/api/v2/orders/",
  "/users/",
  "/static/app-",
  "/login?next=/u/",
  "/search?q=key+ring&page=",
];
const METHODS = ["GET", "GET", "GET", "POST", "PUT", "DELETE"];
const STATUS = [200, 200, 200, 204, 301, 304, 401, 404, 500];
const LEVELS = ["debug", "info", "info", "info", "warn", "error"];
const MODULES = ["billing", "auth", "gateway", "search", "mailer", "token-cache", "scheduler"];
const MESSAGES = [
  "request completed",
  "cache miss for key user-profile",
  "retrying after timeout",
  "token refreshed, expires in 3600 s",
  "password check failed for account",
  "connection pool exhausted, waiting",
  "secret rotation finished without changes",
];
const FRAMES = [
  "handleRequest",
  "Router.dispatch",
  "Pool.acquire",
  "TokenStore.get",
  "Object.parse",
  "process.nextTick",
];

function ordinaryEntry(r: Random, clock: Clock): Entry {
  clock.tick();
  const form = r.below(20);
  if (form < 9) return { text: accessLine(r, clock, r.pick(PATHS) + r.below(1_000_000)), lines: 1 };
  if (form < 14)
    return { text: jsonLine(r, clock, `"path":"${r.pick(PATHS)}${r.below(100_000)}"`), lines: 1 };
  if (form < 17) return { text: logfmtLine(r, clock, `rows=${r.below(500)}`), lines: 1 };
  if (form < 19) return { text: syslogLine(r, clock, r.pick(MESSAGES)), lines: 1 };
  return stackTrace(r, clock);
}

function accessLine(r: Random, clock: Clock, path: string): string {
  const bits = r.next();
  const address = `10.${bits & 255}.${(bits >>> 8) & 255}.${(bits >>> 16) & 255}`;
  return `${address} - - [${clock.access}] "${r.pick(METHODS)} ${path} HTTP/1.1" ${r.pick(STATUS)} ${r.below(99_999)} "https://shop.example.com/" "${r.pick(AGENTS)}" rid=${hex(r)}${hex(r)}\n`;
}

function jsonLine(r: Random, clock: Clock, field: string): string {
  return `{"ts":"${clock.iso}","level":"${r.pick(LEVELS)}","logger":"${r.pick(MODULES)}","msg":"${r.pick(MESSAGES)}",${field},"traceId":"${hex(r)}${hex(r)}${hex(r)}${hex(r)}","durationMs":${r.below(5000)}}\n`;
}

function logfmtLine(r: Random, clock: Clock, field: string): string {
  return `time=${clock.iso} level=${r.pick(LEVELS)} component=${r.pick(MODULES)} msg="${r.pick(MESSAGES)}" request_id=${uuid(r)} ${field}\n`;
}

function syslogLine(r: Random, clock: Clock, message: string): string {
  return `${clock.iso} host-${r.below(40)} ${r.pick(MODULES)}[${r.below(32_000)}]: ${message}\n`;
}

function stackTrace(r: Random, clock: Clock): Entry {
  const depth = 3 + r.below(8);
  let text = `${clock.iso} ERROR ${r.pick(MODULES)} Error: ${r.pick(MESSAGES)} (etag "${hex(r)}${hex(r)}")\n`;
  for (let i = 0; i < depth; i++) {
    text += `    at ${r.pick(FRAMES)} (/srv/app/node_modules/${r.pick(MODULES)}/lib/index.js:${r.below(900)}:${r.below(80)})\n`;
  }
  return { text, lines: depth + 1 };
}

/** One of the ways in which keys get into logs. */
function plantedLine(r: Random, clock: Clock, index: number, key: string): string {
  clock.tick();
  // Not the number of kinds, so that kinds and ways are paired differently each time round.
  switch (index % 5) {
    case 0:
      return accessLine(r, clock, `/v1/charge?amount=5&api_key=${key}&currency=eur`);
    case 1:
      return jsonLine(r, clock, `"token":"${key}"`);
    case 2:
      return logfmtLine(r, clock, `authorization="Bearer ${key}"`);
    case 3:
      return syslogLine(r, clock, `environment: PORT=8080 API_KEY=${key} NODE_ENV=production`);
    default:
      return syslogLine(r, clock, `> x-api-key: ${key}`);
  }
}

function hex(r: Random): string {
  return r.next().toString(16).padStart(8, "0");
}

function uuid(r: Random): string {
  const a = hex(r);
  const b = hex(r);
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-a${hex(r).slice(1, 4)}-${hex(r)}${a.slice(4)}`;
}
