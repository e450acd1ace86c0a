/** Standard output. Its reader may go away (`| head`) and the disk may be full: neither ends in a stack trace. */
import { UsageError } from "./usage-error.ts";

let failure: NodeJS.ErrnoException | undefined;
let tellFailure: (error: NodeJS.ErrnoException) => void = () => {};

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  failure ??= error;
  // For whoever prints a line and is done; a reader that has gone has read enough.
  if (error.code !== "EPIPE") process.exitCode = 2;
  tellFailure(error);
});
// Where messages can't be written either, there is nobody to tell.
process.stderr.on("error", () => {});

/** Writes to standard output; nothing more once it has failed. */
export function print(text: string): void {
  if (failure === undefined) process.stdout.write(text);
}

/** Writes bytes; resolves when they are written, false where they can't be. */
export function printBytes(bytes: Uint8Array): Promise<boolean> {
  if (failure !== undefined) return Promise.resolve(false);
  return new Promise((resolve) => {
    process.stdout.write(bytes, () => resolve(failure === undefined));
  });
}

/** Calls back as soon as a write has failed. One listener. */
export function onPrintFailure(listener: (error: NodeJS.ErrnoException) => void): void {
  tellFailure = listener;
}

/** True when the reader of standard output has gone. */
export function isReaderGone(): boolean {
  return failure?.code === "EPIPE";
}

/**
 * Waits until all that was printed has been written, or nobody reads it any more.
 *
 * @throws UsageError where it can't be written.
 */
export async function printed(): Promise<void> {
  if (failure === undefined) await new Promise<void>((resolve) => process.stdout.write("", () => resolve()));
  if (failure !== undefined && !isReaderGone())
    throw new UsageError(`can't write to standard output: ${failure.message}`);
}
