#!/usr/bin/env node
/** The `keyscan` command. Sets the exit code; ends the process itself only where all output is written, so that none is cut. */
const args: string[] = process.argv.slice(2);

if (args.length === 1 && (args[0] === "--version" || args[0] === "-V")) {
  const [{ VERSION }, { print }] = await Promise.all([import("./version.ts"), import("./stdout.ts")]);
  print(`${VERSION}\n`);
} else {
  const [{ compileLess }, { setFlagsFromString }] = await Promise.all([
    import("./compile-less.ts"),
    import("node:v8"),
  ]);
  compileLess(setFlagsFromString);
  const { main } = await import("./main.ts");
  process.exitCode = await main(args);
  // Else Node would take its memory apart first, piece by piece, and commit hooks wait for it.
  if (process.stdout.writableLength === 0 && process.stderr.writableLength === 0) process.exit();
}
