/** JSON Schema (draft-07) of a descriptor: completion, descriptions and checks in editors. */
import type { Field, ListShape, ObjectShape, Shape, TextShape } from "./shape.ts";

export type JsonSchema = { [keyword: string]: unknown };

/** A whole schema document with a title, as indented JSON text that ends in a line break. */
export function jsonSchemaText(shape: Shape, title: string, description: string): string {
  const schema = {
    $schema: "http://json-schema.org/draft-07/schema#",
    title,
    description,
    ...jsonSchema(shape),
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/**
 * The schema of a shape. It accepts every document that the validator accepts, and refuses every one that the
 * validator refuses for another reason than a `check` of a text.
 */
export function jsonSchema(shape: Shape): JsonSchema {
  switch (shape.kind) {
    case "text":
      return textSchema(shape);
    case "number":
      return {
        type: shape.integer ? "integer" : "number",
        minimum: shape.min,
        maximum: shape.max,
      };
    case "flag":
      return { type: "boolean" };
    case "choice":
      if (shape.notes === undefined) return { type: "string", enum: shape.values };
      return {
        type: "string",
        oneOf: Object.entries(shape.notes).map(([value, description]) => ({
          const: value,
          description,
        })),
      };
    case "list":
      return listSchema(shape);
    case "record":
      return {
        type: "object",
        propertyNames: textSchema(shape.keys),
        additionalProperties: jsonSchema(shape.values),
      };
    case "union":
      return { anyOf: shape.options.map(jsonSchema) };
    case "object":
      return objectSchema(shape);
  }
}

function textSchema(shape: TextShape): JsonSchema {
  return {
    type: "string",
    ...(shape.min > 0 ? { minLength: shape.min } : {}),
    maxLength: shape.max,
    ...(shape.pattern === undefined ? {} : { pattern: shape.pattern.source }),
  };
}

function listSchema(shape: ListShape): JsonSchema {
  return {
    type: "array",
    items: jsonSchema(shape.items),
    ...(shape.min > 0 ? { minItems: shape.min } : {}),
    maxItems: shape.max,
    ...(shape.unique ? { uniqueItems: true } : {}),
  };
}

function objectSchema(shape: ObjectShape): JsonSchema {
  const fields = Object.entries(shape.fields);
  const required = fields.filter(([, field]) => field.required).map(([key]) => key);
  const schemaKey = shape.schemaKey ? { $schema: { type: "string", maxLength: 2000 } } : {};
  return {
    type: "object",
    properties: {
      ...schemaKey,
      ...Object.fromEntries(fields.map(([key, field]) => [key, fieldSchema(field)])),
    },
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
    ...(shape.ways.length > 0 ? { oneOf: waySchemas(shape) } : {}),
  };
}

function fieldSchema(field: Field): JsonSchema {
  const fallback = field.default === undefined ? {} : { default: field.default };
  return { description: field.description, ...fallback, ...jsonSchema(field.shape) };
}

function waySchemas(shape: ObjectShape): JsonSchema[] {
  const all = shape.ways.flatMap((way) => [...way.required, ...way.optional]);
  return shape.ways.map((way) => {
    const foreign = all.filter((key) => !way.required.includes(key) && !way.optional.includes(key));
    return {
      required: way.required,
      not: { anyOf: foreign.map((key) => ({ required: [key] })) },
    };
  });
}
