/** Links between the documents lead somewhere; those to the outside are not followed. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { anchorsOf, DOCUMENTS, proseOf, readDocument, ROOT } from "./markdown.ts";

describe.each(DOCUMENTS)("%s", (document) => {
  const links = [...proseOf(readDocument(document)).matchAll(/\]\(([^)\s]+)\)/g)].map(
    (match) => match[1] ?? "",
  );
  const inside = links.filter((link) => !/^[a-z]+:/.test(link));

  it("links to files that exist", () => {
    const files = inside.map((link) => link.split("#")[0] ?? "").filter((file) => file !== "");
    const missing = files.filter((file) => !existsSync(join(ROOT, dirname(document), file)));
    expect(missing).toEqual([]);
  });

  it("links to headings that exist", () => {
    const missing = inside.filter((link) => {
      const [file = "", anchor] = link.split("#");
      if (anchor === undefined) return false;
      const path = file === "" ? document : join(dirname(document), file);
      return !anchorsOf(readDocument(path)).includes(anchor);
    });
    expect(missing).toEqual([]);
  });

  it("names files of the repository as they are", () => {
    const named = [
      ...proseOf(readDocument(document)).matchAll(
        /`((?:src|test|docs|rules|schema|scripts|bench)\/[\w./-]+)`/g,
      ),
    ];
    const paths = named.map((match) => match[1] ?? "");
    expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});
