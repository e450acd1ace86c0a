/** Runs a scan that is ready: reports, progress, signals, exit code. */
import { acceptanceNotes } from "../accept/tell.ts";
import type { LoadedConfig } from "../config/config.ts";
import { safeText } from "../report/safe-text.ts";
import { startScan, type Rules, type ScanOutcome, type ScanRequest } from "../scan.ts";
import type { ScanEvents } from "../scan/collect.ts";
import { exitCode, exitCodeByPath, failsScan, type ExitCode, type FailOnAt } from "../scan/exit-code.ts";
import type { Finding, Gate, ScanSummary } from "../types.ts";
import { withAllow } from "./accepted.ts";
import { misspelt } from "./environment.ts";
import { openOutputs, warnOfRedacted, type Outputs } from "./outputs.ts";
import { startProgress, type Progress } from "./progress.ts";
import type { Settings } from "./settings.ts";
import { listenToSignals } from "./signals.ts";
import { isReaderGone, onPrintFailure } from "./stdout.ts";
import { VERSION } from "./version.ts";

const STDIN = "-";

interface Run {
  settings: Settings;
  config: LoadedConfig;
  stop: AbortController;
  /** What waits for the result. */
  gate?: Gate["what"];
  /** Looks at everything that was found before it is reported. */
  review?: Review | undefined;
}

/** What is said of a finished scan besides, and how it ends the process. */
export interface Review {
  /** @param request What was scanned, with all that the configuration says of it. */
  of(outcome: ScanOutcome, request: ScanRequest): Promise<ScanOutcome>;
  /** @param request As for `of`. */
  exit(summary: ScanSummary, request: ScanRequest): ExitCode;
}

/** Scans, reports and says how the process ends. @throws UsageError where a report can't be written. */
export async function runScan(
  given: ScanRequest,
  rules: Rules,
  { settings, config, stop, gate, review }: Run,
): Promise<ExitCode> {
  const request = await withAllow(given, settings, config);
  const { report = [] } = settings;
  const audit = review !== undefined;
  const shared = {
    tool: { name: "keyscan" as const, version: VERSION, rulesHash: rules.pack.hash },
    rules: rules.infos,
    verbose: settings.verbose === true,
    quiet: settings.quiet === true,
    gate: {
      what: gate ?? ("scan" as const),
      stops: (finding: Finding) => failsScan(finding, failOnAt(request, settings)),
    },
    audit,
  };
  let progress: Progress | undefined;
  const outputs = await openOutputs(settings, shared, {
    beforeWrite: () => progress?.clear(),
    onFailure: () => stop.abort(),
  });
  // Who looks at the first lines only still gets the files that were asked for.
  onPrintFailure(() => {
    if (!isReaderGone() || report.length === 0) stop.abort();
  });
  const signals = listenToSignals(stop);
  try {
    warnOfEnvironment();
    warnOfRedacted(settings);
    if (settings.quiet !== true) greetTerminal(request);
    const shows = showsProgress(settings);
    outputs.start();
    const running = startScan(request, rules, {
      ...(audit || settings.verify === true ? {} : events(outputs)),
      outputs: outputs.files,
      countFiles: shows,
    });
    if (shows) progress = startProgress(running);
    const scanned = await running.done;
    progress?.stop();
    const outcome = await reviewed(scanned, { request, outputs }, { settings, review, stop });
    if (review === undefined && gate === undefined) await marked(outcome, request, settings);
    const notes = acceptanceNotes(request, outcome);
    const noted = await withNotices(outcome, settings);
    const final = finalSummary(noted, notes, config, signals.interrupted);
    outputs.end(outcome.findings, final);
    return review?.exit(final, request) ?? exitOf(final, outcome.findings, request, settings);
  } finally {
    progress?.stop();
    signals.end();
  }
}

/** What stands out in the use of keys; loaded only where logs have told of some. */
async function withNotices({ summary, findings }: ScanOutcome, { audit }: Settings): Promise<ScanSummary> {
  if (summary.usage === undefined || summary.usage.length === 0 || summary.audit !== undefined)
    return summary;
  const [{ noticesOf }, { auditSettings }] = await Promise.all([
    import("../hygiene/usage.ts"),
    import("../hygiene/settings.ts"),
  ]);
  const { usage } = auditSettings(audit);
  const ledger = new Map(findings.map((finding) => [finding.fingerprint, finding.ledger]));
  const noticed = summary.usage.map((one) => ({
    ...one,
    notices: noticesOf(one, usage, ledger.get(one.fingerprint)),
  }));
  return { ...summary, usage: noticed };
}

/** What is said of findings when all are known: by their providers, and by practices. Reports were told of nothing until then. */
async function reviewed(
  scanned: ScanOutcome,
  { request, outputs }: { request: ScanRequest; outputs: Outputs },
  { settings, review, stop }: Pick<Run, "settings" | "review" | "stop">,
): Promise<ScanOutcome> {
  if (settings.verify !== true && review === undefined) return scanned;
  let outcome = scanned;
  if (settings.verify === true) {
    const { verified } = await import("./verified.ts");
    outcome = await verified(scanned, settings.trustedRules ?? [], { cwd: request.cwd, signal: stop.signal });
  }
  if (review !== undefined) outcome = await review.of(outcome, request);
  outputs.replay(outcome.findings);
  return outcome;
}

/** Findings say which practices they go against. Loaded only where there are some. */
async function marked(
  { findings, summary }: ScanOutcome,
  request: ScanRequest,
  { audit }: Settings,
): Promise<void> {
  if (findings.length === 0) return;
  const [{ markPractices }, { auditRequest }] = await Promise.all([
    import("../mark-practices.ts"),
    import("./audit-request.ts"),
  ]);
  await markPractices({ findings, summary }, auditRequest(request, audit));
}

/** Reports are told of everything at once. */
function events(outputs: Outputs): ScanEvents {
  return {
    onFinding: (finding) => outputs.finding(finding),
    onOccurrence: (finding, occurrence) => outputs.occurrence(finding, occurrence),
    onHistory: (finding) => outputs.history(finding),
  };
}

function exitOf(
  summary: ScanSummary,
  findings: readonly Finding[],
  request: ScanRequest,
  settings: Settings,
): ExitCode {
  return request.overrides === undefined
    ? exitCode(summary, settings.failOn)
    : exitCodeByPath(summary, findings, failOnAt(request, settings));
}

/** What `overrides` say of a file's threshold, else what holds for all. */
export function failOnAt(
  { overrides }: Pick<ScanRequest, "overrides">,
  { failOn }: Pick<Settings, "failOn">,
): FailOnAt {
  return (path) => (path === undefined ? undefined : overrides?.at(path).failOn) ?? failOn;
}

/** A scan that was ended because nobody reads its report any more was not interrupted. */
function finalSummary(
  summary: ScanSummary,
  more: readonly string[],
  config: LoadedConfig,
  interrupted: boolean,
): ScanSummary {
  const notes = config.shown === undefined ? [] : [`configuration: ${config.shown}`];
  return { ...summary, notes: [...summary.notes, ...more, ...notes], interrupted };
}

/** Also where `--quiet` is given: a misspelt KEYSCAN_FAIL_ON changes what a scan says. */
function warnOfEnvironment(): void {
  for (const warning of misspelt(process.env)) process.stderr.write(`keyscan: ${safeText(warning)}\n`);
}

/** Whoever forgot to give a file would wait for ever. */
function greetTerminal({ paths }: ScanRequest): void {
  if (!paths.includes(STDIN) || !process.stdin.isTTY) return;
  process.stderr.write(
    "keyscan: reading standard input; end it with Ctrl-D (keyscan --help shows other ways)\n",
  );
}

function showsProgress(settings: Settings): boolean {
  if (settings.quiet === true || settings.progress === false) return false;
  return process.stderr.isTTY && (settings.progress === true || process.env["CI"] === undefined);
}
