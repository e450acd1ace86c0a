/**
 * Refs that are kept in reftables (gitformat-reftable): git reads them, from version 2.45 on, in a private git directory that has the tables
 * of the repository and nothing else of it. An older git can't; that is told, and whoever needs to know a ref has to give up.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSmallFile } from "../ignore-files.ts";
import { ownSettings } from "./own-settings.ts";
import { findGit, gitEnvironment } from "./program.ts";
import { otherWorktrees } from "./worktrees.ts";

/** As in `RefPlaces`. */
interface Places {
  gitDir: string;
  commonDir: string;
}

export interface StoredRef {
  name: string;
  oid: string;
  /** What a symbolic ref points to; "" for others. */
  target: string;
}

/** A reflog as text, a line an entry, as files have it; without times and what was before. */
export interface StoredReflog {
  ref: string;
  content: Buffer;
}

/** The tables of one working tree, or of all. */
interface Stack {
  /** The folder with `tables.list`. */
  folder: string;
  /** What git puts before names from it. */
  prefix: string;
}

const MAX_BYTES = 1 << 30;
/** Git 2.45 has them; newer ones may keep them elsewhere. */
const NEEDED = "it takes git 2.45 or newer, and the folder `reftable` in the git directory";

/** Why refs can't be read; for people. */
export class ReftableError extends Error {
  override name = "ReftableError";
}

/** True where the repository says that its refs are in reftables (`extensions.refStorage`). */
export function hasReftables(places: Pick<Places, "commonDir">): boolean {
  // Asked for before every staged commit: nearly always there is no such folder, and nothing to be read.
  const isLikely = existsSync(join(places.commonDir, "reftable"));
  const text = isLikely ? "reftable" : readSmallFile(join(places.commonDir, "config"), 1 << 20);
  if (typeof text !== "string" || !/reftable/i.test(text)) return false;
  return ownSettings(places).some(
    ({ section, key, value }) =>
      section === "extensions" && key === "refstorage" && /^reftable\b/i.test(value),
  );
}

/**
 * Refs, HEAD and its like, of all working trees.
 *
 * @throws ReftableError
 */
export function readReftables(places: Places): StoredRef[] {
  const format = "--format=%(refname)%00%(objectname)%00%(symref)%00";
  return stacksOf(places).flatMap(({ folder, prefix }) => {
    const fields = ask(places, folder, ["for-each-ref", "--include-root-refs", format]).split("\0");
    const refs: StoredRef[] = [];
    for (let at = 0; at + 2 < fields.length; at += 3) {
      const [name = "", oid = "", target = ""] = fields.slice(at, at + 3);
      refs.push({
        name: prefixed(prefix, name.trim()),
        oid,
        target: target === "" ? "" : prefixed(prefix, target),
      });
    }
    return [...refs, ...unbornHead(places, { folder, prefix }, refs)];
  });
}

/** HEAD names a branch that has no commit yet: git lists no such ref. */
function unbornHead(places: Places, { folder, prefix }: Stack, refs: readonly StoredRef[]): StoredRef[] {
  if (refs.some(({ name }) => name === `${prefix}HEAD`)) return [];
  const target = ask(places, folder, ["symbolic-ref", "-q", "HEAD"], [1]).trim();
  return target === "" ? [] : [{ name: `${prefix}HEAD`, oid: "", target }];
}

/** Most refs are shared; HEAD and its like, and some folders, are a working tree's own. */
function prefixed(prefix: string, name: string): string {
  return /^refs\/(?!(?:bisect|worktree|rewritten)\/)/.test(name) ? name : prefix + name;
}

/** @throws ReftableError */
export function readStoredReflogs(places: Places): StoredReflog[] {
  return stacksOf(places).flatMap(({ folder, prefix }) => {
    const names = ask(places, folder, ["reflog", "list"]).split("\n");
    return names
      .filter((name) => name !== "")
      .map((name) => {
        const args = ["log", "-g", "--no-decorate", "--format=%H %H %gn <%ge> 0 +0000%x09%gs", name, "--"];
        // Entries whose objects are gone end the list; nothing of them is left to find.
        return { ref: prefixed(prefix, name), content: Buffer.from(ask(places, folder, args, [1, 128])) };
      });
  });
}

function stacksOf(places: Places): Stack[] {
  const { gitDir, commonDir } = places;
  const own = [{ folder: join(commonDir, "reftable"), prefix: gitDir === commonDir ? "" : "main-worktree/" }];
  if (gitDir !== commonDir) own.push({ folder: join(gitDir, "reftable"), prefix: "" });
  const others = otherWorktrees(places)
    .filter((other) => other.gitDir !== commonDir)
    .map((other) => ({ folder: join(other.gitDir, "reftable"), prefix: other.prefix }));
  if (!existsSync(join(commonDir, "reftable", "tables.list")))
    throw new ReftableError(`the refs are in reftables that are not where they should be: ${NEEDED}`);
  return [...own, ...others.filter(({ folder }) => existsSync(join(folder, "tables.list")))];
}

/** What git says of one folder of tables. */
function ask(
  places: Places,
  folder: string,
  args: readonly string[],
  allowed: readonly number[] = [],
): string {
  const program = findGit();
  if (program === undefined)
    throw new ReftableError("git was not found on the PATH; it is needed to read refs");
  const directory = mkdtempSync(join(tmpdir(), "keyscan-git-"));
  try {
    mkdirSync(join(directory, "refs"));
    mkdirSync(join(directory, "objects"));
    writeFileSync(join(directory, "HEAD"), "ref: refs/heads/.invalid\n");
    writeFileSync(join(directory, "config"), configOf(places));
    symlinkSync(folder, join(directory, "reftable"), "junction");
    const { status, stdout, stderr, error } = process
      .getBuiltinModule("node:child_process")
      .spawnSync(program, ["--no-pager", "--no-optional-locks", ...args], {
        cwd: directory,
        env: {
          ...gitEnvironment({ home: false }),
          ...{ GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null", HOME: directory },
          ...{ GIT_DIR: directory, GIT_OBJECT_DIRECTORY: join(places.commonDir, "objects") },
        },
        maxBuffer: MAX_BYTES,
        input: "",
        windowsHide: true,
      });
    if (status === 0 || (status !== null && allowed.includes(status))) return stdout.toString("utf8");
    const said =
      error?.message ?? /fatal: .*/s.exec(stderr.toString("utf8"))?.[0].replaceAll(/\s+/g, " ").trim();
    throw new ReftableError(
      `the refs are in reftables, which the installed git can't read (${said}): ${NEEDED}`,
    );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function configOf(places: Places): string {
  const format = ownSettings(places).find(
    ({ section, key }) => section === "extensions" && key === "objectformat",
  )?.value;
  const isLong = format?.toLowerCase() === "sha256";
  return `[core]\n\trepositoryFormatVersion = 1\n\tbare = true\n[extensions]\n\trefStorage = reftable\n${isLong ? "\tobjectFormat = sha256\n" : ""}`;
}
