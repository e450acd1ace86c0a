/** `node scripts/run.mjs scripts/demo-repository.ts DIRECTORY [--log-size 1GB]`: a repository to try `keyscan audit` on. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { parseSize } from "../src/config/size.ts";
import { makeDemo } from "./demo/index.ts";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { "log-size": { type: "string", default: "10MB" } },
});
const [directory] = positionals;
if (directory === undefined || existsSync(resolve(directory, "shop"))) {
  console.error("usage: demo-repository.ts DIRECTORY [--log-size 1GB]; DIRECTORY/shop must not exist");
  process.exitCode = 2;
} else {
  makeDemo({ directory: resolve(directory), logBytes: parseSize(values["log-size"]) });
  console.log(`made; try: cd ${directory} && keyscan audit shop logs`);
}
