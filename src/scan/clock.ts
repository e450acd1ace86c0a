/** A clock for spans of time within a run. */

/** Milliseconds from a moment of its own, never going back. That of `performance` takes Node some milliseconds to load. */
export function now(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
