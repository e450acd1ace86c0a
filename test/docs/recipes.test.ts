/** The recipes of docs/ci.md for systems without a template of their own: their shell lines, in clones as these systems make them. */
import { chmodSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { shell } from "../cli/keyscan.ts";
import { git, stripeKey, tree, write } from "../cli/scratch.ts";
import { blocksOf, readDocument } from "./markdown.ts";

/** Runs keyscan as it was built, whatever package is named. */
const NPX = `#!/bin/sh
while [ "$1" != keyscan ]; do shift; done
shift
exec "$NODE" "$CLI" "$@"
`;

/** A repository whose branch `topic` brings a key. */
function origin(): string {
  const root = tree({ "a.txt": "a\n" });
  git(root, "init", "-q");
  git(root, "add", ".");
  git(root, "commit", "-qm", "first");
  git(root, "switch", "-qc", "topic");
  write(root, "pay.env", `KEY=${stripeKey(1)}\n`);
  git(root, "add", ".");
  git(root, "commit", "-qm", "leak");
  git(root, "switch", "-q", "main");
  return root;
}

const CI = blocksOf(readDocument("docs/ci.md"));

function blockWith(text: string): string {
  const block = CI.find((one) => one.text.includes(text));
  if (block === undefined) throw new Error(`docs/ci.md has no block with ${text}`);
  return block.text;
}

interface Recipe {
  lines: string[];
  env: Record<string, string>;
  clone: readonly string[];
  report: string;
}

function azure(): Recipe {
  const { steps } = parse(blockWith("vmImage")) as { steps: { script?: string }[] };
  return {
    lines: steps.flatMap(({ script }) => script?.replace("$(Build.ArtifactStagingDirectory)", ".git") ?? []),
    env: { TARGET: "refs/heads/main" },
    clone: ["--branch", "topic"],
    report: "keyscan.xml",
  };
}

function bitbucket(): Recipe {
  const { pipelines } = parse(blockWith("pull-requests")) as {
    pipelines: { "pull-requests": { "**": { step: { script: string[] } }[] } };
  };
  return {
    lines: pipelines["pull-requests"]["**"].flatMap(({ step }) => step.script),
    env: { BITBUCKET_PR_DESTINATION_BRANCH: "main" },
    // It brings the branch alone.
    clone: ["--branch", "topic", "--single-branch"],
    report: "test-results/keyscan.xml",
  };
}

function circle(): Recipe {
  const { jobs } = parse(blockWith("cimg/node")) as {
    jobs: { keyscan: { steps: (string | { run?: string })[] } };
  };
  return {
    lines: jobs.keyscan.steps.flatMap((step) => (typeof step === "string" ? [] : (step.run ?? []))),
    env: { CIRCLECI: "true" },
    clone: ["--branch", "topic"],
    report: "results/keyscan/keyscan.xml",
  };
}

function jenkins(): Recipe {
  return {
    lines: [...blockWith("pipeline {").matchAll(/^\s*sh '(.*)'$/gm)].map(([, line = ""]) => line),
    env: { CHANGE_TARGET: "main" },
    clone: ["--branch", "topic"],
    report: "keyscan.xml",
  };
}

it.concurrent.each([
  ["Azure Pipelines", azure],
  ["Bitbucket Pipelines", bitbucket],
  ["CircleCI", circle],
  ["Jenkins", jenkins],
])("%s: the change is found, and reported", async (_, recipe) => {
  const { lines, env, clone, report } = recipe();
  expect(lines.join("\n")).toContain("keyscan diff");
  const bin = tree({ npx: NPX });
  chmodSync(join(bin, "npx"), 0o755);
  const root = join(tree(), "clone");
  git(bin, "clone", "-q", ...clone, `file://${origin()}`, root);
  const script = `export NODE CLI PATH=${bin}:$PATH; set -e\n${lines.join("\n")}`;
  const run = await shell(script, { cwd: root, env });
  expect(run.code).toBe(1);
  expect(run.stdout).toContain("1 secret in 1 place");
  expect(existsSync(join(root, report))).toBe(true);
  expect(readFileSync(join(root, report), "utf8")).toContain("pay.env");
});
