/**
 * Checks the package as its users get it: packs it, looks at what is in it, installs it into an empty folder without a
 * network, and uses it there: command, library, types, every entry of `exports`. Needs a build.
 *
 *   node scripts/run.mjs scripts/check-package.ts
 */
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const root = dirname(import.meta.dirname);

/**
 * Bytes. Most of it are the tables of the rules and the grammars that `keyscan fix` checks with (1.1 MB); whatever else makes it grow has to
 * say why.
 */
const MAX_PACKED = 2_600_000;
const MAX_UNPACKED = 6_700_000;

/** Everything that may be published; all of it must be there at least once. */
const ALLOWED: readonly RegExp[] = [
  /^package\.json$/,
  /^README\.md$/,
  /^LICENSE$/,
  /^schema\/[a-z-]+\.schema\.json$/,
  /^dist\/(?:cli|cli-hot|index|worker|bigrams)\.js$/,
  /^dist\/(?:cli|cli-hot)\.cjs$/,
  /^dist\/[a-z0-9-]+-[0-9A-Z]{8}\.js$/,
  /^dist\/(?:pack\.json|rules\.txt|verify\.json|pack\.bin|anchors\.bin|kernel\.wasm|unpack\.wasm|generic\.model|language\.bin)$/,
  /^dist\/grammars\/(?:LICENSE|tree-sitter\.cjs|tree-sitter(?:-[a-z-]+)?\.wasm\.br)$/,
  /^dist\/report-page\.(?:js|css)$/,
  /^dist\/types\/[a-z/-]+\.d\.ts$/,
];

interface Packed {
  filename: string;
  size: number;
  unpackedSize: number;
  files: { path: string }[];
}

/** Something about the package is not as it should be. */
class PackageError extends Error {}

function check(holds: boolean, problem: string): void {
  if (!holds) throw new PackageError(problem);
}

/** A quiet npm. @throws where it fails. */
function npm(args: readonly string[], cwd: string): string {
  const quiet = ["--loglevel=error", "--no-audit", "--no-fund", "--no-update-notifier"];
  // npm is a script for the shell on Windows.
  return execFileSync("npm", [...quiet, ...args], {
    cwd,
    encoding: "utf8",
    shell: process.platform === "win32",
    stdio: ["ignore", "pipe", "inherit"],
  });
}

function node(
  args: readonly string[],
  cwd: string,
): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

function pack(folder: string): Packed {
  const [packed] = JSON.parse(
    npm(["pack", "--json", "--ignore-scripts", "--pack-destination", folder], root),
  ) as Packed[];
  if (packed === undefined) throw new PackageError("npm pack made nothing");
  return packed;
}

function checkFiles({ files, size, unpackedSize }: Packed): void {
  const paths = files.map((file) => file.path);
  const strange = paths.filter((path) => !ALLOWED.some((pattern) => pattern.test(path)));
  check(strange.length === 0, `files that don't belong there: ${strange.join(", ")}`);
  const missing = ALLOWED.filter((pattern) => !paths.some((path) => pattern.test(path)));
  check(missing.length === 0, `nothing matches ${missing.join(", ")}; run npm run build`);
  check(size <= MAX_PACKED, `the package has ${size} bytes, over ${MAX_PACKED}`);
  check(unpackedSize <= MAX_UNPACKED, `unpacked it has ${unpackedSize} bytes, over ${MAX_UNPACKED}`);
  console.log(`files: ${paths.length}, ${size} bytes packed, ${unpackedSize} unpacked`);
}

/** Looks for what the machine that built the package leaves behind. */
function checkContents(installed: string): void {
  const names = readdirSync(installed, { recursive: true, encoding: "utf8" });
  for (const name of names.filter((file) => /\.(?:js|json|ts|md|wasm|bin)$/.test(file))) {
    const text = readFileSync(join(installed, name), "latin1");
    check(!text.includes("sourceMappingURL="), `${name} has a source map`);
    check(!text.includes(root), `${name} names a folder of this machine`);
  }
  const { dependencies = {}, scripts = {} } = readManifest(installed);
  check(Object.keys(dependencies).length === 0, "it has dependencies");
  check(!("postinstall" in scripts) && !("install" in scripts), "it runs a script when it is installed");
  console.log("contents: no source maps, no paths of this machine, no dependencies, no install scripts");
}

interface Manifest {
  name: string;
  version: string;
  dependencies?: Record<string, string>;
  scripts?: Record<string, string>;
  exports: Record<string, string | Record<string, string>>;
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}

function install(folder: string, tarball: string): string {
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  npm(["install", "--offline", "--ignore-scripts", join(folder, tarball)], folder);
  const names = readdirSync(join(folder, "node_modules")).filter((name) => !name.startsWith("."));
  check(names.join() === "@keyscan", `more than itself was installed: ${names.join(", ")}`);
  return join(folder, "node_modules/@keyscan/cli");
}

/** A secret that stands in no file of this repository. */
const PLANTED = `sk_live_${createHash("sha256").update("planted").digest("hex").slice(0, 32)}`;

function checkCommand(folder: string, version: string): void {
  const shown = npm(["exec", "--offline", "--no", "--", "keyscan", "--version"], folder).trim();
  check(shown === version, `keyscan --version says ${shown}, not ${version}`);
  mkdirSync(join(folder, "tree"));
  const command = [join(folder, "node_modules/@keyscan/cli/dist/cli.cjs"), "tree", "--format", "json"];
  writeFileSync(join(folder, "tree/clean.txt"), "nothing to see here\n");
  const clean = node(command, folder);
  check(clean.status === 0, `a clean folder gives ${clean.status}: ${clean.stderr}`);
  writeFileSync(join(folder, "tree/config.env"), `STRIPE_KEY=${PLANTED}\n`);
  const found = node(command, folder);
  check(found.status === 1, `a planted secret gives ${found.status}: ${found.stderr}`);
  const { findings } = JSON.parse(found.stdout) as {
    findings: { ruleId: string; location: { path: string } }[];
  };
  check(
    findings.map((finding) => finding.ruleId).join() === "stripe-secret-key",
    "the planted secret has another rule",
  );
  check(findings[0]?.location.path === "tree/config.env", "the planted secret has another path");
  check(!found.stdout.includes(PLANTED), "the report holds the planted secret");
  console.log(`command: version ${shown}, a clean folder exits 0, a planted secret 1`);
}

const LIBRARY = `
import { ExitCode, loadRules, scan, scanText } from "@keyscan/cli";

const [secret] = process.argv.slice(2);
const inText = scanText("key = " + secret, { path: "a.txt" }).map((finding) => finding.ruleId);
const inTree = [];
let files = 0;
const onSummary = (summary) => (files = summary.files);
for await (const finding of scan({ paths: ["tree"], onSummary })) inTree.push(finding.location.path);
console.log(JSON.stringify({ inText, inTree, files, rules: loadRules().length > 0, findings: ExitCode.Findings }));
`;

function checkLibrary(folder: string): void {
  writeFileSync(join(folder, "library.js"), LIBRARY);
  const { status, stdout, stderr } = node(["library.js", PLANTED], folder);
  check(status === 0, `the library fails: ${stderr}`);
  const wanted = {
    inText: ["stripe-secret-key"],
    inTree: ["tree/config.env"],
    files: 2,
    rules: true,
    findings: 1,
  };
  check(stdout.trim() === JSON.stringify(wanted), `the library answers ${stdout}`);
  console.log("library: scan, scanText, loadRules, ExitCode");
}

const CONSUMER = `
import { ExitCode, scan, scanText, loadRules } from "@keyscan/cli";
import type { Finding, RuleInfo, ScanOptions, ScanSummary, Severity } from "@keyscan/cli";

const options: ScanOptions = { paths: ["."], minConfidence: "high", onSummary: (summary: ScanSummary) => summary.files };
export async function worst(): Promise<Severity | undefined> {
  for await (const finding of scan(options)) return finding.severity;
  return undefined;
}
export const found: Finding[] = scanText("text", { path: ".env" });
export const rules: RuleInfo[] = loadRules();
export const code: 0 | 1 | 2 | 3 | 130 = ExitCode.Clean;
// @ts-expect-error: there is no such option
export const wrong: ScanOptions = { pathes: ["."] };
`;

/** Both ways in which TypeScript looks for a package, as strict as can be, declarations included. */
function checkTypes(folder: string): void {
  writeFileSync(join(folder, "consumer.ts"), CONSUMER);
  const typeRoots = [join(root, "node_modules/@types")];
  for (const [module, moduleResolution] of [
    ["nodenext", "nodenext"],
    ["esnext", "bundler"],
  ]) {
    const compilerOptions = {
      ...{ module, moduleResolution, typeRoots, types: ["node"], target: "es2022", lib: ["es2023"] },
      ...{ strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true },
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["consumer.ts"] }));
    const { status, stdout } = node(
      [join(root, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.json"],
      folder,
    );
    check(status === 0, `types with ${module}: ${stdout}`);
  }
  console.log("types: nodenext and bundler, declarations checked");
}

const EXPORTS = `
import { accessSync } from "node:fs";
import { fileURLToPath } from "node:url";

for (const specifier of process.argv.slice(2)) accessSync(fileURLToPath(import.meta.resolve(specifier)));
`;

function checkExports(folder: string, installed: string): void {
  const { name, exports } = readManifest(installed);
  const schemas = readdirSync(join(installed, "schema"));
  const entries = Object.keys(exports).flatMap((entry) =>
    entry.includes("*") ? schemas.map((file) => `./schema/${file}`) : [entry],
  );
  const specifiers = entries.map((entry) => name + entry.slice(1));
  writeFileSync(join(folder, "exports.js"), EXPORTS);
  const { status, stderr } = node(["exports.js", ...specifiers], folder);
  check(status === 0, `exports: ${stderr}`);
  const hidden = node(
    ["--input-type=module", "-e", `await import(${JSON.stringify(`${name}/dist/worker.js`)})`],
    folder,
  );
  check(hidden.status !== 0, "files outside of `exports` can be imported");
  console.log(`exports: ${entries.join(", ")}`);
}

const folder = mkdtempSync(join(tmpdir(), "keyscan-package-"));
try {
  const packed = pack(folder);
  checkFiles(packed);
  const installed = install(folder, packed.filename);
  checkContents(installed);
  checkCommand(folder, readManifest(installed).version);
  checkLibrary(folder);
  checkTypes(folder);
  checkExports(folder, installed);
} catch (error) {
  console.error(
    error instanceof PackageError ? `the package is not fit to be published: ${error.message}` : error,
  );
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
