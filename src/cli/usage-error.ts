/** Errors of the command line, and what their messages are made of. */
import { suggest } from "../config/suggest.ts";

/** A command line that can't be run as it is; its message says what to change. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** What is said where the working directory was deleted. */
export const FOLDER_GONE = "the working directory does not exist any more";

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

/**
 * The end of a message about a word that is not known: ` (did you mean "list"?)`.
 *
 * @param otherwise What to do where no known word is near; nothing is said then where it is left out.
 */
export function didYouMean(word: string, known: Iterable<string>, otherwise?: string): string {
  const near = suggest(word, known);
  if (near !== undefined) return ` (did you mean "${near}"?)`;
  return otherwise === undefined ? "" : ` (${otherwise})`;
}
