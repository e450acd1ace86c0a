/** Grammars: what they say of a text, and that no text holds them up. */
import { expect, it } from "vitest";
import { parse } from "../../src/fix/parser.ts";

it("a text that is not valid has errors", async () => {
  expect((await parse("javascript", "f(1);")).hasError).toBe(false);
  expect((await parse("javascript", "f(1;")).hasError).toBe(true);
  expect((await parse("typescript", "let a = <string>b;")).hasError).toBe(false);
});

it("offsets count UTF-16 code units", async () => {
  const text = 'f("😀", "x");';
  const [, second] = (await parse("javascript", text)).descendantsOfType("string");
  expect(text.slice(second?.startIndex, second?.endIndex)).toBe('"x"');
});

it("a text that takes too long is given up, and the next one is read from its own start", async () => {
  await expect(parse("javascript", "f(1);\n".repeat(100_000), -1)).rejects.toThrow("too long");
  expect((await parse("javascript", "a;")).toString()).toBe("(program (expression_statement (identifier)))");
});
