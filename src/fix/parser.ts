/**
 * Tree-sitter, and the grammars that the build puts beside the bundles (compressed, a file a language). Nothing of it is
 * loaded before a file of the language has to be changed.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync } from "node:zlib";
import type { Language, Node, Parser } from "@vscode/tree-sitter-wasm";

export type { Node } from "@vscode/tree-sitter-wasm";

export type GrammarName =
  | "bash"
  | "c-sharp"
  | "go"
  | "java"
  | "javascript"
  | "php"
  | "python"
  | "ruby"
  | "rust"
  | "tsx"
  | "typescript";

const FOLDER: URL = new URL(
  import.meta.url.endsWith(".ts") ? "../../dist/grammars/" : "./grammars/",
  import.meta.url,
);

/** A parser that takes longer is stopped: the file is left alone. Milliseconds. */
const TIME_LIMIT = 5_000;

interface Runtime {
  Parser: typeof Parser;
  Language: typeof Language;
}

let runtime: Promise<Runtime> | undefined;
const parsers = new Map<GrammarName, Promise<Parser>>();

/**
 * The root of the text's tree, with ERROR and MISSING nodes where it is not valid.
 *
 * @param limit Milliseconds.
 * @throws Error where parsing takes too long, or the installation is damaged.
 */
export async function parse(grammar: GrammarName, text: string, limit: number = TIME_LIMIT): Promise<Node> {
  let parser = parsers.get(grammar);
  if (parser === undefined) parsers.set(grammar, (parser = load(grammar)));
  const until = Date.now() + limit;
  const ready = await parser;
  const tree = ready.parse(text, null, { progressCallback: () => Date.now() > until });
  if (tree !== null) return tree.rootNode;
  // It would go on where it was, with whatever text comes next.
  ready.reset();
  throw new Error("parsing takes too long");
}

async function load(grammar: GrammarName): Promise<Parser> {
  runtime ??= start();
  const { Parser: Made, Language: Read } = await runtime;
  const parser = new Made();
  parser.setLanguage(await Read.load(unpacked(`tree-sitter-${grammar}.wasm.br`)));
  return parser;
}

async function start(): Promise<Runtime> {
  const require = createRequire(import.meta.url);
  const loaded = require(fileURLToPath(new URL("tree-sitter.cjs", FOLDER))) as Runtime;
  // Its declarations leave out that it can be handed the program itself, and then looks for no file.
  const wasm = { wasmBinary: unpacked("tree-sitter.wasm.br"), locateFile: (file: string) => file };
  await loaded.Parser.init(wasm);
  return loaded;
}

function unpacked(name: string): Buffer {
  return brotliDecompressSync(readFileSync(new URL(name, FOLDER)));
}
