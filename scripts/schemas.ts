/** The JSON Schemas that ship for editors, made from the descriptors; `schema/` holds what this gives. */
import { jsonSchemaText } from "../src/config/json-schema.ts";
import { configShape } from "../src/config/options.ts";
import { CHECK_NAMES } from "../src/engine/checks/index.ts";
import { composedFileShape, ruleFileShape } from "../src/rules/schema-fields.ts";

/** File name below `schema/` → JSON text. */
export function buildSchemas(): Record<string, string> {
  return {
    "rules.schema.json": jsonSchemaText(
      ruleFileShape(CHECK_NAMES),
      "keyscan rule file",
      "Rules that find the secrets of one provider.",
    ),
    "composed.schema.json": jsonSchemaText(
      composedFileShape(CHECK_NAMES),
      "keyscan composed rules",
      "Rules of many providers whose keys are known by a word near them.",
    ),
    "config.schema.json": jsonSchemaText(
      configShape,
      "keyscan configuration",
      "Options of a scan: keyscan.config.yaml, .yml or .json in the scanned directory or above it in the repository.",
    ),
  };
}
