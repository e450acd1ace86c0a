/** Random texts that look to the engine like what it hunts: pieces of rules, assignments, broken and whole examples. */
import fc from "fast-check";
import type { RuleFileSource, RuleSource } from "../../src/rules/schema.ts";
import { fillTemplate } from "../../src/rules/template.ts";
import type { BuiltIn } from "./packs.ts";

const SIGNS = [
  "=",
  ":",
  ": ",
  " = ",
  ":=",
  "=>",
  "->",
  "(",
  ")",
  ",",
  ".",
  "-",
  "_",
  "/",
  "@",
  "{",
  "}",
  "<",
  ">",
  "\\",
];
const QUOTES = ['"', "'", "`", '\\"', "&quot;"];
const BLANKS = [" ", "  ", "\t", "\n", "\r\n", "\n\n", "\r"];
const WORDS = [
  "key",
  "token",
  "secret",
  "password",
  "the",
  "config",
  "https://",
  "Bearer ",
  "export ",
  "live",
  "test",
];
const FOREIGN = ["é", "ü", "Ω", "鍵", "🔑", "\u2028", "\ufeff"];

const ALPHABETS = ["0123456789", "0123456789abcdef", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"];
const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

function run(alphabet: string): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom(...alphabet), minLength: 1, maxLength: 70 });
}

/** Runs of the lengths that tokens have. */
const runs: fc.Arbitrary<string> = fc.oneof(...[...ALPHABETS, BASE62, `${BASE62}+/`, `${BASE62}_-`].map(run));

/** What may stand between a name and its value, up to where it is too much. */
const gaps: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom(" ", ".", "\n", " a", "_x", "\t"), fc.integer({ min: 1, max: 70 }))
  .map(([unit, count]) => unit.repeat(count));

/** The literals and context words that rules speak of. */
function literalsOf({ pack, files }: BuiltIn): string[] {
  const words = files.flatMap((file) => file.rules.flatMap((rule) => rule.context ?? []));
  return [...new Set([...pack.rules.flatMap((rule) => rule.keywords), ...words])];
}

interface Example {
  file: RuleFileSource;
  rule: RuleSource;
  template: string;
}

/** Every example of every rule. */
function examplesOf(files: readonly RuleFileSource[]): Example[] {
  return files.flatMap((file) =>
    file.rules.flatMap((rule) => rule.examples.map((template) => ({ file, rule, template }))),
  );
}

/** Filled examples of the built-in rules, at times cut off or altered, as latin-1 text of their UTF-8 bytes. */
function examples({ files }: BuiltIn): fc.Arbitrary<string> {
  const filled = fc
    .tuple(fc.constantFrom(...examplesOf(files)), fc.integer({ min: 1, max: 1000 }))
    .map(([{ template }, seed]) => Buffer.from(fillTemplate(template, seed)).toString("latin1"));
  const cut = fc.tuple(filled, fc.nat(), fc.nat()).map(([text, a, b]) => {
    const from = a % (text.length + 1);
    return text.slice(from, from + (b % (text.length - from + 1)));
  });
  const edit = fc.tuple(
    fc.nat(),
    fc.nat(3),
    fc.oneof(fc.constantFrom(...SIGNS, ...QUOTES, ...BLANKS), runs, gaps),
  );
  const edited = fc.tuple(filled, fc.array(edit, { minLength: 1, maxLength: 3 })).map(([text, edits]) =>
    edits.reduce((before, [place, dropped, inserted]) => {
      const at = place % (before.length + 1);
      return before.slice(0, at) + inserted + before.slice(at + dropped);
    }, text),
  );
  return fc.oneof(
    { weight: 3, arbitrary: filled },
    { weight: 1, arbitrary: cut },
    { weight: 3, arbitrary: edited },
  );
}

const utf8 = (text: string): string => Buffer.from(text).toString("latin1");

/** Fragments of rules and of what stands round secrets, in any order: latin-1 text of UTF-8 bytes. */
export function fragments(rules: BuiltIn, maxLength = 60): fc.Arbitrary<string> {
  const piece = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...literalsOf(rules)) },
    { weight: 4, arbitrary: runs },
    { weight: 3, arbitrary: fc.constantFrom(...SIGNS) },
    { weight: 2, arbitrary: fc.constantFrom(...QUOTES) },
    { weight: 3, arbitrary: fc.constantFrom(...BLANKS) },
    { weight: 2, arbitrary: fc.constantFrom(...WORDS) },
    { weight: 1, arbitrary: fc.constantFrom(...FOREIGN).map(utf8) },
  );
  return fc.array(piece, { maxLength, size: "max" }).map((pieces) => pieces.join(""));
}

/** Fragments with whole and broken examples among them: latin-1 text of UTF-8 bytes. */
export function secretTexts(rules: BuiltIn, maxParts = 5): fc.Arbitrary<string> {
  const part = fc.oneof(
    { weight: 2, arbitrary: examples(rules) },
    { weight: 1, arbitrary: fragments(rules, 8) },
  );
  const parts = fc.array(fc.tuple(part, fc.constantFrom("", "\n", "\r\n", " ", '"', ",\n")), {
    maxLength: maxParts,
    size: "max",
  });
  return parts.map((list) => list.map(([text, end]) => text + end).join(""));
}

export const latin1 = (text: string): Buffer => Buffer.from(text, "latin1");

/** A token as it is, and as it is written in other ways. */
export function otherWritings(seed: number): string[] {
  const secret = fillTemplate("{token:github-classic:ghp_}", seed);
  return [
    `data: ${Buffer.from(`export TOKEN=${secret} # here`).toString("base64")}`,
    `x=${Buffer.from(`t=${secret}`).toString("hex")}`,
    `to?token=${[...secret].map((char) => `%${char.charCodeAt(0).toString(16)}`).join("")}&a=b`,
    `const key = "${secret.slice(0, 18)}" +\n  "${secret.slice(18)}";`,
    secret,
  ];
}

/** Rows of a table of escapes, few of which are worth a look, secrets with such a one, and what ends a table. */
export const escapeRows: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(1, 8, 60).map((count) => "<U00A0> \\xA0 |0\n".repeat(count)),
  fc.constantFrom(1, 2, 3).map((seed) => `x = "${tokenWithEscape(seed)}"`),
  fc.constantFrom("b\\x2dc", "b\\x2dc", "-".repeat(120), `\\u002d${tokenWithEscape(4)}`),
);

/** A secret with an escape in the place of its `_`. */
export function tokenWithEscape(seed: number): string {
  return fillTemplate("{token:github-classic:ghp_}", seed).replace("_", String.raw`\x5f`);
}
