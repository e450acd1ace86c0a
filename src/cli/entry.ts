#!/usr/bin/env node
/** The `keyscan` command. Sets the exit code; never ends the process itself, so that no output is cut. */
const args: string[] = process.argv.slice(2);

if (args.length === 1 && (args[0] === "--version" || args[0] === "-V")) {
  const [{ VERSION }, { print }] = await Promise.all([import("./version.ts"), import("./stdout.ts")]);
  print(`${VERSION}\n`);
} else {
  const { main } = await import("./main.ts");
  process.exitCode = await main(args);
}
