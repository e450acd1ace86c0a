/** The names in one directory, in a fixed order, whatever bytes they are made of. */
import type { Dirent } from "node:fs";
import { readdirSync } from "node:fs";
import { decodeStrictly, displayName, mayHaveLostBytes } from "./display-name.ts";

/** One name in a directory. */
export interface Entry {
  /** Lossy UTF-8: for rules, and for git's answers. */
  name: string;
  /** For reports: nothing lost, invalid bytes as `\xNN`. */
  display: string;
  /** What opens it. */
  raw: string | Buffer;
  type: "file" | "directory" | "symlink" | "special";
}

/** An entry whose name is known, not read. */
export function makeEntry(name: string, type: Entry["type"], display: string = name): Entry {
  return { name, display, raw: name, type };
}

function typeOf(entry: Dirent<string> | Dirent<Buffer>): Entry["type"] {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "directory";
  return entry.isSymbolicLink() ? "symlink" : "special";
}

/** The names again, as bytes: some are not valid UTF-8. */
function readRawEntries(prefix: string | Buffer): Entry[] {
  return readdirSync(prefix, { withFileTypes: true, encoding: "buffer" }).map((entry) => {
    const text = decodeStrictly(entry.name);
    return {
      name: text ?? entry.name.toString("utf8"),
      display: text ?? displayName(entry.name),
      raw: text ?? entry.name,
      type: typeOf(entry),
    };
  });
}

function readValidEntries(prefix: string | Buffer): Entry[] | undefined {
  const entries: Entry[] = [];
  for (const entry of readdirSync(prefix, { withFileTypes: true })) {
    const { name } = entry;
    if (mayHaveLostBytes(name)) return undefined;
    entries.push({ name, display: name, raw: name, type: typeOf(entry) });
  }
  return entries;
}

/** Everything in the directory at `prefix`, by UTF-16 code units of its display name. Throws the system's error. */
export function readEntries(prefix: string | Buffer): Entry[] {
  const entries = readValidEntries(prefix) ?? readRawEntries(prefix);
  return entries.sort((a, b) => (a.display < b.display ? -1 : 1));
}
