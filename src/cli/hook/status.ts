/** Whether git runs keyscan before a commit or a push, and if not, why. */
import { join } from "node:path";
import type { RepositoryPlaces } from "../../sources/git/repository.ts";
import { isExecutable, isThere } from "./install.ts";
import { isManaged, managedFile } from "./managed.ts";
import { findManager, findPlace, namesKeyscan, readText, whyNone, type HookPlace } from "./place.ts";
import { isOurs, keptName, type HookName } from "./script.ts";

export interface HookStatus {
  /** Git runs keyscan. */
  active: boolean;
  text: string;
}

/** @throws UsageError where git can't tell where its hooks are. */
export function hookStatus(repository: RepositoryPlaces, hook: HookName): HookStatus {
  const place = findPlace(repository);
  const none = whyNone(place);
  if (none !== undefined) return { active: false, text: `${hook}: not run: ${none}` };
  const file = join(place.folder, hook);
  const text = readText(file);
  if (text !== undefined && isOurs(text)) return ownStatus(place, hook);
  const manager = findManager(repository, place, hook);
  if (manager !== undefined) {
    const root = repository.workTree ?? "";
    const active = isManaged(root, manager, hook);
    const by = managedFile(root, manager, hook);
    const names = active ? "names keyscan" : "does not name keyscan";
    return { active, text: `${hook}: ${manager} runs the hooks; ${by} ${names}` };
  }
  if (text !== undefined && namesKeyscan(text))
    return { active: true, text: `${hook}: ${file} names keyscan` };
  const shadowed = shadowText(place, hook);
  if (shadowed !== undefined) return { active: false, text: shadowed };
  const other = text === undefined ? "" : `; ${file} is another hook`;
  return { active: false, text: `${hook}: not installed${other}` };
}

function ownStatus({ folder }: HookPlace, hook: HookName): HookStatus {
  const file = join(folder, hook);
  if (!isExecutable(file))
    return { active: false, text: `${hook}: not run, since ${file} is not executable` };
  const kept = join(folder, keptName(hook));
  const chained = isThere(kept) && isExecutable(kept) ? ", after the hook before it" : "";
  return { active: true, text: `${hook}: installed (${file})${chained}` };
}

/** A hook of ours where git does not look. */
function shadowText({ folder, unused, setting }: HookPlace, hook: HookName): string | undefined {
  const text = unused === undefined ? undefined : readText(join(unused, hook));
  if (unused === undefined || text === undefined || !isOurs(text)) return undefined;
  const by = setting === undefined ? "" : ` (core.hooksPath in ${setting.file})`;
  return `${hook}: not run: it is in ${unused}, but git runs the hooks of ${folder}${by}`;
}
