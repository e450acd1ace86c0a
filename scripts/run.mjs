// Bundles one TypeScript file with esbuild and runs it: `node scripts/run.mjs FILE [args…]`.
// Node 20 can't run TypeScript by itself, and a loader would be one more dependency.
import { mkdirSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [entry] = process.argv.splice(2, 1);
if (entry === undefined) {
  console.error("usage: node scripts/run.mjs FILE.ts [args…]");
  process.exitCode = 2;
} else {
  const outfile = join(root, "node_modules/.cache/keyscan", `${basename(entry, ".ts")}-${process.pid}.mjs`);
  mkdirSync(dirname(outfile), { recursive: true });
  await build({
    entryPoints: [resolve(entry)],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    sourcemap: "inline",
    logLevel: "warning",
    define: { "import.meta.dirname": JSON.stringify(dirname(resolve(entry))) },
  });
  process.argv[1] = resolve(entry);
  try {
    await import(pathToFileURL(outfile).href);
  } finally {
    const { rmSync } = await import("node:fs");
    rmSync(outfile, { force: true });
  }
}
