/** Opens a file that is to be changed: its bytes, text and language, or the reason why it is left alone. Follows no link. */
import { closeSync, constants, fstatSync, openSync, readFileSync, realpathSync } from "node:fs";
import { dirname, relative, sep } from "node:path";
import { findWorkTree } from "../sources/repository.ts";
import { clientRefusal } from "./languages/client-code.ts";
import { adviceFor, isEnvFile, languageOf } from "./languages/index.ts";
import type { Place } from "./places.ts";
import { decodeText, unitsAt, type SourceText } from "./source-text.ts";
import { isRefusal, type Language, type Refusal, type Run, type Source } from "./types.ts";

/** A file whose text is taken apart. */
export interface OpenFile {
  path: string;
  bytes: Buffer;
  text: SourceText;
  /** Permission bits. */
  mode: number;
  /** Where its folder really is; a change of that before it is written means another place. */
  folder: string;
  language: Language;
  source: Source;
  /** UTF-16 ranges of the places, in their order; undefined where the file says something else than the scan saw. */
  ranges: ({ start: number; end: number } | undefined)[];
}

/** Bytes; no source that people write is longer. */
const MAX_SIZE = 8_000_000;

const GENERATED =
  /(?:^|\/)(?:node_modules|bower_components|vendor|site-packages|\.next|\.nuxt|dist)\/|\.(?:min|bundle)\.[cm]?js$/;
const SAYS_GENERATED = /^.{0,200}(?:Code generated .* DO NOT EDIT|@generated\b)/m;
/** The three marks of a merge conflict. */
const CONFLICT = [/^<{7} /m, /^={7}\r?$/m, /^>{7} /m];

/** @param root Folder that nothing outside of is changed. */
export async function openFile(
  path: string,
  places: readonly Place[],
  root: string,
  run: Run,
): Promise<OpenFile | Refusal> {
  const read = readBytes(path);
  if (isRefusal(read)) return read;
  const folder = realpathSync(dirname(path));
  if (!isWithin(folder, realpathSync(root)))
    return { refused: "lies outside of the folder that was named", advice: "name its own folder" };
  const text = decodeText(read.bytes);
  if (text === undefined) return { refused: "is in an encoding that can't be written back as it is" };
  const language = languageOf(path, text.text);
  if (language === undefined) return adviceFor(path);
  if (SAYS_GENERATED.test(text.text.slice(0, 4_096))) return generated();
  if (CONFLICT.every((mark) => mark.test(text.text)))
    return { refused: "has merge conflicts", advice: "resolve them first" };
  const source = await language.open(text.text, path, run);
  if (isRefusal(source)) return source;
  return { path, ...read, text, folder, language, source, ranges: rangesOf(read.bytes, text, places) };
}

/** How a value gets to clients, as findings tell it. */
const CLIENT: ReadonlySet<string> = new Set([
  ...["client-variable", "client-bundle", "client-import", "source-map"],
  ...["public-folder", "html", "service-worker", "mobile-app"],
]);

/** Why a place is left alone before its file is opened. */
export function refuseByPlace({ exposure, file, isLog }: Place, root: string): Refusal | undefined {
  if (isLog)
    return {
      refused: "stands in a log",
      advice: "stop logging it; rewrite the log with keyscan redact, or delete it",
    };
  const client = exposure.find((kind) => CLIENT.has(kind));
  if (client !== undefined) return clientRefusal(client);
  if (isEnvFile(file))
    return environmentFile(exposure.includes("local-only") || findWorkTree(root) === undefined);
  const isGenerated =
    exposure.includes("build-output") || GENERATED.test(relative(root, file).split(sep).join("/"));
  return isGenerated ? generated() : undefined;
}

function environmentFile(isLocal: boolean): Refusal {
  const refused = "stands in an environment file";
  if (isLocal)
    return { refused: `${refused} that is not in version control, where it belongs`, isFine: true };
  return {
    refused: `${refused} that git may track`,
    advice: "that is its place as long as git leaves it out: name it in .gitignore, then git rm --cached",
  };
}

function generated(): Refusal {
  return {
    refused: "stands in a generated file or one of somebody else's",
    advice: "change what it is made from, and make it anew",
  };
}

function readBytes(path: string): { bytes: Buffer; mode: number } | Refusal {
  let file: number | undefined;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const status = fstatSync(file);
    if (!status.isFile()) return { refused: "is no regular file" };
    if (status.size > MAX_SIZE)
      return { refused: `is larger than ${MAX_SIZE / 1_000_000} MB, too large to be rewritten` };
    return { bytes: readFileSync(file), mode: status.mode };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { refused: `can't be read (${code ?? message})` };
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** True for the folder itself and all below it. */
function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !way.includes(":");
}

function rangesOf(bytes: Buffer, text: SourceText, places: readonly Place[]): OpenFile["ranges"] {
  const offsets = places.flatMap(({ byteOffset, byteLength }) => [byteOffset, byteOffset + byteLength]);
  const units = unitsAt(bytes, text, offsets);
  return places.map(({ value }, index) => {
    const [start = 0, end = 0] = units.slice(2 * index);
    return text.text.slice(start, end) === value ? { start, end } : undefined;
  });
}
