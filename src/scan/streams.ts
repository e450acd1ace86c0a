/** Scans what is read once from front to end, and may never end: standard input, pipes, files that are followed. */
import { statSync } from "node:fs";
import type { StreamSource } from "../sources/streams.ts";
import type { Collector } from "./collect.ts";
import { scanError } from "./error.ts";
import { emptyResult, type Job } from "./job.ts";

export interface StreamsRequest {
  /** As given; `-` is standard input. */
  paths: readonly string[];
  /** Absolute. */
  cwd: string;
  mode?: "tree" | "logs" | "git";
  follow?: boolean;
  signal?: AbortSignal;
}

interface Parts {
  /** The one that scans one stream at a time. */
  job(): Job;
  /** Another one, for streams that are read at the same time. */
  makeJob(): Job;
  collector: Collector;
}

interface Streams {
  open: StreamSource[];
  /** Roots that are no streams. */
  others: string[];
}

/**
 * Scans the streams among the roots: one after the other, but followed files at the same time.
 *
 * @param roots Absolute.
 * @returns The roots that are no streams.
 */
export async function scanStreams(
  request: StreamsRequest,
  roots: readonly string[],
  { job, makeJob, collector }: Parts,
): Promise<string[]> {
  const { open, others } = await openStreams(request, roots, collector);
  if (request.follow === true)
    await Promise.all(open.map((stream) => scanStream(stream, request, makeJob(), collector)));
  else for (const stream of open) await scanStream(stream, request, job(), collector);
  return others;
}

async function openStreams(
  request: StreamsRequest,
  roots: readonly string[],
  collector: Collector,
): Promise<Streams> {
  const logs = request.mode === "logs";
  const stdin = request.paths.includes("-");
  const named = roots.filter((root) => isPipe(root) || (request.follow === true && isFile(root)));
  if (!stdin && named.length === 0) return { open: [], others: [...roots] };
  const { openFollowed, openPipe, openStdin } = await import("../sources/streams.ts");
  const open = stdin ? [openStdin(logs ? "log" : "stdin")] : [];
  const others = roots.filter((root) => !named.includes(root));
  for (const path of named) {
    try {
      const stream = isFile(path) ? openFollowed(path, request.cwd) : openPipe(path, request.cwd, logs);
      if (stream === undefined) others.push(path);
      else open.push(stream);
    } catch (error) {
      collector.errors.push(scanError(path, error));
    }
  }
  return { open, others };
}

/** What can't be looked at is left to the walk, which says why. */
function isPipe(path: string): boolean {
  try {
    const status = statSync(path);
    return !status.isFile() && !status.isDirectory();
  } catch {
    return false;
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

async function scanStream(
  stream: StreamSource,
  { signal }: StreamsRequest,
  job: Job,
  collector: Collector,
): Promise<void> {
  const isStopped = (): boolean => signal?.aborted === true;
  if (isStopped()) return;
  const result = emptyResult();
  collector.current = result;
  signal?.addEventListener("abort", stream.close);
  try {
    const place = {
      path: stream.path,
      kind: stream.kind,
      live: true,
      ...(signal === undefined ? {} : { signal }),
    };
    const { scanStream: scanPieces } = await import("./archived.ts");
    const onFindings = collector.found.bind(collector);
    await scanPieces(job, stream.readable, place, { result, onFindings });
  } catch (error) {
    if (!isStopped()) result.errors.push(scanError(stream.path, error));
  } finally {
    signal?.removeEventListener("abort", stream.close);
    stream.close();
    collector.add(result);
  }
}
