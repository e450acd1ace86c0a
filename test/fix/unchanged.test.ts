/** What is not replaced stays byte for byte as it was: any text round the secrets, any encoding, any line ending. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fixFiles } from "./fixing.ts";

const KEY = "KEYvalue1";
const SECRET = { value: KEY, ruleId: "acme-api-key" };
const VARIABLE = "ACME_API_KEY";

interface Shape {
  file: string;
  /** Lines that every such file begins with. */
  head: readonly string[];
  comment: string;
  literal(text: string): string;
  /** Lines that a fix inserts. */
  inserted: RegExp;
}

const SHAPES: readonly Shape[] = [
  { file: "a.js", head: [], comment: "//", literal: (text) => `f(${text});`, inserted: /^$/ },
  { file: "a.ts", head: [], comment: "//", literal: (text) => `f(${text});`, inserted: /^$/ },
  { file: "a.py", head: [], comment: "#", literal: (text) => `f(${text})`, inserted: /^import os$/ },
  {
    file: "A.cs",
    head: ["class A { void F() {"],
    comment: "//",
    literal: (text) => `f(${text});`,
    inserted: /^$/,
  },
  {
    file: "a.go",
    head: ["package a", "func f() {"],
    comment: "//",
    literal: (text) => `g(${text})`,
    inserted: /^import "os"$/,
  },
  { file: "a.yml", head: [], comment: "#", literal: (text) => `- ${text}`, inserted: /^$/ },
  {
    file: "a.tf",
    head: ["locals {"],
    comment: "#",
    literal: (text) => `x = f(${text})`,
    inserted: /^(?:variable ".*" \{| {2}(?:type {6}= string|sensitive = true)|\})$/,
  },
];
const TAILS: Readonly<Record<string, readonly string[]>> = { "A.cs": ["} }"], "a.go": ["}"], "a.tf": ["}"] };

/** Text for a comment: anything that ends no line, and is no secret. */
const words = fc
  .string({ unit: "binary", maxLength: 30 })
  .map((text) => text.replaceAll(/[\p{Cc}\p{Cs}\u2028\u2029\ufeff]/gu, " "));
/** Text for a literal that means the same in all the languages. */
const plain = fc.string({ unit: fc.constantFrom(..."abc XYZ019 .,:;/+-äß字"), maxLength: 20 });
const line = fc.oneof(
  words.map((text) => ({ kind: "comment" as const, text })),
  plain.map((text) => ({ kind: "literal" as const, text })),
  fc
    .tuple(plain, plain)
    .map(([before, after]) => ({ kind: "literal" as const, text: `${before}${KEY}${after}` })),
  fc.constant({ kind: "literal" as const, text: KEY }),
);

const encode: Readonly<Record<string, (text: string) => Buffer>> = {
  "utf-8": (text) => Buffer.from(text, "utf8"),
  "utf-8 with a mark": (text) => Buffer.from(`\ufeff${text}`, "utf8"),
  "utf-16le": (text) => Buffer.from(`\ufeff${text}`, "utf16le"),
  "utf-16be": (text) => Buffer.from(`\ufeff${text}`, "utf16le").swap16(),
};

function decode(bytes: Buffer, encoding: string): string {
  if (encoding.startsWith("utf-8")) return bytes.toString("utf8");
  return (encoding === "utf-16be" ? Buffer.from(bytes).swap16() : bytes).toString("utf16le");
}

/** Lines that have nothing to do with the secret or what was inserted, each with its ending. */
function others(text: string, word: string, inserted: RegExp): string[] {
  const lines = text.replace(/^\ufeff/, "").split(/(?<=\n)/);
  return lines.filter((one) => {
    const bare = one.replace(/\r?\n$/, "");
    return !one.includes(word) && !inserted.test(bare) && bare !== "";
  });
}

describe.for(SHAPES)("$file", ({ file, head, comment, literal, inserted }) => {
  it.for(Object.keys(encode))("%s", async (encoding) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 12 }),
        fc.constantFrom("\n", "\r\n"),
        async (body, ending) => {
          const lines = body.map(({ kind, text }) =>
            kind === "comment" ? `${comment} ${text}` : literal(`"${text}"`),
          );
          const text = [...head, ...lines, ...(TAILS[file] ?? []), ""].join(ending);
          const before = encode[encoding]?.(text) ?? Buffer.alloc(0);
          const { plan, change } = await fixFiles({ [file]: before }, [SECRET]);
          expect(plan.left).toEqual([]);
          const changed = change(file);
          if (!text.includes(KEY)) {
            expect(changed).toBeUndefined();
            return;
          }
          const after = decode(changed?.after ?? Buffer.alloc(0), encoding);
          expect(after).not.toContain(KEY);
          expect(after.startsWith("\ufeff")).toBe(encoding !== "utf-8");
          expect(after.split(ending === "\n" ? "\r\n" : /(?<!\r)\n/)).toHaveLength(1);
          expect(
            others(after, VARIABLE, inserted).filter((one) => !one.includes(VARIABLE.toLowerCase())),
          ).toEqual(others(decode(before, encoding), KEY, inserted));
        },
      ),
      { numRuns: 25 },
    );
  });
});

it("bytes that are no UTF-8 stay as they are", async () => {
  const before = Buffer.concat([
    Buffer.from("# caf"),
    Buffer.from([0xe9, 0xff]),
    Buffer.from(`\nk = "${KEY}"\n`),
  ]);
  const { change } = await fixFiles({ "a.py": before }, [SECRET]);
  const expected = Buffer.from(
    before.toString("latin1").replace(`k = "${KEY}"`, 'import os\n\nk = os.environ["ACME_API_KEY"]'),
    "latin1",
  );
  expect(change("a.py")?.after.toString("latin1")).toBe(expected.toString("latin1"));
});
