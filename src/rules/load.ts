/** Reads rule files, the built-in ones at build time and the user's own. */
import { CHECK_NAMES } from "../engine/checks/index.ts";
import { parseDocument } from "../config/document.ts";
import { shownPath } from "../config/paths.ts";
import { readDocument } from "../config/read.ts";
import { checkRuleIds, ruleFilesIn, type RuleFile } from "./schema.ts";

/**
 * @param files Absolute paths.
 * @param cwd What error messages show paths relative to.
 * @throws ConfigError with every problem of the first file that has any.
 */
export async function readRuleFiles(files: readonly string[], cwd: string): Promise<RuleFile[]> {
  const read: RuleFile[] = [];
  for (const file of files) {
    const document = await readDocument(file, shownPath(file, cwd));
    read.push(...ruleFilesIn(document, CHECK_NAMES));
  }
  checkRuleIds(read);
  return read;
}

/**
 * A rule file that is no file but an object of a program's.
 *
 * @param name What to call it in errors, which give places in its JSON; ends in `.json`.
 * @throws ConfigError
 */
export async function ruleFilesOfObject(object: object, name: string): Promise<RuleFile[]> {
  return ruleFilesIn(await parseDocument(JSON.stringify(object, undefined, 2), name), CHECK_NAMES);
}
