/** Errors of the file system in reports. */
import type { ScanError } from "../types.ts";

/** An error of the file system as an entry of the report. The message names no path. */
export function scanError(path: string, error: unknown): ScanError {
  const { code = "EUNKNOWN", message = String(error) } = error as NodeJS.ErrnoException;
  const reason = message.startsWith(`${code}: `) ? message.slice(code.length + 2) : undefined;
  const text = reason === undefined ? message : `cannot be read: ${reason}`;
  return { path, code, message: text.replace(/, \w+(?: '.*)?$/s, "") };
}
