/** How keys are used, of a saved result. */
import { SEVERITIES, type KeyUsage, type UsageCount, type UsageName, type UsageNotice } from "../types.ts";
import type { JsonObject } from "./value.ts";

/** @throws ResultError */
export function usageOf(object: JsonObject): KeyUsage {
  const whole = (name: string): number => object.whole(name, 0);
  return {
    fingerprint: object.text("fingerprint"),
    ruleId: object.text("ruleId"),
    title: object.text("title"),
    redacted: object.text("redacted"),
    count: whole("count"),
    places: whole("places"),
    undated: whole("undated"),
    ...object.optional(["firstSeen", "lastSeen"], (name) => object.text(name)),
    channels: object.objects("channels").map(countOf),
    statuses: object.objects("statuses").map(countOf),
    clients: object.objects("clients").map(nameOf),
    moreClients: whole("moreClients"),
    agents: object.objects("agents").map(nameOf),
    moreAgents: whole("moreAgents"),
    hours: object.objects("hours").map((hour) => ({
      hour: hour.text("hour"),
      count: hour.whole("count", 0),
      denied: hour.whole("denied", 0),
      accepted: hour.whole("accepted", 0),
    })),
    earlier: whole("earlier"),
    deniedThenAccepted: object.objects("deniedThenAccepted").map((run) => ({
      at: run.text("at"),
      denied: run.whole("denied", 0),
      ...run.optional(["client"], (name) => run.text(name)),
    })),
    ...(object.has("notices") ? { notices: object.objects("notices").map(noticeOf) } : {}),
  };
}

/** Those of several results; a key that several know stands there once for each, as its hours may be the same ones. */
export function joinUsage(usages: readonly KeyUsage[][]): { usage?: KeyUsage[] } {
  return usages.length === 0 ? {} : { usage: usages.flat() };
}

function noticeOf(object: JsonObject): UsageNotice {
  return {
    severity: object.choice("severity", SEVERITIES),
    message: object.text("message"),
    evidence: object.texts("evidence"),
    advice: object.texts("advice"),
  };
}

function countOf(object: JsonObject): UsageCount {
  return { name: object.text("name"), count: object.whole("count", 0) };
}

function nameOf(object: JsonObject): UsageName {
  return { ...countOf(object), ...object.optional(["firstSeen", "lastSeen"], (name) => object.text(name)) };
}
