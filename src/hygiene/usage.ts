/**
 * Monitor usage: what logs tell of a key's use that its owner should look at. A key is held against its own past only, and only where
 * there is enough of it.
 */
import type {
  Finding,
  KeyUsage,
  LedgerNote,
  UsageName,
  UsageNotice,
  UsageSettings,
  Violation,
} from "../types.ts";
import type { Practice } from "./practice.ts";
import type { AuditView } from "./view.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Busy hours before a median says what is usual. */
const LEAST_HOURS = 12;
/** With more networks than this in its first days a key is used from anywhere: another one says nothing. */
const MOST_NETWORKS = 20;
/** Names that one violation lists. */
const LISTED = 5;

/** Looks at the counts of `src/scan/usage/`, and at the ledger for keys that should not be used any more. */
export const usage: Practice = {
  id: "hygiene-usage",
  title: "Monitor how keys are used",
  severity: "medium",
  explain:
    "A stolen key is used in another way: more, at other times, by other clients. keyscan reads that from access logs and tells of hours that are far above the key's own median, of clients and user agents that are new, of refused requests that were let in at last, and of revoked keys that are still used.",
  unchecked: ({ usage: logs }) =>
    logs === undefined || logs.length === 0 ? "no log that was scanned holds a key" : undefined,
  limits: limitsOf,
  check: (view) => {
    const ledger = new Map(view.ledger.map((entry) => [entry.fingerprint, entry]));
    const findings = new Map(view.findings.map((finding) => [finding.fingerprint, finding]));
    return (view.usage ?? []).flatMap((one) =>
      noticesOf(one, view.settings.usage, ledger.get(one.fingerprint)).map((notice) =>
        violationOf(one, notice, findings.get(one.fingerprint)),
      ),
    );
  },
};

function limitsOf({ usage: logs = [] }: AuditView): string[] {
  const undated = logs.filter((one) => one.firstSeen === undefined).length;
  return undated === 0 ? [] : [`${keys(undated)} in logs without times that can be read`];
}

function keys(count: number): string {
  return count === 1 ? "1 key stands" : `${count} keys stand`;
}

function violationOf(one: KeyUsage, notice: UsageNotice, finding: Finding | undefined): Violation {
  const inLog = finding && [finding, ...finding.occurrences].find(({ source }) => source.kind === "log");
  return {
    practice: "hygiene-usage",
    fingerprint: one.fingerprint,
    ...(finding === undefined ? {} : { provider: finding.provider }),
    title: one.title,
    places: inLog === undefined ? [] : [{ path: inLog.location.path, line: inLog.location.startLine }],
    ...notice,
  };
}

/** What stands out in the use of one key. */
export function noticesOf(one: KeyUsage, settings: UsageSettings, entry?: LedgerNote): UsageNotice[] {
  return [
    revoked(one, entry),
    denied(one, settings),
    bursts(one, settings),
    newClients(one, settings),
    newAgents(one, settings),
  ].filter((notice) => notice !== undefined);
}

const ROTATE = "Rotate the key, and revoke the old one, unless you know whose requests these are.";

function revoked({ hours, lastSeen }: KeyUsage, entry?: LedgerNote): UsageNotice | undefined {
  if (entry === undefined || entry.state === "found" || lastSeen === undefined) return undefined;
  const at = Date.parse(entry.at);
  if (Date.parse(lastSeen) <= at) return undefined;
  // The hour in which it was revoked has requests from before as well.
  const after = hours.filter(({ hour }) => Date.parse(hour) >= at);
  const accepted = sum(after.map((hour) => hour.accepted));
  const lines = sum(after.map((hour) => hour.count));
  return {
    severity: accepted > 0 ? "critical" : "medium",
    message:
      accepted > 0
        ? `It was revoked on ${day(entry.at)}, and requests with it are still answered.`
        : `It was revoked on ${day(entry.at)}, and somebody still uses it.`,
    evidence: [
      `last seen ${minute(lastSeen)}`,
      ...(lines > 0
        ? [`${lines} requests since the hour it was revoked, ${accepted} of them answered by 2xx`]
        : []),
    ],
    advice: [
      accepted > 0
        ? "Revoke it at the provider again, and check that it is refused."
        : "Find out who still sends it, and give them the new key.",
    ],
  };
}

function denied({ deniedThenAccepted }: KeyUsage, { deniedLeast }: UsageSettings): UsageNotice | undefined {
  const runs = deniedThenAccepted.filter((run) => run.denied >= deniedLeast);
  if (runs.length === 0) return undefined;
  return {
    severity: "high",
    message:
      "Many requests with it were refused, and then one was let in: somebody may have tried how far it goes.",
    evidence: runs
      .slice(0, LISTED)
      .map(
        ({ at, denied: count, client }) =>
          `${minute(at)}: ${count} times 401 or 403, then 2xx${client === undefined ? "" : `, from ${client}`}`,
      ),
    advice: ["Look at what the requests asked for.", ROTATE],
  };
}

function bursts({ hours }: KeyUsage, { burstFactor, burstLeast }: UsageSettings): UsageNotice | undefined {
  if (hours.length < LEAST_HOURS) return undefined;
  const usual = median(hours.map(({ count }) => count));
  const high = hours.filter(({ count }) => count >= burstLeast && count > usual * burstFactor);
  if (high.length === 0) return undefined;
  const top = high.toSorted((a, b) => b.count - a.count).slice(0, LISTED);
  return {
    severity: "medium",
    message: `It was used far more than usual in ${high.length === 1 ? "one hour" : `${high.length} hours`}.`,
    evidence: [
      `median ${usual} an hour over ${hours.length} hours with requests`,
      ...top.map(({ hour, count }) => `${minute(hour)}: ${count} requests`),
    ],
    advice: ["Find out what asked for so much.", ROTATE],
  };
}

function newClients(one: KeyUsage, { learnDays }: UsageSettings): UsageNotice | undefined {
  const { known, fresh } = split(one, one.clients, networkOf, learnDays);
  if (known.size === 0 || known.size > MOST_NETWORKS || fresh.length === 0 || one.moreClients > 0)
    return undefined;
  return {
    severity: "medium",
    message: `It is used from ${fresh.length === 1 ? "a network" : `${fresh.length} networks`} from which it was not in its first ${learnDays} days.`,
    evidence: fresh.slice(0, LISTED).map(shownName),
    advice: [
      "Check whose addresses these are; allow the key for known networks only, where the provider can.",
      ROTATE,
    ],
  };
}

function newAgents(one: KeyUsage, { learnDays }: UsageSettings): UsageNotice | undefined {
  const { known, fresh } = split(one, one.agents, productOf, learnDays);
  if (known.size === 0 || known.size > MOST_NETWORKS || fresh.length === 0 || one.moreAgents > 0)
    return undefined;
  return {
    severity: "low",
    message: "It is used by programs that did not use it in its first days.",
    evidence: fresh.slice(0, LISTED).map(shownName),
    advice: ["Check which program of yours that is.", ROTATE],
  };
}

/** Names in groups: those of the first days, and those of other groups that came later, the first to come first. */
function split(
  { firstSeen, lastSeen }: KeyUsage,
  names: readonly UsageName[],
  groupOf: (name: string) => string,
  learnDays: number,
): { known: Set<string>; fresh: UsageName[] } {
  const learnt = Date.parse(firstSeen ?? "") + learnDays * DAY;
  // Without a time after the first days nothing can be new.
  if (!(Date.parse(lastSeen ?? "") > learnt)) return { known: new Set(), fresh: [] };
  const isEarly = (one: UsageName): boolean =>
    one.firstSeen !== undefined && Date.parse(one.firstSeen) <= learnt;
  const known = new Set(names.filter(isEarly).map(({ name }) => groupOf(name)));
  const later = names.filter(
    (one) => one.firstSeen !== undefined && !isEarly(one) && !known.has(groupOf(one.name)),
  );
  const groups = new Map<string, UsageName>();
  for (const one of later.toSorted((a, b) => ((a.firstSeen ?? "") < (b.firstSeen ?? "") ? -1 : 1))) {
    const first = groups.get(groupOf(one.name));
    groups.set(groupOf(one.name), first === undefined ? one : { ...first, count: first.count + one.count });
  }
  return { known, fresh: [...groups.values()] };
}

/** Addresses of one network: the first 16 bits of IPv4, the first 32 of IPv6. */
function networkOf(address: string): string {
  const separator = address.includes(":") ? ":" : ".";
  return address.split(separator).slice(0, 2).join(separator);
}

/** A program without its versions, which change by themselves. */
function productOf(agent: string): string {
  return agent.replaceAll(/[\d._]+/g, "").slice(0, 40);
}

function shownName({ name, count, firstSeen }: UsageName): string {
  return `${name}: ${count} requests since ${minute(firstSeen ?? "")}`;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function day(iso: string): string {
  return iso.slice(0, 10);
}

/** `2026-01-31 12:05`. */
function minute(iso: string): string {
  return iso.slice(0, 16).replace("T", " ");
}
