/**
 * `keyscan init`: a configuration for this repository, with what set-ups of other scanners say, a git hook, and a job for CI. Shows all
 * before it writes.
 */
import { existsSync, lstatSync, mkdirSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { BASELINE_NAME } from "../accept/load.ts";
import { writeFileSafely } from "../accept/write.ts";
import { CONFIG_NAMES, searchedDirectories } from "../config/discover.ts";
import { checkDocument, parseDocument } from "../config/document.ts";
import { configShape } from "../config/options.ts";
import { configText, RULES_FILE, rulesText } from "../moving/config-text.ts";
import { detectSetups } from "../moving/detect.ts";
import type { Plan } from "../moving/plan.ts";
import { count } from "../report/amounts.ts";
import { safeText } from "../report/safe-text.ts";
import { selectRules } from "../scan.ts";
import { ExitCode } from "../scan/exit-code.ts";
import { finder } from "../scan/rule-test.ts";
import { offerHook, type OfferedHook } from "./init-hook.ts";
import { takeKnown } from "./init-known.ts";
import { offerWorkflow, type OfferedWorkflow } from "./init-workflow.ts";
import type { CommandInvocation } from "./invocation.ts";
import { print } from "./stdout.ts";
import { UsageError, writing } from "./usage-error.ts";

const CONFIG_NAME = "keyscan.config.yaml";

/** @throws UsageError, ConfigError */
export async function initCommand({ operands, options }: CommandInvocation): Promise<ExitCode> {
  if (operands.length > 0) throw new UsageError("init takes no paths; run it in the repository");
  const cwd = process.cwd();
  const root = searchedDirectories(".", cwd).at(-1) ?? cwd;
  const { infos } = await selectRules({});
  const workflows = workflowsIn(root);
  const plan = await detectSetups(root, { infos, finds: finder() }, workflows);
  const force = options["force"] === true;
  const hook = options["hook"] === false ? {} : offerHook(root);
  const workflow =
    options["workflow"] === false
      ? { present: [] }
      : offerWorkflow(root, workflows, { action: options["action"] as string | undefined, force });
  const kept = keptFiles(root, force);
  const files = [
    ...(kept.length > 0 ? [] : filesOf(plan)),
    ...(workflow.file === undefined ? [] : [workflow.file]),
  ];
  for (const { name } of files) refuseLinks(root, name);
  await checkConfig(files);
  show(plan, files);
  showKept(kept, plan);
  showWorkflow(workflow);
  showHook(hook);
  if (files.length === 0 && plan.known.length === 0 && hook.plan === undefined) {
    print("\nThere is nothing left to write.\n");
    return ExitCode.Clean;
  }
  if (options["dryRun"] === true || !(await isWanted(options))) {
    print("\nNothing was written.\n");
    return ExitCode.Clean;
  }
  for (const { name, text } of files) {
    writing(name, () => mkdirSync(dirname(join(root, name)), { recursive: true }));
    writeFileSafely(join(root, name), text);
    print(`wrote ${name}\n`);
  }
  if (plan.known.length > 0) print(await takeKnown(plan.known, root));
  if (hook.plan !== undefined) {
    hook.plan.apply();
    print(`${safeText(hook.plan.done)}\n`);
  }
  print(NEXT);
  return ExitCode.Clean;
}

/**
 * What comes of other scanners' files is read before it is written.
 *
 * @throws ConfigError
 */
async function checkConfig(files: readonly PlannedFile[]): Promise<void> {
  for (const { name, text } of files) {
    if (name !== CONFIG_NAME) continue;
    const document = await parseDocument(text, name);
    if (document.data !== null) checkDocument(document, configShape);
  }
}

/** What an earlier run or its owner has written: configuration and rules belong together, so one of them keeps both. */
function keptFiles(root: string, force: boolean): string[] {
  const there = [...CONFIG_NAMES, RULES_FILE].filter((name) => existsSync(join(root, name)));
  if (!force) return there;
  const other = there.find((name) => name !== CONFIG_NAME && name !== RULES_FILE);
  if (other !== undefined)
    throw new UsageError(
      `${other} is there, and a directory has one configuration; remove it, and run init again`,
    );
  return [];
}

function showKept(kept: readonly string[], plan: Plan): void {
  if (kept.length === 0) return;
  const [it, them] =
    kept.length === 1
      ? ["is there, and is left as it is", "it"]
      : ["are there, and are left as they are", "them"];
  print(`\n${kept.join(" and ")} ${it} (--force replaces ${them})\n`);
  const says = { rules: plan.rules, allow: plan.allow, disableRule: plan.disableRule, exclude: plan.exclude };
  const lists = Object.entries(says).filter(([, list]) => list.length > 0);
  if (lists.length === 0) return;
  print("These set-ups say more, which was not carried over now; keyscan init --force --dry-run shows it:\n");
  for (const [name, list] of lists) print(`  ${name}: ${count(list.length, "entry", "entries")}\n`);
}

/** The tree may have a link where a folder should be, which leads out of it. */
function refuseLinks(root: string, name: string): void {
  for (let folder = dirname(name); folder !== "."; folder = dirname(folder)) {
    const there = lstatSync(join(root, folder), { throwIfNoEntry: false });
    if (there !== undefined && !there.isDirectory())
      throw new UsageError(`${folder} is no folder of this tree, so ${name} can't be written; nothing was`);
  }
}

const NEXT = `
Next:
  keyscan                     see what is found
  keyscan baseline create     or, if that is a lot: take it all in, and be told of new findings only
Comments such as gitleaks:allow and pragma: allowlist secret are understood as they are.
`;

interface PlannedFile {
  name: string;
  text: string;
}

function filesOf(plan: Plan): PlannedFile[] {
  const config = { name: CONFIG_NAME, text: configText(plan) };
  return plan.rules.length === 0 ? [config] : [config, { name: RULES_FILE, text: rulesText(plan.rules) }];
}

function workflowsIn(root: string): string[] {
  const folder = ".github/workflows";
  try {
    const names = readdirSync(join(root, folder)).filter((name) => /\.ya?ml$/.test(name));
    return names.slice(0, 200).map((name) => `${folder}/${name}`);
  } catch {
    return [];
  }
}

function show(plan: Plan, files: readonly PlannedFile[]): void {
  for (const { scanner, file } of plan.found) print(`found ${safeText(scanner)}: ${safeText(file)}\n`);
  for (const { name, text } of files) print(`\n${name}\n${quoted(text)}`);
  if (plan.known.length > 0)
    print(`\n${BASELINE_NAME}\n  ${count(plan.known.length, "known finding")} to be looked for by a scan\n`);
  if (plan.notes.length > 0) print("\nNot carried over, or left to you:\n");
  for (const note of plan.notes) print(`  - ${safeText(note)}\n`);
}

function quoted(text: string): string {
  const lines = text.trimEnd().split("\n");
  return lines.map((line) => `  | ${safeText(line)}\n`).join("");
}

function showWorkflow({ lines, present }: OfferedWorkflow): void {
  for (const text of present) print(`\n${safeText(text)}\n`);
  if (lines !== undefined) print(`\n${lines.name}: to be added by you\n${quoted(lines.text)}`);
}

function showHook({ plan, present, problem }: OfferedHook): void {
  if (present !== undefined) print(`\ngit hook ${safeText(present)}\n`);
  if (plan !== undefined && plan.steps.length > 0)
    print(`\ngit hook pre-commit\n${quoted(plan.steps.join("\n"))}`);
  if (problem !== undefined) print(`\ngit hook pre-commit: left to you\n${quoted(problem)}`);
}

async function isWanted(options: CommandInvocation["options"]): Promise<boolean> {
  if (options["yes"] === true) return true;
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    print("\nThis is no terminal: run again with --yes to have it written.");
    return false;
  }
  const { confirm } = await import("@clack/prompts");
  return (await confirm({ message: "Write this?" })) === true;
}
