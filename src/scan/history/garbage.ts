/** Gives memory back that is not used any more, where it is so much that V8 should not wait until it finds that out by itself. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

let collect: (() => void) | undefined;

/** Collects all garbage, buffers outside of V8's heap too; some milliseconds for each 10 MB of the heap. Does nothing where V8 offers no way. */
export function collectGarbage(): void {
  collect ??= findCollector();
  collect();
}

/** What `node --expose-gc` would give to everybody. */
function findCollector(): () => void {
  try {
    setFlagsFromString("--expose-gc");
    const found: unknown = runInNewContext("gc");
    return typeof found === "function" ? () => void found() : () => {};
  } catch {
    return () => {};
  }
}
