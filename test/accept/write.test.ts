/** Files of the user's repository are replaced whole, and nothing beside them is touched. */
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { writeFileSafely } from "../../src/accept/write.ts";
import { tree } from "../cli/scratch.ts";

it("leaves alone what a process with the same number has left behind, as in containers", () => {
  const left = `a.txt.${process.pid}.tmp`;
  const root = tree({ "a.txt": "old", [left]: "of another" });
  writeFileSafely(join(root, "a.txt"), "new");
  expect(readFileSync(join(root, "a.txt"), "utf8")).toBe("new");
  expect(readFileSync(join(root, left), "utf8")).toBe("of another");
  expect(readdirSync(root)).toHaveLength(2);
});

it("keeps the permission bits of a file, whatever the umask is", () => {
  const root = tree({ "a.txt": "old" });
  const file = join(root, "a.txt");
  chmodSync(file, 0o666);
  writeFileSafely(file, "new");
  expect(statSync(file).mode & 0o777).toBe(0o666);
});

it("says what can't be written, and leaves nothing behind", () => {
  const root = tree({ folder: "a file" });
  expect(() => writeFileSafely(join(root, "folder/a.txt"), "new")).toThrow(/can't be written: ENOTDIR/);
  writeFileSync(join(root, "b.txt"), "");
  expect(() => writeFileSafely(join(root, "none/b.txt"), "new")).toThrow(/can't be written: ENOENT/);
  expect(readdirSync(root).sort()).toEqual(["b.txt", "folder"]);
});
