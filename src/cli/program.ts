/**
 * The one file of what every scan loads (`cli-hot.cjs`, see `scripts/hot-chunk.ts`), with the bytecode that V8 made of it in an earlier
 * run. Compiling it anew takes a fifth of the time of a start.
 *
 * Bytecode is code: who can write it can have anything run. So it lies beside the file that it was made of and nowhere else: who can write
 * there could change that file as well. Where the program may not be changed, nothing is kept.
 * V8 looks only at its own version and flags, and at the length of the text; which text it is, is told by the name.
 */
import { closeSync, fdatasyncSync, openSync, readFileSync, renameSync, unlinkSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Script } from "node:vm";

export interface ProgramFile {
  /** The directory of the file. */
  directory: string;
  /** Its name, without the ending `.cjs`. */
  name: string;
  /** Changes with its text. */
  id: string;
  /** What runs are alike, so that one needs what another one has compiled. */
  kind: string;
  /** `import()` of the module that asks: a script has none of its own. */
  importFile: (path: string) => Promise<unknown>;
}

export interface Program {
  /** What the file exports. */
  exports: unknown;
  /**
   * Writes the bytecode of all that has been compiled so far beside the file, unless it came from there. To be called when the program
   * has done what others of its kind do. What goes wrong is not told: the next run compiles again.
   *
   * @param isFull Whether more was run than a scan runs that finds nothing; it then replaces what such a scan has kept.
   */
  keep: (isFull: boolean) => void;
}

/** As what the file is written by the build: an expression whose value is this. */
type Wrapper = (
  module: { exports: unknown },
  importFile: ProgramFile["importFile"],
  filename: string,
) => void;

/**
 * Loads the file. `require` of it gives the same exports from then on.
 *
 * @throws Error where it can't be read
 */
export function loadProgram(request: ProgramFile): Program {
  const filename = join(request.directory, `${request.name}.cjs`);
  // A folder may be shared by machines of several kinds.
  const node = `${process.version}-${process.arch}`;
  const stem = join(request.directory, `${request.name}-${request.id}-${node}-${request.kind}`);
  const files = { full: `${stem}-full.cache`, plain: `${stem}.cache` };
  // Node's own way to do without such caches.
  const isOff = process.env["NODE_DISABLE_COMPILE_CACHE"] === "1";
  const full = isOff ? undefined : readIfThere(files.full);
  const cachedData = full ?? (isOff ? undefined : readIfThere(files.plain));
  const script = new Script(readFileSync(filename, "latin1"), {
    filename,
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  const module = { exports: {}, id: filename, filename, loaded: true };
  (script.runInThisContext() as Wrapper)(module, request.importFile, filename);
  Object.assign(createRequire(filename).cache, { [filename]: module });
  const isUsed = cachedData !== undefined && script.cachedDataRejected !== true;
  return {
    exports: module.exports,
    keep: (isFull) => {
      if (isOff || (isUsed && (full !== undefined || !isFull))) return;
      write(isFull ? files.full : files.plain, script.createCachedData());
    },
  };
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** All or nothing, also where another run does the same or the machine stops: V8 does not see that pages of it are empty. */
function write(file: string, data: Buffer): void {
  const draft = `${file}-${process.pid}`;
  try {
    // Whatever the umask: who runs scans runs what stands there.
    const handle = openSync(draft, "wx", 0o644);
    try {
      // On a disk that gets full, the system may write a part and say no more than how much.
      if (writeSync(handle, data) < data.length) throw new Error("not written in full");
      fdatasyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(draft, file);
  } catch {
    removeIfThere(draft);
  }
}

function removeIfThere(file: string): void {
  try {
    unlinkSync(file);
  } catch {
    // It could not be made.
  }
}
