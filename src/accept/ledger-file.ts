/**
 * The ledger: what became of keys that were found, a line each, sorted, so that two branches that add lines merge well (keep the lines
 * of both sides; of one key the line that says most counts).
 *
 *     KEY STATE DAY [RULE] [to=KEY] [-- NOTE]
 *
 * No line holds a secret: a key is a fingerprint or, of a secret that could be guessed, salted and slow to try (src/judge/known.ts).
 */
import { join } from "node:path";
import { searchedDirectories } from "../config/discover.ts";
import { ConfigError, fileError, type ConfigProblem } from "../config/error.ts";
import { shownPath } from "../config/paths.ts";
import { KEY_PATTERN, newSalt, saltOf } from "../judge/known.ts";
import { readSmallFile } from "../sources/ignore-files.ts";
import type { LedgerEntry } from "../types.ts";
import { isDay } from "./entries.ts";
import { writeFileSafely } from "./write.ts";

const LEDGER_NAME = ".keyscan-ledger";

const HEADER = [
  "# What became of keys that keyscan has found: key, state, day, rule. No secret stands here. Written by `keyscan ledger`;",
  "# in merges keep the lines of both sides.",
];

/** Bytes. */
const MAX_SIZE = 16 * 1024 * 1024;
/** From what says least to what says most. */
const STATES = ["found", "rotated", "revoked"] as const;

const LINE =
  /^(?<key>\S+)[ \t]+(?<state>\S+)[ \t]+(?<day>\S+)(?:[ \t]+(?<rule>[a-z0-9]+(?:-[a-z0-9]+)*))?(?:[ \t]+to=(?<to>\S+))?[ \t]*(?:[ \t]--+[ \t]+(?<note>.*))?$/;

/** The ledger of a scan of this path: in the root of its repository, else beside it. */
export function ledgerPath(path: string, cwd: string): string {
  const directories = searchedDirectories(path === "-" ? "." : path, cwd);
  return join(directories.at(-1) ?? cwd, LEDGER_NAME);
}

/** @throws ConfigError for a file that can't be read, or lines that are none. */
export function readLedger(file: string, cwd: string): LedgerEntry[] {
  const text = readSmallFile(file, MAX_SIZE);
  const shown = shownPath(file, cwd);
  if (text === "too-large") throw fileError(shown, { message: "the file is larger than 16 MB" });
  return text === undefined ? [] : parseLedger(text, shown);
}

/** @throws ConfigError that names each line that can't be read. */
export function parseLedger(text: string, shown: string): LedgerEntry[] {
  const problems: ConfigProblem[] = [];
  const byKey = new Map<string, LedgerEntry>();
  text.split(/\r?\n/).forEach((content, index) => {
    if (content.trim() === "" || content.startsWith("#")) return;
    const entry = entryOf(content.trimEnd());
    if ("message" in entry) problems.push({ file: shown, line: index + 1, ...entry });
    else byKey.set(entry.fingerprint, later(byKey.get(entry.fingerprint), entry));
  });
  if (problems.length > 0) throw new ConfigError(problems);
  return [...byKey.values()];
}

type Complaint = Pick<ConfigProblem, "message" | "hint">;

function entryOf(line: string): LedgerEntry | Complaint {
  if (/^(?:<{7}|={7}|>{7}|\|{7})/.test(line))
    return {
      message: "is a mark of a merge conflict",
      hint: "keep the lines of both sides, and remove the marks",
    };
  const { key = "", state = "", day = "", rule, to, note } = LINE.exec(line)?.groups ?? {};
  const known = STATES.find((name) => name === state);
  if (!KEY_PATTERN.test(key) || (to !== undefined && !KEY_PATTERN.test(to)))
    return { message: "has no fingerprint", hint: "v1: and 32 hexadecimal digits, as reports show it" };
  if (known === undefined) return { message: `the state must be one of ${STATES.join(", ")}` };
  if (!isDay(day)) return { message: "the day must be one such as 2027-01-31" };
  return {
    fingerprint: key,
    state: known,
    at: day,
    ...(rule === undefined ? {} : { rule }),
    ...(to === undefined ? {} : { rotatedTo: to }),
    ...(note === undefined || note.trim() === "" ? {} : { note: note.trim() }),
  };
}

/** Of two lines of one key. */
function later(one: LedgerEntry | undefined, other: LedgerEntry): LedgerEntry {
  if (one === undefined) return other;
  const [a, b] = [STATES.indexOf(one.state), STATES.indexOf(other.state)];
  if (a !== b) return a > b ? one : other;
  return one.at >= other.at ? one : other;
}

/** The line without its end. */
export function ledgerLine({ fingerprint, state, at, rule, rotatedTo, note }: LedgerEntry): string {
  const parts = [fingerprint, state, at];
  if (rule !== undefined) parts.push(rule);
  if (rotatedTo !== undefined) parts.push(`to=${rotatedTo}`);
  if (note !== undefined) parts.push(`-- ${note.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ").trim()}`);
  return parts.join(" ");
}

/** Replaces the file in one step; code units decide the order. @throws ConfigError */
export function writeLedger(file: string, entries: readonly LedgerEntry[]): void {
  const lines = entries.map(ledgerLine).toSorted();
  writeFileSafely(file, `${[...HEADER, ...lines].join("\n")}\n`);
}

/** The salt for new keys: that of the file, so that a secret has one key in it. */
export function ledgerSalt(entries: readonly LedgerEntry[]): string {
  for (const { fingerprint } of entries) {
    const salt = saltOf(fingerprint);
    if (salt !== undefined) return salt;
  }
  return newSalt();
}
