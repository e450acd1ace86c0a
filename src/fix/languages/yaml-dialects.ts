/** How the programs that read YAML files refer to variables, told by the file's name and its top-level keys. */
import { basename } from "node:path";
import type { Refusal } from "../types.ts";

export interface Dialect {
  reference(variable: string): string;
  /** What has to be done besides. */
  note?: string;
}

interface Kind {
  path?: RegExp;
  /** Top-level keys that tell. */
  keys?: readonly string[];
  is: Dialect | Refusal;
}

const braces = (variable: string): string => `\${${variable}}`;

/** The first one that fits holds. */
const KINDS: readonly Kind[] = [
  {
    path: /(?:^|\/)\.github\/workflows\/[^/]+$/,
    is: {
      reference: (variable) => `\${{ secrets.${variable} }}`,
      note: "GitHub Actions: store the value with gh secret set, under the name after secrets.",
    },
  },
  {
    path: /(?:^|\/)action\.ya?ml$/,
    is: {
      refused: "stands in an action, which has no secrets of its own",
      advice: "declare an input, and pass the secret from the workflow",
    },
  },
  {
    path: /(?:^|\/)\.gitlab-ci[^/]*$/,
    is: {
      reference: braces,
      note: "GitLab CI: add the variable under Settings, CI/CD, Variables (masked, protected).",
    },
  },
  {
    path: /(?:^|\/)bitbucket-pipelines\.ya?ml$/,
    is: {
      reference: braces,
      note: "Bitbucket: add the variable under Repository settings, Repository variables (secured).",
    },
  },
  {
    path: /(?:^|\/)azure-pipelines[^/]*$/,
    is: {
      reference: (variable) => `$(${variable})`,
      note: "Azure Pipelines: add a secret variable of that name to the pipeline or to a variable group.",
    },
  },
  {
    path: /(?:^|\/)(?:\.circleci\/|\.travis\.)/,
    is: {
      refused: "stands in a CI file that expands no variables in values",
      advice: "take the line out, and add the variable to the project's settings at the CI service",
    },
  },
  { path: /(?:^|\/)(?:docker-)?compose[^/]*\.ya?ml$/i, is: { reference: (variable) => `\${${variable}:?}` } },
  { path: /(?:^|\/)(?:application|bootstrap)[^/]*\.ya?ml$/, is: { reference: braces } },
  { path: /(?:^|\/)serverless[^/]*\.ya?ml$/, is: { reference: (variable) => `\${env:${variable}}` } },
  {
    keys: ["AWSTemplateFormatVersion"],
    is: {
      refused: "stands in a CloudFormation template",
      advice: "refer to it as {{resolve:secretsmanager:NAME:SecretString:KEY}}",
    },
  },
  {
    keys: ["apiVersion", "kind"],
    is: {
      refused: "stands in a Kubernetes manifest, in which nothing is expanded",
      advice:
        "refer to a Secret (secretKeyRef) that External Secrets, Sealed Secrets or SOPS brings into the cluster",
    },
  },
  {
    path: /(?:^|\/)values[^/]*\.ya?ml$/,
    is: {
      refused: "stands in values of a chart, in which nothing is expanded",
      advice: "name an existing Secret in the values, or encrypt the file with SOPS (helm-secrets)",
    },
  },
  {
    path: /(?:^|\/)(?:group_vars|host_vars|roles|playbooks)\//,
    is: { reference: (variable) => `{{ lookup('env', '${variable}') }}` },
  },
];

/** @param keys Top-level keys of the file. */
export function yamlDialect(path: string, keys: ReadonlySet<string>): Dialect | Refusal {
  const fits = ({ path: pattern, keys: wanted }: Kind): boolean =>
    pattern?.test(path.replaceAll("\\", "/")) === true || wanted?.every((key) => keys.has(key)) === true;
  const note = `YAML expands nothing itself: the program that reads ${basename(path)} has to put in the variable (or envsubst before it).`;
  return KINDS.find(fits)?.is ?? { reference: braces, note };
}
