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

/** How what is no fingerprint begins: it may be the secret itself, which is then in no log. */
export function quoteBriefly(text: string): string {
  const shown = Math.min(4, Math.floor(text.length / 4));
  return JSON.stringify(shown < text.length ? `${text.slice(0, shown)}…` : text);
}
