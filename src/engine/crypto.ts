/** Node's hashes, loaded when one is first needed: most scans find nothing, and commit hooks wait for every millisecond. */
import type * as hashes from "node:crypto";

/** `node:crypto` */
export function crypto(): typeof hashes {
  return process.getBuiltinModule("node:crypto");
}
