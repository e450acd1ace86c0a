import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { CHECK_NAMES } from "../../src/engine/checks/index.ts";
import { fillTemplate, templateNames } from "../../src/rules/template.ts";
import { tokenMakers } from "../../src/rules/template-tokens.ts";

const seeds = fc.nat(1_000_000);

describe("random runs", () => {
  const kinds: Record<string, [alphabet: RegExp, classes: RegExp[]]> = {
    base62: [/^[0-9A-Za-z]+$/, [/[0-9]/, /[a-z]/, /[A-Z]/]],
    hex: [/^[0-9a-f]+$/, [/[0-9]/, /[a-f]/]],
    HEX: [/^[0-9A-F]+$/, [/[0-9]/, /[A-F]/]],
    digits: [/^[1-9][0-9]*$/, [/[0-9]/]],
    base64: [/^[0-9A-Za-z](?:[0-9A-Za-z+/]*[0-9A-Za-z])?$/, [/[0-9]/, /[a-z]/, /[A-Z]/]],
    base64url: [/^[0-9A-Za-z](?:[\w-]*[0-9A-Za-z])?$/, [/[0-9]/, /[a-z]/, /[A-Z]/]],
    base36: [/^[0-9a-z]+$/, [/[0-9]/, /[a-z]/]],
    BASE36: [/^[0-9A-Z]+$/, [/[0-9]/, /[A-Z]/]],
    lower: [/^[a-z]+$/, [/[a-z]/]],
    upper: [/^[A-Z]+$/, [/[A-Z]/]],
    alpha: [/^[A-Za-z]+$/, [/[a-z]/, /[A-Z]/]],
    base32: [/^[A-Z2-7]+$/, [/[2-7]/, /[A-Z]/]],
    base58: [/^[1-9A-HJ-NP-Za-km-z]+$/, [/[0-9]/, /[a-z]/, /[A-Z]/]],
  };

  it.each(Object.entries(kinds))(
    "%s has the length, the alphabet and every class of it",
    (name, [alphabet, classes]) => {
      fc.assert(
        fc.property(seeds, fc.integer({ min: 2, max: 120 }), (seed, length) => {
          const run = fillTemplate(`{${name}:${length}}`, seed);
          expect(run).toHaveLength(length);
          expect(run).toMatch(alphabet);
          expect(run).not.toMatch(/(.)\1\1/i);
          for (const kind of length >= 8 ? classes : []) {
            expect(run).toMatch(kind);
          }
        }),
      );
    },
  );

  it("can be long", () => {
    expect(fillTemplate("{base62:20000}", 1)).toHaveLength(20_000);
    expect(fillTemplate("{digits:2000}", 1)).toHaveLength(2000);
  });
});

describe("filling", () => {
  it("gives the same text for the same seed and another for another", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const template = "key={base62:30} {uuid} {token:npm}";
        expect(fillTemplate(template, seed)).toBe(fillTemplate(template, seed));
        expect(fillTemplate(template, seed)).not.toBe(fillTemplate(template, seed + 1));
      }),
    );
  });

  it("gives other values in another template", () => {
    expect(fillTemplate("a={base62:30}", 1).slice(2)).not.toBe(fillTemplate("b={base62:30}", 1).slice(2));
  });

  it.each([
    "plain text",
    "{}",
    "{{ .Values.key }}",
    '{"a": {"b": 1}}',
    "${HOME} %{x} {name} {token} {hex}",
    "function f() { return 1; }",
    "{port:int}",
    "a { b:24 } {:24} {12:24}",
    "{",
    "}{",
  ])("keeps %s", (text) => {
    expect(fillTemplate(text, 1)).toBe(text);
  });

  it("keeps braces round a placeholder", () => {
    expect(fillTemplate('{"key": "{digits:3}"}', 1)).toMatch(/^\{"key": "\d{3}"\}$/);
    expect(fillTemplate("{{digits:3}}", 1)).toMatch(/^\{\d{3}\}$/);
  });

  it("repeats", () => {
    expect(fillTemplate("{repeat:x:4}-{repeat:a:b:2}", 1)).toBe("xxxx-a:ba:b");
  });

  it("chooses among all choices and fills the chosen one", () => {
    const filled = Array.from({ length: 60 }, (_, seed) =>
      fillTemplate("{choice:live|test|{digits:4}}", seed),
    );
    expect(new Set(filled.map((text) => text.replace(/^\d{4}$/, "0000")))).toEqual(
      new Set(["live", "test", "0000"]),
    );
  });

  it("encodes a filled template", () => {
    const text = fillTemplate('x-{b64:{"user":"{lower:8}","id":{digits:4}}}', 1);
    expect(Buffer.from(text.slice(2), "base64").toString()).toMatch(/^\{"user":"[a-z]{8}","id":\d{4}\}$/);
    expect(fillTemplate("{b64url:??>}", 1)).toBe("Pz8-");
  });

  it("makes UUIDs of version 4", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        expect(fillTemplate("{uuid}", seed)).toMatch(
          /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        );
      }),
    );
  });

  it("makes PEM blocks of several lines, or one line with escapes", () => {
    const block = fillTemplate("{pem:EC PRIVATE KEY}", 1).split("\n");
    expect(block[0]).toBe(["-----BEGIN EC", "PRIVATE KEY-----"].join(" "));
    expect(block.length).toBeGreaterThan(3);
    expect(block.every((line) => line.length <= 64)).toBe(true);
    expect(fillTemplate("{pemline:EC PRIVATE KEY}", 1)).not.toContain("\n");
  });
});

describe("mistakes", () => {
  it.each([
    ["{bas62:24}", /\{bas62:24\}.*did you mean "base62"/],
    ["{Hex:24}", /did you mean "hex"|did you mean "HEX"/],
    ["{nonsense:24}", /\{nonsense:24\}.*known names/],
    ["{base62:x}", /\{base62:x\}/],
    ["{base62:0}", /\{base62:0\}/],
    ["{base62:24", /\{base62: has no closing brace/],
    ["{repeat:x}", /\{repeat:x\}/],
    ["{pem:CERTIFICATE}", /\{pem:CERTIFICATE\}/],
    ["{token:npn}", /did you mean "npm"/],
    ["{token:constructor}", /unknown token/],
    ["{token:jwt:XX}", /HS256/],
    ["{token:nats-nkey:XX}", /SU/],
    ["{token:azure-identifiable:XXXX}", /\+ASt/],
  ])("%s is an error", (template, message) => {
    expect(() => fillTemplate(template, 1)).toThrow(message);
  });
});

describe("names", () => {
  it("lists every placeholder once, sorted", () => {
    const names = templateNames();
    expect(names).toEqual([...new Set(names)].sort());
    expect(names).toEqual(expect.arrayContaining(["base62", "uuid", "token", "pem", "choice"]));
  });

  it("has a maker for every check", () => {
    expect(Object.keys(tokenMakers).sort()).toEqual([...CHECK_NAMES].sort());
  });
});
