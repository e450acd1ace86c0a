/** What a recipe is made of. */

/** Steps in order: words, or a command (no newline at its end). */
export type Step = { say: string } | { run: string };

/** The steps for these variables. No value stands in them: commands ask for it, or read it from standard input or a file. */
export type Recipe = (names: readonly string[]) => Step[];

/** A command of bash for each of the names; `N` is the name, and `V` the value, which is asked for. */
export function forEachName(names: readonly string[], command: string): Step {
  return { run: `for N in ${names.join(" ")}; do ${command}; done` };
}

/** Asks for a value without showing it, and hands it to a command on standard input. */
export function asked(command: string): string {
  return `read -rsp "$N: " V && printf %s "$V" | ${command}; unset V`;
}
