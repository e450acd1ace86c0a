/** Which options of scans each command takes. The parser refuses the others; help and completion go by the same lists. */
import type { Command } from "./invocation.ts";
import { CLI_OPTIONS, COMMAND_OPTIONS, SENSELESS_OPTIONS } from "./options.ts";

/** Of one command; keys as in a configuration file. */
interface Taken {
  /** The options that mean something to it; all where left out. */
  keys?: readonly string[];
  /** Taken as well, since whoever gives one has what it asks for, but nothing that help has to speak of. */
  idle?: readonly string[];
  /** Why it takes no others, where its help does not make that plain. */
  why?: string;
}

const FILES = ["include", "exclude", "gitignore", "maxFileSize", "threads"] as const;
const RULES = ["rule", "disableRule", "rules"] as const;
const ACCEPTED = ["baseline", "accept", "inlineAllow"] as const;
const MANNER = ["verbose", "color", "progress"] as const;

/** What chooses the findings of a command that writes no report of them. */
const FINDINGS: readonly string[] = [
  ...FILES,
  ...["maxMemory", "history", "historyOnly", "cache"],
  ...[...RULES, "decode", "minConfidence", ...ACCEPTED, "config"],
];

const TAKEN: Readonly<Partial<Record<Command, Taken>>> = {
  logs: { idle: ["history", "cache", "maxMemory"] },
  staged: { idle: ["gitignore", "history", "cache"] },
  diff: { idle: ["gitignore", "history", "cache"] },
  baseline: { keys: FINDINGS, idle: ["quiet", ...MANNER] },
  triage: { keys: FINDINGS, idle: ["quiet", ...MANNER] },
  ledger: { keys: [...FINDINGS, "format"], idle: ["quiet", ...MANNER] },
  explain: { keys: FINDINGS, idle: ["quiet", ...MANNER] },
  fix: {
    keys: [...FILES, ...RULES, "minConfidence", ...ACCEPTED, "config", "failOn", "showSecrets", "quiet"],
    idle: MANNER,
    why: "it prints a diff, and with --write what it wrote",
  },
  redact: { keys: [...RULES, "minConfidence", "config", "output", "format", "failOn", "quiet"] },
  report: {
    keys: ["failOn", "format", "output", "report", "showSecrets", "quiet", "verbose", "color"],
    idle: ["progress"],
    why: "it shows what a scan found",
  },
  rules: { keys: ["rules"] },
  hook: { keys: [] },
  ignore: { keys: [] },
  init: { keys: [] },
  completion: { keys: [] },
};

/** The first of these options that is one of scans and not of this command, and why. */
export function notTaken(
  command: Command,
  given: readonly string[],
): { key: string; why: string } | undefined {
  const { keys, idle = [], why } = TAKEN[command] ?? {};
  if (keys === undefined) return undefined;
  const key = given.find(
    (each) =>
      !keys.includes(each) && !idle.includes(each) && CLI_OPTIONS.some((option) => option.key === each),
  );
  if (key === undefined) return undefined;
  const see = `see keyscan ${command} --help`;
  return { key, why: why === undefined ? see : `${why}; ${see}` };
}

/** True where the help of a command names the option of a scan; `flag` as it is shown, such as `no-history`. */
export function isShown(command: Command, flag: string): boolean {
  const option = CLI_OPTIONS.find((each) => flag === each.flag || flag === `no-${each.flag}`);
  if (option === undefined) return true;
  const { key } = option;
  const { keys, idle = [] } = TAKEN[command] ?? {};
  const isForeign = COMMAND_OPTIONS.some((each) => each.key === key && !each.commands.includes(command));
  const isSenseless = SENSELESS_OPTIONS.some(
    (each) => each.key === key && each.value === (flag === option.flag) && each.commands.includes(command),
  );
  return !isForeign && !isSenseless && !idle.includes(key) && (keys?.includes(key) ?? true);
}
