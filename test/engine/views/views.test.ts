import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { createKernel } from "../../../src/engine/kernel.ts";
import { createReference } from "../../../src/engine/reference.ts";
import type { Match } from "../../../src/engine/match.ts";
import type { Scanner } from "../../../src/engine/scanner.ts";
import { fillTemplate } from "../../../src/rules/template.ts";
import { readAsset } from "../../../src/scan/pack.ts";
import { builtInRules, type BuiltIn } from "../../support/packs.ts";
import { cases, timeLimit } from "../../support/property.ts";
import { createScanner, placeOf, scan } from "../../support/scanning.ts";
import { cpuTime } from "../../support/cpu-time.ts";

let rules: BuiltIn;
let scanner: Scanner;
beforeAll(async () => {
  rules = await builtInRules();
  scanner = createScanner(rules.pack);
});

const token = (seed: number): string => fillTemplate("{token:github-classic:ghp_}", seed);

const hex = (char: string): string => char.charCodeAt(0).toString(16).padStart(2, "0");
const each = (text: string, encode: (char: string) => string): string => [...text].map(encode).join("");
const wrapped = (text: string, width: number): string =>
  (text.match(new RegExp(`.{1,${width}}`, "g")) ?? []).join("\n");

/** How a text can be written, and what reports call it. */
const ENCODINGS: Readonly<Record<string, [name: string, encode: (text: string) => string]>> = {
  base64: ["base64", (text) => Buffer.from(text).toString("base64")],
  base64url: ["base64", (text) => Buffer.from(text).toString("base64url")],
  "base64 in lines": [
    "base64",
    (text) => wrapped(Buffer.from(`${"some words before it, ".repeat(4)}${text}`).toString("base64"), 76),
  ],
  "base64 of UTF-16": ["base64-utf16", (text) => Buffer.from(text, "utf16le").toString("base64")],
  hexadecimal: ["hex", (text) => Buffer.from(text).toString("hex")],
  percent: ["percent", (text) => each(text, (char) => `%${hex(char)}`)],
  "\\x": ["escapes", (text) => each(text, (char) => `\\x${hex(char)}`)],
  "\\u": ["escapes", (text) => each(text, (char) => `\\u00${hex(char)}`)],
  "decimal entities": ["html-entities", (text) => each(text, (char) => `&#${char.charCodeAt(0)};`)],
  "hexadecimal entities": ["html-entities", (text) => each(text, (char) => `&#x${hex(char)};`)],
  "literals joined by plus": ["concatenation", (text) => `${text.slice(0, 10)}" + "${text.slice(10)}`],
  "literals over lines": ["concatenation", (text) => `${text.slice(0, 10)}" +\n    "${text.slice(10)}`],
  "adjacent literals": ["concatenation", (text) => `${text.slice(0, 22)}"\n    "${text.slice(22)}`],
  "literals joined by a dot": ["concatenation", (text) => `${text.slice(0, 10)}' . '${text.slice(10)}`],
  "literals joined by two dots": ["concatenation", (text) => `${text.slice(0, 10)}"..'${text.slice(10)}`],
  "literals joined by <>": ["concatenation", (text) => `${text.slice(0, 10)}" <> "${text.slice(10)}`],
  "literals joined by &": ["concatenation", (text) => `${text.slice(0, 10)}" & "${text.slice(10)}`],
  "an escape shortly behind the begin": ["percent", (text) => text.replace("_", "%5F")],
  "a line that goes on": ["concatenation", (text) => `${text.slice(0, 12)}\\\n${text.slice(12)}`],
  "a terminal's colours": [
    "concatenation",
    (text) => `\x1b[01;31m\x1b[K${text.slice(0, 9)}\x1b[m\x1b[K${text.slice(9)}`,
  ],
  "literals joined by a backslash": [
    "concatenation",
    (text) => `${text.slice(0, 10)}" \\\n  "${text.slice(10)}`,
  ],
};

const found = (text: string, options = {}): Match[] =>
  scan(scanner, text, [], options).filter(({ secret }) => secret.startsWith("ghp_"));

describe("a secret that is written in another way is found at its place", () => {
  it.each(Object.keys(ENCODINGS))("%s", (kind) => {
    const [name, encode] = ENCODINGS[kind] ?? ["", String];
    for (let seed = 1; seed < 12; seed++) {
      const secret = token(seed);
      const written = encode(secret);
      const text = `line\nvalue = "${written}"\nrest\n`;
      const [match, ...more] = found(text);
      expect(more).toEqual([]);
      expect(match).toMatchObject({
        secret,
        decodedFrom: [name],
        checksum: "valid",
        startLine: expect.any(Number),
      });
      const from = text.indexOf(written);
      expect(match?.secretStart).toBeGreaterThanOrEqual(from);
      expect(match?.secretEnd).toBeLessThanOrEqual(from + written.length);
      // What is left tells nothing of it.
      const rest = text.slice(0, match?.secretStart) + text.slice(match?.secretEnd);
      expect(found(rest)).toEqual([]);
      expect(found(text, { decode: false })).toEqual([]);
    }
  });

  it("but not what is written four times over", () => {
    const nested = (times: number): string => {
      let text = `KEY=${token(1)}`;
      for (let i = 0; i < times; i++) text = Buffer.from(text).toString("base64");
      return `x = "${text}"\n`;
    };
    expect(found(nested(3))).toHaveLength(1);
    expect(found(nested(4))).toEqual([]);
  });

  it("in any of them within each other, up to three deep", { timeout: timeLimit() }, () => {
    const kinds = ["base64", "base64url", "hexadecimal", "percent", "\\x", "\\u", "decimal entities"];
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...kinds), { minLength: 1, maxLength: 3 }),
        fc.nat(1000),
        fc.constantFrom("", "KEY=", '{"a": 1, "token": "', "some words, then "),
        (nesting, seed, before) => {
          const secret = token(seed);
          const written = nesting.reduce(
            (text, kind) => ENCODINGS[kind]?.[1](text) ?? text,
            `${before}${secret}${before.startsWith("{") ? '"}' : ""}`,
          );
          const text = `x = "${written}"\n`;
          const [match] = found(text);
          expect(match).toMatchObject({ secret });
          expect(match?.decodedFrom).toHaveLength(nesting.length);
          const rest = text.slice(0, match?.secretStart) + text.slice(match?.secretEnd);
          expect(found(rest)).toEqual([]);
        },
      ),
      cases(150),
    );
  });

  it("wherever the stream is cut", { timeout: timeLimit() }, () => {
    const kinds = fc.constantFrom(...Object.keys(ENCODINGS));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(kinds, fc.nat(1000)), { minLength: 1, maxLength: 4 }),
        fc.array(fc.nat(), { maxLength: 10 }),
        (parts, places) => {
          const text = parts
            .map(([kind, seed]) => `v = "${ENCODINGS[kind]?.[1](token(seed))}"\n`)
            .join("# x\n");
          const whole = scan(scanner, text).map(placeOf);
          expect(whole.length).toBeGreaterThanOrEqual(parts.length);
          const cuts = places.map((place) => place % text.length);
          expect(scan(scanner, text, cuts).map(placeOf)).toEqual(whole);
          expect(scan(scanner, text, Buffer.from(text).keys()).map(placeOf)).toEqual(whole);
        },
      ),
      cases(60),
    );
  });

  it("in runs that are longer than any piece", () => {
    const secrets = [1, 2, 3].map(token);
    const filler = "all work and no play makes a dull day\n".repeat(1500);
    const inside = secrets.map((secret) => `${filler}KEY=${secret}\n`).join("");
    for (const written of [
      Buffer.from(inside).toString("base64"),
      wrapped(Buffer.from(inside).toString("base64"), 64),
      Buffer.from(inside).toString("hex"),
      each(inside, (char) => `%${hex(char)}`),
    ])
      expect(found(`x="${written}"\n`).map(({ secret }) => secret)).toEqual(secrets);
  });
});

describe("what is no text is left alone", () => {
  it.each([
    ["a picture", Buffer.from("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "latin1").toString("base64").repeat(20)],
    ["a hash", `sha512-${Buffer.alloc(64, 0xd7).toString("base64")}`],
  ])("%s", (_name, text) => {
    expect(scan(scanner, `x = "${text}"\n`)).toEqual([]);
  });

  it("hostile texts take no more than their share of time", { timeout: timeLimit() }, () => {
    const size = 400_000;
    const texts = [
      `${Buffer.from("AAAA?AAAA?AAAA?ABCD").toString("base64")}/`,
      "%41%2541",
      "\\u0041\\\\u0041",
      '"abcdefgh"+"ijklmnop"+',
      "&#65;&#x41;",
      `${Buffer.from("x".repeat(19)).toString("base64")}\n`,
    ].map((text) => text.repeat(size / text.length));
    const times = texts.map((text) => cpuTime(() => scan(scanner, text)));
    expect(Math.max(...times)).toBeLessThan(6000);
  });
});

describe("adjacent literals", () => {
  it.each([": x", " : x", " = x", " => x"])(
    "are not joined where the second is the name of an entry: %j",
    (given) => {
      const secret = token(3);
      const text = (behind: string): string =>
        `"a": "${secret.slice(0, 22)}"\n"${secret.slice(22)}"${behind}\n`;
      expect(found(text(""))).toMatchObject([{ secret, decodedFrom: ["concatenation"] }]);
      expect(found(text(given))).toEqual([]);
    },
  );
});

describe("lines of quoted-printable text", () => {
  const broken = (before: string, secret: string): string => {
    const whole = `${before}${secret} and so on`;
    return `first line\n${whole.slice(0, 75)}=\n${whole.slice(75)}\n`;
  };

  it("are joined where they are broken off", () => {
    const secret = token(7);
    const [match, ...more] = found(broken(`Please take this one for the deployment of today: `, secret));
    expect(more).toEqual([]);
    expect(match).toMatchObject({ secret, decodedFrom: ["concatenation"] });
  });

  it("are joined in short lines where the sign is no padding", () => {
    const secret = token(7);
    const [match, ...more] = found(`Your token is: ${secret.slice(0, 20)}=\n${secret.slice(20)}\nBye=2E\n`);
    expect(more).toEqual([]);
    expect(match).toMatchObject({ secret, decodedFrom: ["concatenation"] });
  });

  it("are not what ends with the padding of base64", () => {
    const sums = Array.from(
      { length: 300 },
      (_, at) =>
        `example.org/some/module/number-${at} v1.2.${at} h1:${Buffer.alloc(32, at).toString("base64")}\n`,
    ).join("");
    const prefilter = createKernel(readAsset("kernel.wasm"), rules.pack.tables, 64 * 1024);
    const bytes = Buffer.from(`\n${sums}`);
    prefilter.data.set(bytes);
    let spots = 0;
    prefilter.findSigns({ from: 1, to: bytes.length, end: bytes.length }, () => spots++);
    expect(spots).toBe(0);
  });
});

describe("the kernel and its twin see the same spots", () => {
  it("in texts with pieces of all kinds", { timeout: timeLimit() }, () => {
    const { tables } = rules.pack;
    const kernel = createKernel(readAsset("kernel.wasm"), tables, 64 * 1024);
    const twin = createReference(tables, 64 * 1024);
    const piece = fc.constantFrom(
      ...["%41", "%2F", "%3A%2F%2F", "\\u0041", "\\x41", "\\/", "&#65;", "&#x2F;", "&quot;:", "\n", " "],
      ...[
        '"',
        "'",
        "`",
        "+",
        " + ",
        ".",
        "..",
        "=\n",
        "=\r\n",
        "\n",
        "abcdef",
        "aB3dE5gH7jK9mN1=\n",
        "a-word-of-quoted-printable-text-".repeat(2),
        "a1b2c3d4e5",
        "_-_",
        "/",
        "f",
      ],
      ...[
        Buffer.from("some text that is long").toString("base64"),
        Buffer.from("and more text").toString("hex"),
      ],
    );
    let total = 0;
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 80, size: "max" }),
        fc.array(fc.nat(), { minLength: 5, maxLength: 5 }),
        (pieces, numbers) => {
          const [a = 0, b = 0, c = 0, d = 0, e = 0] = numbers;
          const bytes = Buffer.from(`\n${pieces.join("")}`);
          const end = 1 + (a % bytes.length);
          const from = 1 + (b % end);
          const to = from + (c % (end - from + 1));
          const spots = [kernel, twin].map((prefilter) => {
            prefilter.data.fill(0x41);
            prefilter.data.set(bytes);
            const seen: string[] = [];
            const onSign = (at: number, kind: number): unknown => seen.push(`${at}:${kind}`);
            prefilter.findSigns({ from, to: end, end }, onSign);
            const texts = new Set<string>();
            const onText = (at: number, kind: number): unknown => texts.add(`${at}:${kind}`);
            prefilter.scan({ from: 1, end, eof: true }, () => {}, undefined, onText);
            // On the way of a scan of another range.
            const range = { low: Math.min(d % end, from), from, to, end };
            prefilter.scan({ from: e % end, end, eof: true }, () => {}, undefined, undefined, {
              range,
              onSign,
            });
            return [...seen, ...texts];
          });
          total += spots[0]?.length ?? 0;
          expect(spots[0]).toEqual(spots[1]);
        },
      ),
      cases(400),
    );
    expect(total).toBeGreaterThan(200);
  });
});
