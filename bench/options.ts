/**
 * The benchmark's options: argv → one checked value. Nothing else reads the command line.
 */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

/** 1 MB is 1,048,576 bytes everywhere in the benchmark, so that `--big 2048` reaches 2^31 bytes. */
export const MB: number = 1024 * 1024;

export type Section = "tree" | "log" | "big" | "startup" | "redos";

export interface Options {
  /** What is measured, in this order. */
  sections: Section[];
  /** Source of the tree corpus; absent: found on this machine. */
  path?: string;
  /** Size at which the tree corpus is full, MB; Infinity: all of `path`. */
  sizeMB: number;
  logMB: number;
  bigMB: number;
  runs: number;
  /** Names of the peers wanted; absent: every one found on PATH. */
  peers?: string[];
  /** The keyscan command in words; `{}` stands for the scanned path and then nothing is appended. */
  keyscan: string[];
  json?: string;
  /** A run that takes longer is stopped, seconds. */
  limitSeconds: number;
  help: boolean;
}

export const USAGE = `usage: npm run bench -- [options]
  --path DIR      take the tree corpus from DIR (default: source found on this machine)
  --size MB       size of the tree corpus (default 300, with --path all of it; 0 = no tree)
  --log MB        size of the log (default 1000; 0 = none)
  --big MB        also scan one file of this size, keyscan alone (default 0; 2048 = 2 GB)
  --startup       measure start-up only
  --redos         measure linear time on hostile inputs only
  --runs N        runs of each tool; medians are printed (default 3)
  --peers A,B     only these peers (default: all found on PATH)
  --keyscan CMD   how to start keyscan (default: node dist/cli.cjs); {} in it stands for the path
  --limit S       stop a run after this many seconds (default 600)
  --json FILE     also write the figures to FILE
  --help`;

/**
 * Parses the arguments after the script name.
 * @param root folder of the checkout, for the default keyscan command
 * @throws TypeError for an unknown option or a value that is no number where one is needed
 */
export function parseOptions(argv: readonly string[], root: string): Options {
  const { values } = parseArgs({
    // `npm run bench -- …` may hand its own separator on.
    args: argv[0] === "--" ? argv.slice(1) : [...argv],
    strict: true,
    options: {
      path: { type: "string" },
      size: { type: "string" },
      log: { type: "string", default: "1000" },
      big: { type: "string", default: "0" },
      startup: { type: "boolean", default: false },
      redos: { type: "boolean", default: false },
      runs: { type: "string", default: "3" },
      peers: { type: "string" },
      keyscan: { type: "string" },
      limit: { type: "string", default: "600" },
      json: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  const sizeMB =
    values.size === undefined
      ? values.path === undefined
        ? 300
        : Number.POSITIVE_INFINITY
      : amount("--size", values.size);
  const logMB = amount("--log", values.log);
  const bigMB = amount("--big", values.big);
  const runs = amount("--runs", values.runs);
  if (!Number.isInteger(runs) || runs < 1) throw new TypeError("--runs needs a whole number from 1");
  const command =
    values.keyscan === undefined ? [process.execPath, join(root, "dist/cli.cjs")] : words(values.keyscan);
  if (command.length === 0) throw new TypeError("--keyscan needs a command");
  return {
    sections: chooseSections({
      sizeMB,
      logMB,
      bigMB,
      startup: values.startup,
      redos: values.redos,
    }),
    ...(values.path !== undefined && { path: resolve(values.path) }),
    sizeMB,
    logMB,
    bigMB,
    runs,
    ...(values.peers !== undefined && {
      peers: values.peers.split(",").filter((name) => name !== ""),
    }),
    keyscan: command.map(absoluteIfFile),
    ...(values.json !== undefined && { json: resolve(values.json) }),
    limitSeconds: amount("--limit", values.limit),
    help: values.help,
  };
}

/** Splits a command line at blanks; single and double quotes keep words together, there are no escapes. */
export function words(command: string): string[] {
  return [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map((m) => m[1] ?? m[2] ?? m[3] ?? "");
}

function chooseSections(o: {
  sizeMB: number;
  logMB: number;
  bigMB: number;
  startup: boolean;
  redos: boolean;
}): Section[] {
  if (o.startup || o.redos)
    return [...(o.startup ? ["startup" as const] : []), ...(o.redos ? ["redos" as const] : [])];
  return [
    ...(o.sizeMB > 0 ? ["tree" as const] : []),
    ...(o.logMB > 0 ? ["log" as const] : []),
    ...(o.bigMB > 0 ? ["big" as const] : []),
    "startup",
  ];
}

function amount(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value < 0) {
    throw new TypeError(`${option} needs a number from 0, not "${text}"`);
  }
  return value;
}

/** Tools run in an empty folder, so a path relative to this one must not stay relative. */
function absoluteIfFile(word: string): string {
  return word.includes("/") && existsSync(word) ? resolve(word) : word;
}
