/**
 * Gets the programs that some tests need and npm does not bring. A tool that can't be had is said so, once; its tests are then
 * skipped by name. Never fails: the other tests don't need them.
 *
 *   node scripts/run.mjs scripts/test-tools.ts [tool…]
 */
import * as actionlint from "./tools/actionlint.ts";
import * as chromium from "./tools/chromium.ts";
import * as fish from "./tools/fish.ts";
import * as mono from "./tools/mono.ts";
import * as php from "./tools/php.ts";
import * as preCommit from "./tools/pre-commit.ts";
import * as ruby from "./tools/ruby.ts";

interface Tool {
  /** Path or name of the program; undefined where there is none. */
  find(): string | undefined;
  /** @throws Error where it can't be installed here. */
  install(): void;
}

const TOOLS: Readonly<Record<string, Tool>> = { actionlint, chromium, fish, mono, php, preCommit, ruby };

const asked = process.argv.slice(2).filter((argument) => argument !== "--");
for (const [name, tool] of Object.entries(TOOLS)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  try {
    if (tool.find() === undefined) tool.install();
    console.log(`${name}: ${tool.find() ?? "installed, but not found"}`);
  } catch (error) {
    console.log(
      `${name}: can't be had here, its tests are skipped (${error instanceof Error ? error.message : String(error)})`,
    );
  }
}
