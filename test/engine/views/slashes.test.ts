/** Base64 in which slashes are escaped, as many writers of JSON do: they stand anywhere in it. */
import { expect, it } from "vitest";
import { fillTemplate } from "../../../src/rules/template.ts";
import { builtInRules } from "../../support/packs.ts";
import { createScanner, scan } from "../../support/scanning.ts";

it("is found wherever its slash is", async () => {
  const scanner = createScanner((await builtInRules()).pack);
  for (const at of [1, 3, 5, 12, 34, 36, 39]) {
    const digits = fillTemplate("{base62:40}", 60 + at);
    const secret = `${digits.slice(0, at)}/${digits.slice(at + 1)}`;
    const pair = { id: fillTemplate("AKIA{base32:16}", at), secretKey: secret };
    const matches = scan(scanner, `${JSON.stringify(pair).replaceAll("/", "\\/")}\n`);
    expect(matches).toContainEqual(expect.objectContaining({ secret, decodedFrom: ["escapes"] }));
  }
});
