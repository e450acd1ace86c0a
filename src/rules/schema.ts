/** Rule files, built-in or the user's own: from parsed document to checked source, with every problem in its place. */
import { checkDocument, placeProblem, type ParsedDocument } from "../config/document.ts";
import { ConfigError, type ConfigProblem, type Path } from "../config/error.ts";
import { expandComposed } from "./composed-file.ts";
import { composedFileShape, ruleFileShape } from "./schema-fields.ts";
import type { RuleFileSource } from "./schema-types.ts";

export { ruleFileShape } from "./schema-fields.ts";
export type { RuleFileSource, RuleSource } from "./schema-types.ts";

/** A checked rule file together with the document that it comes from. */
export interface RuleFile {
  document: ParsedDocument;
  source: RuleFileSource;
  /** Where its rules stand in the document. */
  rulesAt: Path;
}

/** What a document holds: a rule file, or, where it has `providers`, composed rules of many. Parameters as of `validateRuleFile`. */
export function ruleFilesIn(document: ParsedDocument, knownChecks: readonly string[]): RuleFile[] {
  const { data } = document;
  const isComposed = data !== null && typeof data === "object" && "providers" in data;
  if (!isComposed) return [{ document, source: validateRuleFile(document, knownChecks), rulesAt: ["rules"] }];
  const sources = expandComposed(checkDocument(document, composedFileShape(knownChecks)));
  return sources.map((source, at) => ({ document, source, rulesAt: ["providers", at, "keys"] }));
}

/**
 * The rule file in a document. `knownChecks` are the names that `checksum` and `structure` may have. Regular
 * expressions are parsed but not run; whether they run in linear time is left to the compiler.
 *
 * @throws ConfigError with every problem of the file
 */
export function validateRuleFile(document: ParsedDocument, knownChecks: readonly string[]): RuleFileSource {
  const source = checkDocument(document, ruleFileShape(knownChecks));
  checkRuleIds([{ document, source, rulesAt: ["rules"] }]);
  return source;
}

/**
 * Checks that no two rules of all files have one id, and that no rule was `formerly` called what another one is called
 * now. `builtIn` are ids of rules that are in force besides the files.
 *
 * @throws ConfigError that names the places of both rules
 */
export function checkRuleIds(files: readonly RuleFile[], builtIn: Iterable<string> = []): void {
  const owners = new Map<string, string>();
  for (const id of builtIn) owners.set(id, "of a built-in rule");
  const problems: ConfigProblem[] = [];
  const uses = files.flatMap(idUses);
  for (const use of uses.filter((candidate) => candidate.current)) {
    if (owners.has(use.id)) problems.push(takenId(use, owners.get(use.id)));
    else owners.set(use.id, `of the rule in ${placeOf(use)}`);
  }
  for (const use of uses.filter((candidate) => !candidate.current)) {
    if (owners.has(use.id)) problems.push(takenId(use, owners.get(use.id)));
  }
  if (problems.length > 0) throw new ConfigError(problems);
}

interface IdUse {
  document: ParsedDocument;
  id: string;
  path: Path;
  /** False for ids in `formerly`. */
  current: boolean;
}

function idUses({ document, source, rulesAt }: RuleFile): IdUse[] {
  return source.rules.flatMap((rule, index) => [
    { document, id: rule.id, path: [...rulesAt, index, "id"], current: true },
    ...(rule.formerly ?? []).map((id, at) => ({
      document,
      id,
      path: [...rulesAt, index, "formerly", at],
      current: false,
    })),
  ]);
}

function placeOf(use: IdUse): string {
  return `${use.document.file}:${use.document.position(use.path).line}`;
}

function takenId(use: IdUse, owner = ""): ConfigProblem {
  const message = `is already the id ${owner}`;
  const hint = "choose another id; disableRule switches a rule off";
  return placeProblem(use.document, { path: use.path, at: "value", message, hint });
}
