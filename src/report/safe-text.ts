/**
 * Makes text from a scanned tree fit to be shown to people. File names and lines of code may hold newlines, terminal
 * escape sequences, text-direction controls and characters that take no room; a terminal obeys them, so they are
 * shown as escapes instead. Every string that a report for people takes from outside goes through here.
 * The result is for eyes, not for parsing: a backslash that was in the text stays one backslash.
 */

// Cc: terminal controls, also the 8-bit ones; Cf, Zl, Zp: direction and line controls; Cs: a surrogate without its
// other half; the last one: whatever Unicode lets a terminal leave out (fillers, zero-width characters, tags).
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

// Unicode properties are slow to look up; almost all text is outside this class and never gets there.
const SUSPECT = /[^\x20-\x7e]+/g;

const NAMED: ReadonlyMap<string, string> = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

/** `text` with every character that a terminal would obey or hide written as `\n`, `\x1b`, `\u202e` or `\u{e0001}`. */
export function safeText(text: string): string {
  return escapeUnsafe(text, escapeForPeople);
}

/**
 * JSON text of a value on one line. The same characters that `safeText` shows as escapes are written as `\uXXXX`, so
 * that JSON printed on a terminal is harmless as well; a JSON reader gets the very string back.
 */
export function safeJson(value: unknown): string {
  return escapeUnsafe(JSON.stringify(value), escapeForJson);
}

function escapeUnsafe(text: string, escape: (character: string) => string): string {
  return text.replace(SUSPECT, (run) => run.replace(UNSAFE, escape));
}

function escapeForPeople(character: string): string {
  const named = NAMED.get(character);
  if (named !== undefined) return named;
  const codePoint = character.codePointAt(0) ?? 0;
  const hex = codePoint.toString(16);
  if (codePoint <= 0xff) return `\\x${hex.padStart(2, "0")}`;
  return codePoint <= 0xffff ? `\\u${hex.padStart(4, "0")}` : `\\u{${hex}}`;
}

function escapeForJson(character: string): string {
  let escaped = "";
  for (let unit = 0; unit < character.length; unit += 1) {
    escaped += `\\u${character.charCodeAt(unit).toString(16).padStart(4, "0")}`;
  }
  return escaped;
}
