/**
 * Terraform and OpenTofu: a sensitive variable without a default, set as `TF_VAR_x`. Where the secret is the default of a variable or
 * stands in a .tfvars file, its line goes.
 */
import { readdirSync, readFileSync, lstatSync } from "node:fs";
import { dirname, join } from "node:path";
import { lineEndingOf } from "../edits.ts";
import type { Edit, Hole, Language, Range, Refusal, Rewritten, Run, Source, Spot, Use } from "../types.ts";
import { readHcl, type Hcl, type HclString } from "./hcl.ts";

const NOT_A_STRING: Refusal = { refused: "is not in a string", advice: "replace it by a variable by hand" };
const LABEL: Refusal = { refused: "is a name of a block or key", advice: "replace it by hand" };
const FIXED: Refusal = {
  refused: "stands where Terraform takes no variables (its own block, a backend, the source of a module)",
  advice:
    "leave it out there, and pass it with terraform init -backend-config, or by the service's own variables",
};
const NESTED: Refusal = {
  refused: "is part of a larger value of a variable",
  advice: "give the secret a variable of its own",
};
/** Files beside the one that is changed that are looked at for declarations, and their size in bytes. */
const MAX_SIBLINGS = 200;
const MAX_SIBLING_SIZE = 1_000_000;

/** Units of a line that are looked at before a string. */
const MAX_LINE = 300;

/** The attribute on whose line the string begins, such as `default`. */
function attributeOf(text: string, { start }: Range): string | undefined {
  const line = text.slice(Math.max(text.lastIndexOf("\n", start - 1) + 1, start - MAX_LINE), start);
  return (
    /^\s*(?:\{\s*)?"?([A-Za-z_][\w-]*)"?\s*[=:](?!=)/.exec(line)?.[1] ??
    /([A-Za-z_][\w-]*)"?\s*[=:]\s*$/.exec(line)?.[1]
  );
}

function isLabel(text: string, { start, end }: Range): boolean {
  const line = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  const rest = text.slice(end).split("\n", 1).join("");
  const isHeader = /^\s*[a-z][\w-]*(?:\s+"[^"]*")*\s*$/.test(line) && /^(?:\s*"[^"]*")*\s*\{/.test(rest);
  return isHeader || /^\s*[=:](?!=)/.test(rest);
}

/** The lines of an attribute whose whole value the string is. */
function lineOf(text: string, { start, end }: Range): Range | undefined {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const newline = text.indexOf("\n", end);
  const to = newline < 0 ? text.length : newline + 1;
  const isAlone =
    /^\s*"?[\w-]+"?\s*=\s*$/.test(text.slice(from, start)) &&
    /^\s*(?:(?:#|\/\/).*)?$/.test(text.slice(end, to).trimEnd());
  return isAlone ? { start: from, end: to } : undefined;
}

class TerraformSource implements Source {
  private readonly declared: readonly string[];
  /** Variables whose own values are replaced: their names mean what they meant. */
  private readonly own = new Set<string>();
  private readonly text: string;
  private readonly hcl: Hcl;
  private readonly folder: string;
  private readonly isValues: boolean;
  private readonly run: Run;

  constructor(text: string, hcl: Hcl, path: string, run: Run) {
    this.text = text;
    this.hcl = hcl;
    this.folder = dirname(path);
    this.isValues = path.endsWith(".tfvars");
    this.run = run;
    this.declared = declaredIn(this.folder);
  }

  get taken(): readonly string[] {
    return this.declared.filter((name) => !this.own.has(name)).map((name) => name.toUpperCase());
  }

  find(range: Range): Spot | Refusal {
    const holds = ({ start, end }: Range): boolean => start <= range.start && end >= range.end;
    if (this.hcl.comments.some(holds)) return { kind: "comment", ...range };
    const string = this.hcl.strings.find(holds);
    if (string === undefined) return NOT_A_STRING;
    if (isLabel(this.text, string)) return LABEL;
    const attribute = attributeOf(this.text, string);
    const refused = this.refuse(string, range, attribute);
    if (refused !== undefined) return refused;
    const own = this.variableOf(string);
    if (own !== undefined) this.own.add(own);
    const name = own ?? attribute;
    const { start, end } = string;
    return { kind: "literal", start, end, ...(name === undefined ? {} : { name }) };
  }

  private refuse(string: HclString, range: Range, attribute: string | undefined): Refusal | undefined {
    const { block } = string;
    if (/^terraform\b/.test(block)) return FIXED;
    if (/^module\b/.test(block) && ["source", "version"].includes(attribute ?? "")) return FIXED;
    const own = this.variableOf(string);
    if (own === undefined) return undefined;
    if (own === "") return NESTED;
    const isWhole = range.start === string.start + 1 && range.end === string.end - 1;
    return isWhole && lineOf(this.text, string) !== undefined ? undefined : NESTED;
  }

  /** The Terraform variable whose value the string is: in a .tfvars file, or as its default. */
  private variableOf(string: HclString): string | undefined {
    if (this.isValues) return string.depth === 0 ? attributeOf(this.text, string) : "";
    return /^variable\s+"([\w-]+)"/.exec(string.block)?.[1];
  }

  rewrite(uses: readonly Use[]): Rewritten {
    const result: Rewritten = { edits: [], refusals: [], notes: [] };
    const known = new Map<string, string>();
    const wanted = new Set<string>();
    for (const use of uses) {
      if (use.spot.kind === "comment") {
        for (const { start, end, variable } of use.holes)
          result.edits.push({ start, end, text: `<${variable}>` });
        continue;
      }
      const string = this.hcl.strings.find(({ start }) => start === use.spot.start);
      if (string === undefined) throw new Error("a spot of another text");
      const own = this.variableOf(string);
      for (const { variable } of use.holes) {
        known.set(variable, `TF_VAR_${own ?? variable.toLowerCase()}`);
        if (own === undefined) wanted.add(variable.toLowerCase());
      }
      result.edits.push(...(own === undefined ? references(string, use.holes) : this.withoutDefault(string)));
    }
    const missing = [...wanted].filter((name) => !this.run.declared.has(this.keyOf(name)));
    result.edits.push(...this.declarations(missing));
    return { ...result, known, declared: missing.map((name) => this.keyOf(name)) };
  }

  /** The line of the default, or of the value, goes; a variable that was not sensitive is made so. */
  private withoutDefault(string: HclString): Edit[] {
    const line = lineOf(this.text, string);
    if (line === undefined) return [];
    const header = string.block;
    const isSensitive = this.isValues || this.hasSensitive(header);
    const indent = /^[ \t]*/.exec(this.text.slice(line.start))?.[0] ?? "";
    const text = isSensitive ? "" : `${indent}sensitive = true${lineEndingOf(this.text)}`;
    return [{ ...line, text }];
  }

  private hasSensitive(header: string): boolean {
    const from = this.text.indexOf(header);
    const body = /\{[^}]*\}/.exec(this.text.slice(from))?.[0] ?? "";
    return /^[ \t]*sensitive[ \t]*=/m.test(body);
  }

  private keyOf(name: string): string {
    return `${this.folder}\0${name}`;
  }

  /** Blocks at the end of the file for variables that no file of the folder declares. */
  private declarations(missing: readonly string[]): Edit[] {
    if (missing.length === 0) return [];
    const ending = lineEndingOf(this.text);
    const blocks = missing.map((name) =>
      [`variable "${name}" {`, "  type      = string", "  sensitive = true", "}", ""].join(ending),
    );
    const before = this.text.endsWith("\n") ? ending : ending + ending;
    const at = this.text.length;
    return [{ start: at, end: at, text: before + blocks.join(ending) }];
  }
}

function references(string: HclString, holes: readonly Hole[]): Edit[] {
  const [hole] = holes;
  const isWhole =
    string.kind === "quoted" &&
    holes.length === 1 &&
    hole?.start === string.start + 1 &&
    hole.end === string.end - 1;
  if (isWhole) return [{ start: string.start, end: string.end, text: `var.${hole.variable.toLowerCase()}` }];
  return holes.map(({ start, end, variable }) => ({ start, end, text: `\${var.${variable.toLowerCase()}}` }));
}

/** Names of the variables that the .tf files of a folder declare. */
function declaredIn(folder: string): string[] {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".tf"))
    .slice(0, MAX_SIBLINGS);
  return files.flatMap((name) => {
    const path = join(folder, name);
    const status = lstatSync(path);
    if (!status.isFile() || status.size > MAX_SIBLING_SIZE) return [];
    const declared = readFileSync(path, "utf8").matchAll(/^[ \t]*variable[ \t]+"([\w-]+)"/gm);
    return Array.from(declared, (match) => match[1] ?? "");
  });
}

/** How `keyscan fix` rewrites Terraform and OpenTofu. */
export const terraform: Language = {
  title: "Terraform",
  proof: "strings, comments and brackets closed before and after",
  open(text, path, run) {
    const hcl = readHcl(text);
    const invalid: Refusal = {
      refused: "can't be read as Terraform: a string, comment or bracket is not closed",
    };
    return Promise.resolve(hcl.isClosed ? new TerraformSource(text, hcl, path, run) : invalid);
  },
};
