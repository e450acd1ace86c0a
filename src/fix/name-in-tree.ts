/** What code calls a value: the variable, field, key or argument that a literal is given to. */
import type { Node } from "./parser.ts";

/** Fields of grammars that hold such a name. */
const FIELDS = ["name", "left", "key", "pattern", "field", "property"] as const;
/** Nodes whose first child is the name, without a field that says so. */
const FIRST_CHILD: ReadonlySet<string> = new Set([
  ...["array_element_initializer", "const_element", "enum_assignment", "keyed_element", "property_element"],
]);
/** What a value in the midst of these is given to is another thing's name. */
const BORDERS =
  /function|lambda|block|body|class|statement_list|^(?:program|module|source_file|arguments?_list|arguments)$/;
/** How many nodes a literal may lie below what names it: brackets, sums, conversions. */
const LEVELS = 7;

/** The name as the code has it, in its last word (`config.stripeKey`: `stripeKey`). */
export function nameInTree(literal: Node): string | undefined {
  let child = literal;
  for (let level = 0; level < LEVELS; level += 1) {
    const { parent } = child;
    if (parent === null) return undefined;
    const named = namedBy(parent, child);
    if (named !== undefined) return named;
    if (BORDERS.test(parent.type)) return setterOf(parent);
    child = parent;
  }
  return undefined;
}

function namedBy(parent: Node, child: Node): string | undefined {
  const nodes = FIELDS.map((field) => parent.childForFieldName(field));
  if (FIRST_CHILD.has(parent.type)) nodes.push(parent.firstNamedChild);
  for (const node of nodes) {
    if (node === null || node.endIndex > child.startIndex) continue;
    const word = lastWord(node.text);
    if (word !== undefined) return word;
  }
  return undefined;
}

/** `client.setApiKey("…")`: `ApiKey`. */
function setterOf(args: Node): string | undefined {
  const call = args.type.startsWith("argument") ? args.parent : null;
  const callee = call?.childForFieldName("function") ?? call?.childForFieldName("name");
  return /(?:^|[^A-Za-z0-9])(?:set|with)_?([A-Z][A-Za-z0-9_]*)$/.exec(callee?.text ?? "")?.[1];
}

function lastWord(text: string): string | undefined {
  return /([A-Za-z_][A-Za-z0-9_-]*)[^A-Za-z0-9_]*$/.exec(text.slice(-200))?.[1];
}
