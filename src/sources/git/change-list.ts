/**
 * Contents that a change brings: what the next commit adds to HEAD, or what each commit of a range adds to its parents. Only
 * lists; no content is read here.
 */
import { displayName } from "../display-name.ts";
import type { ScanError, Skip } from "../../types.ts";
import type { RawChange, Version } from "./raw-diff.ts";

/** A content that is new at a path. */
export interface NewContent {
  /** From the root of the repository, "/" between names; as reports show it. */
  path: string;
  /** The same as git has it. */
  rawPath: Buffer;
  /** Id of the blob, hex. */
  blob: string;
  /** Ids of the contents that stood there before, one for each parent that had a file; none: all of it is new. */
  before: string[];
  /** The commit that brings it; undefined for what is staged. */
  commit?: string;
}

/** A file that a change gives another name; paths as reports show them. */
export interface Renamed {
  path: string;
  /** One for each parent. */
  oldPaths: string[];
  /** The commit that does it; undefined for what is staged. */
  commit?: string;
}

/** What became of the entries of a list of changes. */
export interface ChangeList {
  contents: NewContent[];
  /** With and without a change of what is in them. */
  renamed: Renamed[];
  skips: Skip[];
  errors: ScanError[];
  notes: string[];
}

/** A change that brings nothing. */
export function emptyList(): ChangeList {
  return { contents: [], renamed: [], skips: [], errors: [], notes: [] };
}

/** Adds what a change brings to the list: no content for what was deleted, renamed without a change, or had its mode changed. */
export function addChange(list: ChangeList, change: RawChange, commit?: string): void {
  const path = displayName(change.path);
  if (change.unmerged) {
    list.errors.push({
      path,
      code: "UNMERGED",
      message: "has conflicts: resolve them and git add the file",
    });
    return;
  }
  const { type, id } = change.new;
  if (type === "none") return;
  if (type === "submodule") {
    list.skips.push({ reason: "submodule", path });
    return;
  }
  const by = commit === undefined ? {} : { commit };
  if (change.oldPaths !== undefined)
    list.renamed.push({ path, oldPaths: change.oldPaths.map((old) => displayName(old)), ...by });
  if (change.old.some((version) => version.type === type && version.id === id)) return;
  list.contents.push({
    path,
    rawPath: change.path,
    blob: id,
    before: comparable(change.old, change.new),
    ...by,
  });
}

/** Only a file is compared with a file: what was a link or a submodule has become a new file as a whole. */
function comparable(old: readonly Version[], current: Version): string[] {
  if (current.type !== "file") return [];
  const ids = old.filter((version) => version.type === "file").map((version) => version.id);
  return [...new Set(ids)];
}
