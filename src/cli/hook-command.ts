/** `keyscan hook install|uninstall|status [hook…]`, and `hook run`, which is what installed hooks run. */
import { ExitCode } from "../scan/exit-code.ts";
import { openRepository } from "../sources/git/repository.ts";
import { HOOK_NAMES, type HookName } from "./hook/script.ts";
import { print } from "./stdout.ts";
import { didYouMean, UsageError } from "./usage-error.ts";
import { workingDirectory } from "./scan-command.ts";

const ACTIONS = ["install", "uninstall", "status", "run"] as const;
type Action = (typeof ACTIONS)[number];

/** @throws UsageError, RepositoryError */
export async function hookCommand([given, ...operands]: readonly string[]): Promise<ExitCode> {
  const action = ACTIONS.find((name) => name === given);
  if (action === undefined) throw unknown("an action", given, ACTIONS);
  if (action === "run") return runHook(operands);
  return manage(action, operands.length === 0 ? defaultHooks(action) : operands.map(hookName));
}

/** The one before a commit is what most want; taking away and looking is about both. */
function defaultHooks(action: Action): readonly HookName[] {
  return action === "install" ? ["pre-commit"] : HOOK_NAMES;
}

function hookName(given: string | undefined): HookName {
  const name = HOOK_NAMES.find((candidate) => candidate === given);
  if (name === undefined) throw unknown("a hook", given, HOOK_NAMES);
  return name;
}

function unknown(what: string, given: string | undefined, known: readonly string[]): UsageError {
  const not = given === undefined ? "" : `, not ${JSON.stringify(given)}${didYouMean(given, known)}`;
  return new UsageError(`hook needs ${what}: ${known.join(", ")}${not}`);
}

async function runHook([name, ...args]: readonly string[]): Promise<ExitCode> {
  if (name === "pre-receive") {
    const { receiveCommand } = await import("./push-command.ts");
    return receiveCommand();
  }
  if (hookName(name) === "pre-commit") {
    const { stagedCommand } = await import("./staged-command.ts");
    return stagedCommand({ command: "staged", operands: [], options: { quiet: true } });
  }
  const { pushCommand } = await import("./push-command.ts");
  return pushCommand(args[0]);
}

async function manage(action: Exclude<Action, "run">, hooks: readonly HookName[]): Promise<ExitCode> {
  const { installHook, thisProgram, uninstallHook } = await import("./hook/install.ts");
  const { hookStatus } = await import("./hook/status.ts");
  const repository = openRepository(workingDirectory(), { upwards: true });
  try {
    if (action === "status") {
      const found = hooks.map((hook) => hookStatus(repository, hook));
      print(found.map(({ text }) => `${text}\n`).join(""));
      return found.some(({ active }) => active) ? ExitCode.Clean : ExitCode.Incomplete;
    }
    for (const hook of hooks) {
      const done =
        action === "install" ? installHook(repository, hook, thisProgram()) : uninstallHook(repository, hook);
      print(`${done}\n`);
    }
    return ExitCode.Clean;
  } finally {
    repository.close();
  }
}
