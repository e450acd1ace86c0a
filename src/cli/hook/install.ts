/** Puts keyscan's hook where git runs it, and takes it away again. What was there before is kept, run, and put back. */
import { chmodSync, existsSync, lstatSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Repository } from "../../sources/git/repository.ts";
import { UsageError } from "../usage-error.ts";
import { installManaged, uninstallManaged } from "./managed.ts";
import { findManager, findPlace, readText, type HookPlace } from "./place.ts";
import { hookScript, isOurs, keptName, type HookName, type Program } from "./script.ts";

/**
 * Installs a hook. A second time changes nothing but what is out of date.
 *
 * @param program How to start this keyscan.
 * @returns what was done
 * @throws UsageError where it would not be run, or would be written over.
 */
export function installHook(repository: Repository, hook: HookName, program: Program): string {
  const place = findPlace(repository);
  refuseForeignFolder(place, hook);
  const manager = findManager(repository, place, hook);
  if (manager !== undefined) return installManaged(repository.workTree ?? "", manager, hook);
  const file = join(place.folder, hook);
  const kept = join(place.folder, keptName(hook));
  // A path of this machine says nothing to others.
  const script = hookScript(hook, place.isShared ? undefined : program);
  const current = readText(file);
  if (current === script) return `${hook}: installed already (${file})`;
  mkdirSync(place.folder, { recursive: true });
  const isForeign = isThere(file) && (current === undefined || !isOurs(current));
  if (isForeign) {
    if (isThere(kept)) throw new UsageError(`${file} and ${kept} are both there; put one of them away first`);
    renameSync(file, kept);
  }
  writeFileSync(file, script);
  chmodSync(file, 0o755);
  const chained = existsSync(kept) ? `; it runs ${kept} first, which was the hook before` : "";
  return `${hook}: ${isForeign || current === undefined ? "installed" : "brought up to date"} (${file})${chained}`;
}

/** A folder for all repositories of this user is no place for the hook of one. */
function refuseForeignFolder({ setting, folder }: HookPlace, hook: HookName): void {
  if (setting === undefined || !["global", "system"].includes(setting.scope)) return;
  throw new UsageError(
    `core.hooksPath (in ${setting.file}) makes git run the hooks of ${folder} in all repositories, and none of this one. Either give this one its own again: git config core.hooksPath "$(git rev-parse --git-common-dir)/hooks"; or add to ${join(folder, hook)}: keyscan hook run ${hook} "$@"`,
  );
}

/** @returns what was done */
export function uninstallHook(repository: Repository, hook: HookName): string {
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

/** True also for a link that leads nowhere. */
export function isThere(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
}
