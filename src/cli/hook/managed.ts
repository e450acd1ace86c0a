/** Repositories whose hooks are written by husky, lefthook or pre-commit: what to write where, so that these run keyscan. */
import { existsSync, lstatSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError, writing } from "../usage-error.ts";
import type { HookPlan } from "./plan.ts";
import { namesKeyscan, readText, type Manager } from "./place.ts";
import type { HookName } from "./script.ts";

/** The line of a husky hook. */
function huskyLine(hook: HookName): string {
  return `keyscan hook run ${hook} "$@"`;
}

/** The file that a manager reads, where it has one; relative to the root. */
export function managedFile(root: string, manager: Manager, hook: HookName): string {
  if (manager === "husky") return join(".husky", hook);
  if (manager === "pre-commit") return ".pre-commit-config.yaml";
  const names = [
    "lefthook.yml",
    "lefthook.yaml",
    ".lefthook.yml",
    ".lefthook.yaml",
    "lefthook.toml",
    "lefthook.json",
  ];
  return names.find((name) => existsSync(join(root, name))) ?? "lefthook.yml";
}

/** True where the manager's file makes it run keyscan. */
export function isManaged(root: string, manager: Manager, hook: HookName): boolean {
  const text = readText(join(root, managedFile(root, manager, hook))) ?? "";
  return namesKeyscan(text);
}

/**
 * Plans keyscan's line in husky's hook; of other managers, whose files are everybody's own, it says what to write.
 *
 * @throws UsageError with the lines to add.
 */
export function planManaged(root: string, manager: Manager, hook: HookName): HookPlan {
  const file = managedFile(root, manager, hook);
  if (isManaged(root, manager, hook))
    return { steps: [], done: `${hook}: ${file} runs keyscan already`, apply: () => undefined };
  if (manager !== "husky") {
    throw new UsageError(
      `${manager} writes the hooks of this repository, and would write over this one; add to ${file}:\n\n${recipe(manager, hook)}`,
    );
  }
  if (!existsSync(join(root, "node_modules/.bin/keyscan"))) {
    throw new UsageError(
      `husky's hooks are for everybody who works here, but the project has no keyscan: install it with npm install --save-dev, then run this again`,
    );
  }
  for (const name of [".husky", file]) {
    if (lstatSync(join(root, name), { throwIfNoEntry: false })?.isSymbolicLink() === true)
      throw new UsageError(
        `${name} is a link, which may lead out of the tree; nothing is written through it`,
      );
  }
  const text = readText(join(root, file)) ?? "";
  const before = text === "" || text.endsWith("\n") ? text : `${text}\n`;
  return {
    steps: [`add to ${file}: ${huskyLine(hook)}`],
    done: `${hook}: added to ${file}`,
    apply: () =>
      writing(file, () => {
        mkdirSync(join(root, ".husky"), { recursive: true });
        writeFileSync(join(root, file), `${before}${huskyLine(hook)}\n`, { mode: 0o755 });
      }),
  };
}

/** @returns what was done; undefined where the manager's file does not name keyscan as it was written here. */
export function uninstallManaged(root: string, manager: Manager, hook: HookName): string | undefined {
  const file = managedFile(root, manager, hook);
  const text = readText(join(root, file));
  if (manager !== "husky" || text === undefined) {
    return isManaged(root, manager, hook)
      ? `${hook}: keyscan is named in ${file}; take it out there`
      : undefined;
  }
  const lines = text.split("\n");
  const rest = lines.filter((line) => line.trim() !== huskyLine(hook));
  if (rest.length === lines.length) return undefined;
  writeFileSync(join(root, file), rest.join("\n"));
  return `${hook}: taken out of ${file}`;
}

function recipe(manager: Exclude<Manager, "husky">, hook: HookName): string {
  if (manager === "lefthook") {
    return [
      `${hook}:`,
      "  commands:",
      "    keyscan:",
      `      run: keyscan hook run ${hook} {0}`,
      "      use_stdin: true",
    ].join("\n");
  }
  const id = hook === "pre-commit" ? "keyscan" : "keyscan-push";
  return ["repos:", "  - repo: <repository URL>", "    rev: <tag>", "    hooks:", `      - id: ${id}`].join(
    "\n",
  );
}
