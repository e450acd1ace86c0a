/** What the judge has to know of a place, from its name and what its bytes are. */
import type { Place } from "../judge/index.ts";
import { hasMark, isWideText, widthOf, type Content } from "../sources/content.ts";

/** What is known of a content before it is read. */
export type ContentPlace = Pick<Place, "path" | "kind" | "localOnly" | "archivePath">;

/** @param head The first bytes of the file or stream. */
export function placeOf(from: ContentPlace, content: Content, head: Uint8Array): Place {
  const place = { ...from, hasMark: hasMark(head, content) };
  if (!isWideText(content)) return { ...place, unit: "utf-8" };
  const width = widthOf(content);
  return { ...place, unit: "unit", encoding: content, fileOffset: (offset) => offset * width };
}

/** The last name of a path, "/" between names. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
