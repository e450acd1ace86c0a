/**
 * The scanners that are measured: how each is found and started, which exit codes are no failure, and who reads its report.
 * Checks of keys over the network and checks for updates are off in all of them; other settings are each tool's defaults,
 * except that size limits which would leave the log out are lifted.
 */
import { spawnSync } from "node:child_process";
import { basename, dirname } from "node:path";
import { findOnPath } from "./meter.ts";
import {
  readCredsweeper,
  readDetectSecrets,
  readGitleaks,
  readKeyscan,
  readKingfisher,
  readRipsecrets,
  readSecretlint,
  readTrufflehog,
  type ResultReader,
} from "./results.ts";

/** What is scanned. */
export interface Target {
  path: string;
  kind: "tree" | "file";
}

export interface Tool {
  name: string;
  version: string;
  /** The command for a target; `report` is a file it may write. */
  argv(target: Target, report: string): string[];
  okExits: readonly number[];
  /** Absent for a stand-in whose output nobody can read. */
  read?: ResultReader;
  /** Where the tool must be started for a target; absent: in an empty folder. */
  cwd?(target: Target): string;
}

interface Peer extends Omit<Tool, "version" | "argv"> {
  versionArgs: string[];
  args(target: Target, report: string): string[];
}

const gitleaksArgs: Peer["args"] = ({ path }, report) => [
  "dir",
  path,
  "--no-banner",
  "--no-color",
  "--exit-code",
  "0",
  "--report-format",
  "json",
  "--report-path",
  report,
];

const SECRETLINT_CONFIG = JSON.stringify({
  rules: [{ id: "@secretlint/secretlint-rule-preset-recommend" }],
});

const PEERS: readonly Peer[] = [
  {
    name: "kingfisher",
    versionArgs: ["--version"],
    args: ({ path }) => [
      "--no-update-check",
      "scan",
      path,
      "--no-validate",
      "--git-history",
      "none",
      "--max-file-size",
      "0",
      "--format",
      "json",
    ],
    okExits: [0, 200, 205],
    read: readKingfisher,
  },
  {
    name: "gitleaks",
    versionArgs: ["version"],
    args: gitleaksArgs,
    okExits: [0],
    read: readGitleaks,
  },
  // Validation is off unless asked for.
  {
    name: "betterleaks",
    versionArgs: ["version"],
    args: gitleaksArgs,
    okExits: [0],
    read: readGitleaks,
  },
  {
    name: "trufflehog",
    versionArgs: ["--version"],
    args: ({ path }) => ["filesystem", path, "--no-verification", "--no-update", "--json"],
    okExits: [0],
    read: readTrufflehog,
  },
  {
    name: "ripsecrets",
    versionArgs: ["--version"],
    args: ({ path }) => [path],
    okExits: [0, 1],
    read: readRipsecrets,
  },
  {
    name: "detect-secrets",
    versionArgs: ["--version"],
    // It reads nothing, without a word, when the path lies outside its working folder.
    cwd: ({ path, kind }) => (kind === "tree" ? path : dirname(path)),
    args: ({ path, kind }) => ["scan", "-n", "--all-files", kind === "tree" ? "." : basename(path)],
    okExits: [0],
    read: readDetectSecrets,
  },
  {
    name: "credsweeper",
    versionArgs: ["--version"],
    args: ({ path }, report) => ["--path", path, "--save-json", report, "--no-stdout"],
    okExits: [0],
    read: readCredsweeper,
  },
  {
    name: "secretlint",
    versionArgs: ["--version"],
    args: ({ path, kind }) => [
      "--secretlintrcJSON",
      SECRETLINT_CONFIG,
      "--format",
      "unix",
      kind === "tree" ? `${path}/**/*` : path,
    ],
    okExits: [0, 1],
    read: readSecretlint,
  },
];

/**
 * The peers that are on PATH, in a fixed order, with their versions.
 * @param wanted names to keep; absent: all
 * @throws RangeError when a wanted name is no peer that the benchmark knows
 */
export function findPeers(wanted?: readonly string[]): { found: Tool[]; missing: string[] } {
  const unknown = wanted?.find((name) => !PEERS.some((peer) => peer.name === name));
  if (unknown !== undefined) {
    throw new RangeError(`unknown peer "${unknown}"; known: ${PEERS.map((peer) => peer.name).join(", ")}`);
  }
  const found: Tool[] = [];
  const missing: string[] = [];
  for (const { versionArgs, args, ...peer } of PEERS) {
    if (wanted !== undefined && !wanted.includes(peer.name)) continue;
    const file = findOnPath(peer.name);
    if (file === undefined) missing.push(peer.name);
    else
      found.push({
        ...peer,
        version: versionOf(file, versionArgs),
        argv: (t, report) => [file, ...args(t, report)],
      });
  }
  return { found, missing };
}

/**
 * keyscan itself. Where the command holds `{}` that is replaced by the path and nothing is added, so that another program
 * can stand in for keyscan.
 */
export function keyscanTool(command: readonly string[]): Tool {
  const [file = "", ...rest] = command;
  const standIn = command.includes("{}");
  return {
    name: "keyscan",
    version: versionOf(file, [...rest.filter((word) => word !== "{}"), "--version"]),
    argv: ({ path }) =>
      standIn
        ? command.map((word) => (word === "{}" ? path : word))
        : [...command, "--format", "json", "--no-progress", path],
    okExits: [0, 1, 3],
    ...(!standIn && { read: readKeyscan }),
  };
}

/** The first number with dots that the tool prints when asked, or what Go's build information says, or "unknown". */
function versionOf(file: string, args: readonly string[]): string {
  const number = /\d+\.\d+[\w.+-]*/;
  const asked = spawnSync(file, args, { encoding: "utf8" });
  const own =
    asked.status !== 0 ? undefined : number.exec(`${asked.stdout ?? ""}\n${asked.stderr ?? ""}`)?.[0];
  if (own !== undefined) return own;
  // A binary made by `go install` carries its version as a module only.
  const built = spawnSync("go", ["version", "-m", file], { encoding: "utf8" });
  const module = new RegExp(`^\\s*mod\\s+\\S*${basename(file)}\\S*\\s+v(\\S+)`, "m").exec(built.stdout ?? "");
  return module?.[1] ?? "unknown";
}
