/** Contents of trees and commits (gitformat-pack and git-mktree(1), git-commit-tree(1) describe them). Lenient: hand-made ones exist. */

/** Entry of a tree. */
export interface TreeEntry {
  /** Where its name lies in the tree. */
  nameFrom: number;
  nameTo: number;
  /** Where its id begins. */
  oidAt: number;
  kind: "tree" | "blob" | "submodule";
}

const NEWLINE = 0x0a;
const SPACE = 0x20;
const FOUR = 0x34;
const ONE = 0x31;
const SIX = 0x36;

/**
 * Calls `onEntry` for each entry of a tree's content; the same object each time.
 *
 * @param width Bytes of an object id.
 */
export function readTree(content: Uint8Array, width: number, onEntry: (entry: TreeEntry) => void): void {
  const entry: TreeEntry = { nameFrom: 0, nameTo: 0, oidAt: 0, kind: "blob" };
  for (let at = 0; at < content.length;) {
    let space = at;
    while (space < content.length && content[space] !== SPACE) space++;
    let nul = space + 1;
    while (nul < content.length && content[nul] !== 0) nul++;
    if (nul + 1 + width > content.length) return;
    entry.nameFrom = space + 1;
    entry.nameTo = nul;
    entry.oidAt = nul + 1;
    entry.kind = kindOf(content, at, space);
    onEntry(entry);
    at = nul + 1 + width;
  }
}

/** `40000` (or `040000`, by old tools), `160000`; all others are blobs. */
function kindOf(content: Uint8Array, from: number, to: number): TreeEntry["kind"] {
  if (content[from] === FOUR || (to - from === 6 && content[from + 1] === FOUR && content[from] === 0x30))
    return "tree";
  return to - from === 6 && content[from] === ONE && content[from + 1] === SIX ? "submodule" : "blob";
}

/** What the graph of commits needs. Addresses are indexes of the bytes that were given. */
export interface CommitLinks {
  /** Where the hex digits of the ids begin; -1: there is none. */
  treeAt: number;
  parentsAt: number[];
  /** Committer's time, seconds since 1970; 0 where it can't be read. */
  time: number;
}

const TREE = Buffer.from("tree ");
const PARENT = Buffer.from("parent ");
const COMMITTER = Buffer.from("committer ");

/** Reads the links of a commit whose content is `bytes` from `from` to `end`. */
export function commitLinks(bytes: Uint8Array, from = 0, end: number = bytes.length): CommitLinks {
  const parentsAt: number[] = [];
  let treeAt = -1;
  let time = 0;
  for (let at = from; at < end && bytes[at] !== NEWLINE;) {
    let lineEnd = at;
    while (lineEnd < end && bytes[lineEnd] !== NEWLINE) lineEnd++;
    if (startsWith(bytes, at, lineEnd, TREE)) treeAt = at + TREE.length;
    else if (startsWith(bytes, at, lineEnd, PARENT)) parentsAt.push(at + PARENT.length);
    else if (startsWith(bytes, at, lineEnd, COMMITTER)) {
      time = timeBefore(bytes, at, lineEnd);
      break;
    }
    at = lineEnd + 1;
  }
  return { treeAt, parentsAt, time };
}

const ZERO = 0x30;
const PLUS = 0x2b;
const MINUS = 0x2d;
/** Digits of a time; more are none. */
const MOST_DIGITS = 15;

/** The time of a line that ends with ` 1700000000 +0100`; name and address before may be anything. 0 where it ends otherwise. */
function timeBefore(bytes: Uint8Array, from: number, end: number): number {
  const zone = digitsBefore(bytes, from, end);
  const sign = bytes[zone - 1];
  if (zone === end || (sign !== PLUS && sign !== MINUS) || bytes[zone - 2] !== SPACE) return 0;
  const until = zone - 2;
  const first = digitsBefore(bytes, from, until);
  const isNegative = bytes[first - 1] === MINUS;
  const before = isNegative ? first - 2 : first - 1;
  if (first === until || until - first > MOST_DIGITS || before < from || bytes[before] !== SPACE) return 0;
  let time = 0;
  for (let at = first; at < until; at++) time = time * 10 + (bytes[at] ?? 0) - ZERO;
  return isNegative ? -time : time;
}

/** Where the digits begin that end at `end`. */
function digitsBefore(bytes: Uint8Array, from: number, end: number): number {
  let at = end;
  for (; at > from; at--) {
    const digit = (bytes[at - 1] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) break;
  }
  return at;
}

/** Nothing is read from `end` on. */
function startsWith(content: Uint8Array, at: number, end: number, text: Uint8Array): boolean {
  if (at + text.length > end) return false;
  for (let i = 0; i < text.length; i++) if (content[at + i] !== text[i]) return false;
  return true;
}

const AUTHOR = Buffer.from("\nauthor ");

/**
 * Where what people wrote begins in a commit: behind the ids of its tree and parents. Its content is `bytes` from `from` to `end`, and
 * `from` is given where there is no such place.
 */
export function commitTextStart(bytes: Uint8Array, from = 0, end: number = bytes.length): number {
  for (let at = from; at + AUTHOR.length <= end; at++)
    if (bytes[at] === NEWLINE && startsWith(bytes, at, end, AUTHOR)) return at + 1;
  return from;
}

/** Who made a commit or tag, and when. */
export interface Signature {
  name: string;
  email: string;
  /** ISO 8601 in the person's time zone; left out where it can't be read. */
  date?: string;
}

/** Reads `author`, `committer` or `tagger` of a commit's or tag's content. */
export function signatureOf(content: Buffer, field: string): Signature | undefined {
  const end = content.indexOf("\n\n");
  const header = content.toString("utf8", 0, end === -1 ? content.length : end);
  const line = header.split("\n").find((text) => text.startsWith(`${field} `));
  if (line === undefined) return undefined;
  const parts = /^(.*?) ?<(.*)>(?: (-?\d+) ([+-]\d{1,6}))?/.exec(line.slice(field.length + 1));
  if (parts === null) return { name: line.slice(field.length + 1), email: "" };
  const [, name = "", email = "", seconds, zone = "+0000"] = parts;
  const date = seconds === undefined ? undefined : isoDate(Number(seconds), zone);
  return { name, email, ...(date === undefined ? {} : { date }) };
}

function isoDate(seconds: number, zone: string): string | undefined {
  const minutes = zoneMinutes(zone);
  const local = new Date((seconds + minutes * 60) * 1000);
  if (Number.isNaN(local.getTime()) || local.getUTCFullYear() > 9999 || local.getUTCFullYear() < 0)
    return undefined;
  const sign = minutes < 0 ? "-" : "+";
  const two = (value: number): string => String(Math.abs(value)).padStart(2, "0");
  const offset = `${sign}${two(Math.trunc(minutes / 60))}:${two(minutes % 60)}`;
  return local.toISOString().replace(/\.\d+Z$/, offset);
}

/** Minutes east of Greenwich; 0 for a zone that there is not. */
function zoneMinutes(zone: string): number {
  const value = Number(zone);
  const minutes = Math.trunc(value / 100) * 60 + (value % 100);
  return Number.isFinite(minutes) && Math.abs(minutes) <= 14 * 60 ? minutes : 0;
}
