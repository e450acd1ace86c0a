/** A line on standard error that shows how far a longer scan is. On terminals only, gone when the scan ends. */

const FIRST_AFTER = 500;
const EVERY = 100;
const BAR = 24;

export interface ProgressSource {
  /** Files and bytes scanned. */
  readonly files: number;
  readonly bytes: number;
  /** Files there are, once the walk is through. */
  readonly total?: number | undefined;
}

export interface Progress {
  /** Takes the line away until the next update. */
  clear(): void;
  stop(): void;
}

function bar(done: number, total: number): string {
  const filled = Math.round((BAR * done) / Math.max(1, total));
  return `[${"=".repeat(filled)}${" ".repeat(BAR - filled)}] ${Math.floor((100 * done) / Math.max(1, total))} %  `;
}

/** The text of the line, at most `width` characters. */
export function progressLine(source: ProgressSource, elapsedMs: number, width: number): string {
  const { files, bytes, total } = source;
  const amount = `${files.toLocaleString("en")}${total === undefined ? "" : ` of ${total.toLocaleString("en")}`} files`;
  const line = `keyscan  ${total === undefined ? "" : bar(files, total)}${amount}  ${(bytes / 1e6).toFixed(0)} MB  ${(elapsedMs / 1000).toFixed(1)} s`;
  return line.slice(0, Math.max(0, width - 1));
}

export function startProgress(
  source: ProgressSource,
  stream: NodeJS.WriteStream = process.stderr,
): Progress {
  const started = performance.now();
  let shown = false;
  const clear = (): void => {
    if (shown) stream.write("\r\x1b[2K");
    shown = false;
  };
  const timer = setInterval(() => {
    const elapsed = performance.now() - started;
    if (elapsed < FIRST_AFTER) return;
    stream.write(`\r\x1b[2K${progressLine(source, elapsed, stream.columns ?? 80)}`);
    shown = true;
  }, EVERY);
  timer.unref();
  return {
    clear,
    stop() {
      clearInterval(timer);
      clear();
    },
  };
}
