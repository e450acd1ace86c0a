/** Tables and lists of the documentation hold what the code has, no more and no less. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { configShape } from "../../src/config/options.ts";
import type { Field } from "../../src/config/shape.ts";
import { ALIASES, CLI_OPTIONS } from "../../src/cli/options.ts";
import { CHECK_NAMES } from "../../src/engine/checks/index.ts";
import { REPORTER_NAMES } from "../../src/report/index.ts";
import { ruleFileShape } from "../../src/rules/schema-fields.ts";
import { templateNames } from "../../src/rules/template.ts";
import { ExitCode } from "../../src/scan/exit-code.ts";
import { loadBuiltInPack } from "../../src/scan/pack.ts";
import { codeIn, proseOf, readDocument, ROOT, tableBehind } from "./markdown.ts";

const sorted = (words: Iterable<string>): string[] => [...new Set(words)].toSorted();

describe("README.md", () => {
  const readme = readDocument("README.md");
  const rows = tableBehind(readme, "### Options").map((cells) => cells.join(" "));
  const flagsIn = (row: string): string[] => [...row.matchAll(/--([a-z-]+)/g)].map((match) => match[1] ?? "");
  const rowOf = (flag: string): string => {
    const names = [flag, `no-${flag}`];
    return rows.find((row) => names.includes(flagsIn(row)[0] ?? "")) ?? "";
  };

  it("has a row for each option, and for none else", () => {
    const first = rows.map((row) => (flagsIn(row)[0] ?? "").replace(/^no-/, ""));
    expect(sorted(first)).toEqual(sorted(CLI_OPTIONS.map((option) => option.flag)));
    expect(rows).toHaveLength(CLI_OPTIONS.length);
  });

  it.each(CLI_OPTIONS)(
    "--$flag: short name, words and whether it can be repeated",
    ({ flag, choices, list }) => {
      const row = rowOf(flag);
      const alias = ALIASES[flag];
      expect(codeIn(row)).toEqual(
        expect.arrayContaining([...(alias === undefined ? [] : [`-${alias}`]), ...(choices ?? [])]),
      );
      expect(row.includes("repeatable")).toBe(list);
    },
  );

  it("has the exit codes", () => {
    const codes = tableBehind(readme, "### Exit codes").map(([code = ""]) => Number(codeIn(code)[0]));
    expect(codes).toEqual(Object.values(ExitCode));
  });

  it("does not promise more rules than there are", () => {
    const { rules } = loadBuiltInPack();
    const [kinds, providers] =
      /more than (\d+) kinds of keys of more than (\d+)\s+providers/.exec(readme)?.slice(1) ?? [];
    expect(rules.length).toBeGreaterThan(Number(kinds));
    expect(new Set(rules.map((rule) => rule.provider)).size).toBeGreaterThan(Number(providers));
  });
});

describe("docs/configuration.md", () => {
  const rows = tableBehind(readDocument("docs/configuration.md"), "## Keys");

  it("has a row for each key, with its option", () => {
    expect(rows.map(([key = ""]) => codeIn(key)[0])).toEqual(Object.keys(configShape.fields));
    for (const [key = "", , , option = ""] of rows) {
      const { flag } = CLI_OPTIONS.find((candidate) => candidate.key === codeIn(key)[0]) ?? {};
      if (flag === undefined) expect(option).toBe("none");
      else expect([`--${flag}`, `--no-${flag}`]).toContain(codeIn(option)[0]);
    }
  });
});

describe("docs/rules-format.md", () => {
  const document = readDocument("docs/rules-format.md");
  const keysBehind = (heading: string): (string | undefined)[] =>
    tableBehind(document, heading).map(([key = ""]) => codeIn(key)[0]);
  const fieldsOf = (field: Field | undefined): Record<string, Field> => {
    const shape = field?.shape.kind === "list" ? field.shape.items : field?.shape;
    return shape?.kind === "object" ? shape.fields : {};
  };
  const file = ruleFileShape(CHECK_NAMES).fields;
  const rule = fieldsOf(file["rules"]);

  it.each([
    ["## The provider", file],
    ["## A rule", rule],
    ["### `require`", fieldsOf(rule["require"])],
  ])("%s: a row for each key", (heading, fields) => {
    expect(Object.keys(fields)).not.toEqual([]);
    expect(sorted(keysBehind(heading).map(String))).toEqual(sorted(Object.keys(fields)));
  });

  it("names the checks", () => {
    const list = /The checks: (.*?)\.\n\n/s.exec(document)?.[1] ?? "";
    expect(sorted(codeIn(list))).toEqual(sorted(CHECK_NAMES));
  });

  it("quotes messages as they are", () => {
    const messages = tableBehind(document, "## When a rule is refused").map(([message = ""]) => message);
    const folder = join(ROOT, "src/rules");
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".ts"),
    );
    const sources = names.map((name) => readFileSync(join(folder, name), "utf8")).join();
    expect(messages).not.toEqual([]);
    expect(messages.filter((message) => !sources.includes(message))).toEqual([]);
  });

  it("names the placeholders", () => {
    const cells = tableBehind(document, "## Examples").flatMap(([cell = ""]) => codeIn(cell));
    expect(sorted(cells.map((cell) => /^\{(\w+)/.exec(cell)?.[1] ?? cell))).toEqual(sorted(templateNames()));
  });
});

describe("docs/output.md", () => {
  const document = readDocument("docs/output.md");
  const schema = JSON.parse(readDocument("schema/report.schema.json")) as {
    $defs: Record<string, { properties: Record<string, { enum?: string[] }> }>;
  };
  const inCode = codeIn(proseOf(document));

  it("has the formats", () => {
    expect(tableBehind(document, "# Reports").map(([name = ""]) => codeIn(name)[0])).toEqual(REPORTER_NAMES);
  });

  it("has the properties of a finding", () => {
    const properties = tableBehind(document, "## JSON").flatMap(([names = ""]) => codeIn(names));
    expect(sorted(properties)).toEqual(sorted(Object.keys(schema.$defs["findingFields"]?.properties ?? {})));
  });

  it("has the reasons why something is skipped", () => {
    const reasons = schema.$defs["skip"]?.properties["reason"]?.enum ?? [];
    expect(reasons).not.toEqual([]);
    expect(inCode).toEqual(expect.arrayContaining(reasons));
  });
});
