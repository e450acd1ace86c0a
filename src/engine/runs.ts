/**
 * Value runs: the stretches of letters, digits, `_` and `-` that are long enough for a key and have a digit. Composed rules
 * (composed.ts) begin with them, as other rules begin with their anchors.
 */

/** Shortest and longest run that counts, bytes. */
export const RUN_LEAST = 15;
export const RUN_MOST = 256;

/** 0: no byte of a run. 2: a digit. */
const CLASS: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => {
  const char = String.fromCharCode(byte);
  if (/[0-9]/.test(char)) return 2;
  return /[A-Za-z_-]/.test(char) ? 1 : 0;
});

export type OnRun = (position: number, length: number) => void;

/**
 * Calls `onRun` for every run that ends in the range: the byte behind it lies in [from, end), or is the end of the stream. A run
 * may begin before `from`; one that touches `end` while more may follow is left to a later call. Each `RUN_LEAST`
 * bytes are looked at from their end: most have a byte there that ends all runs, and the rest of them is passed over.
 *
 * @param range `eof`: nothing follows `end`.
 */
export function findRuns(
  data: Uint8Array,
  range: { from: number; end: number; eof: boolean },
  onRun: OnRun,
): void {
  const { from, end, eof } = range;
  let at = from;
  const furthest = Math.max(0, from - RUN_MOST - 1);
  while (at > furthest && CLASS[data[at - 1] ?? 0] !== 0) at--;
  while (at + RUN_LEAST <= end) {
    const last = at + RUN_LEAST - 1;
    let probe = last;
    while (probe >= at && CLASS[data[probe] ?? 0] !== 0) probe--;
    if (probe >= at) {
      at = probe + 1;
      continue;
    }
    let stop = last + 1;
    while (stop < end && CLASS[data[stop] ?? 0] !== 0) stop++;
    if (stop === end && !eof) return;
    if (stop - at <= RUN_MOST && hasDigit(data, at, stop)) onRun(at, stop - at);
    at = stop + 1;
  }
}

function hasDigit(data: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (CLASS[data[at] ?? 0] === 2) return true;
  return false;
}

const isLetter = (byte: number): boolean => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;

/** Bytes that stand right before a value that is assigned or quoted: `"` `'` `` ` `` `=` `:`. */
const isOpener = (byte: number): boolean =>
  byte === 0x22 || byte === 0x27 || byte === 0x60 || byte === 0x3d || byte === 0x3a;

const SPACE = 0x20;

/**
 * False for most names and words with a number: letters and digits of a key change often, it has many digits, or it stands where a value does. Cheap,
 * since it is asked of every run.
 */
export function canBeValue(data: Uint8Array, position: number, length: number): boolean {
  if (isMixed(data, position, position + length)) return true;
  const before = data[position - 1] ?? 0;
  return isOpener(before) || (before === SPACE && isOpener(data[position - 2] ?? 0));
}

/** True where letters and digits take turns more than twice, or there are many digits. */
function isMixed(data: Uint8Array, from: number, to: number): boolean {
  let changes = 0;
  let digits = 0;
  for (let at = from + 1; at < to && changes < 3 && digits < 6; at++) {
    const before = CLASS[data[at - 1] ?? 0];
    if (before === 2) digits++;
    if (before !== CLASS[data[at] ?? 0] && isLetter(data[before === 2 ? at : at - 1] ?? 0)) changes++;
  }
  return changes >= 3 || digits >= 6;
}
