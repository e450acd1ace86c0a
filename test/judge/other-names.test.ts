/** Names of one file in scans that run in other folders. */
import { describe, expect, it } from "vitest";
import { otherNames } from "../../src/judge/other-names.ts";

describe("other names", () => {
  it.each([
    ["src/x", "/a/b", "/a/b"],
    ["b/src/x", "/a", "/a/b"],
    ["/a/b/src/x", "/c", "/a/b"],
    ["x", "/a/b/src", "/a/b"],
  ])("of %s in %s, as seen from %s", (path, cwd, folder) => {
    expect(otherNames(path, cwd, folder)).toEqual(["src/x", "/a/b/src/x", "b/src/x", "a/b/src/x"]);
  });

  it.each([
    ["<tag 0123456789ab>", "/a/b"],
    ["<b/ tag 0123456789ab>", "/a"],
    ["</a/b/ tag 0123456789ab>", "/c"],
  ])("of %s, which has no path in its history", (path, cwd) => {
    expect(otherNames(path, cwd, "/a/b").slice(0, 3)).toEqual([
      "<tag 0123456789ab>",
      "</a/b/ tag 0123456789ab>",
      "<b/ tag 0123456789ab>",
    ]);
  });

  it("of what is named through a link are those of what it leads to", () => {
    expect(otherNames("l/x", "/c", "/a/b", [["/c/l", "/a/b"]])).toEqual(["x", "/a/b/x", "b/x", "a/b/x"]);
  });

  it("of what lies in another folder are none", () => {
    expect(otherNames("x", "/a/bc", "/a/b")).toEqual([]);
    expect(otherNames("/a/x", "/a/b", "/a/b")).toEqual([]);
  });

  it("in the root of the file system and on drives are told as well", () => {
    expect(otherNames("x", "/", "/")).toContain("/x");
    expect(otherNames("C:/a/x", "C:/b", "C:/a")).toEqual(["x", "C:/a/x", "a/x"]);
  });
});
