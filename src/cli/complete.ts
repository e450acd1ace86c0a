/** What a shell completes that yargs does not know of: ids of rules, names of shells, and `help` among the commands. */
import { loadBuiltInPack } from "../scan/pack.ts";
import { COMPLETIONS, yargsText } from "./help.ts";
import { PRACTICE_IDS } from "../types.ts";

/** The shells that scripts are made for. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** @param args The command line as a completion script gives it: a mark, then the words so far, the last of them unfinished. */
export async function completions(args: readonly string[]): Promise<string> {
  const words = args.slice(args.indexOf(COMPLETIONS) + 1);
  const own = ownWords(words);
  if (own !== undefined) return own.map((word) => `${word}\n`).join("");
  const text = await yargsText(args);
  const isFirst = words.length === 2 && "help".startsWith(words[1] ?? "");
  return isFirst ? `${text}help\n` : text;
}

function ownWords(words: readonly string[]): string[] | undefined {
  const last = words.at(-1) ?? "";
  const [, command, action] = words;
  const previous = words.at(-2);
  const isRule =
    previous === "--rule" ||
    previous === "--disable-rule" ||
    (command === "rules" && action === "show" && words.length === 4);
  if (isRule && !last.startsWith("-")) {
    const ids = loadBuiltInPack().rules.flatMap(({ id, marker }) => (marker === true ? [] : [id]));
    return [...ids, ...PRACTICE_IDS].filter((id) => id.startsWith(last));
  }
  if (command === "completion" && words.length === 3) return SHELLS.filter((shell) => shell.startsWith(last));
  return undefined;
}
