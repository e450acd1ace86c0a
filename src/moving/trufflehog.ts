/**
 * Set-ups of trufflehog: files of excluded paths (one Go expression a line, matched anywhere in the path), and the flags with which
 * hooks and workflows call it.
 */
import { posix } from "node:path";
import { allowPatterns } from "./foreign-pattern.ts";
import { emptyPlan, type Plan } from "./plan.ts";

/** What calls say, of files in which trufflehog is named. */
export interface TrufflehogCalls {
  /** Files of excluded paths, relative to the root. */
  excludeFiles: string[];
  plan: Plan;
}

/** Flags that choose what is reported; keyscan has no equal, or another one. */
const LEFT: readonly (readonly [flag: RegExp, what: string])[] = [
  [
    /--only-verified\b|--results[= ]+\S+/,
    "keys are reported whether their service takes them or not; --verify asks",
  ],
  [/(?:--include-paths|(?<!\S)-i)[= ]+\S+/, "name these paths with `include`, or on the command line"],
  [/--(?:include|exclude)-detectors[= ]+\S+/, "name rules with `disableRule`; keyscan rules list shows them"],
];

/** @param file Where it is called; its text is that of a hook, a workflow, a script. */
export function readTrufflehogCalls(text: string, file: string): TrufflehogCalls {
  const plan = emptyPlan();
  const excludeFiles: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*#/.test(line)) continue;
    // A single letter may be a flag of anything.
    const isCall = /trufflehog|extra_args/.test(line);
    const flag = isCall
      ? /(?:--exclude-paths|\s-x)[= ]+["']?([^\s"',]+)/
      : /--exclude-paths[= ]+["']?([^\s"',]+)/;
    const name = flag.exec(line)?.[1];
    if (name !== undefined) takeName(name, { file, plan, excludeFiles });
    const globs = /--exclude-globs[= ]+(?:"([^"]+)"|'([^']+)'|([^\s"']+))/.exec(line)?.slice(1).find(Boolean);
    if (globs !== undefined)
      plan.exclude.push(...globs.split(",").filter((glob) => /^[\w.@*/-]+$/.test(glob)));
    for (const [left, what] of LEFT) {
      const found = left.exec(line)?.[0].trim();
      if (found !== undefined && (isCall || found.startsWith("--")))
        plan.notes.push(`${file}: ${found.slice(0, 80)} was left out: ${what}`);
    }
  }
  return { excludeFiles, plan };
}

function takeName(name: string, to: { file: string; plan: Plan; excludeFiles: string[] }): void {
  const path = posix.normalize(
    name.replace(/^\$\{\{\s*github\.workspace\s*\}\}\/|^\$GITHUB_WORKSPACE\//, ""),
  );
  if (/[$`]/.test(path) || path.startsWith("..") || path.startsWith("/"))
    to.plan.notes.push(
      `${to.file}: the excluded paths in ${name.slice(0, 80)} were not read: it is no file of this tree`,
    );
  else to.excludeFiles.push(path);
}

/** Simple expressions become globs of `exclude`, others entries of `allow` by path; what is neither is told. */
export function readTrufflehogExcludes(text: string, file: string): Plan {
  const plan = emptyPlan();
  plan.found.push({ scanner: "trufflehog", file });
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const wanted = lines.filter((line) => line !== "" && !line.startsWith("#"));
  const globs = wanted.map(globOf);
  plan.exclude.push(...globs.filter((glob) => glob !== undefined));
  const others = wanted.filter((_, index) => globs[index] === undefined);
  const pathPatterns = allowPatterns(others, { plan, file });
  if (pathPatterns.length > 0) plan.allow.push({ pathPatterns, reason: `from ${file}` });
  return plan;
}

/** The configuration has sources and detectors of one's own. */
export function readTrufflehogConfig(text: string, file: string): Plan {
  const own = /^detectors:/m.test(text);
  const plan = emptyPlan();
  plan.found.push({ scanner: "trufflehog", file });
  plan.notes.push(
    own
      ? `${file}: its detectors were left out; write them as rules of your own, see keyscan rules test`
      : `${file}: its sources were left out; give keyscan the paths to scan`,
  );
  return plan;
}

/**
 * The glob, in gitignore's syntax, that matches what an expression matches: one of plain characters that ends with a folder
 * (`dir/`, `dir/.*`) or with the ending of a file (`\.lock$`). Undefined for all others. A dot counts as a dot.
 */
function globOf(expression: string): string | undefined {
  const [, start = "", body = "", end = ""] =
    /^(\^(?:\.\*)?|\(\^\|\/\)|\(\?:\^\|\/\)|\.\*\/|\.\*|\/)?(.+?)(\/(?:\.[*+]\$?)?|\$)$/.exec(
      expression.replaceAll("\\/", "/"),
    ) ?? [];
  if (!/^(?:[\w@ /-]|\.(?![*+?{])|\\[.@_-])+$/.test(body) || body.includes("//")) return undefined;
  const isFolder = end !== "$";
  const plain = body.replaceAll("\\", "");
  // A glob for a file is one for a folder of that name too.
  if (!isFolder && !posix.basename(plain).includes(".")) return undefined;
  const path = isFolder ? `${plain}/` : plain;
  if (start === "^") return `/${path}`;
  // Without a border before it, the expression matches in the midst of a name.
  const isWhole = start.includes("/");
  return `${plain.includes("/") ? "**/" : ""}${isWhole ? "" : "*"}${path}`;
}
