/** The CI job that `keyscan init` offers, where the tree or its remotes look like GitHub or GitLab. Git is not asked. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { GITLAB_LINES, WORKFLOW_FILE, workflowText } from "../moving/workflow.ts";
import { readSmallFile } from "../sources/ignore-files.ts";
import { ownSettings } from "../sources/git/own-settings.ts";
import { readRefs } from "../sources/git/refs.ts";
import { findRepository, type RepositoryPlaces } from "../sources/git/repository.ts";
import { namesKeyscan } from "./hook/place.ts";
import { UsageError } from "./usage-error.ts";
import { VERSION } from "./version.ts";

/** Bytes; larger files are no workflows. */
const MAX_SIZE = 1 << 20;

export interface OfferedWorkflow {
  file?: { name: string; text: string };
  /** Told, and left as it is. */
  present: string[];
  /** Lines to add to a file that is the user's own. */
  lines?: { name: string; text: string };
}

/**
 * @param workflows The workflows that there are, relative to the root.
 * @throws UsageError for an action that is none
 */
export function offerWorkflow(
  root: string,
  workflows: readonly string[],
  { action, force }: { action: string | undefined; force: boolean },
): OfferedWorkflow {
  if (action !== undefined && !/^[\w.-]+\/[\w./-]+@[\w./-]+$/.test(action))
    throw new UsageError(`--action is an owner/repository@tag, not ${JSON.stringify(action)}`);
  const repository = findRepository(root);
  const present: string[] = [];
  const offer: OfferedWorkflow = { present };
  if (action !== undefined || existsSync(join(root, ".github")) || hasGitHubRemote(repository)) {
    const running = workflows.find((file) => callsKeyscan(root, file));
    if (existsSync(join(root, WORKFLOW_FILE)) && !force)
      present.push(`${WORKFLOW_FILE} is there, and is left as it is (--force replaces it)`);
    else if (running !== undefined && running !== WORKFLOW_FILE)
      present.push(`${running} runs keyscan already`);
    else {
      const parts = { branch: mainBranch(repository), version: VERSION };
      const text = workflowText({ ...parts, ...(action === undefined ? {} : { action }) });
      offer.file = { name: WORKFLOW_FILE, text };
    }
  }
  const gitlab = ".gitlab-ci.yml";
  if (existsSync(join(root, gitlab))) {
    if (callsKeyscan(root, gitlab)) present.push(`${gitlab} runs keyscan already`);
    else offer.lines = { name: gitlab, text: GITLAB_LINES };
  }
  return offer;
}

function callsKeyscan(root: string, file: string): boolean {
  const text = readSmallFile(join(root, file), MAX_SIZE);
  return typeof text === "string" && namesKeyscan(text);
}

/** Also GitHub Enterprise, whose hosts are mostly called so. */
function hasGitHubRemote(repository: RepositoryPlaces | undefined): boolean {
  if (repository === undefined) return false;
  return ownSettings(repository).some(({ section, key, value }) => {
    if (section !== "remote" || key !== "url") return false;
    const host = /^(?:[a-z+]+:\/\/)?(?:[^@/]*@)?([\w.-]+)[:/]/i.exec(value)?.[1] ?? "";
    return host.toLowerCase().split(".").includes("github");
  });
}

/** The branch that others start from; its name comes from the repository, and goes into a file. */
function mainBranch(repository: RepositoryPlaces | undefined): string {
  if (repository === undefined) return "main";
  const { head, tips } = readRefs(repository);
  const remote = readSmallFile(join(repository.commonDir, "refs/remotes/origin/HEAD"), 4096);
  const followed = /^ref: refs\/remotes\/origin\/(.+?)\s*$/.exec(typeof remote === "string" ? remote : "");
  const names = new Set(tips.map(({ name }) => name));
  const usual = ["main", "master", "trunk"].find((name) => names.has(`refs/heads/${name}`));
  const branch = followed?.[1] ?? usual ?? /^ref: refs\/heads\/(.+)$/.exec(head)?.[1];
  return branch !== undefined && /^[A-Za-z][\w./-]*$/.test(branch) ? branch : "main";
}
