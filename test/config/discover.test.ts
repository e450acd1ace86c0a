import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadConfig } from "../../src/config/config.ts";

let top: string;

function put(path: string): void {
  mkdirSync(dirname(join(top, path)), { recursive: true });
  writeFileSync(join(top, path), path.endsWith(".json") ? "{}" : "");
}

beforeEach(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), "keyscan-discover-")));
});

afterEach(() => rmSync(top, { recursive: true, force: true }));

/** What was found, relative to the temporary directory. */
async function found(...paths: string[]): Promise<string | undefined> {
  return (await loadConfig({ paths, cwd: top })).shown;
}

describe("the configuration", () => {
  it("is looked for in the directory and upwards to the repository's root", async () => {
    put("repo/.git/HEAD");
    put("repo/a/b/c.txt");
    put("repo/keyscan.config.yml");
    expect(await found("repo")).toBe("repo/keyscan.config.yml");
    expect(await found("repo/a/b")).toBe("repo/keyscan.config.yml");
    expect(await found("repo/a/b/c.txt")).toBe("repo/keyscan.config.yml");
  });

  it("that is nearest wins", async () => {
    put("repo/.git/HEAD");
    put("repo/keyscan.config.yaml");
    put("repo/a/keyscan.config.json");
    put("repo/a/b/c.txt");
    expect(await found("repo/a/b")).toBe("repo/a/keyscan.config.json");
  });

  it("above the root is not seen, also where .git is a file", async () => {
    put("keyscan.config.yaml");
    put(".git/HEAD");
    put("work/.git");
    put("work/a/b.txt");
    expect(await found("work/a")).toBeUndefined();
  });

  it("of a parent directory without a repository is not seen", async () => {
    put("keyscan.config.yaml");
    put("a/b.txt");
    expect(await found("a")).toBeUndefined();
    expect(await found(".")).toBe("keyscan.config.yaml");
  });

  it("is that of the directory a link leads to", async () => {
    put("one/keyscan.config.yaml");
    put("two/keyscan.config.yaml");
    symlinkSync(join(top, "two"), join(top, "one/link"));
    expect(await found("one/link")).toBe("two/keyscan.config.yaml");
  });

  it("of the working directory holds for standard input and where no path is given", async () => {
    put("keyscan.config.yaml");
    expect(await found("-")).toBe("keyscan.config.yaml");
    expect(await found()).toBe("keyscan.config.yaml");
  });

  it("of a path that does not exist is none", async () => {
    expect(await found("gone/dir")).toBeUndefined();
    expect(await loadConfig({ paths: ["gone"], cwd: top })).toEqual({ directory: top, values: {} });
  });

  it("of two paths must be the same", async () => {
    put("a/keyscan.config.yaml");
    put("b/keyscan.config.yaml");
    put("c/x.txt");
    expect(await found("a", "c", "a/keyscan.config.yaml")).toBe("a/keyscan.config.yaml");
    await expect(found("a", "b")).rejects.toThrow(
      "a/keyscan.config.yaml: the scanned paths also have the configuration b/keyscan.config.yaml (choose one with --config, or scan the paths one by one)",
    );
  });

  it("must be the only one of its directory", async () => {
    put("keyscan.config.yaml");
    put("keyscan.config.json");
    await expect(found(".")).rejects.toThrow(
      "keyscan.config.yaml: keyscan.config.json stands beside it; a directory may have one configuration (remove one of the two)",
    );
  });

  it("that is a directory or a link to nothing is an error, not nothing", async () => {
    mkdirSync(join(top, "a/keyscan.config.yaml"), { recursive: true });
    mkdirSync(join(top, "b"));
    symlinkSync("gone.yaml", join(top, "b/keyscan.config.yaml"));
    await expect(found("a")).rejects.toThrow("a/keyscan.config.yaml: is not a regular file");
    await expect(found("b")).rejects.toThrow("b/keyscan.config.yaml: is a symbolic link");
  });
});
