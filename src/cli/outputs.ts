/** Where reports go: standard output and files. One reporter each, all told the same. */
import { closeSync, openSync, writeSync } from "node:fs";
import { createReporter, type ReporterName } from "../report/index.ts";
import type { Finding, Occurrence, ReportContext, Reporter, ScanSummary } from "../types.ts";
import { UsageError } from "./usage-error.ts";

export interface OutputRequest {
  format: ReporterName;
  /** File for the main report; standard output where left out. */
  output?: string;
  report: readonly { format: ReporterName; file: string }[];
}

/** Called before each write to standard output, to take a progress line away. */
export type BeforeWrite = () => void;

export interface Outputs {
  start(): void;
  finding(finding: Finding): void;
  occurrence(finding: Finding, occurrence: Occurrence): void;
  end(findings: readonly Finding[], summary: ScanSummary): void;
}

type Shared = Omit<ReportContext, "write" | "color" | "width">;

interface Sink {
  write(text: string): void;
  close(): void;
}

/** @throws UsageError for a file that can't be written. */
export async function openOutputs(
  request: OutputRequest,
  shared: Shared,
  color: boolean | undefined,
  beforeWrite: BeforeWrite,
): Promise<Outputs> {
  const main = {
    format: request.format,
    ...(request.output === undefined ? {} : { file: request.output }),
  };
  const targets: { reporter: Reporter; context: ReportContext; close(): void }[] = [];
  for (const { format, file } of [main, ...request.report] as {
    format: ReporterName;
    file?: string;
  }[]) {
    const sink = file === undefined ? stdoutSink(beforeWrite) : fileSink(file);
    const context: ReportContext = {
      ...shared,
      write: sink.write,
      color: file === undefined && useColor(color),
      width: file === undefined ? (process.stdout.columns ?? 80) : 80,
    };
    targets.push({ reporter: await createReporter(format, context), context, close: sink.close });
  }
  return {
    start: () => targets.forEach(({ reporter, context }) => reporter.start(context)),
    finding: (finding) => targets.forEach(({ reporter }) => reporter.finding(finding)),
    occurrence: (finding, occurrence) =>
      targets.forEach(({ reporter }) => reporter.occurrence(finding, occurrence)),
    end: (findings, summary) =>
      targets.forEach(({ reporter, close }) => {
        reporter.end(findings, summary);
        close();
      }),
  };
}

/** `--color` and `--no-color` win over NO_COLOR and FORCE_COLOR, those over what the terminal can do. */
function useColor(asked: boolean | undefined): boolean {
  if (asked !== undefined) return asked;
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== "") return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== "") return FORCE_COLOR !== "0";
  return process.stdout.isTTY && TERM !== "dumb";
}

function stdoutSink(beforeWrite: BeforeWrite): Sink {
  return {
    write(text) {
      beforeWrite();
      process.stdout.write(text);
    },
    close() {},
  };
}

function fileSink(file: string): Sink {
  let fd: number;
  try {
    fd = openSync(file, "w");
  } catch (error) {
    throw new UsageError(
      `can't write the report ${JSON.stringify(file)}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`,
    );
  }
  return {
    write(text) {
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
    },
    close: () => closeSync(fd),
  };
}
