/** The lines round a finding, with every secret in them hidden. */
import { CONTEXT, type Match } from "../engine/match.ts";
import type { CodeFrame } from "../types.ts";
import { maskTokens, redactSecret } from "./redact.ts";

/** Widest line of a frame, UTF-16 units. */
const WIDTH = 160;
/** Of which at most this much stands before the secret. */
const BEFORE = 80;

interface Span {
  /** Indexes in the context. */
  from: number;
  to: number;
  text: string;
}

/** Latin-1 text of the file as text for people. */
function decode(bytes: string, unit: "utf-8" | "unit"): string {
  const text = unit === "unit" ? bytes : Buffer.from(bytes, "latin1").toString("utf8");
  return text.replace(/^\ufffd{1,3}|\ufffd{1,3}$/g, "");
}

/** A byte order mark, with which the first line of a file may begin; columns don't count it. Narrowed text has another sign in its place. */
function withoutMark(line: string, unit: "utf-8" | "unit"): string {
  return line.startsWith(unit === "unit" ? "\u001A" : "\uFEFF") ? line.slice(1) : line;
}

/**
 * The other matches' places in this match's context. Looks outward from `index` only as far as the context reaches, so that many
 * matches in one file cost no more than their number.
 */
function neighbours(match: Match, index: number, all: readonly Match[]): Span[] {
  const origin = match.secretStart - match.secretAt;
  const spans: Span[] = [];
  const add = (other: Match): void => {
    const span = {
      from: other.secretStart - origin,
      to: other.secretEnd - origin,
      text: redactSecret(other.secret),
    };
    spans.push(span);
  };
  for (let i = index - 1; i >= 0; i--) {
    const other = all[i];
    if (other === undefined || other.secretEnd <= origin) break;
    add(other);
  }
  spans.reverse();
  for (let i = index + 1; i < all.length; i++) {
    const other = all[i];
    if (other === undefined || other.secretStart >= origin + match.context.length) break;
    add(other);
  }
  return spans;
}

/**
 * The part of a match's context that is shown: what stands at an edge could be the rest of a token that is cut there, too short to be known
 * for one.
 */
function wholeTokens({ context, secretAt, secretStart, secretEnd }: Match): { low: number; high: number } {
  const secretTo = secretAt + (secretEnd - secretStart);
  const isCut = { before: secretStart > secretAt, behind: context.length >= secretTo + CONTEXT };
  const first = isCut.before ? context.slice(0, secretAt).search(NO_TOKEN) : 0;
  const behind = context.slice(secretTo);
  const last = isCut.behind ? behind.length - lastRun(behind) : behind.length;
  return { low: first === -1 ? secretAt : first, high: secretTo + last };
}

const NO_TOKEN = /[^\w+/=~\\%-]/;

function lastRun(text: string): number {
  let length = 0;
  while (length < text.length && !NO_TOKEN.test(text[text.length - 1 - length] ?? "")) length++;
  return length;
}

/** What of a match's context is shown, and how. */
interface View {
  match: Match;
  spans: readonly Span[];
  unit: "utf-8" | "unit";
  /** Indexes in the context. */
  low: number;
  high: number;
}

interface Range {
  from: number;
  to: number;
}

/** The part of the context that is shown, with the spans in it replaced and all that looks like a token masked. */
function hide(view: View, range: Range): string {
  const from = Math.max(view.low, range.from);
  const to = Math.min(view.high, range.to);
  return `${from > range.from ? "…" : ""}${hidden(view, { from, to })}${to < range.to ? "…" : ""}`;
}

function hidden({ match, spans, unit }: View, { from, to }: Range): string {
  let text = "";
  let at = from;
  for (const span of spans) {
    if (span.to <= at || span.from >= to) continue;
    if (span.from > at) text += maskTokens(decode(match.context.slice(at, span.from), unit));
    text += span.text;
    at = Math.max(at, span.to);
  }
  return at < to ? text + maskTokens(decode(match.context.slice(at, to), unit)) : text;
}

/**
 * The finding's line with one line before and after it, as far as they lie in the match's context.
 *
 * @param all Matches of the same file that became certain together, by place and without overlaps; all their secrets are hidden.
 * @param index Of the match in `all`.
 * @param shown What stands in place of the secret: its redacted form, or itself with `--show-secrets`.
 */
export function codeFrame(
  all: readonly Match[],
  index: number,
  shown: string,
  unit: "utf-8" | "unit",
): CodeFrame | undefined {
  const match = all[index];
  if (match === undefined) return undefined;
  const { context, secretAt } = match;
  const view = { match, spans: neighbours(match, index, all), unit, ...wholeTokens(match) };
  const secretTo = secretAt + (match.secretEnd - match.secretStart);
  const lineFrom = context.lastIndexOf("\n", secretAt - 1) + 1;
  const nextNewline = context.indexOf("\n", secretTo);
  const lineTo = nextNewline === -1 ? context.length : nextNewline;
  const mark = shown.split("\n", 1)[0] ?? "";
  let before = hide(view, { from: lineFrom, to: secretAt });
  if (before.length > BEFORE) before = `…${before.slice(1 - BEFORE)}`;
  const after = hide(view, { from: secretTo, to: lineTo }).replace(/\r$/, "");
  if (match.startLine === 1) before = withoutMark(before, unit);
  const lines = [`${before}${mark}${after}`.slice(0, WIDTH)];
  let firstLine = match.startLine;
  if (lineFrom > 1 && match.startLine > 1) {
    const previousFrom = context.lastIndexOf("\n", lineFrom - 2) + 1;
    const previous = hide(view, { from: previousFrom, to: lineFrom - 1 }).replace(/\r$/, "");
    firstLine--;
    lines.unshift((firstLine === 1 ? withoutMark(previous, unit) : previous).slice(0, WIDTH));
  }
  if (match.endLine === match.startLine && lineTo + 1 < context.length) {
    const end = context.indexOf("\n", lineTo + 1);
    const to = end === -1 ? context.length : end;
    const next = hide(view, { from: lineTo + 1, to });
    lines.push(next.replace(/\r$/, "").slice(0, WIDTH));
  }
  return { firstLine, lines, markColumn: before.length + 1, markWidth: Math.max(1, mark.length) };
}
