/** Which environment a place belongs to, by the names of its variable, its file and its directories. */
import type { Occurrence } from "../types.ts";

/** `default`: what holds in every environment that doesn't say otherwise (`.env`, `values.yaml`). */
export type Environment = "production" | "staging" | "test" | "development" | "default";

const WORDS: Readonly<Record<string, Environment>> = {
  ...named("production", "production prod prd live"),
  ...named("staging", "staging stage stg preprod uat preview qa acceptance"),
  ...named("test", "test testing ci sandbox e2e integration"),
  ...named("development", "development develop dev local debug override"),
};

function named(environment: Environment, words: string): Record<string, Environment> {
  return Object.fromEntries(words.split(" ").map((word) => [word, environment]));
}

/** Files whose name, or a directory on whose way, tells of an environment: configuration, not code. */
const CONFIGURATION =
  /(?:^|\/)(?:\.env[\w.-]*|[\w.-]*\.env|\.flaskenv|[\w.-]+\.(?:ya?ml|json5?|toml|ini|cfg|conf|config|properties|props|tfvars|tf|hcl|xml|sops|enc|key))$/i;
/** A file of settings in code: Django's `settings/production.py`, Rails' `config/environments/production.rb`. */
const SETTINGS_CODE =
  /(?:^|\/)(?:settings|config|configs|environments?|env)(?:[./_-].{0,200})?\.(?:py|rb|php|[cm]?[jt]s|exs?|cs|go)$/i;
/** Directories that hold one directory, or one file, for each environment. */
const HOLDERS =
  /^(?:environments?|envs?|overlays|stages|deploy|deployments?|clusters?|config|configs|settings|terraform|helm|k8s|kustomize|values|credentials|inventories|inventory|group_vars|live|workspaces)$/i;
/** What holds everywhere. */
const DEFAULTS =
  /(?:^|\/)(?:\.env|values\.ya?ml|(?:docker-)?compose\.ya?ml|terraform\.tfvars|appsettings\.json|application\.(?:ya?ml|properties))$/i;
const TEMPLATES = /(?:example|sample|template|dist|default)s?$/i;

/** Undefined where nothing tells. */
export function environmentOf({ location, source }: Occurrence): Environment | undefined {
  return ofVariable(source.variable) ?? ofPath(location.path);
}

/** `PROD_DB_PASSWORD`, `stripeKeyStaging`: the first or the last word, so that `TEST_MODE_KEY_LIMIT` says nothing. */
export function ofVariable(name: string | undefined): Environment | undefined {
  const words = wordsOf(name ?? "");
  if (words.length < 2) return undefined;
  const [first = ""] = words;
  return sure(first) ?? sure(words.at(-1) ?? "");
}

/** In names `live`, `local`, `ci` and the like may mean other things. */
function sure(word: string): Environment | undefined {
  return /^(?:production|prod|prd|staging|stg|uat|development|dev|test|sandbox)$/.test(word)
    ? WORDS[word]
    : undefined;
}

/** @param path With `/`, as reports show it. */
export function ofPath(path: string): Environment | undefined {
  const isConfiguration = CONFIGURATION.test(path);
  if (!isConfiguration && !SETTINGS_CODE.test(path)) return undefined;
  const segments = path.split("/");
  const file = segments.pop() ?? "";
  if (TEMPLATES.test(file)) return undefined;
  // A workflow is not of its own environment: `test.yml` deploys, `ci.yml` builds.
  if (segments.join("/").endsWith(".github/workflows")) return sureOf(wordsOf(file));
  const own = wordsOf(file).toReversed();
  // `.env.production.local` is a machine's own part of production.
  const inFile =
    WORDS[own.find((word) => word in WORDS && word !== "local") ?? own.find((word) => word in WORDS) ?? ""];
  if (inFile !== undefined) return inFile;
  return ofDirectories(segments) ?? (DEFAULTS.test(path) ? "default" : undefined);
}

function sureOf(words: readonly string[]): Environment | undefined {
  return words.map((word) => (word === "test" ? undefined : sure(word))).find((found) => found !== undefined);
}

/** The nearest directory that is named after an environment and lies in one that holds several, or in the root. */
function ofDirectories(segments: readonly string[]): Environment | undefined {
  for (let at = segments.length - 1; at >= 0; at--) {
    const environment = WORDS[segments[at]?.toLowerCase() ?? ""];
    const parent = segments[at - 1];
    if (environment !== undefined && (parent === undefined || HOLDERS.test(parent))) return environment;
  }
  return undefined;
}

/** Lower-case words of a name: cut at signs, and where a capital letter begins. */
function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

/** What a rule calls an environment, as one of ours. */
export function keyEnvironment(name: string | undefined): "production" | "test" | undefined {
  if (name === undefined) return undefined;
  const environment = WORDS[name.toLowerCase()];
  if (environment === "production") return "production";
  return environment === undefined ? undefined : "test";
}
