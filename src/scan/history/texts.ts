/** Texts of a repository that are no files: messages and names of commits and tags, ref names, reflogs. */
import type { Match } from "../../engine/match.ts";
import { judge, type Judged } from "../../judge/index.ts";
import { signatureOf } from "../../sources/git/formats.ts";
import type { CommitNote, FindingSource, SkipReason } from "../../types.ts";
import { placeOf } from "../place.ts";
import { hideSecrets, type HistoryState } from "./state.ts";

/** All matches of a text that is wholly in memory. */
export function matchesIn({ objectScanner }: HistoryState, text: Buffer, name = ""): readonly Match[] {
  objectScanner.begin(name);
  return objectScanner.piece(text, true);
}

/** Short texts scanned at once, bytes. */
const TOGETHER = 64 * 1024;

/** Those of many short texts in which something is found. */
export function withMatches<T>(state: HistoryState, items: readonly T[], textOf: (item: T) => string): T[] {
  const found: T[] = [];
  let waiting: { item: T; text: Buffer }[] = [];
  let bytes = 0;
  const flush = (): void => {
    const all = Buffer.concat(waiting.flatMap(({ text }) => [text, NEWLINE]));
    // Together first: nearly always there is nothing in any of them.
    if (matchesIn(state, all).length > 0)
      found.push(...waiting.filter(({ text }) => matchesIn(state, text).length > 0).map(({ item }) => item));
    waiting = [];
    bytes = 0;
  };
  for (const item of items) {
    const text = Buffer.from(textOf(item));
    waiting.push({ item, text });
    bytes += text.length + 1;
    if (bytes > TOGETHER) flush();
  }
  flush();
  return found;
}

const NEWLINE = Buffer.from("\n");

/** What is found in a text, as findings at `path`. */
export function judgeText(
  state: HistoryState,
  text: Buffer,
  where: { path: string; source: Partial<FindingSource> },
  matches: readonly Match[] = matchesIn(state, text),
): Judged[] {
  if (matches.length === 0) return [];
  const place = placeOf({ path: where.path, kind: "git", localOnly: false }, "utf-8", text);
  return judge(matches, state.rules, place, state.judging).map(({ finding, ...rest }) => ({
    ...rest,
    finding: { ...finding, source: { ...finding.source, ...where.source } },
  }));
}

/** The name under which reports show a commit, tag or blob that has no path. */
export function objectPath(state: HistoryState, kind: string, oid: string): string {
  return `<${state.prefix === "" ? "" : `${state.prefix} `}${kind} ${oid.slice(0, 12)}>`;
}

/** A blob that is not scanned. */
export function skipBlob(state: HistoryState, object: number, reason: SkipReason): void {
  state.skipped.push({ object, reason });
  state.collector.skip({ reason, path: objectPath(state, "blob", state.table.hex(object)) });
}

/** Author and date of a commit or tag. Secrets that stand in its text are hidden in it. */
export function noteOf(oid: string, content: Buffer, matches: readonly Match[]): CommitNote {
  const signature = signatureOf(content, "author") ?? signatureOf(content, "tagger");
  const { name = "", email = "", date } = signature ?? {};
  return {
    commit: oid,
    author: hideSecrets(name, matches),
    email: hideSecrets(email, matches),
    ...(date === undefined ? {} : { date }),
  };
}
