/** What `keyscan fix` says about its changes: what is replaced, what is left and why, and what has to be done now. */
import type { Left, Plan } from "../fix/plan.ts";
import { recipeFor, TARGETS, type Step, type Target } from "../fix/recipes/index.ts";
import type { SideFile } from "../fix/side-files.ts";
import type { WriteFailure } from "../fix/write.ts";
import { count } from "../report/amounts.ts";
import { safeText } from "../report/safe-text.ts";
import type { RuleInfo, ScanSummary } from "../types.ts";

export interface FixReport {
  plan: Plan;
  sides: readonly SideFile[];
  failures: readonly WriteFailure[];
  summary: ScanSummary;
  rules: readonly RuleInfo[];
  isWritten: boolean;
  showsSecrets: boolean;
  quiet: boolean;
  keepsValues: boolean;
  target: Target | undefined;
}

/** Lines for people; no secret in the clear. */
export function fixText(report: FixReport): string {
  const { plan, quiet } = report;
  const parts = [head(report), left(plan.left), errors(report)];
  if (plan.changes.length > 0 && !quiet) parts.push(beside(report), proof(plan), notes(plan), next(report));
  return parts.filter((part) => part !== "").join("\n");
}

function head({ plan, isWritten, failures }: FixReport): string {
  const fixed = plan.changes.flatMap(({ fixed: list }) => list);
  if (fixed.length === 0) {
    return plan.left.length === 0 ? "No hard-coded secret found.\n" : "Nothing can be replaced.\n";
  }
  const files = count(plan.changes.length, "file");
  const done = isWritten && failures.length === 0 ? "replaced" : "can be replaced";
  const dry = isWritten ? "" : " (nothing was written; keyscan fix --write does)";
  const lines = fixed.map(({ place, variable, kind }) => {
    const what = kind === "comment" ? `taken out of a comment, <${variable}>` : variable;
    return `  ${where(place)}  ${safeText(place.title)} ${safeText(place.redacted)} -> ${what}\n`;
  });
  return `${count(fixed.length, "place")} in ${files} ${done}${dry}:\n${lines.join("")}`;
}

function where({ shown, line }: Left["place"]): string {
  return `${safeText(shown)}:${line}`;
}

function left(list: readonly Left[]): string {
  if (list.length === 0) return "";
  const lines = list.map(({ place, refused, advice }) => {
    const more = advice === undefined ? "" : `\n      ${advice}`;
    return `  ${where(place)}  ${safeText(place.title)}: ${safeText(refused)}${more}\n`;
  });
  return `${count(list.length, "place")} left as ${list.length === 1 ? "it is" : "they are"}:\n${lines.join("")}`;
}

function errors({ failures, summary }: FixReport): string {
  const failed = failures.map(
    ({ path, reason }) => `  ${safeText(path)}: not written, ${safeText(reason)}\n`,
  );
  const unread = summary.errors.map(
    ({ path, message }) => `  ${safeText(path)}: not scanned, ${safeText(message)}\n`,
  );
  const lines = [...failed, ...unread];
  return lines.length === 0 ? "" : `Incomplete:\n${lines.join("")}`;
}

function beside({ sides, isWritten, showsSecrets, keepsValues }: FixReport): string {
  const lines = sides.map(
    ({ name, isSecret }) =>
      `  ${name}${isSecret ? "  with the values, for your eyes only (mode 600)" : ""}\n`,
  );
  const written = lines.length === 0 ? "" : `Beside the code:\n${lines.join("")}`;
  const kept = keepsValues ? "" : "The values are not kept; --keep-value writes them into .env.\n";
  const redacted =
    isWritten || showsSecrets
      ? ""
      : "Secrets are redacted in the diff, which therefore can't be applied by git; --show-secrets leaves them in.\n";
  return written + kept + redacted;
}

function proof({ changes }: Plan): string {
  const proofs = new Map(changes.map(({ language, proof: text }) => [language, text]));
  const lines = [...proofs].map(([language, text]) => `  ${language}: ${text}\n`);
  return `How the results were checked:\n${lines.join("")}`;
}

function notes({ notes: list }: Plan): string {
  return list.map((note) => `Note: ${safeText(note)}\n`).join("");
}

function next(report: FixReport): string {
  const { plan, rules, target } = report;
  const found = new Set(plan.changes.flatMap(({ fixed }) => fixed.map(({ place }) => place.ruleId)));
  const revoked = rules.filter(({ id }) => found.has(id));
  const lines = revoked.map(
    ({ title, remediation: { revokeUrl, summary } }) =>
      `  ${safeText(title)}: ${safeText(revokeUrl ?? summary)}\n`,
  );
  const history =
    "The old keys are still in the history of the repository, in clones and in builds: a fix makes none of them safe.\n" +
    "Revoke them first:\n";
  const recipe =
    target === undefined
      ? `Then set the new ones where the program runs (--to ${TARGETS.join("|")} says how).\n`
      : stepsText(recipeFor(target, plan.variables));
  return `${history}${lines.join("")}${plan.variables.length === 0 ? "" : recipe}`;
}

function stepsText(steps: readonly Step[]): string {
  return steps.map((step) => ("say" in step ? `${step.say}\n` : `    ${step.run}\n`)).join("");
}
