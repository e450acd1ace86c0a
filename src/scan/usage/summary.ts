/** From counts to what is told of a key's use. */
import type { Finding, KeyUsage, UsageCount, UsageName } from "../../types.ts";
import { HOUR, type Named, type Tallies, type Tally } from "./tally.ts";

/**
 * How the keys that were found are used, in the order of findings. These are told of the places that were only counted.
 *
 * @param findings By the identity of their secrets, as the tallies are.
 */
export function usagesOf(findings: ReadonlyMap<string, Finding>, tallies: Tallies): KeyUsage[] {
  return [...findings].flatMap(([key, finding]) => {
    const tally = tallies.get(key);
    if (tally === undefined) return [];
    if (tally.unlisted > 0) finding.morePlaces = (finding.morePlaces ?? 0) + tally.unlisted;
    return [usageOf(finding, tally)];
  });
}

/** @param finding The secret that was counted. */
function usageOf(finding: Finding, tally: Tally): KeyUsage {
  const { first, last } = tally;
  return {
    fingerprint: finding.fingerprint,
    ruleId: finding.ruleId,
    title: finding.title,
    redacted: finding.secret.redacted,
    count: tally.lines,
    places: tally.places,
    undated: tally.lines - tally.timed,
    ...(first === undefined ? {} : { firstSeen: isoTime(first) }),
    ...(last === undefined ? {} : { lastSeen: isoTime(last) }),
    channels: counts(tally.channels),
    statuses: counts(tally.statuses),
    clients: names(tally.clients),
    moreClients: tally.moreClients,
    agents: names(tally.agents),
    moreAgents: tally.moreAgents,
    hours: [...tally.hours]
      .toSorted(([a], [b]) => a - b)
      .map(([hour, { count, denied, accepted }]) => ({
        hour: isoTime(hour * HOUR),
        count,
        denied,
        accepted,
      })),
    earlier: tally.earlier,
    deniedThenAccepted: tally.runs
      .toSorted((a, b) => b.denied - a.denied || a.at - b.at)
      .map(({ at, denied, client }) => ({
        at: isoTime(at),
        denied,
        ...(client === undefined ? {} : { client }),
      })),
  };
}

/** ISO 8601, UTC, whole seconds. */
function isoTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
}

function counts(map: ReadonlyMap<string | number, number>): UsageCount[] {
  return [...map].map(([name, count]) => ({ name: String(name), count })).toSorted(byCount);
}

function names(map: ReadonlyMap<string, Named>): UsageName[] {
  return [...map]
    .map(([name, { count, first, last }]) => ({
      name,
      count,
      ...(first === undefined ? {} : { firstSeen: isoTime(first) }),
      ...(last === undefined ? {} : { lastSeen: isoTime(last) }),
    }))
    .toSorted(byCount);
}

function byCount(a: UsageCount, b: UsageCount): number {
  return b.count - a.count || (a.name < b.name ? -1 : 1);
}
