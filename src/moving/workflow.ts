/** Jobs for CI services, as docs/ci.md has them. */

/** Where the workflow of GitHub Actions goes, from the repository's root. */
export const WORKFLOW_FILE = ".github/workflows/keyscan.yml";

/** What differs from one repository to the other. */
export interface WorkflowParts {
  /** The branch whose pushes are looked at. */
  branch: string;
  /** The action, as `owner/repository@tag`; without it, npx starts this version of keyscan. */
  action?: string;
  version: string;
}

/** A workflow of GitHub Actions: what pushes, pull requests and merge groups add, and everything once a week. */
export function workflowText({ branch, action, version }: WorkflowParts): string {
  const steps = action === undefined ? npxSteps(version) : [`      - uses: ${action}`];
  return `name: keyscan
on:
  push:
    branches: [${branch}]
  pull_request:
  merge_group:
  schedule:
    - cron: "17 3 * * 1"
  workflow_dispatch:

permissions:
  contents: read

jobs:
  keyscan:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v7
        with:
          fetch-depth: 0
${steps.join("\n")}
`;
}

/** Annotations on the lines of the change, and a table in the job summary, as with the action. */
function npxSteps(version: string): string[] {
  const run = (command: string): string =>
    `        run: npx --yes --package=@keyscan/cli@${version} keyscan ${command} --format github --report markdown="$GITHUB_STEP_SUMMARY"`;
  const whole = `contains(fromJSON('["schedule", "workflow_dispatch"]'), github.event_name)`;
  return [
    "      - name: What the change adds",
    `        if: \${{ !${whole} }}`,
    run("diff"),
    "      - name: The whole repository",
    `        if: \${{ ${whole} }}`,
    run("scan"),
  ];
}

/** Lines for `.gitlab-ci.yml`, which is the user's own. */
export const GITLAB_LINES = `include:
  - remote: <address of templates/gitlab-ci.yml at the tag you use>
`;
