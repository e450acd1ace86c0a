/** Node's hashes, loaded when one is first needed: most scans find nothing, and commit hooks wait for every millisecond. */
import type * as hashes from "node:crypto";

let loaded: typeof hashes | undefined;

/** `node:crypto` */
export function crypto(): typeof hashes {
  return (loaded ??= process.getBuiltinModule("node:crypto"));
}

/** SHA-256 as hexadecimal digits, at once, which costs a tenth of making a hash that can be added to. */
export function sha256Hex(data: string | Uint8Array): string {
  return crypto().hash("sha256", data, "hex");
}
