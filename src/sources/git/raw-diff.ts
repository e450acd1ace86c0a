/**
 * Reads what git's diff commands print with `--raw -z`: one entry a path, and for merges one old version a parent. Paths are
 * bytes, nothing is quoted. Format: git-diff(1), "RAW OUTPUT FORMAT" and "DIFF FORMAT FOR MERGES".
 */
import { oddOutput } from "./error.ts";

/** File types of git's modes. */
const REGULAR = 0o10;
const SYMLINK = 0o12;
const SUBMODULE = 0o16;

/** What an entry of a tree is; `none`: there is no entry. */
export type EntryType = "file" | "symlink" | "submodule" | "none";

/** A version of a path: what it is, and the id of its content in hex. */
export interface Version {
  type: EntryType;
  id: string;
}

/** A path that differs from its old version, or, in a merge, from that of every parent. */
export interface RawChange {
  path: Buffer;
  /** Only where it was renamed: its path in each parent. */
  oldPaths?: readonly Buffer[];
  /** One for each parent. */
  old: Version[];
  new: Version;
  /** The index holds several versions of it: a conflict that was not resolved. */
  unmerged: boolean;
}

/** The changes of a commit, in the order of `git diff-tree --stdin`; `commit` is undefined for a list without commits. */
export interface RawEntry {
  commit: string | undefined;
  change: RawChange;
}

/**
 * Parses pieces of output as they come; of merges with `--combined-all-paths`.
 *
 * @throws GitError where the output is none of `--raw -z`.
 */
export async function* parseRawDiff(output: AsyncIterable<Buffer>): AsyncGenerator<RawEntry> {
  let commit: string | undefined;
  let header: Header | undefined;
  let paths: Buffer[] = [];
  for await (const field of nulFields(output)) {
    if (header === undefined) {
      if (field[0] === COLON) header = parseHeader(field.toString("latin1"));
      else if (isObjectId(field)) commit = field.toString("latin1");
      else throw oddOutput("diff");
    } else if (paths.length < header.oldPaths) {
      paths.push(field);
    } else {
      yield { commit, change: changeOf(header, field, paths) };
      header = undefined;
      paths = [];
    }
  }
  if (header !== undefined) throw oddOutput("diff");
}

const COLON = 0x3a;

function isObjectId(field: Buffer): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(field.toString("latin1"));
}

interface Header {
  old: Version[];
  new: Version;
  /** Number of paths that are printed before the one that it has now. */
  oldPaths: number;
  /** Every parent has it by another name. */
  renamed: boolean;
  unmerged: boolean;
}

/** `:mode mode id id status`, with as many colons as there are parents; all but the status are one more than those. */
function parseHeader(text: string): Header {
  const parents = /^:+/.exec(text)?.[0].length ?? 0;
  const parts = text.slice(parents).split(" ");
  const versions = Array.from({ length: parents + 1 }, (_, index): Version => {
    const id = parts[parents + 1 + index];
    const mode = parts[index];
    if (id === undefined || mode === undefined) throw oddOutput("diff");
    return { type: typeOf(mode), id };
  });
  const status = parts[2 * parents + 2] ?? "";
  const current = versions[parents];
  if (current === undefined || status === "") throw oddOutput("diff");
  return {
    old: versions.slice(0, parents),
    new: current,
    oldPaths: parents > 1 ? parents : Number(/^[RC]/.test(status)),
    renamed: /^(?:[RC]+|[RC]\d+)$/.test(status),
    unmerged: status.startsWith("U"),
  };
}

function typeOf(mode: string): EntryType {
  const type = Number.parseInt(mode, 8) >> 12;
  if (type === REGULAR) return "file";
  if (type === SYMLINK) return "symlink";
  return type === SUBMODULE ? "submodule" : "none";
}

function changeOf(
  { old, new: current, unmerged, renamed }: Header,
  path: Buffer,
  oldPaths: readonly Buffer[],
): RawChange {
  return { path, old, new: current, unmerged, ...(renamed ? { oldPaths } : {}) };
}

async function* nulFields(output: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  for await (const piece of output) {
    let from = 0;
    for (let end = piece.indexOf(0); end >= 0; end = piece.indexOf(0, from)) {
      const part = piece.subarray(from, end);
      yield rest.length === 0 ? part : Buffer.concat([...rest, part]);
      rest = [];
      from = end + 1;
    }
    if (from < piece.length) rest.push(piece.subarray(from));
  }
  if (rest.length > 0) yield Buffer.concat(rest);
}
