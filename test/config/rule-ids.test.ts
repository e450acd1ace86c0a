import { describe, expect, it } from "vitest";
import { parseDocument, type ParsedDocument } from "../../src/config/document.ts";
import { checkRuleIds, validateRuleFile } from "../../src/rules/schema.ts";
import { problemLines } from "./read-rules.ts";

describe("ids", () => {
  const rule = (id: string, more = ""): string =>
    `  - {id: ${id}, title: T, severity: low, pattern: a, examples: [a, b], counterExamples: [c, d]${more}}`;
  const file = (name: string, ...rules: string[]): Promise<ParsedDocument> =>
    parseDocument(["provider: a", "name: A", "rules:", ...rules].join("\n"), name);

  it("must differ within a file", async () => {
    const document = await file("a.yaml", rule("a-b"), rule("c-d"), rule("a-b"));
    expect(await problemLines(() => validateRuleFile(document, []))).toEqual([
      "6:10: rules[2].id: is already the id of the rule in a.yaml:4 (choose another id; disableRule switches a rule off)",
    ]);
  });

  it("must differ over all files, from earlier ids and from built-in rules", async () => {
    const documents = [
      await file("a.yaml", rule("a-b", ", formerly: [x-y]")),
      await file("b.yaml", rule("a-b"), rule("built-in")),
      await file("c.yaml", rule("c-d", ", formerly: [x-y, a-b]")),
    ];
    const files = documents.map((document) => ({
      document,
      source: validateRuleFile(document, []),
      rulesAt: ["rules"],
    }));
    expect(await problemLines(() => checkRuleIds(files, ["built-in"]))).toEqual([
      "4:10: rules[0].id: is already the id of the rule in a.yaml:4 (choose another id; disableRule switches a rule off)",
      "5:10: rules[1].id: is already the id of a built-in rule (choose another id; disableRule switches a rule off)",
      expect.stringMatching(/^4:\d+: rules\[0\]\.formerly\[1\]: is already the id of the rule in a\.yaml:4/),
    ]);
  });
});
