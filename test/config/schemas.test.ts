/** The JSON Schemas that ship: valid, up to date, and of one mind with the validator. */
import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildSchemas } from "../../scripts/schemas.ts";
import { jsonSchema } from "../../src/config/json-schema.ts";
import { configShape } from "../../src/config/options.ts";
import type { Shape } from "../../src/config/shape.ts";
import { validate } from "../../src/config/validate.ts";
import { CHECK_NAMES } from "../../src/engine/checks/index.ts";
import { ruleFileShape } from "../../src/rules/schema.ts";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const RULES: Json = {
  $schema: "x",
  provider: "acme",
  name: "Acme",
  revoke: { url: "https://acme.example", steps: ["Delete it.", "Make\nanother."] },
  rules: [
    {
      id: "acme-key",
      title: "Acme key",
      severity: "high",
      confidence: "low",
      since: "1.0.0",
      privilege: "admin",
      environments: { live: "prod" },
      formerly: ["acme-token"],
      generic: true,
      paths: [".npmrc", "*.env"],
      pattern: "acme_[a-z]{9}",
      ignoreCase: false,
      keywords: ["acme_"],
      require: { entropy: 3, digit: true, checksum: "jwt", not: ["x+"], minDistinct: 4 },
      examples: ["a", "b\t"],
      counterExamples: ["c", "d"],
      references: ["https://acme.example/format"],
    },
    {
      id: "acme-secret",
      title: "Acme secret",
      severity: "low",
      context: ["acme"],
      value: "[a-f]{9}",
      within: 9,
      assignment: true,
      examples: ["a", "b"],
      counterExamples: ["c", "d"],
    },
  ],
};

const CONFIG: Json = {
  rules: ["a.yaml"],
  rule: ["acme-key"],
  minConfidence: "low",
  failOn: "none",
  format: "json",
  report: ["json=a"],
  output: "b",
  exclude: ["**/c"],
  maxFileSize: "10MB",
  threads: 4,
  history: true,
};

/** The shape without what JSON Schema can't say. */
function withoutChecks(shape: Shape): Shape {
  return JSON.parse(JSON.stringify(shape)) as Shape;
}

const documents: [string, Shape, Json][] = [
  ["rules.schema.json", ruleFileShape(CHECK_NAMES), RULES],
  ["config.schema.json", configShape, CONFIG],
];

describe.each(documents)("%s", (file, shape, sample) => {
  const text = buildSchemas()[file] ?? "";
  const accepts = new Ajv({ strict: true, strictRequired: false }).compile(JSON.parse(text) as object);

  it("in schema/ is the generated one", () => {
    const shipped = readFileSync(new URL(`../../schema/${file}`, import.meta.url), "utf8");
    expect(JSON.parse(shipped)).toEqual(JSON.parse(text));
  });

  it("describes every field", () => {
    const { properties } = jsonSchema(shape) as {
      properties: Record<string, { description?: string }>;
    };
    const bare = Object.entries(properties).filter(([, field]) => field.description === undefined);
    expect(bare.map(([key]) => key)).toEqual(["$schema"]);
  });

  it("accepts a document that uses most fields, and so does the validator", () => {
    expect(validate(shape, sample)).toEqual([]);
    expect(accepts(sample)).toBe(true);
  });

  it("is of one mind with the validator about changed documents", () => {
    const plain = withoutChecks(shape);
    fc.assert(
      fc.property(changed(sample), (document) => {
        const isValid = validate(plain, document).length === 0;
        expect(accepts(document)).toBe(isValid);
        if (!isValid) expect(validate(shape, document)).not.toEqual([]);
      }),
      { numRuns: 1500 },
    );
  });
});

const VALUES: readonly Json[] = [
  [null, true, false, 0, 1, 3.5, -1, 64, 65, 200, 201, 1e12, 1e13, [], {}, [[]], ["a", "a"], [7]],
  ["", "a", "ab", "abc", "A-b", "a-b", "a\nb", "a\u0007", "é", "\u202e", "😀".repeat(100)],
  ["high", "none", "admin", "jwt", "json", "json=", "sarif=b", "1.0.0", "10MB", "10 XB", "1k"],
  ["*.x", "a/b", "https://x.example", "ftp://x", "https://", "---", "a-b c", "x".repeat(501)],
  [["abc", "a.c"], ["a.yaml", "b.YML", "c.txt"], ["x=1"], { live: "prod" }, { "": "prod" }],
  [{ live: "Prod" }, { steps: ["a"] }, { entropy: 9 }],
].flat(1);

const KEYS = [
  "pattern",
  "value",
  "context",
  "within",
  "ignoreCase",
  "id",
  "steps",
  "showSecrets",
  "$schema",
  "zzz",
];

type Edit = (holder: object, name: string, key: string, value: Json) => void;

const edit: Readonly<Record<"replace" | "remove" | "add" | "repeat", Edit>> = {
  replace: (holder, name, _, value) => Reflect.set(holder, name, value),
  remove: (holder, name) => {
    if (Array.isArray(holder)) holder.splice(Number(name), 1);
    else if (name !== "document") Reflect.deleteProperty(holder, name);
  },
  add: (holder, name, key, value) => {
    const held: unknown = Reflect.get(holder, name);
    if (Array.isArray(held)) held.push(value);
    else if (held !== null && typeof held === "object") Reflect.set(held, key, value);
  },
  repeat: (holder, name) => {
    const held: unknown = Reflect.get(holder, name);
    if (Array.isArray(held)) held.push(...structuredClone(held.slice(0, 1)));
  },
};

/** The document with one to three of its values replaced, left out, doubled or added. */
function changed(sample: Json): fc.Arbitrary<Json> {
  const change = fc.record({
    at: fc.nat(),
    how: fc.constantFrom("replace", "remove", "add", "repeat"),
    key: fc.constantFrom(...KEYS),
    value: fc.constantFrom(...VALUES),
  });
  return fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) => {
    const root = { document: structuredClone(sample) };
    for (const { at, how, key, value } of changes) {
      const places = [...slots(root)];
      const [holder, name] = places[at % places.length] ?? [root, "document"];
      edit[how](holder, name, key, structuredClone(value));
    }
    return root.document;
  });
}

/** Every place in which a value stands: what holds it, and its key. */
function* slots(holder: object): Generator<[object, string]> {
  for (const key of Object.keys(holder)) {
    yield [holder, key];
    const value: unknown = Reflect.get(holder, key);
    if (value !== null && typeof value === "object") yield* slots(value);
  }
}
