/** What the judge has to know of a place, from its name and what its bytes are. */
import type { Place } from "../judge/index.ts";
import type { FileEntry } from "../sources/files.ts";
import { hasMark, isWideText, widthOf, type Content } from "../sources/content.ts";

/** What is known of a content before it is read. */
export type ContentPlace = Pick<Place, "path" | "kind" | "localOnly" | "archivePath">;

/** Of a text that begins with no byte order mark. */
export function plainPlaceOf({ display, kind, localOnly }: FileEntry): Place {
  return { path: display, kind, localOnly, unit: "utf-8", hasMark: false };
}

/** @param head The first bytes of the file or stream. */
export function placeOf(from: ContentPlace, content: Content, head: Uint8Array): Place {
  // A spread costs three times as much, and this is done for every file.
  const { path, kind, localOnly, archivePath } = from;
  const place: Place = { path, kind, localOnly, unit: "utf-8", hasMark: hasMark(head, content) };
  if (archivePath !== undefined) place.archivePath = archivePath;
  if (!isWideText(content)) return place;
  const width = widthOf(content);
  return { ...place, unit: "unit", encoding: content, fileOffset: (offset) => offset * width };
}

/** The last name of a path, "/" between names. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
