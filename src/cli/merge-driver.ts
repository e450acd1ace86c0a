/**
 * Merging of baselines by git (gitattributes(5), "Defining a custom merge driver"): `keyscan baseline install-merge-driver` sets
 * it up in a clone, git then runs `keyscan baseline merge`.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mergeBaselines } from "../accept/baseline-file.ts";
import { BASELINE_NAME } from "../accept/load.ts";
import { writeFileSafely } from "../accept/write.ts";
import { searchedDirectories } from "../config/discover.ts";
import { ExitCode } from "../scan/exit-code.ts";
import { print } from "./stdout.ts";
import { UsageError } from "./usage-error.ts";

const NAME = "keyscan-baseline";
const ATTRIBUTE = `${BASELINE_NAME} merge=${NAME}`;

/**
 * Git gives the files of the common ancestor, of this side (into which the result goes) and of the other side.
 *
 * @throws UsageError
 */
export function mergeFiles(files: readonly string[]): ExitCode {
  const [base, ours, theirs, ...more] = files;
  if (base === undefined || ours === undefined || theirs === undefined || more.length > 0)
    throw new UsageError("baseline merge is run by git, with three files (BASE OURS THEIRS)");
  const merged = mergeBaselines(textOf(base), textOf(ours), textOf(theirs));
  // Git made the file for this, and looks at no other.
  writeFileSync(ours, merged);
  return ExitCode.Clean;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`${JSON.stringify(file)} can't be read: ${(error as NodeJS.ErrnoException).code}`);
  }
}

/** @throws UsageError where this is no working tree, or git can't be run. */
export function installMergeDriver(operands: readonly string[]): ExitCode {
  if (operands.length > 0) throw new UsageError("baseline install-merge-driver has no arguments");
  const root = searchedDirectories(".", process.cwd()).at(-1) ?? process.cwd();
  if (!existsSync(join(root, ".git"))) throw new UsageError("this is no git repository");
  configure(root, "name", "keyscan baseline: keeps the lines of both sides");
  configure(root, "driver", driver());
  const attributes = join(root, ".gitattributes");
  const text = existsSync(attributes) ? readFileSync(attributes, "utf8") : "";
  if (!text.split(/\r?\n/).includes(ATTRIBUTE)) {
    writeFileSafely(attributes, `${text}${text === "" || text.endsWith("\n") ? "" : "\n"}${ATTRIBUTE}\n`);
  }
  print(`${BASELINE_NAME} is merged by keyscan in this clone.\n`);
  print("Commit .gitattributes; whoever clones the repository runs this command once, too.\n");
  return ExitCode.Clean;
}

/** Where keyscan is gone one day, git merges the file as any other. */
function driver(): string {
  const [node = "node", script = ""] = process.argv.map(
    (word) => `'${word.replaceAll("'", String.raw`'\''`)}'`,
  );
  const merge = `${node} ${script} baseline merge %O %A %B`;
  return `[ -f ${script} ] && ${merge} || git merge-file %A %O %B`;
}

function configure(root: string, key: string, value: string): void {
  try {
    execFileSync("git", ["config", "--local", `merge.${NAME}.${key}`, value], { cwd: root, stdio: "pipe" });
  } catch (error) {
    const { code, stderr } = error as NodeJS.ErrnoException & { stderr?: Buffer };
    const why = code === "ENOENT" ? "git is not installed" : String(stderr ?? "").trim();
    throw new UsageError(`the merge driver can't be set: ${why}`);
  }
}
