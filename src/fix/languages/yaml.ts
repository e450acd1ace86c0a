/**
 * YAML: a reference in the way of the program that reads the file (compose, GitHub Actions, Spring …). YAML itself knows none, so
 * files of unknown programs get `${X}` and a note.
 */
import { isMap, isScalar, parseAllDocuments, visit, type Scalar } from "yaml";
import { overlaps } from "../edits.ts";
import type { Edit, Language, Range, Refusal, Rewritten, Source, Spot, Use } from "../types.ts";
import { isRefusal } from "../types.ts";
import { yamlDialect, type Dialect } from "./yaml-dialects.ts";

interface Value extends Range {
  scalar: Scalar;
  isKey: boolean;
  /** Between brackets or braces, where a comma or brace ends a plain scalar. */
  isFlow: boolean;
  name?: string;
}

const KEY: Refusal = { refused: "is a key", advice: "only values can be read from the environment" };
const NOT_A_VALUE: Refusal = {
  refused: "is not in a value",
  advice: "read it from the environment by hand",
};
const FOLDED: Refusal = {
  refused: "stands in a value of several lines without quotes",
  advice: "put it in double quotes",
};

interface Documents {
  values: Value[];
  /** Top-level keys of any document. */
  keys: Set<string>;
}

function read(text: string): Documents | undefined {
  const documents = parseAllDocuments(text, { uniqueKeys: false, logLevel: "silent" });
  if (!Array.isArray(documents) || documents.some(({ errors }) => errors.length > 0)) return undefined;
  const values: Value[] = [];
  const keys = new Set<string>();
  for (const document of documents) {
    if (isMap(document.contents)) for (const { key } of document.contents.items) keys.add(String(key));
    visit(document, {
      Scalar(place, scalar, path) {
        const [start, end] = scalar.range ?? [];
        if (start === undefined || end === undefined) return;
        const pair = path.findLast((node) => "key" in node);
        const name =
          pair !== undefined && "key" in pair && isScalar(pair.key) ? String(pair.key.value) : undefined;
        values.push({
          ...{ start, end, scalar, isKey: place === "key" },
          isFlow: path.some((node) => "flow" in node && node.flow === true),
          ...(name === undefined ? {} : { name }),
        });
      },
    });
  }
  return { values: values.toSorted((a, b) => a.start - b.start), keys };
}

/** Values stand in order, and none within another. */
function valueAt(values: readonly Value[], { start, end }: Range): Value | undefined {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((values[middle]?.start ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  const value = values[low - 1];
  return value !== undefined && value.end >= end ? value : undefined;
}

/** True where the stretch is behind a `#` that begins a comment. */
function isComment(text: string, values: readonly Value[], range: Range): boolean {
  const line = text.slice(text.lastIndexOf("\n", range.start - 1) + 1, range.start);
  return /(?:^|\s)#/.test(line) && !values.some((value) => overlaps(value, range));
}

class YamlSource implements Source {
  private readonly text: string;
  private readonly values: readonly Value[];
  private readonly dialect: Dialect | Refusal;

  constructor(text: string, { values, keys }: Documents, path: string) {
    this.text = text;
    this.values = values;
    this.dialect = yamlDialect(path, keys);
  }

  find(range: Range): Spot | Refusal {
    const value = valueAt(this.values, range);
    if (value === undefined)
      return isComment(this.text, this.values, range) ? { kind: "comment", ...range } : NOT_A_VALUE;
    if (value.isKey) return KEY;
    if (isRefusal(this.dialect)) return this.dialect;
    const { start, end, name } = value;
    return { kind: "literal", start, end, ...(name === undefined ? {} : { name }) };
  }

  rewrite(uses: readonly Use[]): Rewritten {
    const result: Rewritten = { edits: [], refusals: [], notes: [] };
    for (const use of uses) {
      const edits = use.spot.kind === "comment" ? comment(use) : this.edits(use);
      if (isRefusal(edits)) result.refusals.push({ use, refusal: edits });
      else result.edits.push(...edits);
    }
    const { dialect } = this;
    const hasValue = uses.some(({ spot }) => spot.kind === "literal");
    if (hasValue && !isRefusal(dialect) && dialect.note !== undefined) result.notes.push(dialect.note);
    return result;
  }

  private edits({ spot, holes }: Use): Edit[] | Refusal {
    const value = valueAt(this.values, spot);
    if (value === undefined || isRefusal(this.dialect)) return NOT_A_VALUE;
    const { reference } = this.dialect;
    const isPlain = value.scalar.type === "PLAIN";
    const isQuoted = value.scalar.type === "QUOTE_SINGLE";
    const texts = holes.map(({ variable }) => reference(variable));
    const needsQuotes = isPlain && (value.isFlow || texts.some((text) => /^[^$]|["']/.test(text)));
    const edits = holes.map(({ start, end }, index) => {
      const text = texts[index] ?? "";
      return { start, end, text: isQuoted ? text.replaceAll("'", "''") : text };
    });
    if (!needsQuotes) return edits;
    if (/[\n"\\]/.test(this.text.slice(value.start, value.end))) return FOLDED;
    const quote = { start: value.start, end: value.start, text: '"' };
    return [quote, ...edits, { start: value.end, end: value.end, text: '"' }];
  }
}

function comment({ holes }: Use): Edit[] {
  return holes.map(({ start, end, variable }) => ({ start, end, text: `<${variable}>` }));
}

/** How `keyscan fix` rewrites YAML. */
export const yaml: Language = {
  title: "YAML",
  proof: "parsed before and after, all other values compared",
  open(text, path) {
    const documents = read(text);
    const invalid: Refusal = { refused: "can't be parsed as YAML" };
    return Promise.resolve(documents === undefined ? invalid : new YamlSource(text, documents, path));
  },
  compare(before, after) {
    const [old, fresh] = [read(before)?.values ?? [], read(after)?.values ?? []];
    const hasReference = (value: unknown): boolean => typeof value === "string" && /[$]|\{\{/.test(value);
    return (
      old.length === fresh.length &&
      old.every(({ scalar }, index) => {
        const now = fresh[index]?.scalar.value;
        return scalar.value === now || Object.is(scalar.value, now) || hasReference(now);
      })
    );
  },
};
