/** Files of `key = value` lines: templates of environment files, which lose the value, and the properties of Spring, which know `${X}`. */
import type { Language, Range, Refusal, Rewritten, Source, Spot, Use } from "../types.ts";

const NOT_A_VALUE: Refusal = { refused: "is not in the value of a line", advice: "take it out by hand" };

/** Longer ends of lines are taken as they are. */
const MAX_REST = 2_000;

/** What stands in a value's place, and whether it is all of the value. */
type Put = (variable: string, isWhole: boolean) => string;

interface Line extends Range {
  key: string;
}

/** The value of the line that the stretch lies in, without quotes round it; values of several lines belong to the first. */
function valueAt(text: string, range: Range): Line | undefined {
  const lineStart = text.lastIndexOf("\n", range.start - 1) + 1;
  const [head = "", key = ""] =
    /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*[=:][ \t]*["']?/.exec(text.slice(lineStart)) ?? [];
  const start = lineStart + head.length;
  if (head === "" || start > range.start) return undefined;
  const newline = text.indexOf("\n", range.end);
  const rest = text.slice(range.end, newline < 0 ? text.length : newline);
  const tail =
    rest.length > MAX_REST ? rest : (/^([^"'\r]*?)(?:["'].*|[ \t]+#.*|[ \t]*)\r?$/.exec(rest)?.[1] ?? rest);
  return { key, start, end: range.end + tail.length };
}

function isRemark(text: string, { start }: Range): boolean {
  return /^[ \t]*[#!]/.test(text.slice(text.lastIndexOf("\n", start - 1) + 1, start));
}

class LineSource implements Source {
  private readonly text: string;
  private readonly put: Put;
  private readonly keepsKey: boolean;

  constructor(text: string, put: Put, keepsKey: boolean) {
    this.text = text;
    this.put = put;
    this.keepsKey = keepsKey;
  }

  find(range: Range): Spot | Refusal {
    if (isRemark(this.text, range)) return { kind: "comment", ...range };
    const line = valueAt(this.text, range);
    if (line === undefined) return NOT_A_VALUE;
    return { kind: "literal", start: line.start, end: line.end, name: line.key };
  }

  rewrite(uses: readonly Use[]): Rewritten {
    const edits = uses.flatMap(({ spot, holes }) =>
      holes.map(({ start, end, variable }) => {
        const isWhole = spot.start === start && spot.end === end;
        const text = spot.kind === "comment" ? `<${variable}>` : this.put(variable, isWhole);
        return { start, end, text };
      }),
    );
    return { edits, refusals: [], notes: [], ...(this.keepsKey ? { known: keysOfUses(uses) } : {}) };
  }
}

/** What was a line's value goes by the line's key. */
function keysOfUses(uses: readonly Use[]): Map<string, string> {
  const whole = uses.filter(({ spot, holes }) => spot.kind === "literal" && holes.length === 1);
  return new Map(whole.map(({ spot, holes }) => [holes[0]?.variable ?? "", spot.name ?? ""]));
}

/** @param keepsKey The environment knows the value by the key of its line. */
function lineLanguage(title: string, keepsKey: boolean, put: Put): Language {
  return {
    title,
    proof: "lines with a key keep it, all else is compared",
    open: (text) => Promise.resolve(new LineSource(text, put, keepsKey)),
    compare: (before, after) => keysOf(before) === keysOf(after),
  };
}

function keysOf(text: string): string {
  return Array.from(
    text.matchAll(/^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*[=:]/gm),
    ([key]) => key,
  ).join("\n");
}

/** Templates of environment files (`.env.example`): a value that is a secret as a whole is taken out, one with more in it keeps a `<NAME>`. */
export const envTemplate: Language = lineLanguage("environment template", true, (variable, isWhole) =>
  isWhole ? "" : `<${variable}>`,
);

/** `application.properties` of Spring, which puts the environment in for `${NAME}`. */
export const springProperties: Language = lineLanguage(
  "Spring properties",
  false,
  (variable) => `\${${variable}}`,
);
