/** What JSON reports say of the use of a key, property by property, as report-document.ts does for the rest. */
import type { KeyUsage, UsageName, UsageNotice } from "../types.ts";

/** Clients and agents that are listed, the most frequent ones. */
const NAMES = 50;
/** Hours that are listed, the last ones: two months. */
const HOURS = 24 * 62;

/** The use of one key; long lists are cut, and say how much is left. */
export function usageDocument(usage: KeyUsage): KeyUsage {
  const { firstSeen, lastSeen, clients, agents, hours } = usage;
  const rest = (names: readonly UsageName[]): number => sum(names.slice(NAMES).map(({ count }) => count));
  return {
    fingerprint: usage.fingerprint,
    ruleId: usage.ruleId,
    title: usage.title,
    redacted: usage.redacted,
    count: usage.count,
    places: usage.places,
    undated: usage.undated,
    ...(firstSeen === undefined ? {} : { firstSeen }),
    ...(lastSeen === undefined ? {} : { lastSeen }),
    channels: usage.channels.map(({ name, count }) => ({ name, count })),
    statuses: usage.statuses.map(({ name, count }) => ({ name, count })),
    clients: clients.slice(0, NAMES).map(nameDocument),
    moreClients: usage.moreClients + rest(clients),
    agents: agents.slice(0, NAMES).map(nameDocument),
    moreAgents: usage.moreAgents + rest(agents),
    hours: hours
      .slice(-HOURS)
      .map(({ hour, count, denied, accepted }) => ({ hour, count, denied, accepted })),
    earlier: usage.earlier + sum(hours.slice(0, -HOURS).map(({ count }) => count)),
    deniedThenAccepted: usage.deniedThenAccepted.map(({ at, denied, client }) => ({
      at,
      denied,
      ...(client === undefined ? {} : { client }),
    })),
    ...(usage.notices === undefined ? {} : { notices: usage.notices.map(noticeDocument) }),
  };
}

function noticeDocument({ severity, message, evidence, advice }: UsageNotice): UsageNotice {
  return { severity, message, evidence, advice };
}

function nameDocument({ name, count, firstSeen, lastSeen }: UsageName): UsageName {
  return {
    name,
    count,
    ...(firstSeen === undefined ? {} : { firstSeen }),
    ...(lastSeen === undefined ? {} : { lastSeen }),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
