/** A command line that can't be run as it is; its message says what to change. */
export class UsageError extends Error {
  override name = "UsageError";
}

/**
 * Does what writes a file.
 *
 * @throws UsageError that names it where the system refuses.
 */
export function writing(file: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error)) throw error;
    throw new UsageError(`${file} can't be written: ${String(error.code)}`);
  }
}
