/**
 * `keyscan redact` without the command line: inputs, one after the other, through the redactor to one sink. Fails closed: where
 * something goes wrong, what is not known to be free of secrets is not passed on.
 */
import { closeSync, constants, openSync, readSync, statSync } from "node:fs";
import { createKernel } from "../../engine/kernel.ts";
import { createJudge } from "../../engine/learned/judge.ts";
import { Scanner } from "../../engine/scanner.ts";
import { Tokens } from "../../judge/token.ts";
import type { Rules } from "../../scan.ts";
import { scanError } from "../../scan/error.ts";
import { modelFiles, readAsset } from "../../scan/pack.ts";
import { baseName } from "../../scan/place.ts";
import { packingOf, sniff } from "../../sources/content.ts";
import { displayPath } from "../../sources/start.ts";
import type { Confidence, ScanError } from "../../types.ts";
import { Redactor, type RedactorOptions } from "./redactor.ts";
import { Replacements, type RuleCount } from "./replacements.ts";

/** Where redacted bytes go; resolves when they are written. False: nobody reads any more. */
export type Sink = (bytes: Buffer) => Promise<boolean>;

export interface RedactRequest {
  /** Absolute paths of files and pipes; `-` is standard input. */
  inputs: readonly string[];
  /** Absolute. */
  cwd: string;
  minConfidence: Confidence;
  /** For the tokens of secrets that could be guessed. */
  key: Uint8Array;
  signal?: AbortSignal;
}

export interface RedactOutcome {
  /** Bytes read, after unpacking. */
  bytes: number;
  counts: RuleCount[];
  /** There were more different secrets than are told apart. */
  manySecrets: boolean;
  /** Inputs of which not all was passed on. */
  errors: ScanError[];
  /** Nobody read the output any more. */
  closed: boolean;
}

/** Bytes of one read. */
/** Bytes that tell how a file is packed. */
const HEAD = 10;
const READ_SIZE: number = 1024 * 1024;
const BUFFER_SIZE: number = 4 * 1024 * 1024;
/** Buffer of the scanner for second looks, which are at short texts. */
const SMALL_BUFFER: number = 256 * 1024;
/** A line that is complete waits this long for the next one, which may say that it holds a secret; milliseconds. */
const IDLE = 150;

/** Never rejects for what is wrong with an input: that is in the outcome. Rejects with what the sink throws. */
export async function redact(request: RedactRequest, rules: Rules, sink: Sink): Promise<RedactOutcome> {
  const replacements = new Replacements(rules.pack.rules, new Tokens(request.key), request.minConfidence);
  const options = createOptions(rules, replacements);
  const outcome = { bytes: 0, errors: [] as ScanError[], closed: false };
  for (const input of request.inputs) {
    if (outcome.closed || request.signal?.aborted === true) break;
    const path = input === "-" ? "<stdin>" : displayPath(input, request.cwd);
    const redactor = new Redactor(options, baseName(path));
    try {
      outcome.closed = !(await passOn(input, { request, redactor, sink, outcome }));
    } catch (error) {
      if (error instanceof SinkError) throw error.cause;
      outcome.errors.push(scanError(path, error));
    }
  }
  return { ...outcome, counts: replacements.counts, manySecrets: replacements.isFull };
}

/** A fault of the sink, which is no fault of the input. */
class SinkError extends Error {
  override readonly name = "SinkError";
}

interface Passing {
  request: RedactRequest;
  redactor: Redactor;
  sink: Sink;
  outcome: { bytes: number };
}

/** One input; false where nobody reads the output any more. What it throws, `redact` sorts out. */
async function passOn(input: string, { request, redactor, sink, outcome }: Passing): Promise<boolean> {
  const { cwd, signal } = request;
  const write = async (bytes: Buffer): Promise<boolean> => {
    if (bytes.length === 0) return true;
    try {
      return await sink(bytes);
    } catch (error) {
      throw new SinkError("sink", { cause: error });
    }
  };
  const source = await openInput(input, cwd);
  signal?.addEventListener("abort", source.close);
  try {
    for await (const piece of withPauses(source.pieces, () => source.isSlow && redactor.isWaiting)) {
      outcome.bytes += piece?.length ?? 0;
      if (!(await write(piece === undefined ? redactor.flush() : redactor.push(piece)))) return false;
      // What waits could be half of a secret.
      if (signal?.aborted === true) return true;
    }
    return await write(redactor.end());
  } catch (error) {
    if (signal?.aborted === true && !(error instanceof SinkError)) return true;
    throw error;
  } finally {
    signal?.removeEventListener("abort", source.close);
    source.close();
  }
}

/** The pieces of a source, and undefined where none came for a while and `wants` says so. */
async function* withPauses(
  source: AsyncIterable<Buffer>,
  wants: () => boolean,
): AsyncGenerator<Buffer | undefined> {
  const pieces = source[Symbol.asyncIterator]();
  for (;;) {
    const next = pieces.next();
    // It may fail when nobody waits for it any more.
    next.catch(() => {});
    if (wants()) {
      let timer: NodeJS.Timeout | undefined;
      const pause = new Promise<undefined>((resolve) => {
        timer = setTimeout(() => resolve(undefined), IDLE);
      });
      const first = await Promise.race([next, pause]);
      clearTimeout(timer);
      if (first === undefined) yield undefined;
    }
    const { done, value } = await next;
    if (done === true) return;
    yield value;
  }
}

interface Input {
  pieces: AsyncIterable<Buffer>;
  /** The next piece may be long in coming. */
  isSlow: boolean;
  close(): void;
}

async function openInput(input: string, cwd: string): Promise<Input> {
  const { openPipe, openStdin } = await import("../../sources/streams.ts");
  if (input === "-") {
    const { readable, close } = openStdin("log");
    return { pieces: readable as AsyncIterable<Buffer>, isSlow: true, close };
  }
  // Whoever opens a pipe and closes it again takes what its writer has written.
  if (statSync(input).isFile()) return openFile(openSync(input, constants.O_RDONLY | constants.O_NONBLOCK));
  const { readable, close } = openPipe(input, cwd, true) ?? openStdin("log");
  return { pieces: readable as AsyncIterable<Buffer>, isSlow: true, close };
}

async function openFile(fd: number): Promise<Input> {
  let isOpen = true;
  const close = (): void => {
    if (isOpen) closeSync(fd);
    isOpen = false;
  };
  const head = Buffer.alloc(HEAD);
  const packing = packingOf(sniff(head.subarray(0, readSync(fd, head, 0, HEAD, 0))));
  if (packing === undefined) return { pieces: piecesOf(fd), isSlow: false, close };
  const { unpackFile } = await import("../../sources/unpack.ts");
  return { pieces: unpackFile(fd, packing) as AsyncIterable<Buffer>, isSlow: false, close };
}

async function* piecesOf(fd: number): AsyncGenerator<Buffer> {
  // The redactor keeps nothing of it.
  const piece = Buffer.allocUnsafeSlow(READ_SIZE);
  for (let position = 0; ;) {
    const length = readSync(fd, piece, 0, piece.length, position);
    if (length === 0) return;
    position += length;
    yield piece.subarray(0, length);
  }
}

function createOptions({ pack, enabled }: Rules, replacements: Replacements): RedactorOptions {
  const wasm = readAsset("kernel.wasm");
  const make = (size: number): Scanner =>
    new Scanner(pack, createKernel(wasm, pack.tables, size), createJudge(modelFiles));
  let second: Scanner | undefined;
  return {
    scanner: make(BUFFER_SIZE),
    second: () => (second ??= make(SMALL_BUFFER)),
    replacements,
    allowed: (rule) => enabled[rule] === 1,
  };
}
