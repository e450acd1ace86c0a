/**
 * Time that work takes, whatever else the machine does: processor time of this process. Tests of what must not take long go by it,
 * for a loaded machine makes everything late.
 */

/** Processor milliseconds that the work takes, system calls and other threads of this process with it. */
export function cpuTime(work: () => void): number {
  const begun = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1000;
}
