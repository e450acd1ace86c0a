/** How often properties are tried, and with which seed: the same on every run, so that no change is blamed for luck. */

const factor = Number(process.env["KEYSCAN_FUZZ"] ?? "0");

/**
 * Options for `fc.assert`. `KEYSCAN_FUZZ=20` tries twenty times as many cases as named here, other ones on each run.
 *
 * @param numRuns Cases of an ordinary run.
 */
export function cases(numRuns: number): { numRuns: number; seed?: number } {
  return factor > 0 ? { numRuns: Math.ceil(numRuns * factor) } : { numRuns, seed: 0x5eed };
}

/** Time limit for a test with properties, milliseconds: it ends what hangs, and a loaded machine is no reason to fail. */
export function timeLimit(ordinary = 120_000): number {
  return ordinary * Math.max(1, factor);
}
