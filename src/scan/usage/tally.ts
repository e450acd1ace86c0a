/**
 * How one secret is used, counted in memory that does not grow with the number of lines. Plain data: it crosses threads, and two of
 * them can be made one.
 */

/** Hours that are told apart; the oldest are given up first. More than a year. */
const MOST_HOURS = 24 * 400;
/** Names (addresses, agents) that are told apart; what comes later is counted together. */
const MOST_NAMES = 1000;
/** Bursts of refused requests before one that was let in: the longest are kept. */
const MOST_RUNS = 20;
/** Refused requests belong together while no more than this lies between them, milliseconds. */
const RUN_GAP = 10 * 60_000;

/** An hour, milliseconds. */
export const HOUR = 3_600_000;

/** What is counted for one address or agent. */
export interface Named {
  count: number;
  /** Milliseconds since 1970; left out where no line with it has a time. */
  first?: number;
  last?: number;
}

/** Requests in an hour, and how many of them were refused (401, 403). */
export interface HourCount {
  count: number;
  denied: number;
  /** Answered by 2xx. */
  accepted: number;
}

/** Requests that were refused, and then one that was not. */
export interface DeniedRun {
  /** When it was let in, milliseconds. */
  at: number;
  denied: number;
  client?: string;
}

/** The counts of one secret; all of them start at 0. */
export interface Tally {
  /** Every place in a log. */
  places: number;
  /** Those of them that are only counted, and in no report. */
  unlisted: number;
  /** Lines with the secret: a request, as a rule. */
  lines: number;
  /** Lines with a time. */
  timed: number;
  /** Milliseconds since 1970. */
  first?: number;
  last?: number;
  /** By hours since 1970. */
  hours: Map<number, HourCount>;
  /** Lines in hours that are not told apart any more. */
  earlier: number;
  channels: Map<string, number>;
  statuses: Map<number, number>;
  clients: Map<string, Named>;
  agents: Map<string, Named>;
  /** Lines with clients and agents that came when there were too many to tell apart. */
  moreClients: number;
  moreAgents: number;
  runs: DeniedRun[];
  /** Requests refused since the last one that was let in, by client. */
  open: Map<string, { denied: number; last: number }>;
}

/** A tally of no use at all. */
export function emptyTally(): Tally {
  return {
    places: 0,
    unlisted: 0,
    lines: 0,
    timed: 0,
    hours: new Map(),
    earlier: 0,
    channels: new Map(),
    statuses: new Map(),
    clients: new Map(),
    agents: new Map(),
    moreClients: 0,
    moreAgents: 0,
    runs: [],
    open: new Map(),
  };
}

/** What one line tells. */
export interface Seen {
  time?: number | undefined;
  channel?: string | undefined;
  client?: string | undefined;
  agent?: string | undefined;
  status?: number | undefined;
}

/** Counts a line. */
export function addLine(tally: Tally, seen: Seen): void {
  const { time, channel, client, agent, status } = seen;
  tally.lines++;
  if (channel !== undefined) tally.channels.set(channel, (tally.channels.get(channel) ?? 0) + 1);
  if (status !== undefined) tally.statuses.set(status, (tally.statuses.get(status) ?? 0) + 1);
  if (client !== undefined && !addName(tally.clients, client, { count: 1, ...span(time) }))
    tally.moreClients++;
  if (agent !== undefined && !addName(tally.agents, agent, { count: 1, ...span(time) })) tally.moreAgents++;
  if (time === undefined) return;
  tally.timed++;
  widen(tally, span(time));
  const denied = status === 401 || status === 403;
  const accepted = status !== undefined && status >= 200 && status < 300;
  addHour(tally, Math.floor(time / HOUR), { count: 1, denied: Number(denied), accepted: Number(accepted) });
  if (denied || accepted) follow(tally, time, accepted, client ?? "");
}

function span(time: number | undefined): { first?: number; last?: number } {
  return time === undefined ? {} : { first: time, last: time };
}

function widen(of: { first?: number; last?: number }, by: { first?: number; last?: number }): void {
  if (by.first !== undefined && (of.first === undefined || by.first < of.first)) of.first = by.first;
  if (by.last !== undefined && (of.last === undefined || by.last > of.last)) of.last = by.last;
}

/** False where there are too many names already. */
function addName(names: Map<string, Named>, name: string, { count, ...when }: Named): boolean {
  let known = names.get(name);
  if (known === undefined) {
    if (names.size >= MOST_NAMES) return false;
    known = { count: 0 };
    names.set(name, known);
  }
  known.count += count;
  widen(known, when);
  return true;
}

function addHour(tally: Tally, hour: number, { count, denied, accepted }: HourCount): void {
  let known = tally.hours.get(hour);
  if (known === undefined) {
    known = { count: 0, denied: 0, accepted: 0 };
    tally.hours.set(hour, known);
    if (tally.hours.size > MOST_HOURS) forgetHours(tally);
  }
  known.count += count;
  known.denied += denied;
  known.accepted += accepted;
}

/** A tenth of them at a time, so that it costs little. */
function forgetHours(tally: Tally): void {
  const oldest = [...tally.hours.keys()].sort((a, b) => a - b).slice(0, MOST_HOURS / 10);
  for (const hour of oldest) {
    tally.earlier += tally.hours.get(hour)?.count ?? 0;
    tally.hours.delete(hour);
  }
}

/** Keeps the refused requests of each client in mind until one is let in. */
function follow(tally: Tally, time: number, accepted: boolean, client: string): void {
  const open = tally.open.get(client);
  if (!accepted) {
    if (open !== undefined && time - open.last <= RUN_GAP) {
      open.denied++;
      open.last = time;
    } else if (open !== undefined || tally.open.size < MOST_NAMES) {
      tally.open.set(client, { denied: 1, last: time });
    }
    return;
  }
  if (open === undefined) return;
  tally.open.delete(client);
  if (time - open.last <= RUN_GAP)
    addRun(tally, { at: time, denied: open.denied, ...(client === "" ? {} : { client }) });
}

function addRun(tally: Tally, run: DeniedRun): void {
  tally.runs.push(run);
  if (tally.runs.length <= MOST_RUNS) return;
  tally.runs.sort((a, b) => b.denied - a.denied || a.at - b.at);
  tally.runs.length = MOST_RUNS;
}

/** Tallies by the identity of secrets in a scan (`Judged.key`). */
export type Tallies = Map<string, Tally>;

/** Adds those of other logs; these are used up. */
export function addTallies(tallies: Tallies, others: Tallies = new Map()): Tallies {
  for (const [key, other] of others) {
    const tally = tallies.get(key);
    if (tally === undefined) tallies.set(key, other);
    else addTally(tally, other);
  }
  return tallies;
}

/** Adds what another one has counted; that one is used up. */
export function addTally(tally: Tally, other: Tally): void {
  tally.places += other.places;
  tally.unlisted += other.unlisted;
  tally.lines += other.lines;
  tally.timed += other.timed;
  tally.earlier += other.earlier;
  widen(tally, other);
  for (const [hour, counts] of other.hours) addHour(tally, hour, counts);
  for (const [channel, count] of other.channels)
    tally.channels.set(channel, (tally.channels.get(channel) ?? 0) + count);
  for (const [status, count] of other.statuses)
    tally.statuses.set(status, (tally.statuses.get(status) ?? 0) + count);
  tally.moreClients += other.moreClients;
  for (const [name, named] of other.clients)
    if (!addName(tally.clients, name, named)) tally.moreClients += named.count;
  tally.moreAgents += other.moreAgents;
  for (const [name, named] of other.agents)
    if (!addName(tally.agents, name, named)) tally.moreAgents += named.count;
  for (const run of other.runs) addRun(tally, run);
  for (const [client, open] of other.open) if (tally.open.size < MOST_NAMES) tally.open.set(client, open);
}
