/**
 * Builds the package: kernel (AssemblyScript → WebAssembly), rules (YAML → pack), JSON Schemas and rule docs, bundles, types.
 *
 *   node scripts/run.mjs scripts/build.ts [--no-types]
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { brotliCompressSync, constants as zlib } from "node:zlib";
import { build, type Plugin } from "esbuild";
import { decodeModel, encodeModel } from "../src/engine/learned/model.ts";
import { encodeTables } from "../src/engine/pack.ts";
import { packPack } from "../src/engine/packed.ts";
import { verifyRules } from "../src/rules/verify-rules.ts";
import { ConfigError } from "../src/config/error.ts";
import { compileBuiltIn } from "../src/rules/compile/extend.ts";
import { readRuleFiles } from "../src/rules/load.ts";
import type { RuleFile } from "../src/rules/schema.ts";
import { mergeHotChunks } from "./hot-chunk.ts";
import { pruneTypes } from "./prune-types.ts";
import { ruleDocs } from "./rule-docs.ts";
import { buildSchemas } from "./schemas.ts";

const root = dirname(import.meta.dirname);
const dist = join(root, "dist");
const rulesDir = process.env["KEYSCAN_RULES_DIR"] ?? join(root, "rules");

/** A tool has said itself what is wrong. */
class ToolError extends Error {}

/** @throws ToolError */
function runTool(script: string, args: readonly string[]): void {
  const command = [join(root, "node_modules", script), ...args];
  const { status } = spawnSync(process.execPath, command, {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (status !== 0) throw new ToolError(`${script} failed`);
}

// asc is not imported: its declarations are AssemblyScript's, and clash with those of TypeScript and Node.
function buildWasm(folder: string, name: string, ...flags: string[]): void {
  runTool("assemblyscript/bin/asc.js", [
    `${name}.ts`,
    ...["--baseDir", join(root, "src", folder), "--outFile", join(dist, `${name}.wasm`)],
    ...["-O3", "--runtime", "stub", "--noAssert", "--enable", "simd", "--use", "abort=", ...flags],
  ]);
}

function writeIfChanged(file: string, text: string): void {
  try {
    if (readFileSync(file, "utf8") === text) return;
  } catch {
    // It does not exist yet.
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

async function buildRules(): Promise<RuleFile[]> {
  const names = readdirSync(rulesDir, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".yaml"),
  );
  const files = await readRuleFiles(
    names.toSorted().map((name) => join(rulesDir, name)),
    root,
  );
  const hash = createHash("sha256")
    .update(JSON.stringify(files.map((file) => file.source)))
    .digest("hex")
    .slice(0, 16);
  const pack = compileBuiltIn(files, hash);
  const packed = packPack(pack);
  writeFileSync(join(dist, "pack.json"), JSON.stringify(packed.pack));
  writeFileSync(join(dist, "rules.txt"), packed.text);
  writeFileSync(join(dist, "anchors.bin"), packed.anchors);
  writeFileSync(join(dist, "pack.bin"), encodeTables(pack.tables));
  writeFileSync(join(dist, "verify.json"), JSON.stringify(verifyRules(files)));
  console.log(
    `${pack.rules.length} rules of ${new Set(pack.rules.map((rule) => rule.provider)).size} providers, ${pack.anchors.length} anchors, ${(pack.tables.slots.length / 1024).toFixed(0)} KB of grams`,
  );
  return files;
}

/** What scans of a tree, a history and what is staged load, and what marks findings; the command itself has those `apart`, which are enough for `--version`. */
const HOT = {
  entry: "cli",
  name: "cli-hot",
  modules: [
    "cli/main.ts",
    "cli/staged-command.ts",
    "scan/change.ts",
    "scan/histories.ts",
    "mark-practices.ts",
    "cli/audit-request.ts",
    "report/brief.ts",
    "report/json.ts",
    "report/jsonl.ts",
    "report/pretty.ts",
  ],
  apart: ["cli/version.ts", "cli/stdout.ts"],
};

/**
 * The programs by the bundle that they are in. The command has one of its own, as chunks that it shares with others would tear
 * its hot path into dozens of small files, and each file that Node loads costs about a millisecond.
 */
const BUNDLES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  cli: { cli: "cli/entry.ts" },
  library: { index: "index.ts", worker: "scan/worker.ts" },
  action: { action: "action/main.ts" },
};

/** CommonJS packages in an ES module bundle need `require` for Node's own modules. */
const REQUIRE = "const require=name=>process.getBuiltinModule(name);";

/** The table of the rule compiler is a file of its own, beside all bundles: it is larger than the rest of the compiler. */
const SHARED_TABLE: Plugin = {
  name: "shared table",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/bigrams\.ts$/ }, () => ({ path: "./bigrams.js", external: true }));
  },
};

/** `ignore` is set up when a pattern first asks for it: most of what it does when it is loaded is making expressions. */
const IGNORE_LATE: Plugin = {
  name: "ignore late",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^ignore$/ }, ({ kind }) =>
      kind === "import-statement" ? { path: "ignore", namespace: "late" } : undefined,
    );
    onLoad({ filter: /^ignore$/, namespace: "late" }, () => ({
      contents: 'export default (options) => require("ignore")(options);',
      resolveDir: root,
    }));
  },
};

/** Changes with everything that decides what is found, rules aside: they have a hash of their own. */
function buildId(): string {
  const hash = createHash("sha256");
  for (const folder of ["src", "model"]) {
    const names = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    for (const name of names.toSorted())
      hash.update(`${name.slice(root.length)}\0`).update(readFileSync(name));
  }
  return hash.digest("hex").slice(0, 16);
}

async function bundle(): Promise<void> {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  await build({
    entryPoints: { bigrams: join(root, "src/rules/compile/bigrams.ts") },
    outdir: dist,
    format: "esm",
    minify: true,
  });
  let size = 0;
  for (const [name, entries] of Object.entries(BUNDLES)) {
    const result = await build({
      entryPoints: Object.fromEntries(
        Object.entries(entries).map(([output, entry]) => [output, join(root, "src", entry)]),
      ),
      outdir: dist,
      bundle: true,
      splitting: true,
      chunkNames: `${name}-[name]-[hash]`,
      platform: "node",
      format: "esm",
      target: "node20",
      minifyIdentifiers: true,
      minifySyntax: true,
      minifyWhitespace: true,
      legalComments: "none",
      metafile: true,
      plugins: [SHARED_TABLE, IGNORE_LATE],
      define: { KEYSCAN_VERSION: JSON.stringify(version), KEYSCAN_BUILD: JSON.stringify(buildId()) },
      banner: { js: REQUIRE },
    });
    if (name === "cli") await mergeHotChunks({ metafile: result.metafile, directory: dist, ...HOT });
    size += Object.values(result.metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
  }
  for (const name of ["cli.cjs", "cli.js"]) chmodSync(join(dist, name), 0o755);
  console.log(`bundles: ${(size / 1024).toFixed(0)} KB`);
}

/** The script and the style sheet of the HTML report, which the reporter puts into its page. */
async function buildReportPage(): Promise<void> {
  const folder = join(root, "src/report/page");
  await build({
    entryPoints: { "report-page": join(folder, "main.ts") },
    outdir: dist,
    bundle: true,
    platform: "browser",
    format: "iife",
    target: ["chrome111", "firefox113", "safari16.4"],
    minify: true,
    // `</script` in a text would end the element that the script stands in.
    supported: { "inline-script": false },
    legalComments: "none",
  });
  await build({
    entryPoints: { "report-page": join(folder, "page.css") },
    outdir: dist,
    minify: true,
    supported: { "inline-style": false },
    legalComments: "none",
  });
}

/**
 * Tree-sitter and the grammars that `keyscan fix` checks its results with, compressed: they are 15 MB of tables, and only the
 * grammars of files that are changed are unpacked.
 */
const GRAMMARS = [
  "bash",
  "c-sharp",
  "go",
  "java",
  "javascript",
  "php",
  "python",
  "ruby",
  "rust",
  "tsx",
  "typescript",
];

async function buildGrammars(): Promise<void> {
  const entry = createRequire(import.meta.url).resolve("@vscode/tree-sitter-wasm");
  const source = dirname(entry);
  const target = join(dist, "grammars");
  const cache = join(root, "node_modules/.cache/keyscan/grammars");
  for (const folder of [target, cache]) mkdirSync(folder, { recursive: true });
  // A file of its own, for it finds out by its name where it is, which a bundle of modules has not.
  await build({
    entryPoints: [entry],
    outfile: join(target, "tree-sitter.cjs"),
    platform: "node",
    format: "cjs",
    minify: true,
  });
  copyFileSync(join(dirname(source), "LICENSE"), join(target, "LICENSE"));
  for (const name of ["tree-sitter", ...GRAMMARS.map((grammar) => `tree-sitter-${grammar}`)]) {
    const bytes = readFileSync(join(source, `${name}.wasm`));
    // Compressing all of them takes half a minute: once a version is enough.
    const cached = join(cache, `${createHash("sha256").update(bytes).digest("hex").slice(0, 16)}.br`);
    if (!existsSync(cached))
      writeFileSync(
        cached,
        brotliCompressSync(bytes, {
          params: { [zlib.BROTLI_PARAM_QUALITY]: 11, [zlib.BROTLI_PARAM_LGWIN]: 24 },
        }),
      );
    copyFileSync(cached, join(target, `${name}.wasm.br`));
  }
}

async function main(): Promise<void> {
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  buildWasm("engine/wasm", "kernel");
  buildWasm("sources/git/pack/wasm", "unpack", "--importMemory");
  copyFileSync(join(root, "model/language.bin"), join(dist, "language.bin"));
  // With what each start would work out of it.
  const model = encodeModel(decodeModel(readFileSync(join(root, "model/generic.model"))));
  writeFileSync(join(dist, "generic.model"), model);
  const files = await buildRules();
  for (const [name, text] of Object.entries(buildSchemas())) writeIfChanged(join(root, "schema", name), text);
  for (const [name, text] of Object.entries(ruleDocs(files.map((file) => file.source))))
    writeIfChanged(join(root, "docs", name), text);
  await bundle();
  await buildGrammars();
  await buildReportPage();
  if (!process.argv.includes("--no-types")) {
    runTool("typescript/bin/tsc", ["-p", "tsconfig.types.json"]);
    pruneTypes(join(dist, "types"), "index.d.ts");
  }
}

try {
  await main();
} catch (error) {
  const explained = error instanceof ConfigError || error instanceof ToolError;
  console.error(explained ? error.message : error);
  process.exitCode = 1;
}
