/**
 * Where git looks for the hooks of a repository, and who else looks after them. Here git reads the user's and the repository's
 * configuration, for that is what decides; nothing of it is run by these questions.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { isAbsolute, join, relative, resolve } from "node:path";
import { findGit, gitEnvironment } from "../../sources/git/program.ts";
import type { RepositoryPlaces } from "../../sources/git/repository.ts";
import { UsageError } from "../usage-error.ts";
import type { HookName } from "./script.ts";

/** Programs that write hooks themselves. */
export type Manager = "husky" | "lefthook" | "pre-commit";

export interface HookPlace {
  /** The folder that git runs hooks from. */
  folder: string;
  /** Where hooks lie that git does not run, because `core.hooksPath` names another folder. */
  unused?: string;
  /** The file of the configuration that sets `core.hooksPath`, and its scope. */
  setting?: { scope: string; file: string; value: string };
  /** True where the folder is part of the working tree, and so of everybody's clone. */
  isShared: boolean;
}

/** @throws UsageError where git can't tell. */
export function findPlace(repository: RepositoryPlaces): HookPlace {
  const cwd = repository.workTree ?? repository.gitDir;
  const folder = resolve(cwd, ask(cwd, ["rev-parse", "--git-path", "hooks"]) ?? "");
  const usual = join(repository.commonDir, "hooks");
  const setting = hooksPathSetting(cwd);
  const way = repository.workTree === undefined ? ".." : relative(repository.workTree, folder);
  return {
    folder,
    isShared: !way.startsWith("..") && !isAbsolute(way) && !/^\.git(?:[/\\]|$)/.test(way),
    ...(setting === undefined ? {} : { setting }),
    ...(resolve(folder) === resolve(usual) ? {} : { unused: usual }),
  };
}

/** Why git runs no hook at all, which `core.hooksPath` is set to /dev/null for, or to nothing; undefined where it runs some. */
export function whyNone({ folder, setting }: HookPlace): string | undefined {
  if (setting === undefined) return undefined;
  const isNone = setting.value === "" || statSync(folder, { throwIfNoEntry: false })?.isDirectory() === false;
  if (!isNone) return undefined;
  return `core.hooksPath (in ${setting.file}) is ${JSON.stringify(setting.value)}, which is no folder, so git runs no hook; take it out, or name one`;
}

function hooksPathSetting(cwd: string): HookPlace["setting"] {
  const answer = ask(
    cwd,
    ["config", "--null", "--show-scope", "--show-origin", "--get", "core.hooksPath"],
    [1],
  );
  const [scope, origin, value] = (answer ?? "").split("\0");
  if (scope === undefined || origin === undefined || value === undefined) return undefined;
  return { scope, file: origin.replace(/^file:/, ""), value };
}

function ask(cwd: string, args: readonly string[], allowed: readonly number[] = []): string | undefined {
  const git = findGit();
  if (git === undefined) throw new UsageError("git was not found on the PATH");
  const run = spawnSync(git, args, { cwd, env: gitEnvironment({ home: true }), encoding: "utf8" });
  if (run.status === 0) return run.stdout.replace(/\n$/, "");
  if (run.status !== null && allowed.includes(run.status)) return undefined;
  const [line = ""] = run.stderr.split("\n");
  throw new UsageError(`git can't tell where its hooks are: ${line}`);
}

const LEFTHOOK_FILES = ["lefthook", ".lefthook"].flatMap((name) =>
  ["yml", "yaml", "toml", "json"].map((ending) => `${name}.${ending}`),
);

/** Who writes the hooks of this repository, and would write over ours. */
export function findManager(
  repository: RepositoryPlaces,
  place: HookPlace,
  hook: HookName,
): Manager | undefined {
  const root = repository.workTree;
  if (root === undefined) return undefined;
  if (/^\.husky(?:[/\\]_)?[/\\]?$/.test(relative(root, place.folder))) return "husky";
  const current = readText(join(place.folder, hook)) ?? "";
  if (/\blefthook\b/.test(current) || LEFTHOOK_FILES.some((file) => existsSync(join(root, file))))
    return "lefthook";
  return /pre-commit\.com|pre_commit/.test(current) ? "pre-commit" : undefined;
}

/** True where a script or a husky hook names keyscan on a line that is no comment. */
export function namesKeyscan(script: string): boolean {
  return /^(?!\s*#).*\bkeyscan\b/m.test(script);
}

/** The text of a file; undefined where there is none. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
