/** The files of one name in HEAD, in whatever folder: what counts in a repository that has no working tree. */
import { startGit } from "./command.ts";
import { idLines, parseBatch } from "./contents.ts";
import { parseRawDiff } from "./raw-diff.ts";
import type { Repository } from "./repository.ts";
import { EMPTY_TREES } from "./staged.ts";

export interface HeadFile {
  /** From the root of the repository, bytes: empty or with a "/" at its end. */
  folder: Buffer;
  content: Buffer | "too-large";
}

export interface HeadFiles {
  files: HeadFile[];
  /** How many more there are. */
  more: number;
}

/** Files that are read; nobody has as many. */
const MAX_FILES = 10_000;

/**
 * Only regular files. None where there is no HEAD.
 *
 * @param name Of plain characters.
 * @param limit Bytes.
 * @throws GitError where git can't tell.
 */
export async function filesOfHead(repository: Repository, name: string, limit: number): Promise<HeadFiles> {
  const { view, refs, format } = repository;
  if (!refs.tips.some((tip) => tip.name === "HEAD")) return { files: [], more: 0 };
  const trees = [EMPTY_TREES[format], "HEAD", "--", `:(top,glob)**/${name}`];
  const args = ["diff-tree", "-r", "-z", "--raw", "--no-abbrev", ...trees];
  const git = startGit(view, args, { input: "" });
  let more = 0;
  const listed: { folder: Buffer; id: string }[] = [];
  for await (const { change } of parseRawDiff(git.stdout as AsyncIterable<Buffer>)) {
    const { path } = change;
    if (change.new.type !== "file") continue;
    if (listed.length === MAX_FILES) more++;
    else listed.push({ folder: path.subarray(0, path.length - name.length), id: change.new.id });
  }
  await git.done;
  return { files: listed.length === 0 ? [] : await readAll(repository, listed, limit), more };
}

async function readAll(
  { view }: Repository,
  listed: readonly { folder: Buffer; id: string }[],
  limit: number,
): Promise<HeadFile[]> {
  const input = idLines(listed.map(({ id }) => id));
  const git = startGit(view, ["cat-file", "--batch"], { input });
  const files: HeadFile[] = [];
  let next = 0;
  for await (const object of parseBatch(git.stdout as AsyncIterable<Buffer>)) {
    const { folder } = listed[next++] ?? {};
    if (folder === undefined || !("pieces" in object)) continue;
    const pieces: Buffer[] = [];
    if (object.size <= limit) for await (const piece of object.pieces) pieces.push(Buffer.from(piece));
    files.push({ folder, content: object.size > limit ? "too-large" : Buffer.concat(pieces) });
  }
  await git.done;
  return files;
}
