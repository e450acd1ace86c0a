/** Numbers as people read them, in English and the same on every machine (no locale data is asked). */

/** `1234567` → `1,234,567`. */
export function grouped(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `count(1, "file")` → `1 file`, `count(1200, "file")` → `1,200 files`; `many` for plurals without -s. */
export function count(value: number, one: string, many: string = `${one}s`): string {
  return `${grouped(value)} ${value === 1 ? one : many}`;
}

/** Bytes in decimal units: `999 B`, `1.2 kB`, `56.7 MB`. */
export function byteAmount(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  // 999.95 would be shown as 1000.0.
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

/** Milliseconds as `850 ms`, `1.3 s` or `2 min 5 s`. */
export function timeAmount(milliseconds: number): string {
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${grouped(Math.floor(seconds / 60))} min ${seconds % 60} s`;
}

/** Megabytes (decimal) a second, or undefined when the time is too short to tell. */
export function rateAmount(bytes: number, milliseconds: number): string | undefined {
  if (milliseconds < 1) return undefined;
  return `${(bytes / 1000 / milliseconds).toFixed(1)} MB/s`;
}
