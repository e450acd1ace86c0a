/**
 * When a line of a log was written, in the formats that services and loggers use: access logs of Apache and nginx (RFC 3339 and
 * ISO 8601, also with a blank, a comma before the milliseconds or no zone, as Python, Java and Log4j write it), syslog (RFC 3164
 * and 5424), Go's log package, java.util.logging, `ctime`, AWS load balancers, CloudFront and S3, and fields of JSON and logfmt with
 * such a time or with an epoch in seconds, milli-, micro- or nanoseconds. Without a zone a time is taken for UTC.
 */

/** Milliseconds since 1970, and where in the line the time begins. */
interface Found {
  ms: number;
  at: number;
}

type Format = (line: string, now: number) => Found | undefined;

const MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";

/** 0..11, or -1. */
function monthOf(name: string): number {
  const at = MONTHS.indexOf(name.slice(0, 3).toLowerCase());
  return at % 3 === 0 ? at / 3 : -1;
}

/** Milliseconds east of UTC of `Z`, `+0130`, `-01:30`, ` +0000`; 0 where there is none. */
function zoneOf(text: string | undefined): number {
  if (text === undefined || text === "Z" || text === "z") return 0;
  const sign = text.startsWith("-") ? -1 : 1;
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(-2));
  return sign * minutes * 60_000;
}

const ISO =
  /(?<![0-9])((?:19|20)\d\d)([-/])(0\d|1[0-2])\2([0-2]\d|3[01])(?:[T\t]| {1,2})([01]\d|2[0-3]):([0-5]\d):([0-6]\d)(?:[.,](\d{1,9}))?(?: ?(Z|[+-]\d\d:?\d\d))?/i;

function iso(line: string): Found | undefined {
  const found = ISO.exec(line);
  if (found === null) return undefined;
  const [, year, , month, day, hour, minute, second, fraction, zone] = found;
  const thousandths = fraction === undefined ? 0 : Number(fraction.slice(0, 3).padEnd(3, "0"));
  const utc = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    thousandths,
  );
  return checked(utc - zoneOf(zone), found.index);
}

const ACCESS = /\[(\d{1,2})\/([A-Za-z]{3})\/(\d{4}):(\d\d):(\d\d):(\d\d)(?:\.\d+)? ?([+-]\d{4})?\]/;

function access(line: string): Found | undefined {
  const found = ACCESS.exec(line);
  if (found === null) return undefined;
  const [, day, month = "", year, hour, minute, second, zone] = found;
  const utc = Date.UTC(
    Number(year),
    monthOf(month),
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  return monthOf(month) < 0 ? undefined : checked(utc - zoneOf(zone), found.index);
}

const SYSLOG =
  /(?:^|[\s>[])([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.\d+)?(?: (\d{4}))?(?![\d:])/;

/** RFC 3164 and `ctime`; the former says no year: it is the last one in which the time has passed. */
function syslog(line: string, now: number): Found | undefined {
  const found = SYSLOG.exec(line);
  if (found === null) return undefined;
  const [, name = "", day, hour, minute, second, year] = found;
  const month = monthOf(name);
  if (month < 0) return undefined;
  const inYear = (y: number): number =>
    Date.UTC(y, month, Number(day), Number(hour), Number(minute), Number(second));
  if (year !== undefined) return checked(inYear(Number(year)), found.index);
  const thisYear = new Date(now).getUTCFullYear();
  const ms = inYear(thisYear);
  return checked(ms > now + 86_400_000 ? inYear(thisYear - 1) : ms, found.index);
}

const JAVA = /([A-Z][a-z]{2}) (\d{1,2}), (\d{4}),? (\d{1,2}):(\d\d):(\d\d) ([AP])M/;

/** java.util.logging: `Jan 02, 2024 3:04:05 PM`. */
function java(line: string): Found | undefined {
  const found = JAVA.exec(line);
  if (found === null) return undefined;
  const [, month = "", day, year, hour, minute, second, half] = found;
  const hours = (Number(hour) % 12) + (half === "P" ? 12 : 0);
  const utc = Date.UTC(Number(year), monthOf(month), Number(day), hours, Number(minute), Number(second));
  return monthOf(month) < 0 ? undefined : checked(utc, found.index);
}

const EPOCH =
  /(?:^|(?:^|[\s,{"'])(?:@?timestamp|ts|time|t|epoch|date|datetime)["']?[ ]?[:=][ ]?["']?)(1\d{9})(?:\.(\d{1,9})|(\d{3}|\d{6}|\d{9}))?(?![\d.:-])/;

/** A number of seconds (or milli-, micro-, nanoseconds) in a named field or at the begin of the line. */
function epoch(line: string): Found | undefined {
  const found = EPOCH.exec(line);
  if (found === null) return undefined;
  const [, seconds, fraction, more] = found;
  const thousandths = (fraction ?? more ?? "").slice(0, 3).padEnd(3, "0");
  return checked(Number(seconds) * 1000 + Number(thousandths), found.index);
}

const LEAST = Date.UTC(1990, 0, 1);
const MOST = Date.UTC(2100, 0, 1);

function checked(ms: number, at: number): Found | undefined {
  return ms >= LEAST && ms < MOST ? { ms, at } : undefined;
}

const FORMATS: readonly Format[] = [access, iso, epoch, syslog, java];

/** Reads the times of one log, whose lines are mostly of one format. */
export class Clock {
  readonly #now: number;
  #last: Format | undefined;

  /** @param now Milliseconds; what lines without a year are held against. */
  constructor(now: number) {
    this.#now = now;
  }

  /** Milliseconds since 1970; undefined where the line has no time that can be read. Of several the first one counts. */
  timeOf(line: string): number | undefined {
    const same = this.#last?.(line, this.#now);
    // What comes late in a line of another format may be anything.
    if (same !== undefined && same.at < EARLY) return same.ms;
    let first: Found | undefined;
    for (const format of FORMATS) {
      const found = format(line, this.#now);
      if (found === undefined || (first !== undefined && first.at <= found.at)) continue;
      first = found;
      this.#last = format;
    }
    return first?.ms;
  }
}

/** So early a line's own time begins, characters; fields of JSON may come later, and are looked for each time. */
const EARLY = 80;
