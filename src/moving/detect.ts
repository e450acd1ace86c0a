/** Looks for set-ups of other scanners at the root of a repository. Their files are data of a tree that may be hostile. */
import { join } from "node:path";
import { readSmallFile } from "../sources/ignore-files.ts";
import type { RuleInfo } from "../types.ts";
import { emptyPlan, joinPlans, type Plan } from "./plan.ts";

/** Bytes; a baseline of some hundred thousand findings. */
const MAX_SIZE = 64 * 1024 * 1024;

type Reader = (text: string, file: string, infos: readonly RuleInfo[]) => Plan | Promise<Plan>;

const gitleaks: Reader = async (...args) => (await import("./gitleaks.ts")).readGitleaks(...args);
const gitleaksIgnore: Reader = async (text, file) =>
  (await import("./gitleaks.ts")).readGitleaksIgnore(text, file);
const detectSecrets: Reader = async (text, file) =>
  (await import("./detect-secrets.ts")).readDetectSecrets(text, file);
const secretlint: Reader = async (...args) => (await import("./secretlint.ts")).readSecretlint(...args);
const secretlintIgnore: Reader = async (text, file) =>
  (await import("./secretlint.ts")).readSecretlintIgnore(text, file);

const READERS: readonly (readonly [file: string, reader: Reader])[] = [
  [".gitleaks.toml", gitleaks],
  ["gitleaks.toml", gitleaks],
  [".github/gitleaks.toml", gitleaks],
  [".betterleaks.toml", gitleaks],
  [".gitleaksignore", gitleaksIgnore],
  [".betterleaksignore", gitleaksIgnore],
  [".secrets.baseline", detectSecrets],
  [".secretlintrc", secretlint],
  [".secretlintrc.json", secretlint],
  [".secretlintrc.yml", secretlint],
  [".secretlintrc.yaml", secretlint],
  [".secretlintignore", secretlintIgnore],
];

/** Programs, not data: they are not run. */
const CODE: readonly string[] = [".secretlintrc.js", ".secretlintrc.cjs", ".secretlintrc.mjs"];

/** Where scanners are called; those lines stay with whoever wrote them. */
const CALLERS: readonly string[] = [
  ".pre-commit-config.yaml",
  ".gitlab-ci.yml",
  "package.json",
  "lefthook.yml",
  ".husky/pre-commit",
];

const SCANNERS = /gitleaks|trufflehog|detect-secrets|secretlint|kingfisher|betterleaks/g;

/**
 * @param root Absolute.
 * @param callers More files in which scanners may be called, relative to the root.
 * @throws ConfigError for a file that can't be understood.
 */
export async function detectSetups(
  root: string,
  infos: readonly RuleInfo[],
  callers: readonly string[],
): Promise<Plan> {
  const plans: Plan[] = [];
  for (const [file, reader] of READERS) {
    const text = readSmallFile(join(root, file), MAX_SIZE);
    if (text === "too-large") plans.push(noted(`${file}: is larger than 64 MB, and was not read`));
    else if (text !== undefined) plans.push(await reader(text, file, infos));
  }
  for (const file of CODE) {
    if (readSmallFile(join(root, file), MAX_SIZE) === undefined) continue;
    plans.push({
      ...noted(`${file}: is a program, which keyscan does not run; carry its options over by hand`),
      found: [{ scanner: "secretlint", file }],
    });
  }
  for (const file of [...CALLERS, ...callers]) plans.push(callsIn(root, file));
  return joinPlans(plans);
}

function noted(note: string): Plan {
  return { ...emptyPlan(), notes: [note] };
}

function callsIn(root: string, file: string): Plan {
  const text = readSmallFile(join(root, file), MAX_SIZE);
  if (text === undefined || text === "too-large") return emptyPlan();
  const names = [...new Set(text.match(SCANNERS) ?? [])];
  return {
    ...emptyPlan(),
    found: names.map((scanner) => ({ scanner, file })),
    notes: names.map((name) => `${file}: calls ${name}; put keyscan in its place when you are content`),
  };
}
