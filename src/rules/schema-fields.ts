/**
 * Every field of a rule file with its type and meaning: the source of the validator and of the JSON Schema that
 * editors use. Built-in and user rules have the same format.
 */
import {
  anyText,
  choice,
  flag,
  list,
  notedChoice,
  number,
  object,
  optional,
  record,
  required,
  text,
} from "../config/shape.ts";
import type { Complaint, ObjectShape, ShapeOf } from "../config/shape.ts";
import { CONFIDENCES, SEVERITIES } from "../types.ts";
import { patternComplaint, valueComplaint } from "./pattern-syntax.ts";
import { PRIVILEGES } from "./schema-types.ts";
import { valueTemplateComplaint } from "./value-shape.ts";
import { PROVIDER, prose, url } from "./schema-provider.ts";
import { verifyShape } from "./schema-verify.ts";
import type {
  ComposedFileSource,
  ComposedKeySource,
  ComposedProviderSource,
  RequireSource,
  RuleFileSource,
  RuleSource,
} from "./schema-types.ts";

const KEBAB = "^[a-z0-9]+(?:-[a-z0-9]+)*$";

const ruleId: ShapeOf<string> = text({
  max: 100,
  pattern: { source: KEBAB, means: "lower-case words and digits with '-' between them" },
});

/** Patterns run on bytes, one character a byte: a character outside of ASCII would never match UTF-8 text. */
function regex(check: (source: string) => Complaint | undefined): ShapeOf<string> {
  const means = "a regular expression in printable ASCII (others as \\xHH bytes)";
  return text({ max: 10_000, pattern: { source: "^[\\x20-\\x7e]*$", means }, check });
}

const literal: ShapeOf<string> = text({
  min: 2,
  max: 100,
  pattern: { source: "^[\\x20-\\x7e]*$", means: "printable ASCII" },
});

const word: ShapeOf<string> = text({
  min: 3,
  max: 64,
  pattern: {
    source: "^(?=[\\x20-\\x7e]*$)(?:[-_. ]*[^-_. ]){3}",
    means: "printable ASCII with at least 3 characters besides - _ . and space",
  },
});

const valueTemplate: ShapeOf<string> = text({
  max: 200,
  pattern: { source: "^[\\x20-\\x7e]*$", means: "printable ASCII" },
  check: valueTemplateComplaint,
});

const fileName: ShapeOf<string> = text({
  max: 100,
  pattern: {
    source: "^(?:\\*\\.)?[^*?/\\\\\\u0000-\\u001f\\u007f-\\u009f]+$",
    means: "a file name such as .npmrc, or an ending such as *.tfvars",
  },
});

const environment: ShapeOf<string> = text({
  max: 40,
  pattern: { source: KEBAB, means: "a word such as prod, dev or test" },
});

const version: ShapeOf<string> = text({
  max: 40,
  pattern: { source: "^\\d+\\.\\d+\\.\\d+$", means: "a version such as 1.2.0" },
});

/** Without a list any name is taken; with one, only names in it. */
function checkName(knownChecks: readonly string[] | undefined): ShapeOf<string> {
  if (knownChecks !== undefined) return choice(knownChecks);
  return text({ max: 100, pattern: { source: KEBAB, means: "the name of a check" } });
}

function requirements(knownChecks: readonly string[] | undefined): ShapeOf<RequireSource> {
  return object<RequireSource>({
    entropy: optional("Least Shannon entropy of the secret, bits a character.", number(0, 8)),
    digit: optional("The secret must have a digit.", flag(), false),
    letter: optional("The secret must have a letter.", flag(), false),
    mixedCase: optional("The secret must have upper-case and lower-case letters.", flag(), false),
    checksum: optional(
      "Offline check of the secret's own checksum; an invalid one lowers the confidence to low.",
      checkName(knownChecks),
    ),
    structure: optional(
      "Offline check of the secret's structure; the match is dropped unless it is valid.",
      checkName(knownChecks),
    ),
    not: optional(
      "Regular expressions; a secret in which one matches is dropped.",
      list(regex(patternComplaint), { min: 1, max: 100, unique: true }),
    ),
    published: optional(
      "SHA-256 (its first 16 hexadecimal digits) of values that the provider itself has published as samples; they are dropped.",
      list(text({ max: 16, pattern: { source: "^[0-9a-f]{16}$", means: "16 hexadecimal digits" } }), {
        min: 1,
        max: 1000,
        unique: true,
      }),
    ),
    minDistinct: optional(
      "Least number of different characters in the secret.",
      number(1, 256, { integer: true }),
    ),
  });
}

const IDENTITY = {
  id: required("Unique name of the rule, never reused: lower-case words with '-'.", ruleId),
  title: required("What was found, as reports call it: Stripe secret key.", text({ max: 120 })),
  severity: required("How bad it is when such a key is live.", choice(SEVERITIES)),
  confidence: optional(
    "How sure a match is a key before checks and context speak.",
    choice(CONFIDENCES),
    "high",
  ),
  since: optional("Version of keyscan that first had the rule.", version),
  description: optional("Why the format is believed and what the key can do.", prose()),
  privilege: optional("What the key lets a stranger do.", notedChoice(PRIVILEGES)),
  narrower: optional("A key that does the same work and can do less.", prose()),
  verify: optional("How the provider is asked, with --verify, whether a key works.", verifyShape),
  environments: optional(
    "Part of the secret → environment it belongs to: {live: prod, test: dev}.",
    record(text({ max: 64 }), environment),
  ),
  formerly: optional("Earlier ids of this rule.", list(ruleId, { min: 1, max: 20, unique: true })),
};

const SCOPE = {
  generic: optional("Knows no provider; gives way to any other rule on the same text.", flag(), false),
  judged: optional(
    "A match is a candidate only: the learned model decides by the value, its name and what stands round it.",
    flag(),
    false,
  ),
  paths: optional(
    "The rule applies only in files of these names (.npmrc) or endings (*.tfvars).",
    list(fileName, { min: 1, max: 100, unique: true }),
  ),
};

const DETECTOR = {
  pattern: optional(
    "JavaScript regular expression without delimiters; the group (?<secret>…), or group 1, or else the whole match is the secret.",
    regex(patternComplaint),
  ),
  ignoreCase: optional("The pattern matches any case.", flag(), false),
  context: optional(
    "Words near the secret, any case; - _ . or space in a word stands for any one of these or none.",
    list(word, { min: 1, max: 1000, unique: true }),
  ),
  value: optional(
    "Regular expression of the secret that follows a context word; upper and lower case differ.",
    regex(valueComplaint),
  ),
  within: optional(
    "Most bytes between the end of the word and the secret.",
    number(0, 200, { integer: true }),
    60,
  ),
  assignment: optional(
    "The word must stand in the name of an assignment, argument or key/value pair whose value is the secret.",
    flag(),
    false,
  ),
  values: optional(
    "Forms of the secret near a word: text with placeholders such as {hex:32}, {base62:20-40}, {base64url+.:43}, {uuid}.",
    list(valueTemplate, { min: 1, max: 50, unique: true }),
  ),
  words: optional(
    "Words near the secret, any case; the provider's names where left out.",
    list(word, { min: 1, max: 100, unique: true }),
  ),
  everyday: optional(
    "Words that are ordinary ones, too: they count in the name of a key, token or secret only.",
    list(word, { min: 1, max: 100, unique: true }),
  ),
  keywords: optional(
    "Literals of which one must occur; worked out from the pattern where left out.",
    list(literal, { min: 1, max: 1000, unique: true }),
  ),
};

const WAYS = [
  { required: ["pattern"], optional: ["ignoreCase"] },
  { required: ["context", "value"], optional: ["within", "assignment"] },
  { required: ["values"], optional: ["words", "everyday"] },
];

const PROOF = {
  examples: required(
    "Texts in which the rule finds a secret; {base62:24} and the like are filled in.",
    list(anyText(20_000), { min: 2, max: 200 }),
  ),
  counterExamples: required(
    "Texts in which the rule finds nothing; filled in like the examples.",
    list(anyText(20_000), { min: 2, max: 200 }),
  ),
  references: optional("Where the format is documented.", list(url, { max: 50, unique: true })),
};

function rule(knownChecks: readonly string[] | undefined): ShapeOf<RuleSource> {
  const demands = optional("What the secret must fulfil besides the pattern.", requirements(knownChecks));
  return object<RuleSource>(
    { ...IDENTITY, ...SCOPE, ...DETECTOR, require: demands, ...PROOF },
    { ways: WAYS },
  );
}

/** A rule file. `knownChecks` are the names that `checksum` and `structure` may have; left out: any. */
export function ruleFileShape(knownChecks?: readonly string[]): ObjectShape & ShapeOf<RuleFileSource> {
  return object<RuleFileSource>(
    { ...PROVIDER, rules: required("The rules.", list(rule(knownChecks), { min: 1, max: 1000 })) },
    { schemaKey: true },
  );
}

/** A file of composed rules of many providers. */
export function composedFileShape(
  knownChecks?: readonly string[],
): ObjectShape & ShapeOf<ComposedFileSource> {
  const { values, words, everyday } = DETECTOR;
  const key = object<ComposedKeySource>({
    id: IDENTITY.id,
    title: IDENTITY.title,
    severity: IDENTITY.severity,
    confidence: optional(
      "How sure a match is, where it is assigned to a telling name.",
      choice(CONFIDENCES),
      "medium",
    ),
    since: IDENTITY.since,
    description: IDENTITY.description,
    privilege: IDENTITY.privilege,
    narrower: IDENTITY.narrower,
    verify: IDENTITY.verify,
    formerly: IDENTITY.formerly,
    values: { ...values, required: true },
    words,
    everyday,
    require: optional("What the secret must fulfil besides its form.", requirements(knownChecks)),
  });
  const provider = object<ComposedProviderSource>({
    ...PROVIDER,
    words,
    everyday,
    keys: required("Its kinds of keys.", list(key, { min: 1, max: 100 })),
  });
  return object<ComposedFileSource>(
    { providers: required("The providers.", list(provider, { min: 1, max: 1000 })) },
    { schemaKey: true },
  );
}
