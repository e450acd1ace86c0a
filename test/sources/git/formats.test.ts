import { describe, expect, it } from "vitest";
import { commitLinks, commitTextStart } from "../../../src/sources/git/formats.ts";

const TREE = "1".repeat(40);
const ONE = "2".repeat(40);
const OTHER = "3".repeat(40);

function commit(committer: string): string {
  return `tree ${TREE}\nparent ${ONE}\nparent ${OTHER}\nauthor A <a@b> 5 +0000\ncommitter ${committer}\n\nparent of all\n`;
}

function linksOf(text: string): { tree: string; parents: string[]; time: number } {
  const before = "parent behind\n";
  // Other bytes stand round it.
  const bytes = Buffer.from(`${before}${text}committer B <b@c> 77 +0000\n`);
  const end = before.length + text.length;
  const { treeAt, parentsAt, time } = commitLinks(bytes, before.length, end);
  const idAt = (at: number): string => bytes.toString("latin1", at, at + 40);
  return { tree: treeAt === -1 ? "" : idAt(treeAt), parents: parentsAt.map(idAt), time };
}

describe("commitLinks", () => {
  it("reads tree, parents and time", () => {
    expect(linksOf(commit("C <c@d> 1700000000 +0100"))).toEqual({
      tree: TREE,
      parents: [ONE, OTHER],
      time: 1_700_000_000,
    });
  });

  it.each([
    ["C <c@d> -12 -0800", -12],
    ["C 9 <c 8 +1 d> 1234 +0000", 1234],
    ["C <c@d> 123456789012345 +0000", 123_456_789_012_345],
    ["C <c@d> 1234567890123456 +0000", 0],
    ["C <c@d> x1 +0000", 0],
    ["C <c@d> 1 0000", 0],
    ["C <c@d> 1 +", 0],
    ["C <c@d>", 0],
    ["", 0],
  ])("takes the time of %j for %d", (committer, time) => {
    expect(linksOf(commit(committer)).time).toBe(time);
  });

  it("reads nothing behind the end", () => {
    expect(linksOf("tre")).toEqual({ tree: "", parents: [], time: 0 });
    expect(linksOf("")).toEqual({ tree: "", parents: [], time: 0 });
  });
});

describe("commitTextStart", () => {
  it("is where the author is named", () => {
    const text = commit("C <c@d> 1 +0000");
    expect(commitTextStart(Buffer.from(text))).toBe(text.indexOf("author"));
    expect(commitTextStart(Buffer.from(`xx${text}`), 2)).toBe(2 + text.indexOf("author"));
  });

  it("is the beginning where nobody is", () => {
    expect(commitTextStart(Buffer.from("xxtree\n\nauthor"), 2)).toBe(2);
  });
});
