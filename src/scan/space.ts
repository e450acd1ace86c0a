/** The scanner's space for bytes of any encoding. */
import type { Scanner } from "../engine/scanner.ts";
import { narrowUtf16, type Content } from "../sources/content.ts";

/** An even number of bytes, so that no UTF-16 code unit is cut. */
export function evenSpace(scanner: Scanner): Buffer {
  const space = scanner.space();
  return space.subarray(0, space.length & ~1);
}

/** Takes UTF-16 for one byte a code unit; how many bytes there are then. */
export function narrowed(space: Buffer, length: number, content: Content): number {
  if (content !== "utf-16le" && content !== "utf-16be") return length;
  return narrowUtf16(space, length, content === "utf-16be");
}
