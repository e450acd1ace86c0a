/** Compiled JSON Schemas of the reports. Each check gives the validator's errors; an empty list means valid. */
import { readFileSync } from "node:fs";
import { XmlDocument, XsdValidator, XmlValidateError } from "libxml2-wasm";
import { Ajv } from "ajv";
import type { ErrorObject, ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

export type Check = (value: unknown) => ErrorObject[];

function load(path: string): Record<string, unknown> {
  const text = readFileSync(new URL(path, import.meta.url), "utf8");
  return JSON.parse(text) as Record<string, unknown>;
}

function toCheck(validate: ValidateFunction): Check {
  return (value) => (validate(value) ? [] : (validate.errors ?? []));
}

const own = new Ajv2020({ allErrors: true });
export const checkReport: Check = toCheck(own.compile(load("../../schema/report.schema.json")));
export const checkLine: Check = toCheck(own.compile(load("../../schema/report-line.schema.json")));

// The official schema is draft-04; only the name of its `id` differs from what the validator knows.
const { id, $schema: _, ...sarif } = load("./sarif-2.1.0.schema.json");
const draft04 = new Ajv({ strict: false, allErrors: true });
addFormats.default(draft04);
export const checkSarif: Check = toCheck(draft04.compile({ ...sarif, $id: String(id) }));

const draft07 = new Ajv({ allErrors: true, strict: false });
export const checkCodeQualityEntry: Check = toCheck(
  draft07.compile(load("./gitlab-codeclimate.schema.json")),
);
export const checkSecretDetection: Check = toCheck(
  draft07.compile(load("./gitlab-secret-detection.schema.json")),
);

const junit = XsdValidator.fromDoc(
  XmlDocument.fromBuffer(readFileSync(new URL("./junit-10.xsd", import.meta.url))),
);

/** What a strict XML parser and the schema say against a JUnit report; empty means nothing. */
export function checkJunit(text: string): string[] {
  try {
    using document = XmlDocument.fromString(text);
    junit.validate(document);
    return [];
  } catch (error) {
    return error instanceof XmlValidateError
      ? error.details.map((detail) => `${detail.line}: ${detail.message}`)
      : [String(error)];
  }
}
