/** The summary of a saved result, and what is made of several. */
import {
  SEVERITIES,
  type Finding,
  type ScanSummary,
  type Severity,
  type SkipReason,
  type SkipSummary,
  type HistorySummary,
} from "../types.ts";
import { auditOf, joinAudits } from "./audit.ts";
import { joinUsage, usageOf } from "./usage.ts";
import type { JsonObject } from "./value.ts";

/** Paths kept as examples for each reason. */
const EXAMPLES = 5;
const NO_DATE = "1970-01-01T00:00:00Z";

/** What depends on the findings alone. */
export type Counts = Pick<ScanSummary, "findings" | "places" | "bySeverity">;
/** What a scan says of itself besides. */
export type Ran = Omit<ScanSummary, keyof Counts>;

/** @throws ResultError */
export function ranOf(object: JsonObject): Ran {
  const accepted = object.has("accepted") ? object.object("accepted") : undefined;
  const amount = (name: string): number => (accepted?.has(name) === true ? accepted.whole(name, 0) : 0);
  return {
    startedAt: object.has("startedAt") ? object.text("startedAt") : NO_DATE,
    files: object.whole("files", 0),
    bytes: object.whole("bytes", 0),
    durationMs: object.number("durationMs"),
    belowConfidence: object.whole("belowConfidence", 0),
    accepted: {
      inline: amount("inline"),
      baseline: amount("baseline"),
      ignoreFile: amount("ignoreFile"),
      config: amount("config"),
    },
    skipped: object.objects("skipped").map((skip) => ({
      reason: skip.text("reason") as SkipReason,
      count: skip.whole("count", 0),
      directories: skip.whole("directories", 0),
      examples: skip.texts("examples"),
    })),
    errors: object.objects("errors").map((error) => ({
      path: error.text("path"),
      code: error.text("code"),
      message: error.text("message"),
    })),
    notes: object.texts("notes"),
    complete: object.flag("complete"),
    interrupted: object.flag("interrupted"),
    ...object.optional(["history"], (name) => historyOf(object.object(name))),
    ...(object.has("usage") ? { usage: object.objects("usage").map(usageOf) } : {}),
    ...object.optional(["audit"], (name) => auditOf(object.object(name))),
  };
}

function historyOf(object: JsonObject): HistorySummary {
  return {
    repositories: object.whole("repositories", 0),
    objects: object.whole("objects", 0),
    bytes: object.whole("bytes", 0),
    remembered: object.whole("remembered", 0),
    commits: object.whole("commits", 0),
  };
}

/** For a stream of results that was cut off before its summary. */
export function cutOff(name: string): Ran {
  return {
    startedAt: NO_DATE,
    files: 0,
    bytes: 0,
    durationMs: 0,
    belowConfidence: 0,
    accepted: { inline: 0, baseline: 0, ignoreFile: 0, config: 0 },
    skipped: [],
    errors: [{ path: name, code: "CUT_OFF", message: "the saved result ends without a summary" }],
    notes: [],
    complete: false,
    interrupted: false,
  };
}

/** Counts of the findings that are there; what a comparison found to be gone, and what is accepted, doesn't count. */
export function countsOf(findings: readonly Finding[], counts: (finding: Finding) => boolean): Counts {
  const open = findings.filter(counts);
  return {
    findings: open.length,
    places: open.reduce(
      (sum, { occurrences, morePlaces = 0 }) => sum + 1 + occurrences.length + morePlaces,
      0,
    ),
    bySeverity: Object.fromEntries(
      SEVERITIES.map((severity) => [severity, open.filter((one) => one.severity === severity).length]),
    ) as Record<Severity, number>,
  };
}

/** All that several scans say: sums, every error and note, complete only if all are. */
export function joined(runs: readonly Ran[]): Ran {
  const sum = (read: (run: Ran) => number): number => runs.reduce((total, run) => total + read(run), 0);
  return {
    startedAt: runs.map((run) => run.startedAt).sort()[0] ?? NO_DATE,
    files: sum((run) => run.files),
    bytes: sum((run) => run.bytes),
    durationMs: sum((run) => run.durationMs),
    belowConfidence: sum((run) => run.belowConfidence),
    accepted: {
      inline: sum((run) => run.accepted.inline),
      baseline: sum((run) => run.accepted.baseline),
      ignoreFile: sum((run) => run.accepted.ignoreFile),
      config: sum((run) => run.accepted.config),
    },
    skipped: joinSkips(runs.flatMap((run) => run.skipped)),
    errors: runs.flatMap((run) => run.errors),
    notes: [...new Set(runs.flatMap((run) => run.notes))],
    complete: runs.every((run) => run.complete),
    interrupted: runs.some((run) => run.interrupted),
    ...joinHistories(runs.flatMap((run) => run.history ?? [])),
    ...joinUsage(runs.flatMap(({ usage }) => (usage === undefined ? [] : [usage]))),
    ...joinAudits(runs.flatMap((run) => run.audit ?? [])),
  };
}

function joinHistories(histories: readonly HistorySummary[]): Pick<Ran, "history"> {
  if (histories.length === 0) return {};
  const sum = (name: keyof HistorySummary): number => histories.reduce((total, one) => total + one[name], 0);
  return {
    history: {
      repositories: sum("repositories"),
      objects: sum("objects"),
      bytes: sum("bytes"),
      remembered: sum("remembered"),
      commits: sum("commits"),
    },
  };
}

function joinSkips(skips: readonly SkipSummary[]): SkipSummary[] {
  const byReason = new Map<SkipReason, SkipSummary>();
  for (const { reason, count, directories, examples } of skips) {
    const known = byReason.get(reason) ?? { reason, count: 0, directories: 0, examples: [] };
    byReason.set(reason, {
      reason,
      count: known.count + count,
      directories: known.directories + directories,
      examples: [...new Set([...known.examples, ...examples])].slice(0, EXAMPLES),
    });
  }
  return [...byReason.values()].sort((one, other) => (one.reason < other.reason ? -1 : 1));
}
