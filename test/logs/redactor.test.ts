/** The redactor: what comes out is what went in, but for the secrets; whoever scans it finds nothing. */
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { Scanner } from "../../src/engine/scanner.ts";
import { verdict } from "../../src/judge/score.ts";
import { Tokens } from "../../src/judge/token.ts";
import { Redactor } from "../../src/logs/redact/redactor.ts";
import { joined, Replacements } from "../../src/logs/redact/replacements.ts";
import { fillTemplate } from "../../src/rules/template.ts";
import type { Match } from "../../src/engine/match.ts";
import { builtInRules, type BuiltIn } from "../support/packs.ts";
import { cases, timeLimit } from "../support/property.ts";
import { createScanner, scan } from "../support/scanning.ts";
import { latin1, secretTexts } from "../support/texts.ts";

const KEY = Buffer.from("a key for tests, 32 bytes long..");
const TOKEN = /\[keyscan:[a-z0-9-]+:[0-9a-f]{8}\]/g;

let rules: BuiltIn;
let first: Scanner;
let second: Scanner;
let third: Scanner;
beforeAll(async () => {
  rules = await builtInRules();
  [first, second, third] = [createScanner(rules.pack), createScanner(rules.pack), createScanner(rules.pack)];
});

function isMarker(rule: number): boolean {
  return rules.pack.rules[rule]?.marker === true;
}

/** What the redactor makes of bytes that come cut at these offsets. */
function redacted(bytes: Buffer, cuts: readonly number[] = []): Buffer {
  const replacements = new Replacements(rules.pack.rules, new Tokens(KEY), "medium");
  const allowed = (rule: number): boolean => !isMarker(rule);
  const redactor = new Redactor({ scanner: first, second: () => second, replacements, allowed }, "test.txt");
  const out: Buffer[] = [];
  const ends = [...new Set([...cuts, bytes.length])].filter((cut) => cut > 0).sort((a, b) => a - b);
  let at = 0;
  for (const end of ends) {
    // What is given is good until the next call.
    out.push(Buffer.from(redactor.push(bytes.subarray(at, end))));
    at = end;
  }
  out.push(redactor.end());
  return Buffer.concat(out);
}

/** What a scan reports at the usual confidence. */
function sure(bytes: Buffer): Match[] {
  return scan(third, bytes).filter((match) => {
    const rule = rules.pack.rules[match.rule];
    return rule !== undefined && !isMarker(match.rule) && verdict(match, rule).confidence !== "low";
  });
}

/** The bytes with what a scan of the whole finds replaced: slow, and without a second look. */
function plainly(bytes: Buffer): Buffer {
  const replacements = new Replacements(rules.pack.rules, new Tokens(KEY), "medium");
  const regions = joined(replacements.regions(sure(bytes)));
  let at = 0;
  const out: Buffer[] = [];
  for (const { from, to, token } of regions) {
    const secret = bytes.subarray(from, to).toString("latin1");
    out.push(bytes.subarray(at, from), Buffer.from(secret.replace(/[^\r\n]+/g, token)));
    at = to;
  }
  return Buffer.concat([...out, bytes.subarray(at)]);
}

const noise = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString("latin1"));
const breaks = fc.constantFrom("\n", "\r\n", "", " ", '"', "\n\n", "é", "x");

/** Secrets of all kinds among random bytes. */
function logs(): fc.Arbitrary<Buffer> {
  return fc
    .array(fc.tuple(noise, breaks, secretTexts(rules), breaks, noise), { minLength: 1, maxLength: 4 })
    .map((parts) => latin1(parts.flat().join("")));
}

const anyCuts = fc.array(fc.nat(), { maxLength: 12, size: "max" });

function within(bytes: Buffer, places: readonly number[]): number[] {
  return places.map((place) => place % (bytes.length + 1));
}

describe("redaction of secrets among random bytes", () => {
  it("leaves every other byte as it is, wherever the bytes are cut", { timeout: timeLimit() }, () => {
    let replaced = 0;
    fc.assert(
      fc.property(logs(), anyCuts, (bytes, places) => {
        const whole = redacted(bytes);
        const expected = plainly(bytes);
        replaced += expected.equals(bytes) ? 0 : 1;
        // Where a token makes something else look like a secret there is more to replace.
        if (sure(expected).length === 0) expect(whole.toString("latin1")).toBe(expected.toString("latin1"));
        const cut = redacted(bytes, within(bytes, places));
        expect(cut.toString("latin1")).toBe(whole.toString("latin1"));
        if (bytes.length < 2000) {
          const everywhere = redacted(
            bytes,
            Array.from(bytes, (_, at) => at),
          );
          expect(everywhere.toString("latin1")).toBe(whole.toString("latin1"));
        }
      }),
      cases(60),
    );
    expect(replaced).toBeGreaterThan(25);
  });

  it("replaces an id on the line before its secret, which would be told of by itself", () => {
    const text = fillTemplate("id: ASIA{base32:16}\nsecret: {base64:40}\n", 3);
    expect(sure(redacted(Buffer.from(text)))).toEqual([]);
  });

  it("leaves nothing that a scan of it would find", { timeout: timeLimit() }, () => {
    let found = 0;
    fc.assert(
      fc.property(logs(), anyCuts, (bytes, places) => {
        found += sure(bytes).length;
        const out = redacted(bytes, within(bytes, places));
        expect(sure(out).map(({ rule, secret }) => [rules.pack.rules[rule]?.id, secret])).toEqual([]);
      }),
      cases(120),
    );
    expect(found).toBeGreaterThan(60);
  });

  it("keeps the number of lines", { timeout: timeLimit() }, () => {
    const count = (bytes: Buffer): number => bytes.filter((byte) => byte === 0x0a).length;
    fc.assert(
      fc.property(logs(), (bytes) => {
        expect(count(redacted(bytes))).toBe(count(bytes));
      }),
      cases(60),
    );
  });
});

describe("redaction", () => {
  const key = fillTemplate("sk_live_{base62:24}", 1);
  const text = (bytes: Buffer): string => bytes.toString("latin1");

  it("gives one secret one token, and two secrets two", () => {
    const other = fillTemplate("sk_live_{base62:24}", 2);
    const tokens = text(redacted(Buffer.from(`a ${key}\nb ${other}\nc ${key}\n`))).match(TOKEN) ?? [];
    expect(tokens).toHaveLength(3);
    expect(tokens[0]).toBe(tokens[2]);
    expect(tokens[0]).not.toBe(tokens[1]);
  });

  it("finds tokens alone harmless, whatever the rule and the place", () => {
    const places = [
      'password="T"',
      "machine host login me password T\n",
      "curl -u me:T https://host/",
      "Authorization: Bearer T",
      '{"api_key": "T"}',
      "AWS_SECRET_ACCESS_KEY=T",
      "postgres://me:T@host/db",
      "NAME='T'",
    ];
    const ids = rules.pack.rules.filter(({ marker }) => marker !== true).map(({ id }) => id);
    for (const place of places) {
      // Some keys are as short as the tag of a token, and like only some of all tags.
      const tags = place.startsWith("NAME") ? 5 : 1;
      const all = ids.flatMap((id, at) =>
        Array.from({ length: tags }, (_, more) =>
          place
            .replace("T", `[keyscan:${id}:${fillTemplate("{hex:8}", at * tags + more)}]`)
            .replace("NAME", id.replaceAll("-", "_").toUpperCase()),
        ),
      );
      const bytes = Buffer.from(all.join("\n"));
      expect(sure(bytes).map(({ secret }) => secret)).toEqual([]);
    }
  });

  it.for(["utf-16le", "utf-16be"])("reads and writes %s", (encoding) => {
    const mark = "\ufeff";
    const wide = (plain: string): Buffer => {
      const bytes = Buffer.from(plain, "utf16le");
      return encoding === "utf-16be" ? bytes.swap16() : bytes;
    };
    const bytes = wide(`${mark}ключ один\r\nkey ${key} здесь\r\nlast`);
    const [token = ""] = text(redacted(Buffer.from(key))).match(TOKEN) ?? [];
    const expected = wide(`${mark}ключ один\r\nkey ${token} здесь\r\nlast`);
    expect(redacted(bytes)).toEqual(expected);
    expect(
      redacted(
        bytes,
        Array.from(bytes, (_, at) => at),
      ),
    ).toEqual(expected);
    const odd = Buffer.concat([bytes, Buffer.from([0x41])]);
    expect(redacted(odd)).toEqual(Buffer.concat([expected, Buffer.from([0x41])]));
  });

  it("gives a line out when asked, and never half a secret", () => {
    const bytes = Buffer.from(`one\nkey ${key}\nthree ${key.slice(0, 12)}`);
    const replacements = new Replacements(rules.pack.rules, new Tokens(KEY), "medium");
    const options = { scanner: first, second: () => second, replacements, allowed: () => true };
    const redactor = new Redactor(options, "test.txt");
    const out = text(Buffer.concat([Buffer.from(redactor.push(bytes)), redactor.flush()]));
    expect(out.replaceAll(TOKEN, "T")).toBe("one\nkey T\n");
    expect(text(redactor.push(Buffer.from(`${key.slice(12)}\n`))) + text(redactor.flush())).toMatch(
      /^three \[keyscan:[^\]]*\]\n$/,
    );
  });

  it("takes the lines of a private key for what they are", () => {
    const pem = fillTemplate("{pem:RSA PRIVATE KEY}", 3);
    const bytes = Buffer.from(`before\n${pem}\nafter\n`);
    for (const cuts of [[], Array.from(bytes, (_, at) => at)]) {
      const lines = text(redacted(bytes, cuts)).split("\n");
      expect(lines).toHaveLength(bytes.toString().split("\n").length);
      expect([lines[0], lines.at(-2)]).toEqual(["before", "after"]);
      expect(new Set(lines.slice(1, -2)).size).toBe(1);
    }
  });

  it("waits for nothing but the bytes that decide, in a line without an end", () => {
    const replacements = new Replacements(rules.pack.rules, new Tokens(KEY), "medium");
    const options = { scanner: first, second: () => second, replacements, allowed: () => true };
    const redactor = new Redactor(options, "test.txt");
    let waiting = 0;
    for (let i = 0; i < 200; i++) {
      const piece = Buffer.from(`${"lorem ipsum ".repeat(800)}${i % 50 === 0 ? key : "dolor"} `);
      waiting += piece.length - redactor.push(piece).length;
      expect(waiting).toBeLessThan(40_000);
    }
  });
});
