/** A line on standard error that shows how far a longer scan is. On terminals only, gone when the scan ends. */
import type { RunningScan } from "../scan.ts";
import { now } from "../scan/clock.ts";

const FIRST_AFTER = 500;
const EVERY = 100;
const BAR = 24;

type ScanProgress = RunningScan["progress"];

export interface Progress {
  /** Takes the line away until the next update. */
  clear(): void;
  stop(): void;
}

function bar(done: number, total: number): string {
  const share = Math.min(1, done / Math.max(1, total));
  const filled = Math.floor(BAR * share);
  return `[${"=".repeat(filled)}${" ".repeat(BAR - filled)}] ${Math.floor(100 * share)} %  `;
}

/** The text of the line, at most `width - 1` characters: in the last column some terminals wrap. */
export function progressLine(progress: ScanProgress, elapsedMs: number, width: number): string {
  const { files, bytes, total, history } = progress;
  if (history !== undefined) return historyLine(history, elapsedMs).slice(0, Math.max(0, width - 1));
  const amount = `${files.toLocaleString("en")}${total === undefined ? "" : ` of ${total.toLocaleString("en")}`} files`;
  const line = `keyscan  ${total === undefined ? "" : bar(files, total)}${amount}  ${(bytes / 1e6).toFixed(0)} MB  ${(elapsedMs / 1000).toFixed(1)} s`;
  return line.slice(0, Math.max(0, width - 1));
}

/** Objects of very different sizes: bytes tell better how far it is, where it is known how many there are. */
function historyLine(history: NonNullable<ScanProgress["history"]>, elapsedMs: number): string {
  const { objects, doneObjects, packed = history, startedMs } = history;
  const { bytes, doneBytes } = packed;
  const megabytes = (amount: number): string => (amount / 1e6).toFixed(0);
  const isKnown = bytes > 0;
  const [done, total] = isKnown ? [doneBytes, bytes] : [doneObjects, objects];
  const amount = `history: ${doneObjects.toLocaleString("en")} of ${objects.toLocaleString("en")} objects`;
  const size = isKnown
    ? `  ${megabytes(doneBytes)} of ${megabytes(bytes)} MB${packed === history ? "" : " in packs"}`
    : "";
  const spent = now() - startedMs;
  const left = done === 0 ? undefined : (spent * Math.max(0, total - done)) / done / 1000;
  const time =
    left === undefined || spent < 1000 ? `${(elapsedMs / 1000).toFixed(1)} s` : `${Math.ceil(left)} s left`;
  return `keyscan  ${bar(done, total)}${amount}${size}  ${time}`;
}

/** Shows the progress from half a second after the start on, ten times a second. */
export function startProgress(running: RunningScan, stream: NodeJS.WriteStream = process.stderr): Progress {
  const started = now();
  let shown = false;
  const clear = (): void => {
    if (shown) stream.write("\r\x1b[2K");
    shown = false;
  };
  const timer = setInterval(() => {
    const elapsed = now() - started;
    if (elapsed < FIRST_AFTER) return;
    stream.write(`\r\x1b[2K${progressLine(running.progress, elapsed, stream.columns || 80)}`);
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
