/**
 * Comments that accept findings, line by line: on the finding's own line, the line before it, or round it as a block. One
 * `Allowances` follows one stream; it forgets lines that nothing can come from any more.
 */
import type { Marker } from "../engine/match.ts";
import type { Acceptance, Finding } from "../types.ts";
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
  /** The line of a comment that names a rule that does not exist: it accepts nothing. */
  broken?: number;
}

type Place = Pick<Finding, "ruleId" | "provider" | "location">;

/** A comment of keyscan's own that could not be understood. */
export interface CommentProblem {
  line: number;
  message: string;
}

export class Allowances {
  readonly #ids: ReadonlySet<string>;
  #allowances: Allowance[] = [];
  readonly #problems: CommentProblem[] = [];

  /** @param ids Of all rules that there are, in force or not. */
  constructor(ids: ReadonlySet<string>) {
    this.#ids = ids;
  }

  /** Takes markers in rising order. */
  read(markers: readonly Marker[]): void {
    for (const { line, text } of markers) {
      const comment = readComment(text);
      if (comment !== undefined) this.#add(line, comment);
    }
  }

  #add(line: number, comment: Comment): void {
    const { scope, rules, word } = comment;
    if (scope === "end") return this.#close(line, word);
    const from = scope === "next-line" ? line + 1 : line;
    const isBroken = rules?.by === "id" && !rules.names.every((id) => this.#ids.has(id));
    const allowance = {
      from,
      to: scope === "start" ? Infinity : from,
      comment,
      ...(isBroken ? { broken: line } : {}),
    };
    this.#allowances.push(allowance);
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
    const all = this.#allowances.filter(({ from, to }) => from <= endLine && startLine <= to);
    const found = all.find(({ comment, broken }) => broken === undefined && isFor(comment.rules, finding));
    if (found === undefined) {
      for (const allowance of all) this.#complain(allowance);
      return undefined;
    }
    const { word, reason } = found.comment;
    return { by: "inline", where: word, ...(reason === undefined ? {} : { reason: maskTokens(reason) }) };
  }

  /** Told once, and only where it makes a difference: text may speak of such comments. */
  #complain(allowance: Allowance): void {
    if (allowance.broken === undefined) return;
    const message = `${allowance.comment.word} names a rule that does not exist, and accepts nothing (write a reason behind --)`;
    this.#problems.push({ line: allowance.broken, message });
    this.#allowances = this.#allowances.filter((other) => other !== allowance);
  }

  /** No finding to come ends before this line. */
  forget(line: number): void {
    if (this.#allowances.length > 0) this.#allowances = this.#allowances.filter(({ to }) => to >= line);
  }

  /** What is wrong with comments so far; each is told once. */
  takeProblems(): CommentProblem[] {
    return this.#problems.splice(0);
  }
}

function isFor(rules: NamedRules, { ruleId, provider }: Place): boolean {
  if (rules === undefined) return true;
  if (rules.by === "id") return rules.names.includes(ruleId);
  return rules.names.some((name) => {
    const own = name.replace(/^.*secretlint-rule-?/, "");
    return own === provider || (SECRETLINT[own]?.includes(provider) ?? false);
  });
}
