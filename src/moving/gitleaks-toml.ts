/**
 * A configuration of gitleaks with what it extends, as one set of tables. Where both have a rule, what the extending file says of
 * it wins; lists add up. Nothing of it is checked yet.
 */
import { parse } from "smol-toml";
import { fileError } from "../config/error.ts";
import { asTable, asTables, asText, asTexts, type Loose } from "./plan.ts";

/** Reads a file of the tree, by its path from the root; undefined where there is none that may be read. */
export type ReadFile = (file: string) => string | undefined;

export interface GitleaksTables {
  /** Each id once. */
  rules: Loose[];
  /** Allowlists that stand for themselves. */
  allowlists: Loose[];
  /** Rules of what it extends that are left out. */
  disabled: string[];
  /** Gitleaks' own rules are in force. */
  usesDefault: boolean;
  /** Files that it extends, in the tree. */
  extended: string[];
  /** Files that it extends and that can't be read. */
  missing: string[];
}

/** Gitleaks itself stops there. */
const MAX_DEPTH = 2;

/** @throws ConfigError for what is no TOML. */
export function readTables(text: string, file: string, read: ReadFile, depth = 0): GitleaksTables {
  const document = parseToml(text, file);
  const extend = asTable(document["extend"]);
  const own: GitleaksTables = {
    rules: asTables(document["rules"]),
    allowlists: allowlistsOf(document),
    disabled: asTexts(extend["disabledRules"]),
    usesDefault: extend["useDefault"] === true,
    extended: [],
    missing: [],
  };
  const path = asText(extend["path"])?.replace(/^\.\//, "");
  if (path === undefined || depth >= MAX_DEPTH) return own;
  const base = read(path);
  if (base === undefined) return { ...own, missing: [path] };
  return extended(own, readTables(base, path, read, depth + 1), path);
}

function extended(own: GitleaksTables, base: GitleaksTables, path: string): GitleaksTables {
  const off = new Set(own.disabled);
  const rules = new Map(base.rules.map((rule) => [rule["id"], rule]));
  for (const id of off) rules.delete(id);
  for (const rule of own.rules) rules.set(rule["id"], merged(rules.get(rule["id"]), rule));
  const ids = new Set(base.rules.map((rule) => rule["id"]));
  return {
    rules: [...rules.values()],
    allowlists: [...base.allowlists, ...own.allowlists],
    // A rule of the file itself is gone by now.
    disabled: [...base.disabled, ...own.disabled.filter((id) => !ids.has(id))],
    usesDefault: own.usesDefault || base.usesDefault,
    extended: [path, ...base.extended],
    missing: base.missing,
  };
}

function merged(base: Loose | undefined, rule: Loose): Loose {
  if (base === undefined) return rule;
  const keywords = [...asTexts(base["keywords"]), ...asTexts(rule["keywords"])];
  const { allowlist: _base, ...rest } = base;
  const { allowlist: _own, ...own } = rule;
  return { ...rest, ...own, keywords, allowlists: [...allowlistsOf(base), ...allowlistsOf(rule)] };
}

/** `[allowlist]` is what `[[allowlists]]` were before version 8.21; either may be one table or several. */
export function allowlistsOf(table: Loose): Loose[] {
  return ["allowlist", "allowlists"].flatMap((key) =>
    Array.isArray(table[key]) ? asTables(table[key]) : [table[key]].filter(Boolean).map(asTable),
  );
}

function parseToml(text: string, file: string): Loose {
  try {
    return asTable(parse(text));
  } catch (error) {
    const { line, column } = error as { line?: number; column?: number };
    const place = line === undefined ? "" : ` (line ${line}, column ${column ?? 1})`;
    throw fileError(file, { message: `is no TOML${place}`, hint: "gitleaks could not read it either" });
  }
}
