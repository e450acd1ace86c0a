/**
 * Comments that accept findings, line by line: on the finding's own line, the line before it, or round it as a block. One
 * `Allowances` follows one stream; it forgets lines that nothing can come from any more.
 */
import type { Marker } from "../engine/match.ts";
import { ALLOW_WORD, type Acceptance, type Finding, type Location } from "../types.ts";
import { readComment, type Comment, type NamedRules } from "./comment.ts";
import { maskTokens } from "./redact.ts";

/** Secretlint's names of what other providers' ids say here; the rest are the same, or unknown. */
const SECRETLINT: Readonly<Record<string, readonly string[]>> = {
  basicauth: ["uri", "http-auth", "database-url"],
  gcp: ["google"],
  "database-connection-string": ["database-url", "mongodb"],
  "hashicorp-vault": ["hashicorpvault"],
  vault: ["hashicorpvault"],
};

/** Lines `from` to `to` (both included) on which findings of these rules are accepted. */
interface Allowance {
  from: number;
  to: number;
  comment: Comment;
  /** The line of the comment itself, and its byte offset in the file. */
  line: number;
  at: number;
  /** It names a rule that does not exist, and accepts nothing. */
  broken: boolean;
  /** As in `Marker`. */
  opensComment: boolean;
  /** A finding has been accepted. */
  used: boolean;
}

type Place = Pick<Finding, "ruleId" | "provider" | "location">;

/**
 * How far from a comment a secret may stand that it speaks of, where it speaks of a line, bytes; in the next line, from its begin. A
 * comment in minified code is no word on all that was put into one line with it.
 */
const REACH = 1000;

/** A comment of keyscan's own that could not be understood. */
export interface CommentProblem {
  line: number;
  message: string;
}

/** Ids of rules. */
export type RuleIds = Pick<ReadonlySet<string>, "has">;

/** The comments of one file or stream that accept findings. Lines count from 1, offsets are bytes. */
export class Allowances {
  readonly #ids: RuleIds;
  readonly #inForce: RuleIds;
  #allowances: Allowance[] = [];
  readonly #problems: CommentProblem[] = [];
  #unused: number[] = [];

  /**
   * @param ids Of all rules that there are, in force or not.
   * @param inForce Of those that look; all where left out.
   */
  constructor(ids: RuleIds, inForce: RuleIds = ids) {
    this.#ids = ids;
    this.#inForce = inForce;
  }

  /** No comment has been read of which there is anything left to say. */
  get isEmpty(): boolean {
    return this.#allowances.length === 0 && this.#problems.length === 0 && this.#unused.length === 0;
  }

  /**
   * Takes markers in rising order.
   *
   * @param fileOffset Stream offset → byte offset in the file.
   */
  read(markers: readonly Marker[], fileOffset: (offset: number) => number = (offset) => offset): void {
    for (const { line, start, text, opensComment } of markers) {
      const comment = readComment(text);
      if (comment !== undefined) this.#add(comment, { line, at: fileOffset(start), opensComment });
    }
  }

  #add(comment: Comment, place: Pick<Allowance, "line" | "at" | "opensComment">): void {
    const { line } = place;
    const { scope, rules, word } = comment;
    if (scope === "end") return this.#close(line, word);
    const from = scope === "next-line" ? line + 1 : line;
    const isBroken = rules?.by === "id" && !rules.names.every((id) => this.#ids.has(id));
    const to = scope === "start" ? Infinity : from;
    this.#allowances.push({ ...place, from, to, comment, broken: isBroken, used: false });
    return undefined;
  }

  #close(line: number, word: string): void {
    for (const allowance of this.#allowances)
      if (allowance.to === Infinity && allowance.comment.word === word) allowance.to = line;
  }

  /** What accepts a finding; all markers up to its last line must have been read. */
  acceptanceOf(finding: Place): Acceptance | undefined {
    if (this.#allowances.length === 0) return undefined;
    const { startLine, endLine } = finding.location;
    const all = this.#allowances.filter(
      (allowance) =>
        allowance.from <= endLine && startLine <= allowance.to && isInReach(allowance, finding.location),
    );
    const fitting = all.filter(({ comment, broken }) => !broken && isFor(comment.rules, finding));
    const [found] = fitting;
    if (found === undefined) {
      for (const allowance of all) this.#complain(allowance);
      return undefined;
    }
    for (const allowance of fitting) allowance.used = true;
    const { word, reason } = found.comment;
    return { by: "inline", where: word, ...(reason === undefined ? {} : { reason: maskTokens(reason) }) };
  }

  /** Told once, and only where it makes a difference: text may speak of such comments. */
  #complain(allowance: Allowance): void {
    if (!allowance.broken) return;
    const message = `${allowance.comment.word} names a rule that does not exist, and accepts nothing (write a reason behind --)`;
    this.#problems.push({ line: allowance.line, message });
    this.#allowances = this.#allowances.filter((other) => other !== allowance);
  }

  /** No finding to come ends before this line. */
  forget(line: number): void {
    if (this.#allowances.length === 0) return;
    const gone = this.#allowances.filter(({ to }) => to < line);
    if (gone.length === 0) return;
    this.#unused.push(...gone.filter((one) => this.#isIdle(one)).map((one) => one.line));
    this.#allowances = this.#allowances.filter(({ to }) => to >= line);
  }

  /**
   * Lines of keyscan's own comments that have accepted nothing, where nothing is to come any more. Whether a comment of another
   * scanner is of use, that scanner knows; text that only speaks of such comments, in a string or between backticks, is none.
   */
  takeUnused(): number[] {
    if (this.#allowances.length === 0 && this.#unused.length === 0) return [];
    const rest = this.#allowances.filter((one) => this.#isIdle(one)).map((one) => one.line);
    this.#allowances = [];
    return [...this.#unused.splice(0), ...rest].toSorted((a, b) => a - b);
  }

  #isIdle({ used, broken, opensComment, comment: { word, rules } }: Allowance): boolean {
    if (used || broken || !opensComment || word !== ALLOW_WORD) return false;
    // A comment for a rule that does not look can't be of use.
    return rules === undefined || rules.names.every((id) => this.#inForce.has(id));
  }

  /** What is wrong with comments so far; each is told once. */
  takeProblems(): CommentProblem[] {
    return this.#problems.length === 0 ? [] : this.#problems.splice(0);
  }
}

function isInReach({ comment, at }: Allowance, { byteOffset, byteLength, startColumn }: Location): boolean {
  if (comment.scope === "next-line") return startColumn <= REACH;
  if (comment.scope !== "line") return true;
  return at - (byteOffset + byteLength) <= REACH && byteOffset - at <= REACH;
}

function isFor(rules: NamedRules, { ruleId, provider }: Place): boolean {
  if (rules === undefined) return true;
  if (rules.by === "id") return rules.names.includes(ruleId);
  return rules.names.some((name) => {
    const own = name.replace(/^.*secretlint-rule-?/, "");
    return own === provider || (SECRETLINT[own]?.includes(provider) ?? false);
  });
}
