/**
 * Loads the user's configuration: data only, nothing in it is run. A file that was found (not named by `--config`) is
 * part of the scanned tree and untrusted: what it names must lie in its directory.
 */
import { dirname, relative, resolve } from "node:path";
import { findConfig, type FoundConfig } from "./discover.ts";
import { checkDocument, documentError, type ParsedDocument } from "./document.ts";
import { fileError, type Path } from "./error.ts";
import { configShape, parseReport, type ConfigSource, type ReportTarget } from "./options.ts";
import { isInside, realTarget, shownPath } from "./paths.ts";
import { readDocument, unreadable } from "./read.ts";
import type { Complaint } from "./shape.ts";
import { parseSize } from "./size.ts";
import { suggest } from "./suggest.ts";
import type { FieldProblem } from "./validate.ts";

export { ConfigError } from "./error.ts";
export { parseSize } from "./size.ts";

/** A configuration with absolute paths and sizes in bytes. What is left out has the default. */
export interface Config extends Omit<ConfigSource, "maxFileSize" | "maxMemory" | "report" | "extends"> {
  /** Absolute paths of readable rule files. */
  rules?: string[];
  report?: ReportTarget[];
  /** Bytes. */
  maxFileSize?: number;
  maxMemory?: number;
}

/** One file of those that make up a configuration. */
export interface Layer {
  /** As reports and errors show it. */
  shown: string;
  document: ParsedDocument;
  /** What this file alone says. */
  values: Config;
}

/** The configuration of a scan, with where it is from. */
export interface LoadedConfig {
  /** Absolute path of the file; left out where there is none. */
  path?: string;
  /** The file as reports and errors show it; left out where there is none. */
  shown?: string;
  /** The files that it is made of, from the one that all build on to this one; left out where there is none. */
  layers?: readonly Layer[];
  /** Absolute; the globs of `include` and `exclude` are relative to it. */
  directory: string;
  values: Config;
}

/** Which configuration is asked for. */
export interface ConfigRequest {
  /** What is scanned; paths that don't exist and `-` count as the working directory or are skipped. */
  paths: readonly string[];
  /** Absolute. */
  cwd: string;
  /** The argument of `--config`, relative to `cwd`. */
  file?: string;
}

/** What the paths in a configuration file are relative to, and must not leave. */
interface Scope {
  directory: string;
  /** Without symbolic links; undefined for a file that the user named. */
  limit: string | undefined;
  /** What files that it builds on must not leave: the repository; undefined as above. */
  root: string | undefined;
  /** What to say of a path that leaves `limit`. */
  leaves?: Complaint;
}

/** Files that build on each other. */
const MAX_DEPTH = 10;

/**
 * The configuration for a scan: the file named, or the one found for the scanned paths, or an empty one.
 *
 * @throws ConfigError when the file can't be used, or different files were found for different paths
 */
export async function loadConfig(request: ConfigRequest): Promise<LoadedConfig> {
  const { cwd, file } = request;
  if (file !== undefined) {
    const path = resolve(cwd, file);
    return readConfig(path, cwd, { directory: dirname(path), limit: undefined, root: undefined });
  }
  const found = findForAll(request.paths, cwd);
  if (found === undefined) return { directory: cwd, values: {} };
  const directory = dirname(found.path);
  checkLink(found, cwd);
  return readConfig(found.path, cwd, { directory, limit: directory, root: found.root });
}

function findForAll(paths: readonly string[], cwd: string): FoundConfig | undefined {
  let first: FoundConfig | undefined;
  for (const path of paths.length === 0 ? ["."] : paths) {
    const found = findConfig(path === "-" ? "." : path, cwd);
    first ??= found;
    if (found === undefined || found.path === first?.path) continue;
    const [a, b] = [first?.path ?? "", found.path].map((name) => shownPath(name, cwd));
    const hint = "choose one with --config, or scan the paths one by one";
    throw fileError(a ?? "", {
      message: `the scanned paths also have the configuration ${b}`,
      hint,
    });
  }
  return first;
}

/** A found file may be a link within its repository, not to anything else. */
function checkLink(found: FoundConfig, cwd: string): void {
  const real = realTarget(found.path);
  if (real !== undefined && isInside(found.root, real)) return;
  const shown = shownPath(found.path, cwd);
  const message = "is a symbolic link that leads out of the repository";
  throw fileError(shown, { message, hint: `give it with --config ${shown} if you trust it` });
}

async function readConfig(
  path: string,
  cwd: string,
  scope: Scope,
  below: readonly string[] = [],
): Promise<LoadedConfig> {
  const shown = shownPath(path, cwd);
  const document = await readDocument(path, shown);
  // An empty file, or one with comments only, changes nothing.
  const { extends: bases = [], ...source } =
    document.data === null ? {} : checkDocument<ConfigSource>(document, configShape);
  const values = resolveConfig(source, document, scope);
  const chain = [...below, path];
  const layers: Layer[] = [];
  for (const file of baseFiles(bases, document, scope, chain)) {
    const directory = dirname(file);
    const inner = { ...scope, directory, limit: scope.limit === undefined ? undefined : directory };
    layers.push(...((await readConfig(file, cwd, inner, chain)).layers ?? []));
  }
  layers.push({ shown, document, values });
  return { path, shown, layers, directory: scope.directory, values: joined(layers) };
}

/** @throws ConfigError */
function baseFiles(
  bases: readonly string[],
  document: ParsedDocument,
  scope: Scope,
  chain: readonly string[],
): string[] {
  const problems: FieldProblem[] = [];
  const usable = (target: string): Complaint | undefined => {
    if (chain.includes(target)) return { message: "leads back to a file that builds on this one" };
    if (chain.length >= MAX_DEPTH) return { message: `more than ${MAX_DEPTH} files build on each other` };
    return unreadable(target);
  };
  const leaves = { ...LEAVES, message: "leads out of the repository" };
  const within = { ...scope, limit: scope.root, leaves };
  const files = bases.map((base, index) => place(base, within, ["extends", index], problems, usable));
  if (problems.length > 0) throw documentError(document, problems);
  return files;
}

/** Later layers win; lists that name files or add to each other are joined. */
function joined(layers: readonly Layer[]): Config {
  const values: Config = Object.assign({}, ...layers.map((layer) => layer.values)) as Config;
  for (const key of ["rules", "report", "allow", "overrides"] as const) {
    const lists = layers.flatMap((layer): readonly unknown[] => layer.values[key] ?? []);
    if (lists.length > 0) Object.assign(values, { [key]: lists });
  }
  return values;
}

/**
 * Checks that the rules named in the configuration exist.
 *
 * @throws ConfigError that names the entries of `rule` and `disableRule` (also of `allow` and `overrides`) that are no id of `known`
 */
export function checkRuleNames(config: LoadedConfig, known: ReadonlySet<string>): void {
  for (const { document, values } of config.layers ?? []) {
    const lists: [Path, readonly string[]][] = [
      [["rule"], values.rule ?? []],
      [["disableRule"], values.disableRule ?? []],
      ...(values.allow ?? []).map(({ rules = [] }, at): [Path, string[]] => [["allow", at, "rules"], rules]),
      ...(values.overrides ?? []).map(({ disableRule = [] }, at): [Path, string[]] => [
        ["overrides", at, "disableRule"],
        disableRule,
      ]),
    ];
    const problems = lists.flatMap(([path, ids]) => unknownRules(path, ids, known));
    if (problems.length > 0) throw documentError(document, problems);
  }
}

function unknownRules(path: Path, ids: readonly string[], known: ReadonlySet<string>): FieldProblem[] {
  return ids.flatMap((id, index) => {
    if (known.has(id)) return [];
    const near = suggest(id, known);
    const hint = near === undefined ? "keyscan rules list names them" : `did you mean "${near}"?`;
    return [{ path: [...path, index], at: "value", message: "there is no such rule", hint }];
  });
}

function resolveConfig(
  source: Omit<ConfigSource, "extends">,
  document: ParsedDocument,
  scope: Scope,
): Config {
  const problems: FieldProblem[] = [];
  const {
    rules,
    report,
    output,
    maxFileSize,
    maxMemory,
    baseline,
    ...config
  }: Omit<ConfigSource, "extends"> & {
    $schema?: string;
  } = source;
  delete config.$schema;
  const resolved: Config = config;
  if (maxFileSize !== undefined) resolved.maxFileSize = bytesOf(maxFileSize);
  if (maxMemory !== undefined) resolved.maxMemory = bytesOf(maxMemory);
  if (rules !== undefined) resolved.rules = ruleFiles(rules, scope, problems);
  if (output !== undefined) resolved.output = place(output, scope, ["output"], problems, writable);
  if (baseline !== undefined)
    resolved.baseline = place(baseline, scope, ["baseline"], problems, () => undefined);
  if (report !== undefined) {
    resolved.report = report.flatMap((entry, index) => {
      const target = parseReport(entry);
      if ("message" in target) return [];
      return [{ ...target, file: place(target.file, scope, ["report", index], problems, writable) }];
    });
  }
  if (problems.length > 0) throw documentError(document, problems);
  return resolved;
}

function ruleFiles(rules: readonly string[], scope: Scope, problems: FieldProblem[]): string[] {
  const seen = new Set<string>();
  const usable = (target: string): Complaint | undefined => {
    const real = realTarget(target) ?? target;
    if (seen.has(real)) return { message: "is the same file as one before", hint: "remove it" };
    seen.add(real);
    return unreadable(target);
  };
  return rules.map((rule, index) => place(rule, scope, ["rules", index], problems, usable));
}

/**
 * A path of the configuration made absolute, with its links resolved where it must stay in a directory. `check` says
 * what else is wrong with it; it isn't asked about paths that lead out, so that nothing is told about other files.
 */
function place(
  value: string,
  scope: Scope,
  path: Path,
  problems: FieldProblem[],
  check: (target: string, scope: Scope) => Complaint | undefined,
): string {
  const { directory, limit } = scope;
  const wanted = resolve(directory, value);
  const target = limit === undefined ? wanted : realTarget(wanted);
  const stays = target !== undefined && (limit === undefined || isInside(limit, target));
  const complaint = stays ? check(target, scope) : (scope.leaves ?? LEAVES);
  if (complaint !== undefined) problems.push({ path, at: "value", ...complaint });
  return target ?? wanted;
}

const LEAVES: Complaint = {
  message: "leads out of the directory of this configuration file",
  hint: "allowed only in a file given with --config",
};

/** Reports of a configuration that came with the tree must not replace git's hooks or settings. */
function writable(target: string, scope: Scope): Complaint | undefined {
  if (scope.limit === undefined) return undefined;
  const parts = relative(scope.limit, target).split(/[\\/]/);
  return parts.some((part) => part.toLowerCase() === ".git")
    ? { message: "lies in a .git directory", hint: "choose another place" }
    : undefined;
}

function bytesOf(size: number | string): number {
  return typeof size === "number" ? size : parseSize(size);
}
