/** `keyscan completion [bash|zsh|fish]`: the script that makes a shell complete commands, options and their words. */
import { basename } from "node:path";
import { SHELLS } from "./complete.ts";
import { yargsText } from "./help.ts";
import { didYouMean, UsageError } from "./usage-error.ts";

// The one that yargs has leaves out the command's name, which its own completer wants, and paths.
const FISH = `# keyscan completion fish > ~/.config/fish/completions/keyscan.fish
complete -c keyscan -a '(env SHELL=fish keyscan --get-yargs-completions (commandline -opc) (commandline -ct))'
`;

/**
 * @param env Its `SHELL` says which script, where none is named; yargs goes by it, so it is set for as long as that takes.
 * @throws UsageError for another shell.
 */
export async function completionScript(operands: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const [named, ...more] = operands;
  if (more.length > 0) throw new UsageError("completion takes one shell");
  const shell = named ?? SHELLS.find((name) => name === basename(env["SHELL"] ?? "")) ?? "bash";
  if (!SHELLS.some((name) => name === shell)) {
    const not = `${JSON.stringify(shell)}${didYouMean(shell, SHELLS)}`;
    throw new UsageError(`completion is for ${SHELLS.join(", ")}, not ${not}`);
  }
  return shell === "fish" ? FISH : yargsScript(shell, env);
}

async function yargsScript(shell: string, env: NodeJS.ProcessEnv): Promise<string> {
  const before = env["SHELL"];
  env["SHELL"] = shell;
  try {
    return (await yargsText(["completion"])).replaceAll(
      "keyscan completion ",
      `keyscan completion ${shell} `,
    );
  } finally {
    if (before === undefined) delete env["SHELL"];
    else env["SHELL"] = before;
  }
}
