/** Where reports go: standard output and files. One reporter each, all told the same. */
import { closeSync, constants, ftruncateSync, openSync, rmSync, writeSync } from "node:fs";
import { createReporter, type ReporterName } from "../report/index.ts";
import type { OwnFile } from "../scan/file-id.ts";
import type { Finding, Occurrence, ReportContext, Reporter, ScanSummary } from "../types.ts";
import { ownFile } from "./own-file.ts";
import type { Settings } from "./settings.ts";
import { print } from "./stdout.ts";
import { UsageError } from "./usage-error.ts";

/** Main report, its file (standard output where left out), further reports, `--color` or `--no-color`. */
export type OutputRequest = Pick<Settings, "format" | "output" | "report" | "color">;

export interface OutputHooks {
  /** Called before each write to standard output, to take a progress line away. */
  beforeWrite(): void;
  /** Called once, when a file can't be written any more. */
  onFailure(): void;
}

export interface Outputs {
  start(): void;
  finding(finding: Finding): void;
  occurrence(finding: Finding, occurrence: Occurrence): void;
  history(finding: Finding): void;
  /** Findings with all their places, told as a scan tells of them. */
  replay(findings: readonly Finding[]): void;
  /** @throws UsageError where a file could not be written. */
  end(findings: readonly Finding[], summary: ScanSummary): void;
  /** The files; standard output too where it is one. */
  readonly files: readonly OwnFile[];
}

/** The reports that can show secrets in the clear. */
const IN_THE_CLEAR: ReadonlySet<ReporterName> = new Set(["pretty", "json", "jsonl"]);

/** Says which reports leave secrets redacted though `--show-secrets` was given: they are made to be handed on. */
export function warnOfRedacted({
  format,
  report = [],
  showSecrets,
}: OutputRequest & { showSecrets: boolean }): void {
  const formats = [format, ...report.map((one) => one.format)].filter((name) => !IN_THE_CLEAR.has(name));
  if (!showSecrets || formats.length === 0) return;
  const names = [...new Set(formats)].join(", ");
  process.stderr.write(
    `keyscan: secrets stay redacted in ${names}: --show-secrets is for ${[...IN_THE_CLEAR].join(", ")}\n`,
  );
}

type Shared = Omit<ReportContext, "write" | "color" | "width">;

interface Sink {
  /** Takes away what an earlier report has left; called when all files can be written to. */
  empty(): void;
  /** Leaves everything as it was. */
  abandon(): void;
  write(text: string): void;
  /** @throws UsageError where something could not be written. */
  close(): void;
  /** Undefined where it is no regular file. */
  own: OwnFile | undefined;
}

/** @throws UsageError for a file that can't be written, or that two reports would be written to. */
export async function openOutputs(
  request: OutputRequest,
  shared: Shared,
  hooks: OutputHooks,
): Promise<Outputs> {
  const main: { format: ReporterName; file: string | undefined } = {
    format: request.format,
    file: request.output,
  };
  const targets: { reporter: Reporter; context: ReportContext; close(): void }[] = [];
  const wanted = [main, ...(request.report ?? [])];
  const sinks = openSinks(
    wanted.map(({ file }) => file),
    hooks,
  );
  const files = sinks.flatMap(({ own }) => own ?? []);
  for (const [index, { format, file }] of wanted.entries()) {
    const sink = sinks[index];
    if (sink === undefined) continue;
    const context: ReportContext = {
      ...shared,
      write: sink.write,
      color: file === undefined && useColor(request.color),
      // Some terminals say that they have none.
      width: (file === undefined && process.stdout.columns) || 80,
    };
    targets.push({ reporter: await createReporter(format, context), context, close: sink.close });
  }
  const tell = (finding: Finding): void => targets.forEach(({ reporter }) => reporter.finding(finding));
  const tellPlace = (of: Finding, place: Occurrence): void =>
    targets.forEach(({ reporter }) => reporter.occurrence(of, place));
  return {
    start: () => targets.forEach(({ reporter, context }) => reporter.start(context)),
    finding: tell,
    occurrence: tellPlace,
    history: (finding) => targets.forEach(({ reporter }) => reporter.history?.(finding)),
    replay: (findings) => {
      for (const one of findings) {
        tell({ ...one, occurrences: [] });
        for (const place of one.occurrences) tellPlace(one, place);
      }
    },
    end: (findings, summary) => {
      for (const { reporter } of targets) reporter.end(findings, summary);
      for (const { close } of targets) close();
    },
    files,
  };
}

/**
 * All or none: where one can't be opened, the others are what they were.
 *
 * @param names Of files; undefined for standard output.
 */
function openSinks(names: readonly (string | undefined)[], hooks: OutputHooks): Sink[] {
  const sinks: Sink[] = [];
  try {
    for (const name of names) {
      const sink = name === undefined ? stdoutSink(hooks) : fileSink(name, hooks);
      const isTaken = sinks.some(({ own }) => own !== undefined && own.id === sink.own?.id);
      sinks.push(sink);
      if (isTaken) throw new UsageError(`two reports would be written to ${JSON.stringify(name)}`);
    }
  } catch (error) {
    for (const { abandon } of sinks) abandon();
    throw error;
  }
  for (const { empty } of sinks) empty();
  return sinks;
}

/** `--color` and `--no-color` win over NO_COLOR and FORCE_COLOR, those over what the terminal can do. */
function useColor(asked: boolean | undefined): boolean {
  if (asked !== undefined) return asked;
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== "") return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== "") return FORCE_COLOR !== "0";
  return process.stdout.isTTY === true && TERM !== "dumb";
}

function stdoutSink({ beforeWrite }: OutputHooks): Sink {
  return {
    empty() {},
    abandon() {},
    write(text) {
      beforeWrite();
      print(text);
    },
    close() {},
    own: ownFile(process.stdout.fd),
  };
}

/** What a code of the system means for whoever named the file. */
const HINTS: Readonly<Record<string, string>> = {
  ENOENT: " (its folder does not exist)",
  EISDIR: " (it is a folder)",
};

function fileSink(file: string, { onFailure }: OutputHooks): Sink {
  let opened: { fd: number; isNew: boolean };
  let failure: UsageError | undefined;
  const failed = (error: unknown): UsageError => {
    const { code, message } = error as NodeJS.ErrnoException;
    const hint = HINTS[code ?? ""] ?? "";
    return new UsageError(`can't write the report ${JSON.stringify(file)}: ${code ?? message}${hint}`);
  };
  try {
    opened = openAsItIs(file);
  } catch (error) {
    throw failed(error);
  }
  const { fd, isNew } = opened;
  const own = ownFile(fd);
  return {
    empty() {
      if (own !== undefined) ftruncateSync(fd);
    },
    abandon() {
      closeSync(fd);
      if (isNew) rmSync(file, { force: true });
    },
    // Called in the midst of the scan, which must not take the trouble for that of the file being scanned.
    write(text) {
      if (failure !== undefined) return;
      try {
        const bytes = Buffer.from(text);
        for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
      } catch (error) {
        failure = failed(error);
        onFailure();
      }
    },
    close() {
      closeSync(fd);
      if (failure !== undefined) throw failure;
    },
    own,
  };
}

/** For writing, without a change to what is in it. */
function openAsItIs(file: string): { fd: number; isNew: boolean } {
  try {
    return { fd: openSync(file, constants.O_WRONLY), isNew: false };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return { fd: openSync(file, constants.O_WRONLY | constants.O_CREAT), isNew: true };
  }
}
