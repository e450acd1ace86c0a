/**
 * Which paths of a history are told of. `.keyscanignore` files speak of a history as they are now: those of the working tree or, where
 * there is none, those of HEAD. Which of them counted is remembered with what a scan has told.
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { displayName } from "../../sources/display-name.ts";
import { GitError } from "../../sources/git/error.ts";
import { filesOfHead } from "../../sources/git/files-of-head.ts";
import type { Repository } from "../../sources/git/repository.ts";
import { decodeText, IGNORE_NAME, MAX_IGNORE_BYTES } from "../../sources/ignore-files.ts";
import { createPathFilter, ownFilesOf } from "../../sources/path-filter.ts";
import type { SkipReason } from "../../types.ts";

/** What leaves out paths. */
export interface PathRules {
  /** Why the file at a path of the repository is left out by `include` and `exclude`. */
  given(path: string): SkipReason | undefined;
  /** All that decides about that. */
  patterns: readonly string[];
  /** Left out: there is no working tree. */
  tree?: RuledTree;
}

/** A folder with ignore files that speak of the repository. */
export interface RuledTree {
  /** The topmost one; absolute. */
  root: string;
  /** From there to the repository: "" or something that ends with "/". */
  way: string;
}

/** The ignore files that were asked for, by folder below the root, and a hash of what they say. */
export type AskedFiles = readonly (readonly [folder: string, hash: string])[];

/** The rules as they apply to one scan. */
export interface OpenRules {
  leftOut(path: string): SkipReason | undefined;
  /** What has been asked for up to now. */
  readonly asked: AskedFiles;
  /** Ignore files that are too large, relative to the repository. */
  readonly refused: readonly string[];
  /** Those of HEAD, with their folders ("" or "a/"). */
  readonly texts: ReadonlyMap<string, string>;
  /** How many of HEAD's were not read, since there are so many. */
  readonly unread: number;
  /** Git can't tell what HEAD holds, as in a clone without trees: nothing is left out. */
  readonly isUnknown: boolean;
}

/** Opens the rules for a scan. */
export async function openRules({ given, tree }: PathRules, repository: Repository): Promise<OpenRules> {
  const asked = new Map<string, string>();
  const texts = new Map<string, string>();
  const head = tree === undefined ? await headFiles(repository, texts) : undefined;
  const files = tree === undefined ? (folder: string) => head?.files.get(folder) : ownFilesOf(tree.root);
  const own = (folder: string): ReturnType<typeof files> => {
    const text = files(folder);
    // What HEAD holds shows in the state of the repository.
    if (tree !== undefined) asked.set(folder, hashOf(text));
    return text;
  };
  const filter = createPathFilter(undefined, { own });
  const way = tree?.way ?? "";
  return {
    leftOut: (path) => given(path) ?? filter.leftOut(way + path),
    get asked() {
      return [...asked];
    },
    get refused() {
      return filter.refused.map((file) => (file.startsWith(way) ? file.slice(way.length) : join("..", file)));
    },
    texts,
    unread: head?.unread ?? 0,
    isUnknown: tree === undefined && head === undefined,
  };
}

/** True where the ignore files that were asked for say what they said then. */
export function isAsThen({ tree }: PathRules, asked: AskedFiles): boolean {
  if (tree === undefined) return asked.length === 0;
  const files = ownFilesOf(tree.root);
  return asked.every(([folder, hash]) => hashOf(files(folder)) === hash);
}

async function headFiles(
  repository: Repository,
  texts: Map<string, string>,
): Promise<{ files: ReadonlyMap<string, string>; unread: number } | undefined> {
  const all = new Map<string, string>();
  let unread = 0;
  try {
    const { files, more } = await filesOfHead(repository, IGNORE_NAME, MAX_IGNORE_BYTES);
    unread = more;
    for (const { folder, content } of files) {
      const name = displayName(folder);
      all.set(name, content === "too-large" ? content : decodeText(content));
      if (content !== "too-large") texts.set(name, decodeText(content));
    }
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    texts.clear();
    return undefined;
  }
  return { files: all, unread };
}

function hashOf(text: string | undefined): string {
  return text === undefined ? "" : createHash("sha256").update(text).digest("hex").slice(0, 32);
}
