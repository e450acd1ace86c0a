/**
 * Scans contents of a repository's objects one after the other, each once for every path it stands at: rules go by the name of
 * a file. Whole contents are scanned, since what makes a line a secret may stand on a line that was there before.
 */
import type { Judged } from "../judge/index.ts";
import { startGit } from "../sources/git/command.ts";
import { contentOf, idLines, parseBatch, type ObjectContent } from "../sources/git/contents.ts";
import { readLoose } from "../sources/git/loose-object.ts";
import type { Repository } from "../sources/git/repository.ts";
import { isArchive, isProgram, sniff } from "../sources/content.ts";
import { isLfsPointer } from "../sources/lfs.ts";
import type { SourceKind } from "../types.ts";
import type { Collector } from "./collect.ts";
import type { Job } from "./job.ts";
import type { StreamPlace } from "./opened.ts";
import { emptyResult, type JobResult } from "./job-result.ts";

/** What is scanned: an object, and what reports call it. */
export interface Target {
  id: string;
  path: string;
  kind: SourceKind;
  /** Of a commit the text from this word on, which is not counted as a file. */
  from?: string;
}

export interface ContentScan {
  repository: Repository;
  job: Job;
  collector: Collector;
  /** Bytes; larger contents are skipped. */
  maxSize?: number;
  signal?: AbortSignal;
}

/** Bytes that decide what a content is; see `sniff`. */
const HEAD = 8192;

/** The findings of each target that has some. What can't be read, or is left out, is told to the collector. */
export async function scanContents(
  targets: readonly Target[],
  scan: ContentScan,
): Promise<Map<Target, Judged[]>> {
  const found = new Map<Target, Judged[]>();
  const packed: Target[] = [];
  for (const target of targets) {
    if (scan.signal?.aborted === true) return found;
    const loose = readLoose(scan.repository, target.id);
    if (loose === undefined) packed.push(target);
    else keep(found, target, await scanOne(target, contentOf(target.id, loose), scan));
  }
  if (packed.length > 0) await scanThroughGit(packed, found, scan);
  return found;
}

function keep(found: Map<Target, Judged[]>, target: Target, judged: Judged[]): void {
  if (judged.length > 0) found.set(target, judged);
}

async function scanThroughGit(
  targets: readonly Target[],
  found: Map<Target, Judged[]>,
  scan: ContentScan,
): Promise<void> {
  const git = startGit(scan.repository.view, ["cat-file", "--batch"], {
    input: idLines(targets.map(({ id }) => id)),
    ...(scan.signal === undefined ? {} : { signal: scan.signal }),
  });
  let next = 0;
  try {
    for await (const content of parseBatch(git.stdout as AsyncIterable<Buffer>)) {
      const target = targets[next++];
      if (target === undefined || scan.signal?.aborted === true) break;
      keep(found, target, "pieces" in content ? await scanOne(target, content, scan) : missing(target, scan));
    }
  } catch (error) {
    if (scan.signal?.aborted !== true)
      fail(targets.slice(Math.max(0, next - 1), next), scan, messageOf(error));
  } finally {
    git.kill();
  }
  if (scan.signal?.aborted !== true) fail(targets.slice(next), scan, "git gave no content for it");
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function fail(targets: readonly Target[], { collector }: ContentScan, message: string): void {
  for (const { path } of targets) collector.errors.push({ path, code: "GIT_FAILED", message });
}

function missing({ path, id }: Target, { collector, repository }: ContentScan): [] {
  const why = repository.partial ? "this clone was made without it" : "it is missing in the object database";
  collector.errors.push({ path, code: "MISSING_OBJECT", message: `object ${id.slice(0, 12)}: ${why}` });
  return [];
}

async function scanOne(target: Target, content: ObjectContent, scan: ContentScan): Promise<Judged[]> {
  const { collector, job, maxSize = Infinity, signal } = scan;
  if (content.size > maxSize) {
    collector.skip({ reason: "too-large", path: target.path });
    return [];
  }
  const { head, all } = await withHead(content.pieces, target.from);
  const type = sniff(head);
  if (type === "media") {
    collector.skip({ reason: "binary-media", path: target.path });
    return [];
  }
  if (isLfsPointer(head)) collector.skip({ reason: "lfs-pointer", path: target.path });
  const result = emptyResult();
  const judged: Judged[] = [];
  collector.current = result;
  if (isArchive(type)) {
    await scanPacked(target, { ...content, pieces: all }, job, { result, judged });
    result.seen++;
    collector.add(result);
    return judged;
  }
  const place = {
    path: target.path,
    kind: target.kind,
    live: false,
    ...(signal === undefined ? {} : { signal }),
  };
  if (target.from === undefined && isProgram(type, head))
    await scanProgram(target, { ...content, pieces: all }, job, { place, result, judged });
  else await job.stream(all, place, result, (findings) => judged.push(...findings));
  result.seen++;
  if (target.from !== undefined) result.files = 0;
  else if (head.length === 0) result.files++;
  collector.add(result);
  return judged;
}

/** Scans a program, and the zip archive that may stand behind it. */
async function scanProgram(
  { path, kind }: Target,
  { size, pieces }: ObjectContent,
  job: Job,
  { place, result, judged }: { place: StreamPlace; result: JobResult; judged: Judged[] },
): Promise<void> {
  const { MAX_ARCHIVE } = await import("../sources/archive/index.ts");
  const kept: Buffer[] = [];
  async function* keeping(): AsyncGenerator<Buffer> {
    for await (const piece of pieces) {
      if (size <= MAX_ARCHIVE) kept.push(Buffer.from(piece));
      yield piece;
    }
  }
  const onFindings = (findings: readonly Judged[]): void => {
    judged.push(...findings);
  };
  await job.stream(keeping(), place, result, onFindings);
  const { scanBehind } = await import("./archived.ts");
  await scanBehind(job, Buffer.concat(kept), { path, kind, localOnly: false }, { result, onFindings });
}

/** Scans the files in an archive. */
async function scanPacked(
  { path, kind }: Target,
  { size, pieces }: ObjectContent,
  job: Job,
  { result, judged }: { result: JobResult; judged: Judged[] },
): Promise<void> {
  const { scanArchive } = await import("./archived.ts");
  const { MAX_ARCHIVE } = await import("../sources/archive/index.ts");
  if (size > MAX_ARCHIVE) return void result.skips.push({ reason: "archive", path });
  const bytes: Buffer[] = [];
  for await (const piece of pieces) bytes.push(Buffer.from(piece));
  const onFindings = (findings: readonly Judged[]): void => {
    judged.push(...findings);
  };
  return scanArchive(job, Buffer.concat(bytes), { path, kind, localOnly: false }, { result, onFindings });
}

/** The first bytes of a content, and all of it; from the first line that begins with a word where one is given. */
async function withHead(
  pieces: AsyncGenerator<Buffer>,
  from?: string,
): Promise<{ head: Buffer; all: AsyncGenerator<Buffer> }> {
  let head: Buffer = Buffer.alloc(0);
  while (head.length < HEAD) {
    const next = await pieces.next();
    if (next.done === true) break;
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
  }
  if (from !== undefined) head = head.subarray(Math.max(0, head.indexOf(`\n${from}`) + 1));
  async function* all(): AsyncGenerator<Buffer> {
    if (head.length > 0) yield head;
    yield* pieces;
  }
  return { head, all: all() };
}
