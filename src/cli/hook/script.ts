/**
 * The script that git runs. It runs the hook that was there before, then keyscan: the one of the project, else the one that
 * installed it, else the one on the PATH. Where there is none it stops the commit: a hook that is silently gone protects nobody.
 */

/** Hooks that keyscan can be. */
export const HOOK_NAMES = ["pre-commit", "pre-push"] as const;
export type HookName = (typeof HOOK_NAMES)[number];

/** In the second line of every script of ours. */
const MARK = "# keyscan hook";

/** Where the hook that was there before is kept, beside ours. */
export function keptName(hook: HookName): string {
  return `${hook}.before-keyscan`;
}

/** True for a script that keyscan wrote. */
export function isOurs(text: string): boolean {
  return text.split("\n", 3)[1]?.startsWith(MARK) === true;
}

/** How to start keyscan where the project has none: program and script. Left out for scripts that are shared. */
export interface Program {
  node: string;
  cli: string;
}

/** The text of a hook: runs `keyscan hook run`, from the project where it is installed there, else from `program`. */
export function hookScript(hook: HookName, program: Program | undefined): string {
  const run = `hook run ${hook} "$@"`;
  // What git tells a pre-push hook by standard input is for both of them.
  const pipes = hook === "pre-push";
  const feed = pipes ? `printf '%s' "$input" | ` : "";
  const start = (command: string): string =>
    pipes ? `${feed}${command} ${run}; exit $?` : `exec ${command} ${run}`;
  const recorded =
    program === undefined
      ? []
      : [
          `node=${quote(program.node)}`,
          `cli=${quote(program.cli)}`,
          `if [ -x "$node" ] && [ -f "$cli" ]; then ${start('"$node" "$cli"')}; fi`,
        ];
  return [
    "#!/bin/sh",
    `${MARK}; "keyscan hook uninstall ${hook}" takes it away and puts back what was here before.`,
    `before="$(dirname "$0")/${keptName(hook)}"`,
    ...(pipes ? [`input=$(cat; echo x)`, "input=${input%x}"] : []),
    `if [ -x "$before" ]; then ${feed}"$before" "$@" || exit $?; fi`,
    'own="$(git rev-parse --show-toplevel 2>/dev/null)/node_modules/.bin/keyscan"',
    `if [ -x "$own" ]; then ${start('"$own"')}; fi`,
    ...recorded,
    `if command -v keyscan >/dev/null 2>&1; then ${start("keyscan")}; fi`,
    `echo 'keyscan: not found, so nothing was scanned; install it, or remove the hook: '"$0" >&2`,
    "exit 2",
    "",
  ].join("\n");
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "/").replaceAll("'", String.raw`'\''`)}'`;
}
