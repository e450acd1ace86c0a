/**
 * Problems of configuration and rule files, as people read them. Texts of the document stand in messages only where
 * they are short words: a value may be a secret, and a hostile file may hold control characters.
 */
import type { Complaint } from "./shape.ts";

/** Keys and indexes that lead from the root of a document to a value. */
export type Path = readonly (string | number)[];

/** One thing that is wrong with a file, and where. */
export interface ConfigProblem {
  /** The file as the user may name it: relative to the working directory where it lies below it. */
  file: string;
  /** From 1; left out when the file as a whole is meant (it does not exist, it is too large). */
  line?: number;
  /** From 1, UTF-16 code units. */
  column?: number;
  /** Such as `rules[0].severity`; left out for syntax errors and the document itself. */
  field?: string;
  message: string;
  /** What to do, such as `did you mean "severity"?`. */
  hint?: string;
}

/** How many problems a message lists; a broken file needs no thousand lines. */
const SHOWN = 50;

const MAX_WORD = 32;

/** The text with control, line-breaking and direction-changing characters written as escapes. */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (char) => {
    const code = (char.codePointAt(0) ?? 0).toString(16);
    return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, "0")}`;
  });
}

/** A word that nobody would make up for a name: what was read may be no configuration, but a file with keys. */
const KEY = /^(?:(?=.*[0-9])(?=.*[a-z])(?=.*[A-Z])[\w+/=.-]{20,}|[0-9A-Fa-f]{24,})$/;
/** As much of it is shown. */
const MAX_KEY = 6;

/** A word of the document in double quotes, cut after 32 code points; of what may be a key no more than 6. */
export function quoteWord(word: string): string {
  const chars = [...word];
  const most = KEY.test(word) ? MAX_KEY : MAX_WORD;
  const cut = chars.length > most ? `${chars.slice(0, most).join("")}…` : word;
  return `"${printable(cut)}"`;
}

/** `rules[0].severity`; keys that aren't plain words are put in brackets and quotes. */
export function fieldName(path: Path): string {
  let name = "";
  for (const part of path) {
    if (typeof part === "number") name += `[${part}]`;
    else if (!/^[\w$][\w$-]*$/.test(part) || part.length > MAX_WORD || KEY.test(part))
      name += `[${quoteWord(part)}]`;
    else name += name === "" ? part : `.${part}`;
  }
  return name;
}

/** One line: `file:line:column: field: message (hint)`. */
function formatProblem(problem: ConfigProblem): string {
  const place = [printable(problem.file), problem.line, problem.column]
    .filter((part) => part !== undefined)
    .join(":");
  const field = problem.field === undefined ? "" : `${problem.field}: `;
  const hint = problem.hint === undefined ? "" : ` (${problem.hint})`;
  return `${place}: ${field}${problem.message}${hint}`;
}

/** A configuration or rule file can't be used; the message has one problem a line, in the order of the file. */
export class ConfigError extends Error {
  override name = "ConfigError";
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    const lines = problems.slice(0, SHOWN).map(formatProblem);
    if (problems.length > SHOWN) lines.push(`… and ${problems.length - SHOWN} more problems`);
    super(lines.join("\n"));
    this.problems = problems;
  }
}

/** An error about a file as a whole. */
export function fileError(file: string, complaint: Complaint): ConfigError {
  return new ConfigError([{ file, ...complaint }]);
}
