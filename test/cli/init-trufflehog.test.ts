/** Moving in from trufflehog: excluded paths carried over by the built command, the rest told. */
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { keyscan } from "./keyscan.ts";
import { gitHubToken, tree } from "./scratch.ts";

async function init(root: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await keyscan(["init", ...args], { cwd: root });
  expect(stderr).toBe("");
  expect(code).toBe(0);
  return stdout;
}

describe.concurrent("trufflehog", () => {
  it("paths that it excludes stay silent, and no others", async () => {
    const silent = [
      "vendor/a.txt",
      "x/testdata/a.txt",
      "yarn.lock",
      "docs/deep/a.md",
      "my_gen/a.txt",
      "Logo.svg",
    ];
    const open = ["sub/vendor/a.txt", "testdata.txt", "lock/a.txt", "docs.md"];
    const files = Object.fromEntries(
      [...silent, ...open].map((name, at) => [name, `T=${gitHubToken(at + 1)}\n`]),
    );
    const root = tree({
      ...files,
      ".trufflehogignore": "# left out\n^vendor/\n(^|/)testdata/\n\\.lock$\ndocs/.*\\.md$\n(a+)+$\n",
      ".github/workflows/scan.yml":
        'steps:\n  - uses: trufflesecurity/trufflehog@main\n    with:\n      extra_args: --only-verified --exclude-paths=ci/more.txt --exclude-globs="*.svg"\n',
      "ci/more.txt": "_gen/.*$\n",
    });
    const stdout = await init(root, "--yes", "--no-workflow");
    expect(stdout).toContain("found trufflehog: ci/more.txt");
    expect(stdout).toContain('.trufflehogignore: the expression "(a+)+$" was left out');
    expect(stdout).toContain("scan.yml: --only-verified was left out");
    const { stdout: found } = await keyscan([".", "-f", "jsonl"], { cwd: root });
    const paths = [...found.matchAll(/"path":"([^"]+)"/g)].map(([, path]) => path);
    expect([...new Set(paths)].toSorted()).toEqual(open.toSorted());
  });

  it("files that are not of this tree are not read, and detectors are told of", async () => {
    const outside = tree({ "paths.txt": "private-name/\n" });
    const root = tree({
      "trufflehog.yaml": "detectors:\n  - name: own\n",
      ".husky/pre-commit":
        "trufflehog git file://. -x link/paths.txt\ntrufflehog filesystem . -x ../up.txt\n",
    });
    symlinkSync(outside, join(root, "link"));
    const stdout = await init(root, "--dry-run");
    expect(stdout).not.toContain("private-name");
    expect(stdout).toContain("link/paths.txt: trufflehog reads excluded paths from it");
    expect(stdout).toContain("../up.txt were not read");
    expect(stdout).toContain("trufflehog.yaml: its detectors were left out");
  });
});
