import fc from "fast-check";
import { stringify } from "yaml";
import { describe, expect, it } from "vitest";
import { parseDocument } from "../../src/config/document.ts";
import { syntaxProblems } from "./read-rules.ts";

describe("positions", () => {
  const yaml = [
    "# comment",
    "provider: acme",
    "names:",
    '  - "ä😀": first',
    "    empty:",
    "  - &x [1, two]",
    "  - *x",
    "long: >-",
    "  folded",
  ].join("\r\n");

  it.each([
    [[], "value", 2, 1],
    [["provider"], "key", 2, 1],
    [["provider"], "value", 2, 11],
    [["names", 0], "value", 4, 5],
    [["names", 0, "ä😀"], "value", 4, 12],
    [["names", 0, "empty"], "value", 5, 5],
    [["names", 1, 1], "value", 6, 12],
    [["names", 2, 1], "value", 6, 12],
    [["long"], "value", 8, 7],
    [["names", 0, "missing"], "value", 4, 5],
    [["nothing", 3, "at", "all"], "key", 2, 1],
  ] as const)("of %j (%s) in YAML is %i:%i", async (path, of, line, column) => {
    const document = await parseDocument(yaml, "a.yml");
    expect(document.position(path, of)).toEqual({ line, column });
  });

  it("in JSON count tabs and astral characters as UTF-16 does, and no byte order mark", async () => {
    const document = await parseDocument('\uFEFF{"😀": [1,\n\t{"b" :\ttrue}]}', "A.JSON");
    expect(document.data).toEqual({ "😀": [1, { b: true }] });
    expect(document.position(["😀"], "key")).toEqual({ line: 1, column: 2 });
    expect(document.position(["😀", 0])).toEqual({ line: 1, column: 9 });
    expect(document.position(["😀", 1, "b"], "key")).toEqual({ line: 2, column: 3 });
    expect(document.position(["😀", 1, "b"])).toEqual({ line: 2, column: 9 });
  });
});

describe("data", () => {
  const plain = fc.jsonValue({ maxDepth: 4 }).filter((value) => !JSON.stringify(value).includes("__proto__"));

  it("of JSON is what JSON.parse gives", async () => {
    await fc.assert(
      fc.asyncProperty(plain, fc.constantFrom(undefined, "\t", 2), async (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect((await parseDocument(text, "a.json")).data).toEqual(JSON.parse(text));
      }),
    );
  });

  it("of YAML is what was written", async () => {
    await fc.assert(
      fc.asyncProperty(plain, async (value) => {
        const wanted: unknown = JSON.parse(JSON.stringify(value));
        const text = stringify(wanted, { aliasDuplicateObjects: false });
        fc.pre(!/^\s*(\? )?<</m.test(text));
        expect((await parseDocument(text, "a.yaml")).data).toEqual(wanted);
      }),
    );
  });

  it("of YAML follows version 1.2: yes, no and on are texts, keys too", async () => {
    const { data } = await parseDocument("{a: yes, b: no, on: 0o17, 1: null, c: 1_000}", "a.yaml");
    expect(data).toEqual({ a: "yes", b: "no", on: 15, "1": null, c: "1_000" });
  });

  it.each(["", "# only a comment\n", "---\n", "\uFEFF"])("of an empty document %j is null", async (text) => {
    expect((await parseDocument(text, "a.yaml")).data).toBeNull();
  });
});

describe("YAML that is refused", () => {
  it.each([
    ["a: 1\nb: 2\na: 3\n", '3:1: the key "a" is given twice (remove one of the two)'],
    ["{'a': 1, a: 2}", '1:10: the key "a" is given twice (remove one of the two)'],
    ["a: !!binary aGk=", '1:4: YAML tags are not allowed (put a text that starts with "!" in quotes)'],
    ["x:\n  - !<tag:x,1:y> {}", '2:5: YAML tags are not allowed (put a text that starts with "!" in quotes)'],
    ["!!str a: 1", '1:1: YAML tags are not allowed (put a text that starts with "!" in quotes)'],
    [
      "%YAML 1.1\n---\na: yes\n",
      "1:1: YAML directives are not allowed (remove this line; it is read as YAML 1.2)",
    ],
    ["a: 1\n---\nb: 2\n", '2:1: a second document begins here (remove the "---" or "..." and what follows)'],
    ["a: 1\n...\nb: 2\n", '3:1: a second document begins here (remove the "---" or "..." and what follows)'],
    ["a:\n\tb: 1\n", "2:1: a tab is used for indentation (use spaces)"],
    ["a:\n  -\tb: 1\n", "2:4: a tab is used for indentation (use spaces)"],
    ["a: [\n\t1 ]\n", "2:2: a tab is used for indentation (use spaces)"],
    ["a: {b: 1}\nc:\n  <<: {b: 2}\n", "3:3: YAML merge keys are not allowed (write the fields out)"],
    ["__proto__: {polluted: true}", '1:1: the key "__proto__" is not allowed'],
    [
      "a: *b\n",
      '1:4: an alias (*) without an anchor (&) before it (put a text that starts with "*" in quotes)',
    ],
    [
      "a: &b [*b]\n",
      '1:8: an alias (*) without an anchor (&) before it (put a text that starts with "*" in quotes)',
    ],
    ["? [a]\n: 1\n", "1:3: a key must be a plain text (put a text with special characters in single quotes)"],
    ["pattern: [a-z]+\n", "1:15: unexpected text here (put a text with special characters in single quotes)"],
    [
      "pattern: @x\n",
      "1:10: a text without quotes can't start with @ (put a text with special characters in single quotes)",
    ],
    [
      'pattern: "\\d+"\n',
      "1:11: not an escape sequence of double-quoted YAML text (use single quotes, in which a backslash is a backslash)",
    ],
    [
      "title: a: b\n",
      '1:8: a mapping or list can\'t begin here (check the indentation and commas; put a text with ": " in single quotes)',
    ],
    ["a:\n  b: 1\n c: 2\n", "3:1: the keys or items of one mapping or list must start at the same column"],
    ["a: 1\nfoo\nb: 2\n", '2:1: a key must be followed by ":" on the same line'],
    ['a: 1\nb: "x\nc: 2\n', "2:4: the closing quote of this text is missing"],
    ["a: [1, 2\n", "2:1: a list or mapping in brackets is not closed, or its lines aren't indented"],
  ])("%j", async (text, problem) => {
    expect(await syntaxProblems(text)).toEqual([problem]);
  });

  it("names every tag and key, in the order of the file", async () => {
    expect(await syntaxProblems("a: !x 1\nb: !y 2\n")).toEqual([
      expect.stringMatching(/^1:4: YAML tags/),
      expect.stringMatching(/^2:4: YAML tags/),
    ]);
  });

  it("does not repeat what stands in the file, which may be a secret", async () => {
    const lines = await syntaxProblems('password: "x" hunter2hunter2\n');
    expect(lines).toHaveLength(1);
    expect(lines.join()).not.toContain("hunter2");
  });
});

describe("hostile YAML", () => {
  const lines = (head: string, line: (index: number) => string, count: number): string =>
    `${head}${Array.from({ length: count }, (_, index) => line(index)).join("")}`;

  const laughs = ["a: &a [x, x, x, x, x, x, x, x, x, x]"];
  for (const [at, key] of [..."bcdefghi"].entries()) {
    const before = "abcdefghi"[at] ?? "";
    laughs.push(`${key}: &${key} [${Array.from({ length: 10 }, () => `*${before}`).join(", ")}]`);
  }

  it.each([
    ["brackets", "[".repeat(20_000), /^1:41: nested more than 40 levels deep/],
    ["braces", "{a: ".repeat(5000), /^1:161: nested more than 40 levels deep/],
    ["dashes", "- ".repeat(5000), /^1:81: nested more than 40 levels deep/],
    ["question marks", "? ".repeat(5000), /^1:81: nested more than 40 levels deep/],
    ["a billion laughs", laughs.join("\n"), /^6:\d+: more than 100 aliases, or aliases that repeat too much/],
    ["many aliases", lines("- &a 1\n", () => "- *a\n", 5000), /^102:3: more than 100 aliases/],
    ["many errors", "- ]\n".repeat(20_000), /^1:3: unexpected text here/],
    ["many documents", "---\n".repeat(20_000), /^2:1: a second document/],
  ])("%s end in one problem", async (_, text, problem) => {
    expect(await syntaxProblems(text)).toEqual([expect.stringMatching(problem)]);
  });

  it("of more than 1 MB is not parsed", async () => {
    expect(await syntaxProblems(`# ${"é".repeat(524_288)}`)).toEqual([
      " the file is larger than 1 MB (split it)",
    ]);
  });
});

describe("JSON that is refused", () => {
  it.each([
    ['{"a": 1,\n "a": 2}', '2:2: the key "a" is given twice (remove one of the two)'],
    ['{"\\u005f_proto__": 1}', '1:2: the key "__proto__" is not allowed'],
    ['{"a": 1,}', "1:8: a comma stands before the closing bracket (remove it)"],
    ['{"a": 1 "b": 2}', '1:9: "," or "}" should be here'],
    ["{a: 1}", "1:2: a key in double quotes should be here (texts and keys stand in double quotes)"],
    ["[1, 2", '1:6: the file ends where "," or "]" should be'],
    ["{} x", "1:4: the data ended before this text (remove it)"],
    ["// x\n{}", "1:1: a value should be here (JSON has no comments; a .yaml file may have them)"],
    ["", "1:1: the file ends where a value should be"],
    [
      '["a\tb"]',
      "1:4: a line break or control character stands in a text (write it as an escape such as \\n or \\t)",
    ],
    ['["\\d"]', "1:3: not a JSON escape (write \\\\ for a backslash)"],
    ['\n ["x', "2:3: this text has no closing quote"],
    ["[01]", "1:2: not a number as JSON writes it"],
    ["[NaN]", "1:2: a value should be here (texts and keys stand in double quotes)"],
    ["[".repeat(60), "1:41: nested more than 40 levels deep"],
  ])("%j", async (text, problem) => {
    expect(await syntaxProblems(text, "a.json")).toEqual([problem]);
  });
});

it("refuses other file names", async () => {
  expect(await syntaxProblems("a: 1", "rules.toml")).toEqual([
    " the file name must end in .yaml, .yml or .json",
  ]);
});
