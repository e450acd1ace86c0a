/** Never log keys: who may read logs is rarely who may use keys, and logs are copied to many places and kept for long. */
import type { Finding, KeyUsage, Occurrence, UsageCount, Violation } from "../types.ts";
import type { Practice } from "./practice.ts";
import { about, placeOf, placesOf } from "./view.ts";

const LISTED = 3;

const ADVICE: Readonly<Record<string, string>> = {
  "query-string": "Send the key in a header: what stands in an address is logged by every proxy on the way.",
  "authorization-header": "Tell the logger to leave the Authorization header out.",
  "api-key-header": "Tell the logger to leave headers with keys out.",
  cookie: "Tell the logger to leave cookies out.",
  "basic-auth-url": "Take user and password out of addresses; send them in a header.",
  "json-field": "Leave the field out where the object is logged.",
  "env-assignment": "Don't print the environment.",
};

/** Looks at places in logs, and at how their lines say that the key was used. */
export const logged: Practice = {
  id: "hygiene-logged",
  title: "Never log keys",
  severity: "high",
  explain:
    "Logs are read by many, sent to other services and kept for years. keyscan counts, for each key in log files, how often and since when it is logged, how it travelled, who sent it and how it was answered.",
  unchecked: ({ usage, findings }) =>
    usage === undefined && !findings.some((finding) => placesOf(finding).some(isLog))
      ? "no log files were scanned"
      : undefined,
  check: ({ findings, usage = [] }) => {
    const usages = new Map(usage.map((one) => [one.fingerprint, one]));
    return findings.flatMap((finding) => {
      const places = placesOf(finding).filter(isLog);
      return places.length === 0 ? [] : [violationOf(finding, places, usages.get(finding.fingerprint))];
    });
  },
};

function isLog({ source }: Occurrence): boolean {
  return source.kind === "log";
}

function violationOf(
  finding: Finding,
  places: readonly Occurrence[],
  usage: KeyUsage | undefined,
): Violation {
  const channels = usage?.channels.map(({ name }) => name) ?? [
    ...new Set(places.flatMap(({ source }) => source.channel ?? [])),
  ];
  const count = usage?.places ?? places.length;
  return {
    ...about("hygiene-logged", finding),
    severity: finding.severity,
    message: `It is logged ${count === 1 ? "once" : `${count} times`}${spanOf(usage)}.`,
    places: places.map(placeOf),
    ...(count > places.length ? { morePlaces: count - places.length } : {}),
    evidence: usage === undefined ? [] : evidenceOf(usage),
    advice: [
      ...channels.flatMap((channel) => ADVICE[channel] ?? []),
      "Rotate the key; clean the logs that are kept with keyscan redact, and put it before new ones.",
    ],
  };
}

function spanOf(usage: KeyUsage | undefined): string {
  if (usage?.firstSeen === undefined || usage.lastSeen === undefined) return "";
  const [first, last] = [usage.firstSeen.slice(0, 10), usage.lastSeen.slice(0, 10)];
  return first === last ? `, on ${first}` : `, from ${first} to ${last}`;
}

function evidenceOf(usage: KeyUsage): string[] {
  return [
    listed("sent in", usage.channels),
    listed("clients", usage.clients, usage.moreClients),
    listed("user agents", usage.agents, usage.moreAgents),
    listed("answered by", usage.statuses),
  ].filter((text) => text !== "");
}

function listed(label: string, names: readonly UsageCount[], more = 0): string {
  if (names.length === 0) return "";
  const rest = names.length - LISTED;
  return [
    `${label}: ${names
      .slice(0, LISTED)
      .map(({ name, count }) => `${name} (${count})`)
      .join(", ")}`,
    ...(rest > 0 ? [`${rest} more`] : []),
    ...(more > 0 ? [`others (${more})`] : []),
  ].join(", ");
}
