#!/usr/bin/env node
/** The `keyscan` command. Sets the exit code; ends the process itself only where all output is written, so that none is cut. */
import type { Invocation } from "./invocation.ts";
import { loadProgram, type Program } from "./program.ts";

/** Changes with the text of the one file that every scan loads. */
declare const KEYSCAN_HOT: string;

/** Bytecode of an expression takes V8 three times as long to make as machine code, which it makes as well when the expression runs again. */
const NATIVE_PATTERNS = "--no-regexp-tier-up";

/** Else a scan of some seconds drops what its start needed, and it would be missing in what is kept for the next one. */
const KEEP_BYTECODE = "--no-flush-bytecode";

/**
 * Functions of the kernel are optimized as late as newer versions of V8 do it: by the measure of this one, 1.8 million, some are after
 * 14 KB of text, for 3 ms of processor time.
 */
const LATE_KERNEL = "--wasm-tiering-budget=13000000";

/** Node 22 and 24. */
const NEWER: readonly string[] = [
  "--invocation-count-for-turbofan=20000",
  "--max-inlined-bytecode-size-cumulative=200",
  NATIVE_PATTERNS,
  KEEP_BYTECODE,
];

/**
 * Has V8 optimize fewer functions: those that take most of the time, not all that are called some thousand times. Of a scan of some
 * seconds, a tenth of the processor time went into machine code that was hardly used. By the major version of V8: what it counts has
 * changed. An unknown flag would be told on standard error. Not `--max-inlined-bytecode-size`: where it changes while another
 * thread compiles, V8 may find that a function can't be inlined any more, and ends the process. Here, for a file of its own
 * costs as much to load as all else of this takes.
 */
const FLAGS: Readonly<Record<string, readonly string[]>> = {
  11: [
    "--interrupt-budget=250000",
    "--max-inlined-bytecode-size-cumulative=200",
    // A flood of findings would else grow the heap to several times what lives in it.
    "--heap-growing-percent=40",
    NATIVE_PATTERNS,
    LATE_KERNEL,
    KEEP_BYTECODE,
  ],
  12: NEWER,
  13: NEWER,
};

/**
 * To be called before anything has run that V8 could be compiling, which it does on a thread that reads the flags.
 *
 * @param setFlag That of `node:v8`, which loads more than a command needs that scans nothing.
 */
function compileLess(setFlag: (flag: string) => void): void {
  for (const flag of FLAGS[process.versions.v8.split(".")[0] ?? ""] ?? []) setFlag(flag);
}

/** A function, as the command is CommonJS, which has no `await` outside of one. */
async function start(args: string[]): Promise<void> {
  if (args.length === 1 && (args[0] === "--version" || args[0] === "-V")) {
    const [{ VERSION }, { print }] = await Promise.all([import("./version.ts"), import("./stdout.ts")]);
    print(`${VERSION}\n`);
    return;
  }
  const isCommit = args[0] === "staged" || args.slice(0, 3).join(" ") === "hook run pre-commit";
  compileLess(process.getBuiltinModule("node:v8").setFlagsFromString);
  const program = loadProgram({
    directory: __dirname,
    name: "cli-hot",
    id: KEYSCAN_HOT,
    kind: isCommit ? "staged" : "scan",
    importFile: (path) => import(path),
  });
  // What the build puts in the place of the `import()` below.
  Object.assign(module, { hot: program.exports });
  const { main } = await import("./main.ts");
  // Where nothing is left that could wake it, Node ends: not as if all were done.
  process.exitCode = 2;
  // What keeps bytecode are commands that use most of the one file.
  let ran: Invocation["command"] | undefined;
  process.exitCode = await main(args, (command) => {
    ran = command;
  });
  if (ran === "scan" || (ran !== undefined && isCommit)) keepBytecode(program, process.exitCode);
  // Else Node would take its memory apart first, piece by piece, and commit hooks wait for it.
  if (process.stdout.writableLength === 0 && process.stderr.writableLength === 0) process.exit();
}

/** Not on machines that are made anew for each job: there it would be work for nothing. */
function keepBytecode(program: Program, code: number): void {
  if (process.env["CI"] === undefined && (code === 0 || code === 1)) program.keep(code === 1);
}

start(process.argv.slice(2)).catch((error: unknown) => {
  // Of a package that is not whole. Node would end with 1, which is what secrets that are found end with.
  process.exitCode = 2;
  process.stderr.write(`keyscan: the program can't be loaded: ${String(error)}\n`);
});
