// Builds the package when npm prepares it from a clone. Where npm installs globally, as pre-commit has it do, it hands that on to the
// clone and leaves out what the build needs: that is installed first.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** @returns {boolean} whether it succeeded */
function npm(...args) {
  const env = { ...process.env };
  for (const name of Object.keys(env))
    if (/^npm_config_(?:global|location|prefix)$/i.test(name)) delete env[name];
  const { npm_execpath: script } = env;
  const [command, ...first] = script === undefined ? ["npm"] : [process.execPath, script];
  const { status } = spawnSync(command, [...first, ...args], {
    env,
    stdio: ["ignore", "inherit", "inherit"],
  });
  return status === 0;
}

const ready =
  existsSync("node_modules/esbuild") ||
  npm("ci", "--ignore-scripts", "--include=dev", "--no-audit", "--no-fund");
if (!ready || !npm("run", "build")) process.exitCode = 1;
