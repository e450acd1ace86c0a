/**
 * Counts every place of every secret in logs while they are scanned, and spares the judge those of which reports have enough.
 *
 * A line is read when it is complete, at the most HEAD bytes before a secret and TAIL behind it: that is where time, client and status
 * of usual formats stand.
 */
import type { Match } from "../../engine/match.ts";
import type { Pack } from "../../engine/pack.ts";
import type { Scanner } from "../../engine/scanner.ts";
import { channelOf } from "../../judge/channel.ts";
import { keyOf } from "../../judge/index.ts";
import { maskTokens } from "../../judge/redact.ts";
import { requestOf, type Request } from "./line.ts";
import { addLine, emptyTally, type Tallies, type Tally } from "./tally.ts";
import { Clock } from "./time.ts";

const HEAD = 1000;
const TAIL = 2000;
/** Places of one secret in one log that go into the report; all others are only counted. */
export const PLACES_KEPT = 1000;
/** Secrets that are known by their text, so that one that stands on every line is looked up at once. */
const KNOWN = 10_000;
/** Secrets that are followed; of more than so many in one log there are places in the report alone. */
const MOST_SECRETS = 20_000;

/** A place whose line is not complete. */
interface Open {
  match: Match;
  tally: Tally;
  /** What stands before the secret on its line, kept once the line has turned out to go on. */
  head?: string;
}

/** Watches the matches of one log after the other. */
export class UsageWatch {
  readonly #scanner: Scanner;
  readonly #pack: Pack;
  #tallies: Tallies = new Map();
  readonly #known: Map<string, Tally> = new Map();
  #clock: Clock = new Clock(Date.now());
  #live = false;
  #open: Open[] = [];
  /** The line read last, by the stream offset where it begins, and what it said. */
  #line = -1;
  #read: { time: number | undefined; request: Request } = { time: undefined, request: {} };
  /** Line of each tally that was counted last: a secret that stands in it twice is one request. */
  #counted: WeakMap<Tally, number> = new WeakMap();

  constructor(scanner: Scanner, pack: Pack) {
    this.#scanner = scanner;
    this.#pack = pack;
  }

  /** A new log begins; one that is watched `live` is reported to its end, place by place. */
  begin(live: boolean): void {
    this.#live = live;
    this.#clock = new Clock(Date.now());
    this.#open = [];
    this.#line = -1;
    this.#counted = new WeakMap();
  }

  /** Counts what the scanner has given; gives the matches that reports still want. */
  take(matches: readonly Match[]): readonly Match[] {
    if (matches.length === 0 && this.#open.length === 0) return matches;
    const open = this.#open;
    const wanted: Match[] = [];
    for (const match of matches) {
      const tally = this.#tallyOf(match);
      if (tally !== undefined) open.push({ match, tally });
      if (tally !== undefined && ++tally.places > PLACES_KEPT && !this.#live) tally.unlisted++;
      else wanted.push(match);
    }
    this.#open = open.filter((one) => !this.#readLine(one, false));
    return wanted;
  }

  /** Nothing more comes of the log: what was counted of it. */
  end(): Tallies {
    for (const one of this.#open) this.#readLine(one, true);
    this.#open = [];
    const tallies = this.#tallies;
    this.#tallies = new Map();
    this.#known.clear();
    return tallies;
  }

  #tallyOf(match: Match): Tally | undefined {
    const id = `${match.rule}:${match.secret}`;
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const rule = this.#pack.rules[match.rule];
    if (rule === undefined) return undefined;
    const key = keyOf(match, rule);
    let tally = this.#tallies.get(key);
    if (tally === undefined) {
      if (this.#tallies.size >= MOST_SECRETS) return undefined;
      tally = emptyTally();
      this.#tallies.set(key, tally);
    }
    if (this.#known.size >= KNOWN) this.#known.clear();
    this.#known.set(id, tally);
    return tally;
  }

  /** True where the line could be read. */
  #readLine(open: Open, ended: boolean): boolean {
    const { match, tally } = open;
    const { secretStart, secretEnd } = match;
    const after = this.#scanner.bytes(secretEnd, secretEnd + TAIL);
    const newline = after.indexOf(0x0a);
    const isWhole = newline !== -1 || after.length === TAIL || ended || this.#scanner.givenUntil === Infinity;
    const head = open.head ?? this.#headOf(secretStart);
    open.head = head;
    if (!isWhole) return false;
    const lineStart = secretStart - head.length;
    if (this.#counted.get(tally) === lineStart) return true;
    this.#counted.set(tally, lineStart);
    const tailText = after.toString("latin1", 0, newline === -1 ? after.length : newline);
    if (this.#line !== lineStart) {
      this.#line = lineStart;
      const line = `${head}*${tailText}`;
      this.#read = { time: this.#clock.timeOf(line), request: requestOf(line) };
    }
    const { time, request } = this.#read;
    const channel = channelOf(head.slice(-200), tailText.slice(0, 4));
    const { agent } = request;
    addLine(tally, {
      time,
      channel,
      ...request,
      ...(agent === undefined ? {} : { agent: shownAgent(agent, match.secret) }),
    });
    return true;
  }

  /** What stands before an offset on its line, latin-1. */
  #headOf(offset: number): string {
    const before = this.#scanner.bytes(Math.max(0, offset - HEAD), offset);
    return before.toString("latin1", before.lastIndexOf(0x0a) + 1);
  }
}

/** Other keys on the line, and the rest of this one where a rule took but a part, are none of anybody's business. */
function shownAgent(agent: string, secret: string): string {
  return maskTokens(agent.replaceAll(secret, "*")).replaceAll(/[^\x20-\x7e]/g, "?");
}
