/**
 * Descriptors of data documents (configuration, rule files). One descriptor gives the validator (validate.ts), the
 * JSON Schema for editors (json-schema.ts) and, for the configuration, the table of options (options.ts).
 *
 * `ShapeOf<T>` ties a descriptor to the interface that it describes: a field that is missing, misspelled, of another
 * type or wrongly optional does not compile.
 */

/** What a text must look like. `source` is compiled with the `u` flag, as JSON Schema validators do. */
export interface TextPattern {
  source: string;
  /** Ends the sentence "must be …". */
  means: string;
}

/** What is wrong with a value, and what to do about it. */
export interface Complaint {
  message: string;
  hint?: string;
}

/** A text of some length, of some form. */
export interface TextShape {
  kind: "text";
  /** Least length in code points. */
  min: number;
  /** Greatest length in code points. */
  max: number;
  pattern?: TextPattern;
  /** What JSON Schema can't say, or says less well: asked before `pattern`. */
  check?: (text: string) => Complaint | undefined;
}

/** A number in [min, max]. */
export interface NumberShape {
  kind: "number";
  min: number;
  max: number;
  integer: boolean;
}

/** True or false. */
export interface FlagShape {
  kind: "flag";
}

/** One of some words. */
export interface ChoiceShape {
  kind: "choice";
  values: readonly string[];
  /** Meaning of each value, where it needs saying. */
  notes?: Readonly<Record<string, string>>;
}

/** A list of `min` to `max` items. */
export interface ListShape {
  kind: "list";
  items: Shape;
  min: number;
  max: number;
  /** No value may occur twice; for lists of texts. */
  unique: boolean;
}

/** A map whose keys the document chooses. */
export interface RecordShape {
  kind: "record";
  keys: TextShape;
  values: Shape;
}

/** One of several shapes of different JSON types. */
export interface UnionShape {
  kind: "union";
  options: readonly Shape[];
}

/** A key of a map, with what documentation and editors say of it. */
export interface Field {
  required: boolean;
  description: string;
  shape: Shape;
  default?: string | number | boolean;
}

/** One of several sets of fields that exclude each other. */
export interface Way {
  required: readonly string[];
  optional: readonly string[];
}

/** A map of known keys; all others are refused. */
export interface ObjectShape {
  kind: "object";
  fields: Readonly<Record<string, Field>>;
  /** Exactly one of these sets of fields must be used. */
  ways: readonly Way[];
  /** Keys that people may expect here but that are refused, and why. */
  refused: Readonly<Record<string, string>>;
  /** True where editors may put a `$schema` key, which is otherwise without meaning. */
  schemaKey: boolean;
}

/** What a value may be. */
export type Shape =
  | TextShape
  | NumberShape
  | FlagShape
  | ChoiceShape
  | ListShape
  | RecordShape
  | UnionShape
  | ObjectShape;

/** A shape whose valid values are of type `T`; `yields` exists for the compiler only. */
export type ShapeOf<T> = Shape & { readonly yields?: T };

type FieldOf<T, Required extends boolean> = Field & { required: Required; readonly yields?: T };

/** A descriptor for each key of `T`, required where it is. */
export type Fields<T> = {
  [Key in keyof T]-?: object extends Pick<T, Key>
    ? FieldOf<Exclude<T[Key], undefined>, false>
    : FieldOf<T[Key], true>;
};

// Control characters, line separators and direction overrides can forge what a terminal or a review shows.
const UNSAFE = "\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069";

const ONE_LINE: TextPattern = {
  source: `^[^${UNSAFE}]*$`,
  means: "one line of text without control characters",
};

/** Text in several lines, without other control characters. */
export const PROSE: TextPattern = {
  source: `^(?:[^${UNSAFE}]|\\n)*$`,
  means: "text without control characters",
};

/** A text; without options one line of 1 to 500 characters. */
export function text(options: Partial<Omit<TextShape, "kind">> = {}): TextShape & ShapeOf<string> {
  return { kind: "text", min: 1, max: 500, pattern: ONE_LINE, ...options };
}

/** Any text of 1 to `max` characters, control characters included. */
export function anyText(max: number): ShapeOf<string> {
  return { kind: "text", min: 1, max };
}

/** A number from `min` to `max`, both allowed. */
export function number(
  min: number,
  max: number,
  options: { integer: boolean } = { integer: false },
): ShapeOf<number> {
  return { kind: "number", min, max, integer: options.integer };
}

/** `true` or `false`. */
export function flag(): ShapeOf<boolean> {
  return { kind: "flag" };
}

/** One of a closed set of texts. */
export function choice<const T extends string>(values: readonly T[]): ShapeOf<T> {
  return { kind: "choice", values };
}

/** One of a closed set of texts, each with its meaning. */
export function notedChoice<T extends string>(notes: Readonly<Record<T, string>>): ShapeOf<T> {
  return { kind: "choice", values: Object.keys(notes), notes };
}

/** A list; without options any number of items up to 1000, repetitions allowed. */
export function list<T>(
  items: ShapeOf<T>,
  options: Partial<Pick<ListShape, "min" | "max" | "unique">> = {},
): ShapeOf<T[]> {
  return { kind: "list", items, min: 0, max: 1000, unique: false, ...options };
}

/** A mapping with free keys. */
export function record<T>(keys: TextShape, values: ShapeOf<T>): ShapeOf<Record<string, T>> {
  return { kind: "record", keys, values };
}

/** A value of either shape; the two must differ in JSON type. */
export function either<A, B>(first: ShapeOf<A>, second: ShapeOf<B>): ShapeOf<A | B> {
  return { kind: "union", options: [first, second] };
}

/** A field that must be there. */
export function required<T>(description: string, shape: ShapeOf<T>): FieldOf<T, true> {
  return { required: true, description, shape };
}

/** A field that may be left out; `fallback` is what then holds, for documentation only. */
export function optional<T>(
  description: string,
  shape: ShapeOf<T>,
  fallback?: T & (string | number | boolean),
): FieldOf<T, false> {
  return {
    required: false,
    description,
    shape,
    ...(fallback === undefined ? {} : { default: fallback }),
  };
}

/** A mapping with exactly the fields of `T`; every other key is an error. */
export function object<T>(
  fields: Fields<T>,
  options: Partial<Pick<ObjectShape, "ways" | "refused" | "schemaKey">> = {},
): ObjectShape & ShapeOf<T> {
  return { kind: "object", fields, ways: [], refused: {}, schemaKey: false, ...options };
}
