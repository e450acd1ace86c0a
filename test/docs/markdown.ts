/** The documentation as data: its fenced blocks, tables and links. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT: string = fileURLToPath(new URL("../..", import.meta.url));

/** Paths of all documents that people wrote, relative to the root. */
export const DOCUMENTS: readonly string[] = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "bench/README.md",
  ...readdirSync(join(ROOT, "docs"))
    .filter((name) => name.endsWith(".md") && name !== "rules.md")
    .map((name) => `docs/${name}`),
];

export function readDocument(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

/** A fenced block. Its info string is the language, then words such as `run` and pairs such as `exit=1`. */
export interface Block {
  language: string;
  flags: ReadonlyMap<string, string>;
  text: string;
  /** From 1. */
  line: number;
}

export function blocksOf(markdown: string): Block[] {
  const fences = markdown.matchAll(/^```(\S+)([^\n]*)\n(.*?)^```$/gms);
  return [...fences].map(({ 1: language = "", 2: info = "", 3: text = "", index }) => ({
    language,
    flags: new Map(info.trim().split(/\s+/).map(splitPair)),
    text,
    line: markdown.slice(0, index).split("\n").length,
  }));
}

function splitPair(word: string): [string, string] {
  const [name = "", value = ""] = word.split("=");
  return [name, value];
}

/** The cells of the rows (without the head) of the first table behind a heading. */
export function tableBehind(markdown: string, heading: string): string[][] {
  const section = `\n${markdown}`.split(`\n${heading}\n`)[1] ?? "";
  const rows = /(?:^\|.*\n)+/m.exec(section)?.[0] ?? "";
  return rows
    .trimEnd()
    .split("\n")
    .slice(2)
    .map((row) =>
      row
        .replace(/^\||\|$/g, "")
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    );
}

/** What stands between single backticks. */
export function codeIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? "");
}

/** Text outside of fenced blocks. */
export function proseOf(markdown: string): string {
  return markdown.replace(/^```.*?^```$/gms, "");
}

/** The anchor that GitHub gives a heading. */
export function anchorsOf(markdown: string): string[] {
  const headings = [...proseOf(markdown).matchAll(/^#+ (.*)$/gm)];
  return headings.map(({ 1: heading = "" }) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(/\s/g, "-"),
  );
}
