/** The files beside the code: `.env.example` with the names, `.gitignore` with `.env`, and `.env` with the values if asked for. */
import { lstatSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { readEnv, withEnvLines } from "./env-file.ts";
import type { Existing } from "./names.ts";
import { withIgnoredEnv } from "./ignore-env.ts";
import type { FileChange, Plan } from "./plan.ts";
import type { WrittenFile } from "./write.ts";

/** A file beside the code. */
export interface SideFile extends WrittenFile {
  /** Relative to the root. */
  name: string;
  textBefore: string | undefined;
  textAfter: string;
  /** It holds values, and is to be read by its owner alone. */
  isSecret: boolean;
}

/** Such a file is there, and is something else than a file. */
export class SideFileError extends Error {
  override name = "SideFileError";
}

const EXAMPLE = ".env.example";
const VALUES = ".env";
const IGNORE = ".gitignore";
/** Permission bits: owner only. */
const OWNER_ONLY = 0o600;
const COMMON = 0o644;
/** Bytes. */
const MAX_SIZE = 1_000_000;

/** @throws SideFileError */
function readSide(path: string): { text: string; bytes: Buffer; mode: number } | undefined {
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (status === undefined) return undefined;
  if (!status.isFile() || status.size > MAX_SIZE)
    throw new SideFileError(`${JSON.stringify(path)} is no regular file, or too large; move it away first`);
  const bytes = readFileSync(path);
  return { text: bytes.toString("utf8"), bytes, mode: status.mode };
}

/**
 * Variables that environment files of the root have already.
 *
 * @throws SideFileError
 */
export function existingVariables(root: string): Pick<Existing, "values" | "taken"> {
  const [values, template] = [VALUES, EXAMPLE].map((name) => [
    ...readEnv(readSide(join(root, name))?.text ?? ""),
  ]);
  return { values: [...(values ?? []), ...(template ?? [])], taken: new Set() };
}

/**
 * @param keepValues Whether `.env` gets the values.
 * @throws SideFileError
 */
export function sideFiles({ root, variables, changes, left }: Plan, keepValues: boolean): SideFile[] {
  // An environment file that git would take in is left out by it from now on.
  const isOpen = left.some(({ place, isFine }) => isFine !== true && place.file === join(root, VALUES));
  if (variables.length === 0 && !isOpen) return [];
  const make = (name: string, change: (text: string) => string, isSecret: boolean): SideFile[] => {
    const path = join(root, name);
    const there = readSide(path);
    // The template itself may be among the changed files; both changes are one then.
    const own = changes.find((changed) => changed.path === path);
    const text = own?.textAfter ?? there?.text ?? "";
    const textAfter = change(text);
    if (textAfter === text) return [];
    return [
      {
        ...{ path, name, textAfter, isSecret },
        folder: realpathSync(root),
        before: there?.bytes,
        textBefore: own?.textBefore ?? there?.text,
        after: Buffer.from(textAfter, "utf8"),
        mode: isSecret ? OWNER_ONLY : (there?.mode ?? COMMON),
      },
    ];
  };
  const names = variables.map(({ name, title }) => ({ name, value: "", comment: title }));
  const values = variables.map(({ name, value }) => ({ name, value }));
  const ignored = make(IGNORE, withIgnoredEnv, false);
  if (variables.length === 0) return ignored;
  return [
    ...ignored,
    ...(keepValues ? make(VALUES, (text) => withEnvLines(text, values), true) : []),
    ...make(EXAMPLE, (text) => withEnvLines(text, names), false),
  ];
}

/** The changes that no file beside the code takes in. */
export function ownChanges(changes: readonly FileChange[], sides: readonly SideFile[]): FileChange[] {
  return changes.filter(({ path }) => sides.every((side) => side.path !== path));
}
