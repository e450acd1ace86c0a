import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { Scanner } from "../../src/engine/scanner.ts";
import type { CodeFrame } from "../../src/types.ts";
import { judgesOf, onlyFinding, type Judges } from "../support/judging.ts";
import { builtInRules, smallPack, type BuiltIn } from "../support/packs.ts";
import { cases, timeLimit } from "../support/property.ts";
import { createScanner, scan } from "../support/scanning.ts";
import { latin1, secretTexts } from "../support/texts.ts";

/** Passwords look like no token: nothing but knowing them hides them. */
const judges = judgesOf(
  smallPack(
    { id: "acme-key", pattern: "key_[0-9a-f]{16}" },
    { id: "acme-password", context: ["password"], value: '[^\\s"]{6,20}', within: 4 },
  ),
);
const SECRET = `key_${"0f1e2d3c4b5a6978"}`;

const frameOf = (text: string | Buffer): CodeFrame | undefined => onlyFinding(judges(text)).frame;

describe("the frame of a finding", () => {
  it("shows its line with one before and one behind, the secret redacted", () => {
    expect(frameOf(`one\ntwo\n  x = "${SECRET}"; // why\nfour\nfive\n`)).toEqual({
      firstLine: 2,
      lines: ["two", '  x = "ke…78"; // why', "four"],
      markColumn: 8,
      markWidth: 5,
    });
  });

  it("at the beginning and at the end of a file", () => {
    expect(frameOf(SECRET)).toEqual({ firstLine: 1, lines: ["ke…78"], markColumn: 1, markWidth: 5 });
    expect(frameOf(`${SECRET}\nnext`)?.lines).toEqual(["ke…78", "next"]);
    expect(frameOf(`\n${SECRET}\n`)).toMatchObject({ firstLine: 1, lines: ["", "ke…78"] });
    expect(frameOf(`a\r\n${SECRET}\r\nb\r\n`)).toMatchObject({ firstLine: 1, lines: ["a", "ke…78", "b"] });
  });

  it("has no byte order mark, which columns don't count either", () => {
    const frame = { firstLine: 1, lines: ['k = "ke…78"'], markColumn: 6, markWidth: 5 };
    const text = `\uFEFFk = "${SECRET}"`;
    expect(frameOf(text)).toEqual(frame);
    expect(frameOf(`\uFEFFone\n${SECRET}\n`)?.lines).toEqual(["one", "ke…78"]);
  });

  it("cuts long lines, and the mark stays where the secret is", () => {
    const frame = frameOf(`${"é".repeat(300)} ${SECRET} ${"x".repeat(300)}\n${"y".repeat(300)}`);
    for (const line of frame?.lines ?? []) expect(line.length).toBeLessThanOrEqual(160);
    const { lines = [], markColumn = 0, markWidth = 0 } = frame ?? {};
    expect(lines[0]?.slice(markColumn - 1, markColumn - 1 + markWidth)).toBe("ke…78");
  });

  it("shows text in UTF-8 as it is, and no broken characters where it is cut", () => {
    expect(frameOf(`Schlüssel 🔑 = ${SECRET}`)).toMatchObject({
      lines: ["Schlüssel 🔑 = ke…78"],
      markColumn: 16,
    });
    expect(frameOf(`${"🔑".repeat(150)}${SECRET}${"🔑".repeat(150)}`)?.lines.join("")).not.toContain(
      "\ufffd",
    );
  });

  it("shows the secret itself only where that was asked for", () => {
    const { frame, secret } = onlyFinding(judges(`x ${SECRET}\n`, { options: { showSecrets: true } }));
    expect(frame?.lines).toEqual([`x ${SECRET}`]);
    expect(secret.value).toBe(SECRET);
    expect(JSON.stringify(onlyFinding(judges(`x ${SECRET}\n`)))).not.toContain(SECRET.slice(5, 15));
  });

  it("shows nothing of a token that is cut where the text it is made of begins or ends", () => {
    const other = "Zq7R".repeat(100);
    for (let width = 1; width < 30; width++) {
      const between = " a".repeat(width);
      const text = `${other} ${other.slice(0, 350)}${between} ${SECRET}${between} ${other.slice(0, 350)} ${other}\n`;
      const shown = frameOf(text)?.lines.join("\n") ?? "";
      expect(shown).toContain("ke…78");
      expect(shown.match(/[0-9A-Za-z]{5,}/g)).toBeNull();
    }
  });

  it.each(["\\/", "%2F", "\\u002f"])("hides a token with %s in it", (slash) => {
    const pieces = ["Zq7Rk2Wm9Xp", "a1b2C", "d3E4f5"];
    const shown = frameOf(`${SECRET} other: "${pieces.join(slash)}"\n`)?.lines.join("\n") ?? "";
    expect(shown).toContain('ke…78 other: "Zq');
    for (const piece of pieces) expect(shown).not.toContain(piece);
  });

  it("hides other tokens, known or not", () => {
    const unknown = `tok${"9a8b7c6d5e4f3a2b"}`;
    expect(frameOf(`a ${unknown}\n${SECRET}, ${unknown}\n${unknown}`)?.lines.join()).not.toContain(
      unknown.slice(4, 14),
    );
  });
});

describe("a frame hides the other secrets of the file", () => {
  const text = `password: hunter-two\nlog ${SECRET} password: flounder!!\npassword: opensesame\n`;

  it.each([
    ["read at once", [], false],
    ["in two pieces", [30], false],
    ["in lines", [21, 64], false],
    ["live, in lines", [21, 64], true],
    ["byte by byte", Array.from(text).keys(), false],
    ["live, byte by byte", Array.from(text).keys(), true],
  ])("%s", (_how, cuts, live) => {
    const found = judges(text, { cuts: [...cuts], live });
    expect(found.map(({ finding }) => finding.ruleId).sort()).toEqual([
      "acme-key",
      ...Array(3).fill("acme-password"),
    ]);
    const shown = found.flatMap(({ finding }) => finding.frame?.lines ?? []).join("\n");
    for (const secret of ["hunter", "flound", "open", "two", "sesame"]) expect(shown).not.toContain(secret);
  });

  describe("of the built-in rules", () => {
    let rules: BuiltIn;
    let scanner: Scanner;
    let builtInJudges: Judges;
    beforeAll(async () => {
      rules = await builtInRules();
      scanner = createScanner(rules.pack);
      builtInJudges = judgesOf(rules.pack, scanner);
    });

    it("any text, any cuts, live or not", { timeout: timeLimit() }, () => {
      let frames = 0;
      const cuts = fc.array(fc.nat(), { maxLength: 12, size: "max" });
      fc.assert(
        fc.property(secretTexts(rules).map(latin1), cuts, fc.boolean(), (bytes, places, live) => {
          // In a file of the same name: what is a value in a text can be a variable in code.
          const secrets = scan(scanner, bytes, [], { path: "app.ts" }).flatMap(
            ({ secret }) => secret.match(/(?=\D{0,11}\d)[\w+/!@#$%^&*=.-]{12,}/g) ?? [],
          );
          const judged = builtInJudges(bytes, {
            cuts: places.map((place) => place % (bytes.length + 1)),
            live,
          });
          for (const { finding } of judged) {
            frames++;
            const shown = finding.frame?.lines.join("\n") ?? "";
            // Half of a secret in the clear: more than redaction ever leaves.
            for (const secret of secrets) {
              const half = secret.slice(Math.floor(secret.length / 4), Math.ceil((secret.length * 3) / 4));
              // One character over and over is no half of a secret: other text may have as many of it.
              if (/^(.)\1*$/.test(half)) continue;
              expect(shown, `${finding.ruleId} shows ${half}`).not.toContain(half);
            }
          }
        }),
        cases(150),
      );
      expect(frames).toBeGreaterThan(60);
    });
  });
});
