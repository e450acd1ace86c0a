/**
 * Makes one file of the chunks that every run of a command loads. Splitting leaves a chunk for each set of modules that some
 * commands share, dozens of files; each file that Node loads costs about a millisecond, more than what is in most of them.
 *
 * What is loaded by `import()` alone stays where it is; where a chunk of the one file is the target of an `import()`, the one file
 * is. The one file is a script, NAME.cjs, which the command loads with the bytecode of earlier runs (`src/cli/program.ts`); modules that
 * import from it do so by NAME.js, which most runs do not load. The command is CommonJS, ENTRY.cjs: a start then needs nothing of what
 * Node has for modules. ENTRY.js is there for those who have its path, such as hooks that are installed.
 */
import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { build, type Metafile } from "esbuild";

type Outputs = Metafile["outputs"];

export interface HotRequest {
  metafile: Metafile;
  /** The directory of the outputs. */
  directory: string;
  /** Name of the command's file, without its ending. */
  entry: string;
  /** Name of the file to make, without its ending. */
  name: string;
  /** Modules (as they end in the metafile) whose chunks, with all that these import, become one. */
  modules: readonly string[];
  /** Modules that a command needs which needs nothing else: they are in the command's file a second time. */
  apart: readonly string[];
}

/** @throws Error where a module is the entry of no output: the list is out of date. */
export async function mergeHotChunks(request: HotRequest): Promise<void> {
  const { metafile, directory, entry, name } = request;
  const outputs = metafile.outputs;
  const apart = closure(outputs, request.apart);
  const hot = [...closure(outputs, request.modules)];
  const names = new Map(hot.map((path, index) => [basename(path), index]));
  const exportsOf = new Map(Object.entries(outputs).map(([path, { exports }]) => [basename(path), exports]));
  const rest = Object.keys(outputs).filter((path) => !apart.has(path));
  const used = namesUsed(
    rest.map((path) => ({
      text: readFileSync(join(directory, basename(path)), "utf8"),
      isHot: names.has(basename(path)),
    })),
    exportsOf,
  );
  const contents = hot.map((path, index) => exportLine(basename(path), index, used)).join("");
  await build({
    stdin: { contents, resolveDir: directory },
    outfile: join(directory, `${name}.cjs`),
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    minifyWhitespace: true,
    minifyIdentifiers: true,
    legalComments: "none",
    define: { "import.meta.url": OWN_URL },
    plugins: [
      {
        name: "hot",
        setup({ onResolve }) {
          // One that is loaded by `import()` would be wrapped into a function, of which all is compiled a second time when it is called.
          onResolve({ filter: /^\.\/.*\.js$/ }, ({ path, kind }) =>
            names.has(basename(path)) && kind !== "dynamic-import" ? undefined : { path, external: true },
          );
        },
      },
    ],
  });
  const kept = new Set([...apart].map((path) => basename(path)));
  const redirected = (file: string, target: string): string =>
    redirect(readFileSync(file, "utf8"), { names, exportsOf, kept, name, target });
  for (const path of rest) {
    const file = join(directory, basename(path));
    if (names.has(basename(path))) rmSync(file);
    // The command must not load the one file before it has set flags.
    else if (basename(path) === `${entry}.js`)
      writeFileSync(file, redirected(file, "module.hot").replace(`import"./${name}.js";`, ""));
    else writeFileSync(file, redirected(file, required(name)));
  }
  const hotFile = join(directory, `${name}.cjs`);
  const { text, exported } = asScript(withPlainBuiltIns(redirected(hotFile, "module.exports")));
  // One character beyond makes V8 keep the whole text with two bytes for each. In literals esbuild escapes them, not in expressions.
  const beyond = /.{0,40}[^\0-\x7f]/.exec(text);
  if (beyond !== null) throw new Error(`${name} is not ASCII: ${beyond[0]} (write \\u… in the source)`);
  writeFileSync(hotFile, text);
  writeFileSync(join(directory, `${name}.js`), `export const{${exported.join(",")}}=${required(name)};\n`);
  await writeEntry(directory, entry, createHash("sha256").update(text).digest("hex").slice(0, 16));
  for (const path of apart) rmSync(join(directory, basename(path)), { force: true });
}

/** The command as CommonJS, with all that it loads but the one file, and a module in its former place that starts it. */
async function writeEntry(directory: string, entry: string, hotId: string): Promise<void> {
  const file = join(directory, `${entry}.js`);
  await build({
    entryPoints: [file],
    outfile: join(directory, `${entry}.cjs`),
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    minify: true,
    legalComments: "none",
    define: { KEYSCAN_HOT: JSON.stringify(hotId) },
  });
  writeFileSync(file, `#!/usr/bin/env node\nimport"./${entry}.cjs";\n`);
}

/** What `import.meta.url` is in the one file. */
const OWN_URL = "ownUrl";

/** An expression for the one file's exports, in a module beside it. */
function required(name: string): string {
  return `process.getBuiltinModule("node:module").createRequire(import.meta.url)("./${name}.cjs")`;
}

/** What `import()` is in the one file: that of the command, which a script has not. */
const IMPORT_FILE = "importFile";

/**
 * A module without imports as a script, whose value is a function of what `src/cli/program.ts` gives it. Its exports are read once, when
 * it has run: none is assigned to later.
 *
 * @throws Error where it does not end with its one list of exports.
 */
function asScript(module: string): { text: string; exported: string[] } {
  const list = /export\{([^{}]*)\};\s*$/.exec(module);
  const body = module.slice(0, list?.index);
  if (list === null || /(?:^|[;}\n])(?:import|export)\s*(?:[{*"]|default\b)/.test(body))
    throw new Error(
      "what is to become a script is no module that has exports at its end alone, and no imports",
    );
  const pairs = (list[1] ?? "").split(",").map((one) => one.split(" as ") as [string, string?]);
  const url = `const ${OWN_URL}=process.getBuiltinModule("node:url").pathToFileURL(__filename).href;`;
  const members = pairs.map(([local, name = local]) => `${name}:${local}`);
  const own = body.replaceAll(IMPORT_LATER, `${IMPORT_FILE}("./$1")`);
  return {
    text: `(function(module,${IMPORT_FILE},__filename){"use strict";${url}${own}module.exports={${members.join(",")}};})\n`,
    exported: pairs.map(([local, name = local]) => name),
  };
}

/**
 * Node's own modules as they are. For an `import` of one, Node makes a module that has each of its members, and so reads them all: also
 * those that load something when they are read.
 */
function withPlainBuiltIns(text: string): string {
  const members = new Map<string, string[]>();
  const rest = text.replaceAll(
    /import\{([^}]*)\}from"(node:[\w/]+)";/g,
    (_, list: string, module: string) => {
      members.set(module, [...(members.get(module) ?? []), list.replaceAll(/ as /g, ":")]);
      return "";
    },
  );
  const lines = [...members].map(
    ([module, lists]) => `const{${lists.join(",")}}=process.getBuiltinModule("${module}");`,
  );
  return lines.join("") + rest;
}

/** The outputs of modules and all that these import. */
function closure(outputs: Outputs, modules: readonly string[]): Set<string> {
  const found = new Set<string>();
  const visit = (path: string): void => {
    if (found.has(path)) return;
    found.add(path);
    for (const { kind, path: next } of outputs[path]?.imports ?? [])
      if (kind === "import-statement" && outputs[next] !== undefined) visit(next);
  };
  for (const module of modules) {
    const path = Object.keys(outputs).find((output) => outputs[output]?.entryPoint?.endsWith(module));
    if (path === undefined) throw new Error(`${module} is not loaded by import() any more`);
    visit(path);
  }
  return found;
}

/** Chunks export short names, which others have too. */
function nameOf(index: number, name: string): string {
  return `h${index}_${name}`;
}

/** An import of names, and one of a whole file when it is needed. */
const IMPORT_NAMES = /import\{([^}]*)\}from"\.\/([\w-]+\.js)"/g;
const IMPORT_LATER = /import\("\.\/([\w-]+\.js)"\)/g;

/**
 * What of each output others import that are not in the one file. No more is exported: each name takes V8 some µs to set up, and
 * what is exported is looked up each time.
 */
function namesUsed(
  files: readonly { text: string; isHot: boolean }[],
  exportsOf: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const used = new Map<string, Set<string>>();
  const add = (file: string, names: readonly string[]): void => {
    used.set(file, new Set([...(used.get(file) ?? []), ...names]));
  };
  for (const { text, isHot } of files) {
    for (const [, file = ""] of text.matchAll(IMPORT_LATER)) add(file, exportsOf.get(file) ?? []);
    if (isHot) continue;
    for (const [, list = "", file = ""] of text.matchAll(IMPORT_NAMES))
      add(
        file,
        list.split(",").map((one) => one.split(" as ")[0] ?? ""),
      );
  }
  return used;
}

function exportLine(file: string, index: number, used: ReadonlyMap<string, ReadonlySet<string>>): string {
  const list = [...(used.get(file) ?? [])].map((one) => `${one} as ${nameOf(index, one)}`);
  // Without names too: what the file does when it is loaded counts.
  return list.length === 0 ? `import"./${file}";\n` : `export{${list.join(",")}}from"./${file}";\n`;
}

interface Redirection {
  /** Chunks that are in the one file, with their numbers. */
  names: ReadonlyMap<string, number>;
  /** What each chunk exports. */
  exportsOf: ReadonlyMap<string, readonly string[]>;
  /** Chunks that are there besides. */
  kept: ReadonlySet<string>;
  /** The one file's name. */
  name: string;
  /** What the one file's exports are where the text stands. */
  target: string;
}

/** The text of an output with what it imports of the chunks that are gone. */
function redirect(text: string, { names, exportsOf, kept, name, target }: Redirection): string {
  return text
    .replaceAll(IMPORT_NAMES, (whole, list: string, file: string) => {
      const index = names.get(file);
      if (index === undefined) return whole;
      const renamed = list.split(",").map((one) => {
        const [from = "", to = from] = one.split(" as ");
        return `${nameOf(index, from)} as ${to}`;
      });
      return `import{${renamed.join(",")}}from"./${name}.js"`;
    })
    .replaceAll(/import"\.\/([\w-]+\.js)"/g, (whole, file: string) =>
      names.has(file) ? `import"./${name}.js"` : whole,
    )
    .replaceAll(IMPORT_LATER, (whole, file: string) => {
      const index = names.get(file);
      if (index === undefined || kept.has(file)) return whole;
      const members = (exportsOf.get(file) ?? []).map((one) => `${one}:h.${nameOf(index, one)}`);
      return `Promise.resolve(${target}).then(h=>({${members.join(",")}}))`;
    });
}
