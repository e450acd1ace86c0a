/** Environment files: `NAME=value` lines as dotenv, docker compose and `node --env-file` read them. */
import { lineEndingOf } from "./edits.ts";

const LINE = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)[ \t]*=[ \t]*(.*)$/;

/** Variables and their values, without quotes; the last line of a name holds. */
export function readEnv(text: string): Map<string, string> {
  const values = new Map<string, string>();
  const lines = text.split(/\r?\n/);
  for (let at = 0; at < lines.length; at += 1) {
    const [, name, value = ""] = LINE.exec(lines[at] ?? "") ?? [];
    if (name === undefined) continue;
    const quote = value[0] ?? "";
    if (quote === "" || !"'\"`".includes(quote)) {
      values.set(name, value.replace(/\s#.*$/, "").trimEnd());
      continue;
    }
    // A value in quotes may have several lines.
    const pieces = [value.slice(1)];
    let end = value.indexOf(quote, 1) - 1;
    while (end < 0 && at + 1 < lines.length) {
      at += 1;
      const piece = lines[at] ?? "";
      end = piece.indexOf(quote);
      pieces.push(piece);
    }
    const last = pieces.pop() ?? "";
    values.set(name, [...pieces, end < 0 ? last : last.slice(0, end)].join("\n"));
  }
  return values;
}

/** A variable for an environment file; without a value in templates. */
export interface EnvLine {
  name: string;
  value: string;
  /** What it is, for a comment above it. */
  comment?: string;
}

/** The text with the variables added that it does not have. What there is stays as it is. */
export function withEnvLines(text: string, lines: readonly EnvLine[]): string {
  const there = readEnv(text);
  const ending = lineEndingOf(text);
  const added = lines
    .filter(({ name }) => !there.has(name))
    .flatMap(({ name, value, comment }) => [
      ...(comment === undefined ? [] : [`# ${comment}`]),
      `${name}=${quoted(value)}`,
    ]);
  if (added.length === 0) return text;
  const before = text === "" || text.endsWith("\n") ? text : text + ending;
  return before + added.join(ending) + ending;
}

/**
 * A value as readers of such files take it: plain where a shell sees nothing in it either, otherwise in the quotes that it does not
 * hold. In double quotes `\n` is a line break, which is what a key of several lines in a literal meant.
 */
function quoted(value: string): string {
  if (/^[\w./:@%+,~^-]*$/.test(value)) return value;
  const quotes = value.includes("\\n") ? ['"'] : ["'", '"', "`"];
  const quote = quotes.find((mark) => !value.includes(mark));
  return quote === undefined ? `"${value.replaceAll(/(?<!\\)"/g, '\\"')}"` : quote + value + quote;
}
