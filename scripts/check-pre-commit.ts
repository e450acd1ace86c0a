/**
 * The hook as its users get it: `pre-commit try-repo` clones this repository (with changes that are not committed), npm installs
 * what the build needs and builds, and the hook has to stop a commit with a key. Takes most of a minute.
 *
 *   node scripts/run.mjs scripts/check-pre-commit.ts
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fillTemplate } from "../src/rules/template.ts";
import { find } from "./tools/pre-commit.ts";

const KEY = fillTemplate("{token:github-classic:ghp_}", 1);
const LIMIT_MS = 480_000;

const program = find();
if (program === undefined) console.log("skipped: there is no pre-commit here (npm run test:tools)");
else {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "keyscan-pre-commit-")));
  try {
    check(program, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function check(preCommit: string, folder: string): void {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", PRE_COMMIT_HOME: join(folder, "home") };
  const cwd = join(folder, "shop");
  const run = (command: string, ...args: string[]): { status: number | null; text: string } => {
    const options = { cwd, env, encoding: "utf8", timeout: LIMIT_MS } as const;
    const { status, stdout, stderr, error } = spawnSync(command, args, options);
    return { status, text: `${stdout}${stderr}${error?.message ?? ""}` };
  };
  spawnSync("git", ["init", "-q", cwd], { env });
  writeFileSync(join(cwd, "app.env"), `A=1\nTOKEN=${KEY}\n`);
  run("git", "add", "-A");
  const started = performance.now();
  const { status, text } = run(preCommit, "try-repo", process.cwd(), "keyscan", "--verbose");
  const seconds = Math.round((performance.now() - started) / 1000);
  const problems = [
    status === 1 ? "" : `it ends with ${status ?? "no exit code"}, not with 1`,
    text.includes("app.env:2:") ? "" : "it does not say where the key is",
    text.includes(KEY) ? "it shows the key" : "",
  ].filter((problem) => problem !== "");
  if (problems.length === 0) console.log(`installed and run in ${seconds} s; the commit is stopped`);
  else {
    console.error(`${problems.join("; ")}\n\n${text.replaceAll(KEY, "[key]")}`);
    process.exitCode = 1;
  }
}
