/** Ctrl-C ends the work that is under way and prints what there is; a second one ends the process. */

export interface Signals {
  readonly interrupted: boolean;
  /** Listens no more. */
  end(): void;
}

/** @param stop Aborted at the first signal. */
export function listenToSignals(stop: AbortController): Signals {
  let interrupted = false;
  const interrupt = (): void => {
    // oxlint-disable-next-line unicorn/no-process-exit -- somebody insists
    if (interrupted) process.exit(130);
    interrupted = true;
    stop.abort();
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  return {
    get interrupted() {
      return interrupted;
    },
    end() {
      process.off("SIGINT", interrupt);
      process.off("SIGTERM", interrupt);
    },
  };
}
