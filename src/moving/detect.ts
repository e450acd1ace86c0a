/** Looks for set-ups of other scanners at the root of a repository. Their files are data of a tree that may be hostile. */
import { readdirSync, realpathSync } from "node:fs";
import { join, sep } from "node:path";
import { readOwnFile } from "../sources/ignore-files.ts";
import type { RuleInfo } from "../types.ts";
import { emptyPlan, joinPlans, type Plan } from "./plan.ts";

/** Bytes; a baseline of some hundred thousand findings. */
const MAX_SIZE = 64 * 1024 * 1024;

/** What readers are told of keyscan, and of the tree. */
interface Surroundings {
  /** The built-in rules. */
  infos: readonly RuleInfo[];
  /** True where they find a secret in the text. */
  finds(text: string): boolean;
  /** Another file of the tree. */
  read(file: string): string | undefined;
}

type Reader = (text: string, file: string, around: Surroundings) => Plan | Promise<Plan>;

const gitleaks: Reader = async (text, file, around) =>
  (await import("./gitleaks.ts")).readGitleaks({ text, file, ...around });
const gitleaksIgnore: Reader = async (text, file) =>
  (await import("./gitleaks.ts")).readGitleaksIgnore(text, file);
const detectSecrets: Reader = async (text, file) =>
  (await import("./detect-secrets.ts")).readDetectSecrets(text, file);
const secretlint: Reader = async (text, file, around) =>
  (await import("./secretlint.ts")).readSecretlint(text, file, around);
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
  ".husky/pre-push",
  ".git/hooks/pre-commit",
  ".git/hooks/pre-push",
];

const SCANNERS = /gitleaks|trufflehog|detect-secrets|secretlint|kingfisher|betterleaks/g;

/**
 * @param root Absolute.
 * @param callers More files in which scanners may be called, relative to the root.
 * @throws ConfigError for a file that can't be understood.
 */
export async function detectSetups(
  root: string,
  rules: Pick<Surroundings, "infos" | "finds">,
  callers: readonly string[],
): Promise<Plan> {
  const plans: Plan[] = [];
  const read = (file: string): string | undefined => {
    const text = isInside(root, file) ? readFile(root, file) : undefined;
    return text === "too-large" ? undefined : text;
  };
  for (const [file, reader] of READERS) {
    // What another one extends has been read with it.
    if (plans.some(({ found }) => found.some((one) => one.file === file))) continue;
    const text = readFile(root, file);
    if (text === "too-large") plans.push(noted(`${file}: is larger than 64 MB, and was not read`));
    else if (text !== undefined) plans.push(await reader(text, file, { ...rules, read }));
  }
  for (const file of CODE) {
    if (readFile(root, file) === undefined) continue;
    plans.push({
      ...noted(`${file}: is a program, which keyscan does not run; carry its options over by hand`),
      found: [{ scanner: "secretlint", file }],
    });
  }
  for (const file of [...CALLERS, ...callers]) plans.push(callsIn(root, file));
  plans.push(...(await trufflehogPlans(root, [...CALLERS, ...callers])));
  return joinPlans(plans);
}

/** The text of a small file of the root, without a byte order mark; "too-large", or undefined where there is none to read. */
function readFile(root: string, name: string): string | "too-large" | undefined {
  return readOwnFile(join(root, name), MAX_SIZE)?.replace(/^\uFEFF/, "");
}

function noted(note: string): Plan {
  return { ...emptyPlan(), notes: [note] };
}

/** Its files have no fixed names: some are customary, others named where it is called. */
async function trufflehogPlans(root: string, callers: readonly string[]): Promise<Plan[]> {
  const trufflehog = await import("./trufflehog.ts");
  const named = namesAt(root).filter((name) => /^\.?trufflehog/i.test(name));
  const excludes = new Set(named.filter((name) => /ignore|exclude/i.test(name)));
  const plans: Plan[] = [];
  for (const file of callers) {
    const text = readFile(root, file);
    if (typeof text !== "string" || !text.includes("trufflehog")) continue;
    const calls = trufflehog.readTrufflehogCalls(text, file);
    plans.push(calls.plan);
    for (const name of calls.excludeFiles) excludes.add(name);
  }
  for (const name of excludes) {
    const text = isInside(root, name) ? readFile(root, name) : undefined;
    const isText = text !== undefined && text !== "too-large";
    plans.push(
      isText
        ? trufflehog.readTrufflehogExcludes(text, name)
        : noted(
            `${name}: trufflehog reads excluded paths from it, but it is no file of this tree that can be read`,
          ),
    );
  }
  for (const name of named.filter((one) => /\.ya?ml$/i.test(one) && !excludes.has(one))) {
    const text = readFile(root, name);
    if (typeof text === "string") plans.push(trufflehog.readTrufflehogConfig(text, name));
  }
  return plans;
}

function namesAt(root: string): string[] {
  try {
    return readdirSync(root).sort();
  } catch {
    return [];
  }
}

/** A link on the way may lead out of the tree. */
function isInside(root: string, file: string): boolean {
  try {
    return realpathSync(join(root, file)).startsWith(realpathSync(root) + sep);
  } catch {
    return false;
  }
}

function callsIn(root: string, file: string): Plan {
  const text = readFile(root, file);
  if (text === undefined || text === "too-large") return emptyPlan();
  const names = [...new Set(text.match(SCANNERS) ?? [])];
  return {
    ...emptyPlan(),
    found: names.map((scanner) => ({ scanner, file })),
    notes: names.map((name) => `${file}: calls ${name}; put keyscan in its place when you are content`),
  };
}
