/** What the judge has to know of a place, from its name and what its bytes are. */
import type { Place } from "../judge/index.ts";
import type { Content } from "../sources/content.ts";

/** Begins with the byte order mark U+FEFF in UTF-8. */
const hasUtf8Mark = (head: Uint8Array): boolean => head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;

/** What is known of a content before it is read. */
export type ContentPlace = Pick<Place, "path" | "kind" | "localOnly" | "archivePath">;

/** @param head The first bytes of the file or stream. */
export function placeOf(from: ContentPlace, content: Content, head: Uint8Array): Place {
  if (content !== "utf-16le" && content !== "utf-16be") {
    return { ...from, unit: "utf-8", hasMark: hasUtf8Mark(head) };
  }
  const hasMark = (head[0] ?? 0) >= 0xfe && (head[1] ?? 0) >= 0xfe;
  return { ...from, unit: "unit", hasMark, encoding: content, fileOffset: (offset) => offset * 2 };
}

/** The last name of a path, "/" between names. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
