/** A test can't give files to another user, so the owners that the file system tells are replaced. */
import type * as FileSystem from "node:fs";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { loadConfig } from "../../src/config/config.ts";

const owners = vi.hoisted(() => ({ file: 0, directory: 0 }));

vi.mock("node:fs", async (importOriginal) => {
  const original = await importOriginal<typeof FileSystem>();
  return {
    ...original,
    lstatSync: (path: string, options?: FileSystem.StatSyncOptions) => {
      const status = original.lstatSync(path, options);
      return path.endsWith(".yaml") && status ? Object.assign(status, { uid: owners.file }) : status;
    },
    statSync: (path: string) => Object.assign(original.statSync(path), { uid: owners.directory }),
  };
});

let top: string;

beforeEach(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), "keyscan-owner-")));
  writeFileSync(join(top, "keyscan.config.yaml"), "threads: 2");
  vi.stubGlobal("process", Object.assign(Object.create(process), { getuid: () => 1000 }));
});

afterEach(() => {
  vi.unstubAllGlobals();
  rmSync(top, { recursive: true, force: true });
});

it.each([
  ["whoever runs the scan", 1000, 2000],
  ["root", 0, 2000],
  ["the owner of the scanned directory", 2000, 2000],
])("a configuration of %s is used", async (_, file, directory) => {
  Object.assign(owners, { file, directory });
  expect((await loadConfig({ paths: ["."], cwd: top })).values).toEqual({ threads: 2 });
});

it("a configuration of somebody else is not", async () => {
  Object.assign(owners, { file: 2000, directory: 1000 });
  await expect(loadConfig({ paths: ["."], cwd: top })).rejects.toThrow(
    "keyscan.config.yaml: belongs to another user and is not used (give it with --config keyscan.config.yaml if you trust it)",
  );
});
