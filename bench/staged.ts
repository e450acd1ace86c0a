/**
 * What a commit hook adds to a commit: `keyscan staged` with three staged files in a repository of 50,000, over the question to git
 * that it can't do without; beside other scanners, where their commands are given.
 *
 *   node scripts/run.mjs bench/staged.ts [--files 50000] [--runs 15] [--keyscan CMD] [--peer NAME=CMD …]
 *
 * Commands are run in the repository, without a shell; a peer's is what its own hook runs, such as
 * `gitleaks=gitleaks git --pre-commit --staged --no-banner`.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { chooseMeter } from "./meter.ts";
import { runMeasured } from "./run.ts";
import { figure, formatTable, median } from "./table.ts";

/** Milliseconds over git that `keyscan staged` may take. */
const BAR = 150;

const STAGED: Readonly<Record<string, string>> = {
  "src/basket.ts": "export const total = (prices: number[]) => prices.reduce((a, b) => a + b, 0);\n",
  "src/shop.py": "import os\n\n\ndef shop():\n    return os.environ['SHOP_NAME']\n",
  "deploy/basket.yaml": "shop:\n  name: corner\n  keyboard: qwerty\n  tokens_per_minute: 60\n",
};

function git(directory: string, args: readonly string[], input?: string): void {
  const config = ["-c", "user.name=Bench", "-c", "user.email=bench@example.org", "-c", "gc.auto=0"];
  const run = spawnSync("git", [...config, ...args], {
    cwd: directory,
    input: input ?? "",
    env: { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" },
  });
  if (run.status !== 0) throw new Error(`git ${args[0]} failed: ${run.stderr.toString()}`);
}

/** A repository with as many small files in one commit, and three more that are staged. */
function makeRepository(directory: string, files: number): void {
  git(directory, ["init", "-q", "-b", "main"]);
  const lines = [
    "commit refs/heads/main",
    "committer Bench <bench@example.org> 1700000000 +0000",
    "data 5",
    "base",
    "",
  ];
  for (let i = 0; i < files; i++) {
    const text = `export const value${i} = ${i % 977};\n`.repeat(1 + (i % 40));
    lines.push(`M 100644 inline src/m${i % 500}/file${i}.ts`, `data ${text.length}`, text);
  }
  git(directory, ["fast-import", "--quiet"], `${lines.join("\n")}\n`);
  // The index alone matters: no file of the working tree is looked at.
  git(directory, ["read-tree", "HEAD"]);
  for (const [name, content] of Object.entries(STAGED)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
  git(directory, ["add", ...Object.keys(STAGED)]);
}

interface Command {
  name: string;
  argv: string[];
  wall: number[];
  cpu: number[];
  exits: Set<number | null>;
}

function command(name: string, text: string): Command {
  return { name, argv: text.split(" ").filter((word) => word !== ""), wall: [], cpu: [], exits: new Set() };
}

function peer(value: string): Command {
  const cut = value.indexOf("=");
  if (cut < 1) throw new Error(`--peer must be NAME=COMMAND, not ${JSON.stringify(value)}`);
  return command(value.slice(0, cut), value.slice(cut + 1));
}

async function measure(
  commands: readonly Command[],
  runs: number,
  scratch: string,
  cwd: string,
): Promise<void> {
  const meter = chooseMeter(true);
  const settings = {
    meter,
    cwd,
    stdout: join(scratch, "out"),
    stderr: join(scratch, "err"),
    limitSeconds: 120,
    signal: new AbortController().signal,
  };
  console.log(`${runs} runs of each in turn, ${meter.description}`);
  for (let run = 0; run < runs; run++) {
    for (const one of commands) {
      const { wallSeconds, cpuSeconds, exitCode } = await runMeasured(one.argv, settings);
      one.wall.push(wallSeconds * 1000);
      if (cpuSeconds !== undefined) one.cpu.push(cpuSeconds * 1000);
      one.exits.add(exitCode);
    }
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      files: { type: "string", default: "50000" },
      runs: { type: "string", default: "15" },
      keyscan: { type: "string", default: `${process.execPath} ${join(process.cwd(), "dist/cli.cjs")}` },
      peer: { type: "string", multiple: true, default: [] },
    },
  });
  const scratch = mkdtempSync(join(tmpdir(), "keyscan-bench-"));
  const repository = join(scratch, "repository");
  mkdirSync(repository);
  try {
    makeRepository(repository, Number(values.files));
    const base = command("git diff --cached --raw", "git diff --cached --raw");
    const own = command("keyscan staged", `${values.keyscan} staged`);
    const commands = [base, command("node -e 0", `${process.execPath} -e 0`), own, ...values.peer.map(peer)];
    await measure(commands, Number(values.runs), scratch, repository);
    const over = (list: readonly number[], of: readonly number[]): string =>
      figure((median(list) ?? Number.NaN) - (median(of) ?? Number.NaN));
    console.log(
      formatTable(
        ["command", "wall ms", "least", "CPU ms", "wall over git", "CPU over git", "exit"],
        commands.map((one) => [
          one.name,
          figure(median(one.wall)),
          figure(Math.min(...one.wall)),
          figure(median(one.cpu)),
          over(one.wall, base.wall),
          over(one.cpu, base.cpu),
          [...one.exits].join(", "),
        ]),
      ),
    );
    const wall = (median(own.wall) ?? Number.NaN) - (median(base.wall) ?? Number.NaN);
    console.log(`keyscan over git: ${figure(wall)} ms, bar ${BAR} ms: ${wall <= BAR ? "met" : "NOT met"}`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
