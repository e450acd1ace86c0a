/** Every built-in rule by its own examples and counter-examples, through the whole engine, in the places where files have secrets. */
import { describe, expect, it } from "vitest";
import type { Match } from "../../src/engine/match.ts";
import type { RuleFileSource, RuleSource } from "../../src/rules/schema.ts";
import { fillTemplate } from "../../src/rules/template.ts";
import { builtInRules } from "../support/packs.ts";
import { createScanner, scan } from "../support/scanning.ts";

const SEEDS = [1, 2, 3];

/**
 * Where a secret has the form of two providers, and rightly goes by the other one's name: the rule whose examples are reported
 * under another provider's rule, and that rule.
 */
const WON_BY: Readonly<Record<string, readonly string[]>> = {
  "google-cloud-storage-hmac-secret": ["aws-secret-access-key"],
  "msteams-app-secret": ["azure-client-secret"],
  "msteams-workflow-webhook": ["azure-logic-app-url"],
};

const { pack, files } = await builtInRules();
const scanner = createScanner(pack);
const indexOf = new Map(pack.rules.map((rule, index) => [rule.id, index]));
/** Composed rules are alike: composed.test.ts takes them together. */
const entries = files.flatMap((file) =>
  file.rules.filter((rule) => rule.values === undefined).map((rule) => ({ id: rule.id, rule, file })),
);

interface Case {
  index: number;
  rule: RuleSource;
  file: RuleFileSource;
  path: string;
}

function caseOf({ rule, file }: { rule: RuleSource; file: RuleFileSource }): Case {
  return {
    index: indexOf.get(rule.id) ?? -1,
    rule,
    file,
    path: rule.paths?.[0]?.replace("*", "name") ?? "name.txt",
  };
}

/** What the rule finds by itself. */
function own({ index, path }: Case, text: string, cuts: Iterable<number> = []): Match[] {
  return scan(scanner, text, cuts, { path, allowed: (rule) => rule === index });
}

const secretsOf = (matches: readonly Match[]): string[] => matches.map(({ secret }) => secret);

/** A key whose end is missing goes on into whatever text follows. */
const isCutOff = (text: string): boolean => text.includes("-----BEGIN") && !text.includes("-----END");

/** What of the found secrets has to be the same as alone. */
function comparable(found: readonly string[], alone: readonly string[], text: string): readonly string[] {
  return isCutOff(text) ? found.map((secret, i) => secret.slice(0, alone[i]?.length ?? 0)) : found;
}

const overlap = (a: Match, b: Match): boolean => a.secretStart < b.secretEnd && b.secretStart < a.secretEnd;

/** One megabyte of lines such as sources have, none of them a secret. */
const FILLER: string = Array.from(
  { length: 25_000 },
  (_, line) => `  const item${line} = list.at(${line % 97}); // see note\n`,
).join("");

function filled({ rule }: Case): { template: string; seed: number; text: string }[] {
  return rule.examples.flatMap((template) =>
    SEEDS.map((seed) => ({ template, seed, text: fillTemplate(template, seed) })),
  );
}

describe.each(entries)("$id", (entry) => {
  const about = caseOf(entry);
  const { rule, file, path, index } = about;

  it("finds its examples and reports them, alone in a file", () => {
    for (const { template, seed, text } of filled(about)) {
      const name = `${template}, seed ${seed}`;
      const confirmed = own(about, text);
      expect(confirmed.length, `${name} is not found`).toBeGreaterThan(0);
      const reported = scan(scanner, text, [], { path });
      for (const match of confirmed) {
        if (reported.some((other) => other.rule === index && other.secretStart === match.secretStart))
          continue;
        // The same secret goes by the name of another rule of the provider, or of one that is known to win, and a
        // rule of low confidence gives way to a general detector.
        const winners = reported
          .filter((other) => overlap(other, match))
          .map((other) => pack.rules[other.rule]);
        const others = winners
          .filter((winner) => winner?.provider !== file.provider)
          .filter((winner) => rule.confidence !== "low" || winner?.generic !== true)
          .map((winner) => winner?.id);
        expect(winners.length, `${name} is reported by no rule`).toBeGreaterThan(0);
        expect(WON_BY[rule.id] ?? [], `${name} is reported as`).toEqual(expect.arrayContaining(others));
      }
    }
  });

  it("finds nothing in its counter-examples", () => {
    for (const template of rule.counterExamples) {
      for (const seed of SEEDS) {
        expect(secretsOf(own(about, fillTemplate(template, seed))), `${template}, seed ${seed}`).toEqual([]);
      }
    }
  });

  it("finds its examples wherever the stream is cut", () => {
    for (const { template, seed, text } of filled(about)) {
      const alone = secretsOf(own(about, text));
      const lead = "first line\n";
      const whole = `${lead}${text}\nlast line\n`;
      for (const share of [0, 0.2, 0.5, 0.8, 1]) {
        const cut = lead.length + Math.round(text.length * share);
        const secrets = comparable(secretsOf(own(about, whole, [cut])), alone, text);
        expect(secrets, `${template}, seed ${seed}, cut at ${cut}`).toEqual(alone);
      }
      if (seed === 1 && text.length < 500) {
        const secrets = secretsOf(own(about, whole, Array.from(whole).keys()));
        expect(comparable(secrets, alone, text), `${template}, byte by byte`).toEqual(alone);
      }
    }
  });

  it("finds its examples in files with CRLF", () => {
    for (const { template, seed, text } of filled(about)) {
      const windows = `first line\n${text}\nlast line`.replaceAll("\n", "\r\n");
      const alone = secretsOf(own(about, text)).map((secret) => secret.trimEnd().replaceAll("\n", "\r\n"));
      const secrets = secretsOf(own(about, windows)).map((secret) => secret.trimEnd());
      expect(comparable(secrets, alone, text), `${template}, seed ${seed}`).toEqual(alone);
    }
  });

  it("finds its examples in the middle of a large file", () => {
    const texts = filled(about).filter(({ seed, text }) => seed === 1 && !isCutOff(text));
    const half = FILLER.indexOf("\n", FILLER.length / 2) + 1;
    const whole = `${FILLER.slice(0, half)}${texts.map(({ text }) => `${text}\n\n`).join(FILLER.slice(0, 4096))}${FILLER.slice(half)}`;
    const alone = texts.flatMap(({ text }) => secretsOf(own(about, text)));
    expect(secretsOf(own(about, whole))).toEqual(alone);
  });
});

describe("the filler of the tests above", () => {
  it("holds no secret", () => {
    expect(secretsOf(scan(scanner, FILLER))).toEqual([]);
  });
});
