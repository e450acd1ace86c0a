/** What the configuration's `allow` accepts: secrets told by their text or place. All fields of an entry must hold. */
import type { Acceptance } from "../types.ts";

/** An entry as worker threads get it. Patterns have been found safe on texts of `MAX_TEXT`. */
export interface AllowRule {
  /** Place in the configuration, for reports. */
  where: string;
  rules?: readonly string[];
  /** Run on the path, relative to the configuration, with `/`; one must match. */
  paths?: readonly AllowPattern[];
  /** Run on the secret, or on what `in` says; one must match. */
  values?: readonly AllowPattern[];
  in?: "secret" | "match" | "line";
  /** Lower case; the secret contains one, in any case. */
  stopwords?: readonly string[];
  reason?: string;
}

export interface AllowPattern {
  source: string;
  ignoreCase: boolean;
}

/** From paths of reports to paths relative to the configuration: a beginning that falls away, one that is added. */
export interface PathShift {
  strip: string;
  prepend: string;
}

export interface Allow {
  rules: readonly AllowRule[];
  shift: PathShift;
}

/** UTF-16 units; no pattern is run on longer texts, which are cut. */
export const MAX_TEXT = 1024;

/** What is asked about. Texts of files are latin-1, paths are not. */
export interface Candidate {
  ruleId: string;
  path: string;
  secret: string;
  /** From the start of the pattern's match to the end of the secret. */
  match: string;
  line: string;
}

interface Compiled extends Omit<AllowRule, "paths" | "values"> {
  paths: readonly RegExp[] | undefined;
  values: readonly RegExp[] | undefined;
}

/** Answers for one thread. */
export class AllowRules {
  readonly #rules: readonly Compiled[];
  readonly #shift: PathShift;

  constructor({ rules, shift }: Allow) {
    this.#shift = shift;
    this.#rules = rules.map(({ paths, values, ...rest }) => ({
      ...rest,
      paths: paths?.map(compile),
      values: values?.map(compile),
    }));
  }

  acceptance(candidate: Candidate): Acceptance | undefined {
    const found = this.#rules.find((rule) => this.#holds(rule, candidate));
    if (found === undefined) return undefined;
    return {
      by: "config",
      where: found.where,
      ...(found.reason === undefined ? {} : { reason: found.reason }),
    };
  }

  #holds(rule: Compiled, candidate: Candidate): boolean {
    const { rules, paths, values, stopwords } = rule;
    if (rules !== undefined && !rules.includes(candidate.ruleId)) return false;
    if (paths !== undefined && !tests(paths, this.#shifted(candidate.path))) return false;
    if (stopwords !== undefined) {
      const secret = candidate.secret.toLowerCase();
      if (!stopwords.some((word) => secret.includes(word))) return false;
    }
    return values === undefined || tests(values, candidate[rule.in ?? "secret"]);
  }

  #shifted(path: string): string {
    const { strip, prepend } = this.#shift;
    return prepend + (path.startsWith(strip) ? path.slice(strip.length) : path);
  }
}

function tests(patterns: readonly RegExp[], text: string): boolean {
  const cut = text.slice(0, MAX_TEXT);
  return patterns.some((pattern) => pattern.test(cut));
}

function compile({ source, ignoreCase }: AllowPattern): RegExp {
  return new RegExp(source, ignoreCase ? "i" : "");
}
