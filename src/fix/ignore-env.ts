/** `.gitignore` so that git leaves out `.env` and keeps its template. */
import ignore from "ignore";
import { lineEndingOf } from "./edits.ts";

/** The text of the root's `.gitignore` with the lines added that are missing; the same text where none is. */
export function withIgnoredEnv(text: string): string {
  const ending = lineEndingOf(text);
  const missing: string[] = [];
  const rules = ignore().add(text);
  if (!rules.ignores(".env")) missing.push(".env");
  if (rules.ignores(".env.example")) missing.push("!.env.example");
  if (missing.length === 0) return text;
  const before = text === "" || text.endsWith("\n") ? text : text + ending;
  return before + missing.join(ending) + ending;
}
