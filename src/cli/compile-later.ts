/**
 * Has V8 optimize fewer functions: those that take most of the time, not all that are called some thousand times. Of a scan of some
 * seconds, a tenth of the processor time went into machine code that was hardly used. A process of our own only:
 * the flags hold for everything in it.
 */

/** Scans that end before that compile little, and loading the module costs them as much, milliseconds. */
const AFTER = 100;

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

/** To be called when a scan starts; what is given ends the wait. */
export function compileLater(): () => void {
  const flags = FLAGS[process.versions.v8.split(".")[0] ?? ""];
  if (flags === undefined) return () => {};
  const timer = setTimeout(() => {
    void import("node:v8").then(({ setFlagsFromString }) =>
      flags.forEach((flag) => setFlagsFromString(flag)),
    );
  }, AFTER);
  timer.unref();
  return () => clearTimeout(timer);
}
