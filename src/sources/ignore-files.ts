/**
 * Reads ignore files of a hostile tree: never follows a link, never waits on a FIFO, and refuses files so large that
 * applying them would take the scan down. A file that is not applied ignores nothing: more is scanned, not less.
 */
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { parseIgnoreText } from "./ignore-pattern.ts";
import type { RuleSet } from "./ignore-rules.ts";
import { compileRules } from "./ignore-rules.ts";

/** The ignore file that is keyscan's own. */
export const IGNORE_NAME = ".keyscanignore";

/** Bytes; the largest collections of templates stay below a tenth of it. */
export const MAX_IGNORE_BYTES = 262_144;
const MAX_PATTERNS = 5_000;
/** As git configures a new repository: names differ by case on Linux alone. */
const IGNORE_CASE = process.platform === "darwin" || process.platform === "win32";

// The flags are missing on Windows.
const READ_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** The text (lossy UTF-8) of a small regular file; "too-large" above `limit` bytes; undefined when there is none to read. */
export function readSmallFile(path: string | Buffer, limit: number): string | "too-large" | undefined {
  const bytes = readSmallBytes(path, limit);
  return bytes === undefined || bytes === "too-large" ? bytes : bytes.toString("utf8");
}

/** The same of a file that people write for keyscan: UTF-16 as well, where the file says so, as PowerShell's `>` writes it. */
export function readOwnFile(path: string | Buffer, limit: number): string | "too-large" | undefined {
  const bytes = readSmallBytes(path, limit);
  return bytes === undefined || bytes === "too-large" ? bytes : decodeText(bytes);
}

/** UTF-16 (either order) where there is a byte order mark of it, which is taken away; else UTF-8, lossy. */
export function decodeText(bytes: Buffer): string {
  const mark = bytes.length < 2 ? 0 : bytes.readUInt16BE(0);
  if (mark === 0xff_fe) return bytes.toString("utf16le", 2);
  if (mark !== 0xfe_ff) return bytes.toString("utf8");
  const even = bytes.length - (bytes.length % 2);
  return Buffer.from(bytes.subarray(2, even)).swap16().toString("utf16le");
}

/** The same as bytes. */
export function readSmallBytes(path: string | Buffer, limit: number): Buffer | "too-large" | undefined {
  let file: number;
  try {
    file = openSync(path, READ_FLAGS);
  } catch {
    return undefined;
  }
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) return undefined;
    if (stats.size > limit) return "too-large";
    const bytes = Buffer.alloc(stats.size);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read) {
      read = readSync(file, bytes, length, bytes.length - length, null);
    }
    return bytes.subarray(0, length);
  } catch {
    return undefined;
  } finally {
    closeSync(file);
  }
}

/**
 * Compiles the ignore file at `path`; undefined when there is none or it holds no pattern; "too-large" when it is not applied.
 *
 * @param read `readOwnFile` for those of keyscan; git takes its own for UTF-8, whatever they are.
 */
export function loadIgnoreFile(
  path: string | Buffer,
  read: typeof readSmallFile = readSmallFile,
): RuleSet | "too-large" | undefined {
  return compileIgnoreText(read(path, MAX_IGNORE_BYTES));
}

/** The text of a `.keyscanignore`; undefined where there is none, "too-large" where it is not applied. */
export function readOwnPatterns(path: string): string | "too-large" | undefined {
  return readOwnFile(path, MAX_IGNORE_BYTES);
}

/** Compiles the text of an ignore file; undefined and "too-large" as `loadIgnoreFile` has them. */
export function compileIgnoreText(text: string | "too-large" | undefined): RuleSet | "too-large" | undefined {
  if (text === undefined || text === "too-large") return text;
  const patterns = parseIgnoreText(text);
  if (patterns.length > MAX_PATTERNS) return "too-large";
  return patterns.length === 0 ? undefined : compileRules(patterns, IGNORE_CASE);
}

/** Compiles patterns given on the command line; undefined when there are none. */
export function compileGivenPatterns(lines: readonly string[]): RuleSet | undefined {
  const patterns = lines.flatMap((line) => parseIgnoreText(line));
  return patterns.length === 0 ? undefined : compileRules(patterns, IGNORE_CASE);
}
