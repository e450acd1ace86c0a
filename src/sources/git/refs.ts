/**
 * Refs and reflogs, read from their files (gitrepository-layout(5), git-pack-refs(1)): branches, tags, notes, stashes, what other
 * worktrees have checked out, and the commits that only a reflog or a file such as ORIG_HEAD still names. Names are text for
 * reports, bytes that are not UTF-8 as `\xNN`; a file that holds no ref is an error, the rest is read.
 */
import { existsSync, readdirSync, type Dirent } from "node:fs";
import { join } from "node:path";
import type { ScanError } from "../../types.ts";
import { displayName } from "../display-name.ts";
import { RepositoryError } from "./error.ts";
import { readRefFile, readShared } from "./ref-file.ts";
import { hasReftables, readReftables, ReftableError } from "./reftables.ts";
import { otherWorktrees } from "./worktrees.ts";

/** Where a repository keeps its refs; both the same but in linked worktrees. */
export interface RefPlaces {
  gitDir: string;
  commonDir: string;
}

export interface RefTip {
  /** `refs/heads/main`, `HEAD`, `ORIG_HEAD`; of other worktrees `worktrees/x/HEAD`, `worktrees/x/refs/bisect/bad` … */
  name: string;
  oid: string;
}

export interface Refs {
  /** What HEAD holds: an object id or `ref: …`. */
  head: string;
  /** Refs proper, and HEAD and its like; one name each. */
  tips: RefTip[];
  errors: ScanError[];
  /** Why refs are not known at all; left out: they are. */
  unread?: string;
}

/** Nesting of ref names; deeper ones are not git's. */
const MAX_DEPTH = 40;
const MAX_REF_FILE = 65_536;
/** Bytes; some million refs. */
const MAX_PACKED_REFS = 1 << 28;
const OID = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;
/** AUTO_MERGE names a tree: what a merge with conflicts has made so far. */
const PSEUDO_REF = /^(?:[A-Z][A-Z_]*_HEAD|HEAD|AUTO_MERGE|MERGE_AUTOSTASH|BISECT_EXPECTED_REV)$/;
/** What a rebase notes in folders of its own: where it began, and what it has stashed. */
const REBASE_REFS = ["rebase-merge", "rebase-apply"].flatMap((folder) => [
  `${folder}/orig-head`,
  `${folder}/autostash`,
]);

const DOT = 0x2e;

/** What no ref name holds (git-check-ref-format(1)); control characters are looked for by their codes. */
const NO_REF_NAME = /[ ~^:?*[\\\u007f]|\.\.|\/\/|@\{|\/\.|\.lock(?:\/|$)|[./]$/;

/** True for names that git takes from packed-refs without complaint. */
export function isSafeRefName(name: string): boolean {
  const isPrintable = [...name].every((char) => char >= " ");
  return /^refs\/./.test(name) && isPrintable && !NO_REF_NAME.test(name);
}

/** @throws RepositoryError where refs are not known. */
export function requireRefs({ unread }: Refs): void {
  if (unread !== undefined) throw new RepositoryError(unread);
}

/** Reads all refs. Never throws. */
export function readRefs(places: RefPlaces): Refs {
  const reader = new RefReader(places);
  return reader.read();
}

class RefReader {
  readonly #places: RefPlaces;
  readonly #tips: Map<string, string> = new Map();
  /** By name, the ref that it points to. */
  readonly #symbolic: Map<string, string> = new Map();
  readonly #errors: ScanError[] = [];

  constructor(places: RefPlaces) {
    this.#places = places;
  }

  read(): Refs {
    const { gitDir } = this.#places;
    const isStored = hasReftables(this.#places);
    const unread = isStored ? this.#stored() : this.#files();
    this.#pseudoRefs(gitDir, "");
    for (const worktree of otherWorktrees(this.#places)) this.#pseudoRefs(worktree.gitDir, worktree.prefix);
    for (const [name, target] of this.#symbolic) {
      const oid = this.#resolve(target);
      if (oid !== undefined) this.#tips.set(name, oid);
    }
    const head = isStored ? this.#storedHead() : readRefFile(join(gitDir, "HEAD"), MAX_REF_FILE);
    return {
      head: typeof head === "string" ? head.trim() : "ref: refs/heads/main",
      tips: [...this.#tips].map(([name, oid]) => ({ name, oid })),
      errors: this.#errors,
      ...(unread === undefined ? {} : { unread }),
    };
  }

  #files(): undefined {
    const { gitDir, commonDir } = this.#places;
    this.#packed();
    this.#folder(Buffer.from(join(commonDir, "refs")), "refs", 0);
    if (gitDir !== commonDir) this.#folder(Buffer.from(join(gitDir, "refs")), "refs", 0);
    for (const worktree of otherWorktrees(this.#places)) {
      if (worktree.gitDir !== commonDir)
        this.#folder(Buffer.from(join(worktree.gitDir, "refs")), `${worktree.prefix}refs`, 0);
    }
  }

  /** Says why they can't be read. */
  #stored(): string | undefined {
    try {
      for (const { name, oid, target } of readReftables(this.#places)) {
        if (target !== "") this.#points(name, target);
        else if (OID.test(oid)) this.#tips.set(displayName(Buffer.from(name)), oid);
      }
      return undefined;
    } catch (error) {
      if (!(error instanceof ReftableError)) throw error;
      this.#fail("reftable", "REFTABLE", error.message);
      return error.message;
    }
  }

  #storedHead(): string | undefined {
    const target = this.#symbolic.get("HEAD");
    return target === undefined ? this.#tips.get("HEAD") : `ref: ${target}`;
  }

  /** What is told first holds: beside reftables, the file HEAD says nothing. */
  #points(name: string, target: string): void {
    if (!this.#symbolic.has(name)) this.#symbolic.set(name, target);
  }

  /** A symbolic ref may point to another one. */
  #resolve(target: string): string | undefined {
    let name = target;
    for (let step = 0; step < 5; step++) {
      const oid = this.#tips.get(name);
      if (oid !== undefined) return oid;
      const next = this.#symbolic.get(name);
      if (next === undefined) return undefined;
      name = next;
    }
    return undefined;
  }

  #packed(): void {
    const path = join(this.#places.commonDir, "packed-refs");
    const text = readShared(path, MAX_PACKED_REFS);
    if (text === undefined || text === "too-large") {
      if (existsSync(path)) this.#fail("packed-refs", "BAD_REF", "the packed refs can't be read");
      return;
    }
    for (const line of text.toString("latin1").split("\n")) {
      if (line === "" || line.startsWith("#") || line.startsWith("^")) continue;
      const space = line.indexOf(" ");
      const oid = line.slice(0, space);
      if (OID.test(oid)) this.#tips.set(displayName(Buffer.from(line.slice(space + 1), "latin1")), oid);
    }
  }

  #folder(bytes: Buffer, path: string, depth: number): void {
    if (depth > MAX_DEPTH) return;
    for (const entry of this.#entries(bytes, path)) {
      // No refs for git either: `.DS_Store`, `.gitkeep`.
      if (entry.name[0] === DOT) continue;
      const name = `${path}/${displayName(entry.name)}`;
      const at = Buffer.concat([bytes, Buffer.from("/"), entry.name]);
      if (entry.isDirectory()) this.#folder(at, name, depth + 1);
      else if (isFileOrLink(entry) && !name.endsWith(".lock")) this.#file(name, at);
    }
  }

  /** A worktree may have none. */
  #entries(folder: Buffer, path: string): Dirent<Buffer>[] {
    try {
      return readdirSync(folder, { withFileTypes: true, encoding: "buffer" });
    } catch (error) {
      const { code = "EUNKNOWN" } = error as NodeJS.ErrnoException;
      if (code !== "ENOENT" && code !== "ENOTDIR")
        this.#fail(path, code, "this folder of refs can't be read");
      return [];
    }
  }

  #file(name: string, path: string | Buffer): void {
    const text = readRefFile(path, MAX_REF_FILE);
    const line = typeof text === "string" ? text.trim() : "";
    if (OID.test(line)) this.#tips.set(name, line);
    else if (line.startsWith("ref: ")) this.#points(name, line.slice(5).trim());
    else this.#fail(name, "BAD_REF", "this ref names no object");
  }

  /** HEAD, ORIG_HEAD and their like. */
  #pseudoRefs(directory: string, prefix: string): void {
    const names = list(directory).filter((entry) => isFileOrLink(entry) && PSEUDO_REF.test(entry.name));
    for (const name of [...names.map((entry) => entry.name), ...REBASE_REFS])
      this.#pseudoRef(join(directory, name), prefix + name);
  }

  /** Of several ids in one file (FETCH_HEAD) all count. */
  #pseudoRef(path: string, name: string): void {
    const text = readRefFile(path, 1 << 20);
    if (typeof text !== "string") return;
    if (text.startsWith("ref: ")) this.#points(name, text.slice(5).trim());
    let nth = 0;
    for (const [oid] of text.matchAll(/^[0-9a-f]{40}(?:[0-9a-f]{24})?(?=\s|$)/gm)) {
      this.#tips.set(`${name}${nth === 0 ? "" : `#${nth}`}`, oid);
      nth++;
    }
  }

  #fail(path: string, code: string, message: string): void {
    this.#errors.push({ path, code, message });
  }
}

function isFileOrLink(entry: Dirent<string | Buffer>): boolean {
  return entry.isFile() || entry.isSymbolicLink();
}

function list(directory: string): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch {
    return [];
  }
}
