/**
 * Names of environment variables: what the code calls the value where that tells enough, otherwise the rule's id
 * (`stripe-secret-key`: STRIPE_SECRET_KEY). One secret has one name in all files, two secrets have two; the same tree gives the
 * same names.
 */

/** One secret that needs a name. */
export interface Nameless {
  fingerprint: string;
  value: string;
  ruleId: string;
  /** The rule knows no provider, so that the code's name is all there is. */
  isGeneric: boolean;
  /** What the code calls it, in the order of places; only where it is all of the value. */
  names: readonly string[];
}

/** Words that say that a value is secret. */
const SECRET_WORDS: ReadonlySet<string> = new Set([
  ...[
    "API",
    "APIKEY",
    "AUTH",
    "CERT",
    "CREDENTIAL",
    "CREDENTIALS",
    "DSN",
    "JWT",
    "KEY",
    "PASS",
    "PASSPHRASE",
  ],
  ...[
    "PASSWD",
    "PASSWORD",
    "PAT",
    "PEM",
    "PIN",
    "PSK",
    "PWD",
    "SALT",
    "SECRET",
    "SID",
    "TOKEN",
    "URI",
    "URL",
    "WEBHOOK",
  ],
]);
/** Words that say nothing of whose it is. */
const COMMON_WORDS: ReadonlySet<string> = new Set([
  ...[
    "A",
    "ACCESS",
    "APP",
    "AUTHORIZATION",
    "BEARER",
    "CLIENT",
    "CONFIG",
    "CREDS",
    "DATA",
    "DEFAULT",
    "ID",
    "LIVE",
  ],
  ...["MY", "OLD", "NEW", "PRIVATE", "PROD", "PUBLIC", "TEST", "THE", "VALUE", "X"],
]);
/** Variables that shells and systems give a meaning to. */
const RESERVED =
  /^(?:PATH|HOME|USER|USERNAME|LOGNAME|SHELL|PWD|OLDPWD|IFS|LANG|LC_\w+|TERM|TMPDIR|TEMP|TMP|HOST|HOSTNAME|MAIL|EDITOR|UID|EUID|PPID|RANDOM|SECONDS|LD_\w+|DYLD_\w+|NODE_\w+|PYTHON\w*|RUBY\w*|PERL\w*|JAVA_\w+|GIT_\w+|SSH_\w+|BASH\w*|ENV|PS\d|CI)$/;
const MAX_LENGTH = 60;

/** `stripeApiKey`, `stripe-api-key`, `STRIPE_API_KEY`: STRIPE_API_KEY. Undefined where no such name comes of it. */
export function toVariable(name: string): string | undefined {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll(/([A-Z])([A-Z][a-z])/g, "$1_$2")
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "");
  const variable = words.join("_").toUpperCase();
  if (!/^[A-Z][A-Z0-9_]*$/.test(variable) || variable.length > MAX_LENGTH || variable.length < 2)
    return undefined;
  return RESERVED.test(variable) ? `APP_${variable}` : variable;
}

function isTelling(variable: string, isGeneric: boolean): boolean {
  const words = variable.split("_");
  if (isGeneric) return words.some((word) => !COMMON_WORDS.has(word));
  const hasSecret = words.some((word) => SECRET_WORDS.has(word));
  return hasSecret && words.some((word) => !SECRET_WORDS.has(word) && !COMMON_WORDS.has(word));
}

/** Of rules that know no provider: what kind of value they find. */
function genericName(ruleId: string): string {
  if (ruleId.includes("password")) return "APP_PASSWORD";
  return ruleId.includes("key") ? "APP_KEY" : "APP_SECRET";
}

function nameFor({ names, ruleId, isGeneric }: Nameless): string {
  for (const name of names) {
    const variable = toVariable(name);
    if (variable !== undefined && isTelling(variable, isGeneric)) return variable;
  }
  if (ruleId.startsWith("database-url-")) return "DATABASE_PASSWORD";
  return isGeneric ? genericName(ruleId) : (toVariable(ruleId) ?? "APP_SECRET");
}

/** What names there are already: variables with their values, where those are known. */
export interface Existing {
  values: readonly (readonly [name: string, value: string])[];
  taken: ReadonlySet<string>;
  /** Some of it is for GitHub Actions, which keep names that begin with GITHUB_ for themselves. */
  hasWorkflows: boolean;
}

/**
 * @param secrets In the order of their first places.
 * @returns By fingerprint.
 */
export function chooseNames(secrets: readonly Nameless[], existing: Existing): Map<string, string> {
  const chosen = new Map<string, string>();
  const used = new Set(existing.taken);
  const byValue = new Map<string, string>();
  for (const [name, value] of existing.values) {
    used.add(name);
    if (!byValue.has(value)) byValue.set(value, name);
  }
  const counts = new Map<string, number>();
  for (const secret of secrets) {
    const name = byValue.get(secret.value) ?? free(adapted(nameFor(secret), existing), used, counts);
    used.add(name);
    chosen.set(secret.fingerprint, name);
  }
  return chosen;
}

function adapted(name: string, { hasWorkflows }: Existing): string {
  return hasWorkflows ? name.replace(/^GITHUB_/, "GH_") : name;
}

/** @param counts By name, the number that was given last: thousands of secrets may want the same one. */
function free(name: string, used: ReadonlySet<string>, counts: Map<string, number>): string {
  let candidate = name;
  let count = counts.get(name) ?? 1;
  while (used.has(candidate)) candidate = `${name}_${++count}`;
  counts.set(name, count);
  return candidate;
}
