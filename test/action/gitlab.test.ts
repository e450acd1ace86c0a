/** The job for GitLab CI: its script run with the variables that GitLab sets, and what it leaves as reports. */
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { git, gitHubToken, stripeKey, tree, write } from "../cli/scratch.ts";
import { checkCodeQualityEntry, checkSecretDetection } from "../report/schemas.ts";

interface Template {
  variables: Record<string, string>;
  keyscan: {
    script: string[];
    before_script: string[];
    artifacts: { paths: string[]; reports: Record<string, string> };
  };
}

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const template = parse(readFileSync(join(ROOT, "templates/gitlab-ci.yml"), "utf8")) as Template;

/** A project with an old key in main and another one in a merge request. */
function project(): { folder: string; base: string; tip: string } {
  const folder = tree({ "old.ts": `a = "${stripeKey(1)}";\n` });
  const head = (): string =>
    execFileSync("git", ["rev-parse", "HEAD"], { cwd: folder, encoding: "utf8" }).trim();
  git(folder, "init");
  git(folder, "add", ".");
  git(folder, "commit", "-m", "old");
  const base = head();
  write(folder, "new.ts", `\nb = "${gitHubToken(2)}";\n`);
  git(folder, "add", ".");
  git(folder, "commit", "-m", "new");
  return { folder, base, tip: head() };
}

/** Runs the job; `npx` is the built command. */
function run(folder: string, variables: Readonly<Record<string, string>>): number | null {
  const bin = tree({
    npx: `#!/bin/sh\n[ "$1 $2 $3" = "--yes --package=@keyscan/cli keyscan" ] || exit 99\nshift 3\nexec "${process.execPath}" "${ROOT}/dist/cli.cjs" "$@"\n`,
  });
  chmodSync(join(bin, "npx"), 0o755);
  const { before_script: before, script } = template.keyscan;
  return spawnSync("sh", ["-e", "-c", [...before, ...script].join("\n")], {
    cwd: folder,
    stdio: "ignore",
    env: {
      PATH: `${bin}:${process.env["PATH"] ?? ""}`,
      HOME: tree(),
      GITLAB_CI: "true",
      CI: "true",
      CI_PROJECT_DIR: folder,
      ...template.variables,
      ...variables,
    },
  }).status;
}

function read(folder: string, name: string): unknown {
  return JSON.parse(readFileSync(join(folder, name), "utf8"));
}

it("scans what a merge request adds, and reports it in GitLab's formats", () => {
  const { folder, base, tip } = project();
  const code = run(folder, {
    CI_PIPELINE_SOURCE: "merge_request_event",
    CI_MERGE_REQUEST_DIFF_BASE_SHA: base,
    CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main",
    CI_COMMIT_SHA: tip,
  });
  expect(code).toBe(1);
  const { reports, paths } = template.keyscan.artifacts;
  const quality = read(folder, reports["codequality"] ?? "") as { location: object }[];
  expect(quality.flatMap(checkCodeQualityEntry)).toEqual([]);
  expect(quality.map((entry) => entry.location)).toEqual([{ path: "new.ts", lines: { begin: 2 } }]);
  const secrets = read(folder, reports["secret_detection"] ?? "") as { vulnerabilities: object[] };
  expect(checkSecretDetection(secrets)).toEqual([]);
  expect(secrets.vulnerabilities).toMatchObject([{ location: { file: "new.ts", commit: { sha: tip } } }]);
  expect(readFileSync(join(folder, paths[0] ?? ""), "utf8")).toMatch(/^<!doctype html>/);
});

it("scans everything on schedule, and heeds its variables", () => {
  const { folder, tip } = project();
  const scheduled = { CI_PIPELINE_SOURCE: "schedule", KEYSCAN_SCOPE: "repository", CI_COMMIT_SHA: tip };
  expect(run(folder, { ...scheduled, KEYSCAN_FAIL_ON: "none", KEYSCAN_ARGS: "--no-history" })).toBe(0);
  const quality = read(folder, "gl-code-quality-report.json") as object[];
  expect(quality).toHaveLength(2);
});
