/** A command line that can't be run as it is; its message says what to change. */
export class UsageError extends Error {
  override name = "UsageError";
}
