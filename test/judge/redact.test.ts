import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskTokens, redactSecret } from "../../src/judge/redact.ts";
import { fillTemplate } from "../../src/rules/template.ts";
import { cases } from "../support/property.ts";

const latin1 = fc.string({
  unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
  maxLength: 200,
  size: "max",
});

describe("redactSecret", () => {
  it("shows a quarter of the secret at most, and never more than eight characters", () => {
    fc.assert(
      fc.property(latin1, (secret) => {
        const redacted = redactSecret(secret);
        if (/^\*{4,8}$/.test(redacted)) return;
        const [head = "", tail = "", ...more] = redacted.split("…");
        expect(more).toEqual([]);
        expect(head.length + tail.length).toBeLessThanOrEqual(Math.min(8, secret.length / 4));
        const printable = secret.replace(/[^\x21-\x7e]/g, "?");
        expect(printable.startsWith(head) && printable.endsWith(tail)).toBe(true);
      }),
      cases(1000),
    );
  });

  it.each([
    ["", "****"],
    ["a", "****"],
    ["hunter2", "*******"],
    ["12345678", "1…8"],
    ["correct horse battery", "co…ry"],
    ["abcdefghijklmnopqrstuvwxyzabcdefghijkl", "abcd…ijkl"],
    ["\u001b[31mred\u0000\n\t alert\u009b and so on", "?[3…?on"],
    ["-----BEGIN RSA PRIVATE KEY-----\nMIIEow", "-----BEGIN RSA PRIVATE KEY-----…"],
  ])("%j becomes %s", (secret, redacted) => {
    expect(redactSecret(secret)).toBe(redacted);
  });

  it("does not take a secret for the header of a key", () => {
    const secret = `-----BEGIN ${fillTemplate("{BASE36:70}", 1)}-----`;
    expect(redactSecret(secret).length).toBeLessThanOrEqual(9);
  });
});

describe("maskTokens", () => {
  it.each([
    ["the words of a sentence stay", "the words of a sentence stay"],
    ["averylongwordwithoutanydigits stays", "averylongwordwithoutanydigits stays"],
    ["2024-01-02T03:04:05 stays", "2024-01-02T03:04:05 stays"],
    ["12345678901234567890 stays", "12345678901234567890 stays"],
    ["id=abcdefgh12345678", "id…78"],
    ["x: q1w2e3r4t5y6u7i8, y: 1", "x: q1…i8, y: 1"],
    ["id: abcDEF12\\/ghijk\\/lmno", "id: ab…no"],
    ["passwd: a-Horse7", "passwd: a…7"],
    [`db_password = "a1!b2?c3", x`, 'db_password = "a…3", x'],
    ["apiKey => abc4567, token: string", "apiKey => *******, token: string"],
    ["password: process(env1), secret: ${A1B2C3}", "password: process(env1), secret: ${A1B2C3}"],
  ])("%s", (text, masked) => {
    expect(maskTokens(text)).toBe(masked);
  });
});
