/**
 * Text in GitHub Flavored Markdown. What comes from outside is written as numeric character references, which Markdown
 * shows as they are: no file name becomes a link, a picture, markup, a table cell or a mention of somebody.
 */
import { safeText } from "./safe-text.ts";

// A dash or underscore within a word, a full stop after one: nothing to Markdown, and the source stays readable.
const HARMLESS = /(?<=[\p{L}\p{N}])[-_](?=[\p{L}\p{N}])|(?<=\p{L})\.(?= |$)/u;
// Everything else but letters, digits, spaces and a few marks.
const MARKUP = new RegExp(`(?!${HARMLESS.source})[^\\p{L}\\p{N}\\p{M} ,;'…·/]`, "gu");

/** Words in running text or a table cell. */
export function markdownText(text: string): string {
  return safeText(text).replace(MARKUP, (character) => `&#${character.codePointAt(0) ?? 0xfffd};`);
}

/** The same in the type of code. An element, not backticks: services look for mentions and links in anything but code. */
export function markdownCode(text: string): string {
  return `<code>${markdownText(text)}</code>`;
}
