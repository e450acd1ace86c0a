/** Puts keyscan's hook where git runs it, and takes it away again. What was there before is kept, run, and put back. */
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { RepositoryPlaces } from "../../sources/git/repository.ts";
import { UsageError, writing } from "../usage-error.ts";
import { planManaged, uninstallManaged } from "./managed.ts";
import type { HookPlan } from "./plan.ts";
import { findManager, findPlace, readText, whyNone, type HookPlace } from "./place.ts";
import { hookScript, isOurs, keptName, type HookName, type Program } from "./script.ts";

/**
 * What installing a hook would do; nothing is written yet.
 *
 * @param program How to start this keyscan.
 * @throws UsageError where it would not be run, or would be written over.
 */
export function planHook(repository: RepositoryPlaces, hook: HookName, program: Program): HookPlan {
  refuseBare(repository, hook);
  const place = findPlace(repository);
  refuseForeignFolder(place, hook);
  const none = whyNone(place);
  if (none !== undefined) throw new UsageError(none);
  const manager = findManager(repository, place, hook);
  if (manager !== undefined) return planManaged(repository.workTree ?? "", manager, hook);
  const file = join(place.folder, hook);
  const kept = join(place.folder, keptName(hook));
  // A path of this machine says nothing to others.
  const script = hookScript(hook, place.isShared ? undefined : program);
  const current = readText(file);
  if (current === script)
    return { steps: [], done: `${hook}: installed already (${file})`, apply: () => undefined };
  const isForeign = isThere(file) && (current === undefined || !isOurs(current));
  if (isForeign && isThere(kept))
    throw new UsageError(`${file} and ${kept} are both there; put one of them away first`);
  const chained = chainedText(isForeign ? file : kept, kept);
  const isNew = isForeign || current === undefined;
  return {
    steps: [
      ...(isForeign ? [keepText(file, kept)] : []),
      `${isNew ? "write" : "bring up to date"} ${file}, which runs keyscan`,
    ],
    done: `${hook}: ${isNew ? "installed" : "brought up to date"} (${file})${chained}`,
    apply: () =>
      writing(file, () => {
        mkdirSync(place.folder, { recursive: true });
        if (isForeign) renameSync(file, kept);
        writeFileSync(file, script);
        chmodSync(file, 0o755);
      }),
  };
}

function refuseBare({ workTree }: RepositoryPlaces, hook: HookName): void {
  if (workTree !== undefined || hook !== "pre-commit") return;
  throw new UsageError(
    "in a bare repository nobody commits, so git runs no pre-commit hook; a pre-receive hook refuses pushes to it: keyscan hook run pre-receive",
  );
}

/** What becomes of the hook that is there. */
function keepText(file: string, kept: string): string {
  return `keep ${file} as ${kept}, which ${isExecutable(file) ? "runs first" : "is not executable, and not run"}`;
}

/** The end of a message about a new hook: what the one before it still does. */
function chainedText(before: string, kept: string): string {
  if (!existsSync(before)) return "";
  return isExecutable(before)
    ? `; it runs ${kept} first, which was the hook before`
    : `; ${kept}, which was there before, is not executable, so it is not run, as git did not run it`;
}

/**
 * Installs a hook. A second time changes nothing but what is out of date.
 *
 * @returns what was done
 * @throws UsageError as `planHook` does
 */
export function installHook(repository: RepositoryPlaces, hook: HookName, program: Program): string {
  const plan = planHook(repository, hook, program);
  plan.apply();
  return plan.done;
}

/** The keyscan that runs now; all of it is built into one folder. */
export function thisProgram(): Program {
  return { node: process.execPath, cli: fileURLToPath(new URL("cli.cjs", import.meta.url)) };
}

/** A folder for all repositories of this user is no place for the hook of one. */
function refuseForeignFolder({ setting, folder }: HookPlace, hook: HookName): void {
  if (setting === undefined || !["global", "system"].includes(setting.scope)) return;
  throw new UsageError(
    `core.hooksPath (in ${setting.file}) makes git run the hooks of ${folder} in all repositories, and none of this one. Either give this one its own again: git config core.hooksPath "$(git rev-parse --git-common-dir)/hooks"; or add to ${join(folder, hook)}: keyscan hook run ${hook} "$@"`,
  );
}

/** @returns what was done */
export function uninstallHook(repository: RepositoryPlaces, hook: HookName): string {
  const place = findPlace(repository);
  const manager = findManager(repository, place, hook);
  const managed =
    manager === undefined ? undefined : uninstallManaged(repository.workTree ?? "", manager, hook);
  if (managed !== undefined) return managed;
  for (const folder of [place.folder, place.unused]) {
    if (folder === undefined) continue;
    const file = join(folder, hook);
    const text = readText(file);
    if (text === undefined || !isOurs(text)) continue;
    const kept = join(folder, keptName(hook));
    rmSync(file);
    if (!isThere(kept)) return `${hook}: removed (${file})`;
    renameSync(kept, file);
    return `${hook}: removed; ${file} is what it was before`;
  }
  return `${hook}: not installed`;
}

/** True where git would run the file. */
export function isExecutable(file: string): boolean {
  return (
    process.platform === "win32" || ((statSync(file, { throwIfNoEntry: false })?.mode ?? 0) & 0o111) !== 0
  );
}

/** True also for a link that leads nowhere. */
export function isThere(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
}
