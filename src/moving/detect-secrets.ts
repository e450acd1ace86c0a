/** Set-ups of detect-secrets: `.secrets.baseline`. Its hashes are SHA-1 of the secrets. */
import { fileError } from "../config/error.ts";
import type { AllowSource } from "../config/options.ts";
import { allowPatterns } from "./foreign-pattern.ts";
import { withoutSecrets } from "./literal-secret.ts";
import { asTable, asTables, asText, asTexts, emptyPlan, type Loose, type Plan } from "./plan.ts";

/** @throws ConfigError for what is no JSON. */
export function readDetectSecrets(text: string, file: string): Plan {
  const plan = emptyPlan();
  plan.found.push({ scanner: "detect-secrets", file });
  // Hashes look like keys.
  plan.exclude.push(`/${file}`);
  const document = asTable(parseJson(text, file));
  if (Array.isArray(document["results"]) || typeof document["results"] !== "object")
    throw fileError(file, { message: "has no results", hint: "detect-secrets scan writes a file that has" });
  takeResults(asTable(document["results"]), plan, file);
  for (const [kind, pattern] of exclusions(document)) {
    const patterns = kind === "file" ? [pattern] : withoutSecrets([pattern], { plan, file });
    for (const own of allowPatterns(patterns, { plan, file }))
      plan.allow.push({ ...allowOf(kind, own), reason: `from ${file}` });
  }
  for (const loss of losses(document)) plan.notes.push(`${file}: ${loss}`);
  return plan;
}

/** Plugins that find what is of no known make; who does without them wants to hear of keys alone. */
const GUESSING: readonly string[] = ["KeywordDetector", "Base64HighEntropyString", "HexHighEntropyString"];

/** What keyscan has no equal for. */
function losses(document: Loose): string[] {
  const plugins = asTables(document["plugins_used"]);
  const filters = asTables(document["filters_used"]);
  const names = new Set(plugins.map((plugin) => plugin["name"]));
  const own = [...plugins, ...filters].map((one) => asText(one["path"]) ?? "");
  const isListed = filters.some(({ path }) => /\.wordlist\./.test(asText(path) ?? ""));
  const words = asText(asTable(document["word_list"])["file"]);
  const off = plugins.length === 0 ? [] : GUESSING.filter((name) => !names.has(name));
  return [
    ...own
      .filter((path) => path.startsWith("file://"))
      .map((path) => `${path.slice(0, 80)} is a program, which keyscan does not run; see rules of your own`),
    ...(isListed || words !== undefined
      ? ["its list of words was left out; `stopwords` of `allow` takes such words"]
      : []),
    ...(plugins.some((plugin) => asText(plugin["keyword_exclude"]) !== undefined)
      ? ["`keyword_exclude` was left out; `allow` takes expressions for lines"]
      : []),
    ...(off.length > 0
      ? [
          `does without ${off.join(", ")}; keyscan's rules for passwords and secrets of unknown make stay in force, see \`disableRule\``,
        ]
      : []),
  ];
}

function takeResults(results: Loose, plan: Plan, file: string): void {
  let real = 0;
  for (const [path, found] of Object.entries(results)) {
    for (const result of asTables(found)) {
      const sha1 = asText(result["hashed_secret"]);
      const line = Number(result["line_number"]);
      // Somebody has looked at it and called it a real secret.
      if (result["is_secret"] === true) real++;
      else {
        plan.known.push({
          from: file,
          path: path.replaceAll("\\", "/"),
          ...(Number.isInteger(line) && line > 0 ? { line } : {}),
          ...(sha1 === undefined ? {} : { sha1: sha1.toLowerCase() }),
        });
      }
    }
  }
  if (real > 0) plan.notes.push(`${file}: ${real} marked as real secrets; they stay reported`);
}

type Kind = "file" | "line" | "secret";

/** What is left out, by patterns: as versions before 1.0 write it, and since. */
function exclusions(document: Loose): [kind: Kind, pattern: string][] {
  const before = asTable(document["exclude"]);
  const found: [Kind, string][] = [
    ...asTexts(before["files"]).map((text): [Kind, string] => ["file", text]),
    ...asTexts(before["lines"]).map((text): [Kind, string] => ["line", text]),
  ];
  for (const filter of asTables(document["filters_used"])) {
    const kind = /\.should_exclude_(file|line|secret)$/.exec(asText(filter["path"]) ?? "")?.[1] as
      | Kind
      | undefined;
    if (kind === undefined) continue;
    found.push(...asTexts(filter["pattern"]).map((text): [Kind, string] => [kind, text]));
  }
  return found;
}

function allowOf(kind: Kind, pattern: string): AllowSource {
  if (kind === "file") return { pathPatterns: [pattern] };
  return kind === "line" ? { values: [pattern], in: "line" } : { values: [pattern] };
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw fileError(file, { message: "is no JSON", hint: "detect-secrets could not read it either" });
  }
}
