/** Gives memory back that is not used any more, where it is so much that V8 should not wait until it finds that out by itself. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Where there are more objects in a history than this, what is not used any more is given back at once. */
const MANY_OBJECTS = 400_000;

let collect: (() => void) | undefined;

/** Collects all garbage, buffers outside of V8's heap too; some milliseconds for each 10 MB of the heap. Does nothing where V8 offers no way. */
function collectGarbage(): void {
  collect ??= findCollector();
  collect();
}

/** To be called where much is not used any more, in a history of so many objects. */
export function tidyHistory(objects: number): void {
  if (objects > MANY_OBJECTS) collectGarbage();
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
