/**
 * Has V8 optimize fewer functions: those that take most of the time, not all that are called some thousand times. Of a scan of some
 * seconds, a tenth of the processor time went into machine code that was hardly used. A process of our own only:
 * the flags hold for everything in it.
 */

/**
 * By the major version of V8: what it counts has changed. An unknown flag would be told on standard error. Functions that are compiled with
 * less of what they call take less time to compile, and hardly more to run. Not `--max-inlined-bytecode-size`: where it changes while another
 * thread compiles, V8 may find that a function can't be inlined any more, and ends the process.
 */
const FLAGS: Readonly<Record<string, readonly string[]>> = {
  11: [
    "--interrupt-budget=250000",
    "--max-inlined-bytecode-size-cumulative=200",
    // A flood of findings would else grow the heap to several times what lives in it.
    "--heap-growing-percent=60",
  ],
  12: ["--invocation-count-for-turbofan=10000"],
  13: ["--invocation-count-for-turbofan=10000"],
};

/**
 * To be called before anything has run that V8 could be compiling: its compiler reads the flags on a thread of its own, and ends the
 * process where it finds that one has changed meanwhile.
 *
 * @param setFlag That of `node:v8`, which loads more than a command needs that scans nothing.
 */
export function compileLess(setFlag: (flag: string) => void): void {
  for (const flag of FLAGS[process.versions.v8.split(".")[0] ?? ""] ?? []) setFlag(flag);
}
