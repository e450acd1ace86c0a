/** The scanner's space for bytes of any encoding. */
import type { Scanner } from "../engine/scanner.ts";

/** A number of bytes that is divisible by four, so that no UTF-16 or UTF-32 code unit is cut. */
export function evenSpace(scanner: Scanner): Buffer {
  const space = scanner.space();
  return space.subarray(0, space.length & ~3);
}
