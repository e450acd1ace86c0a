import { describe, expect, it } from "vitest";
import { fillTemplate } from "../../src/rules/template.ts";
import type { Confidence } from "../../src/types.ts";
import { judgesOf, onlyFinding } from "../support/judging.ts";
import { smallPack } from "../support/packs.ts";

const SECRET = `key_${"0f1e2d3c4b5a6978"}`;

describe("confidence", () => {
  it.each(["high", "medium", "low"] as const)(
    "without checks is the rule's: %s",
    (confidence: Confidence) => {
      const judges = judgesOf(smallPack({ id: "acme-key", pattern: "key_[0-9a-f]{16}", confidence }));
      expect(onlyFinding(judges(SECRET)).confidence).toBe(confidence);
    },
  );

  it("rises with a right checksum and falls with a wrong one", () => {
    const pattern = "ghp_[0-9A-Za-z]{36}";
    const judges = judgesOf(
      smallPack({ id: "hub", pattern, confidence: "medium", require: { checksum: "github-classic" } }),
    );
    const token = fillTemplate("{token:github-classic:ghp_}", 1);
    const valid = onlyFinding(judges(token));
    expect(valid).toMatchObject({ confidence: "high", score: 0.99, checks: { checksum: "valid" } });
    expect(valid.reasons).toContain("its checksum is valid");
    const altered = token.replace(/.$/, (last) => (last === "0" ? "1" : "0"));
    expect(onlyFinding(judges(altered))).toMatchObject({
      confidence: "low",
      checks: { checksum: "invalid" },
    });
  });

  it("falls where a value is a placeholder", () => {
    const judges = judgesOf(smallPack({ id: "acme-key", pattern: "key_[0-9a-z]{16,30}" }));
    const finding = onlyFinding(judges("key_aaaaaaaaaaaaaaaaaaaa"));
    expect(finding.confidence).toBe("low");
    expect(finding.reasons).toContain("looks like a placeholder");
  });
});

describe("reasons", () => {
  it("name the literal of the secret, its structure and entropy", () => {
    const judges = judgesOf(smallPack({ id: "acme-key", pattern: "key_[0-9a-f]{16}" }));
    expect(onlyFinding(judges(SECRET)).reasons).toEqual(['contains "key_"', "entropy 4.2 bits a character"]);
  });

  it("name the provider that the text speaks of", () => {
    const judges = judgesOf(smallPack({ id: "acme-near", context: ["acme-key"], value: "[0-9a-f]{16}" }));
    expect(onlyFinding(judges(`acme_key: ${SECRET.slice(4)}`)).reasons[0]).toBe("stands near Acme");
  });

  it("is low for a provider's key made of one character, which its rule would not take; blacked out, it is none", () => {
    const require = { entropy: 3 };
    const judges = judgesOf(smallPack({ id: "acme-key", pattern: "key_[0-9a-z]{24}", require }));
    expect(onlyFinding(judges(`key_${"a".repeat(24)}`))).toMatchObject({ confidence: "low", score: 0.15 });
    expect(judges(`key_${"x".repeat(24)} key_${"0".repeat(24)} key_${"ab".repeat(12)}`)).toEqual([]);
  });
});
