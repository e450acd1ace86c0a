/**
 * Builds the tree that all tools scan: real text files, the same ones for the same machine state, in a folder of their own.
 *
 * Every tool must read the same bytes, so the tree holds nothing that some tool leaves out by default: no hidden, binary, empty
 * or very large files, no lock files, images or minified code, no second copy of a file, and no telling folder names
 * (`node_modules`, `vendor`, `lib/python3.11`): each source folder becomes a numbered one, files keep their names.
 */
import { createHash } from "node:crypto";
import { copyFileSync, linkSync, mkdirSync, readFileSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { MB } from "./options.ts";

export interface Corpus {
  path: string;
  files: number;
  bytes: number;
  /** Folders that files came from. */
  roots: string[];
}

const MAX_FILE_BYTES = 2 * MB;
/** A NUL in this many first bytes means binary, as git decides it. */
const BINARY_PROBE = 8000;

const LEFT_OUT_ENDINGS = new Set(
  (
    ".svg .png .gif .jpg .jpeg .ico .bmp .tif .tiff .webp .ttf .otf .eot .woff .woff2 .map .lock .sum .mod .pdf .doc .docx .xls .xlsx " +
    ".bin .exe .dll .so .a .o .pdb .gltf .suo .socket .pyc .class .jar .zip .gz .xz .bz2 .zst .tar .wasm .snap .po .pot .gmo .mo"
  ).split(" "),
);
const LEFT_OUT_NAMES =
  /^(?:package-lock|npm-shrinkwrap|javascript)\.json$|^pnpm-lock\.yaml$|^(?:gradlew|mvnw)|^(?:angular|bootstrap|jquery|plotly|swagger)|[.-]min\.(?:js|css)$|^go\.work/i;

/**
 * Fills `dest` (created) with files of `roots` until `bytes` are there, taking one file of each root in turn so that small
 * corpora are mixed too. Files are hard links where the file system allows it, else copies; reading them warms the page cache.
 * @throws the errors of node:fs when `dest` can't be written; unreadable sources are passed over
 */
export function buildCorpus(dest: string, roots: readonly string[], bytes: number): Corpus {
  const corpus: Corpus = { path: dest, files: 0, bytes: 0, roots: [] };
  const seen = new Set<string>();
  const folders = new Map<string, string>();
  let walks = roots.map((root, index) => ({ root, index, files: newTexts(root, seen) }));
  while (walks.length > 0 && corpus.bytes < bytes) {
    for (const walk of walks) {
      const { value: file, done } = walk.files.next();
      if (done === true) {
        walks = walks.filter((other) => other !== walk);
        continue;
      }
      place(file.path, targetFolder(dest, walk.index, dirname(file.path), folders));
      if (!corpus.roots.includes(walk.root)) corpus.roots.push(walk.root);
      corpus.files++;
      corpus.bytes += file.bytes;
      if (corpus.bytes >= bytes) break;
    }
  }
  return corpus;
}

/** Text files below `root` whose content isn't in `seen` yet; adds it there. */
function* newTexts(root: string, seen: Set<string>): Generator<{ path: string; bytes: number }, undefined> {
  for (const path of sourceFiles(root)) {
    const content = readText(path);
    if (content === undefined) continue;
    const digest = createHash("sha1").update(content).digest("base64");
    if (seen.has(digest)) continue;
    seen.add(digest);
    yield { path, bytes: content.length };
  }
  return undefined;
}

/** Regular files below `root`, depth first, in code unit order; symbolic links and hidden names are passed over. */
function* sourceFiles(root: string): Generator<string, undefined> {
  let entries;
  try {
    entries = readdirSync(root, { withFileTypes: true });
  } catch {
    return undefined;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (entry.name.startsWith(".")) continue;
    const path = join(root, entry.name);
    if (entry.isDirectory()) yield* sourceFiles(path);
    else if (entry.isFile() && isWanted(entry.name)) yield path;
  }
  return undefined;
}

/** Whether a file of this name is source that no tool leaves out by its name. */
export function isWanted(name: string): boolean {
  return !LEFT_OUT_ENDINGS.has(extname(name).toLowerCase()) && !LEFT_OUT_NAMES.test(name);
}

function readText(file: string): Buffer | undefined {
  try {
    const { size } = statSync(file);
    if (size === 0 || size > MAX_FILE_BYTES) return undefined;
    const content = readFileSync(file);
    return content.length > 0 && !content.subarray(0, BINARY_PROBE).includes(0) ? content : undefined;
  } catch {
    return undefined;
  }
}

function targetFolder(dest: string, root: number, source: string, folders: Map<string, string>): string {
  let folder = folders.get(source);
  if (folder === undefined) {
    folder = join(
      dest,
      `part${String(root).padStart(2, "0")}`,
      `folder${String(folders.size).padStart(5, "0")}`,
    );
    mkdirSync(folder, { recursive: true });
    folders.set(source, folder);
  }
  return folder;
}

function place(file: string, folder: string): void {
  const target = join(folder, basename(file));
  try {
    linkSync(file, target);
  } catch {
    // Another file system, or links to others' files are forbidden.
    copyFileSync(file, target);
  }
}
