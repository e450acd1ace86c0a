/** Reads configuration and rule files from disk. The tree they lie in may be hostile: no pipe, device or huge file is read. */
import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { MAX_DOCUMENT_SIZE, parseDocument, type ParsedDocument } from "./document.ts";
import { fileError } from "./error.ts";
import type { Complaint } from "./shape.ts";

/**
 * Reads and parses a file. `shown` is the name for errors.
 *
 * @throws ConfigError when it can't be read, is no regular file, is larger than 1 MB, is no UTF-8, or can't be parsed
 */
export async function readDocument(path: string, shown: string = path): Promise<ParsedDocument> {
  const content = readSmallFile(path);
  if ("message" in content) throw fileError(shown, content);
  return parseDocument(content.text, shown);
}

/** Why the file can't be used as a document, or undefined when it can, as far as opening it tells. */
export function unreadable(path: string): Complaint | undefined {
  const content = readSmallFile(path);
  return "message" in content ? content : undefined;
}

function readSmallFile(path: string): { text: string } | Complaint {
  let descriptor: number;
  try {
    // Without O_NONBLOCK opening a named pipe would wait for a writer. Windows has neither.
    descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    return failure(error);
  }
  try {
    const status = fstatSync(descriptor);
    if (!status.isFile()) return { message: "is not a regular file" };
    if (status.size > MAX_DOCUMENT_SIZE) {
      return { message: "the file is larger than 1 MB", hint: "split it" };
    }
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(descriptor)) };
  } catch (error) {
    if (error instanceof TypeError) return { message: "is not UTF-8 text", hint: "save it as UTF-8" };
    return failure(error);
  } finally {
    closeSync(descriptor);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "does not exist",
  ENOTDIR: "does not exist",
  EACCES: "can't be read: permission denied",
  EPERM: "can't be read: permission denied",
  EISDIR: "is not a regular file",
  ENXIO: "is not a regular file",
  ELOOP: "can't be read: a symbolic link leads to itself",
};

function failure(error: unknown): Complaint {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
  return { message: REASONS[code] ?? `can't be read: ${code}` };
}
