/** Vault, 1Password, Doppler and SOPS. */
import { asked, forEachName, type Recipe } from "./step.ts";

const vault: Recipe = ([first = "", ...more]) => [
  { say: "Store the values (in bash; each is asked for, and stays off the command line):" },
  forEachName([first], asked('vault kv put -mount=secret app "$N=-"')),
  ...(more.length === 0 ? [] : [forEachName(more, asked('vault kv patch -mount=secret app "$N=-"'))]),
  { say: "Read them into the environment of the program:" },
  forEachName([first, ...more], 'export "$N=$(vault kv get -mount=secret -field="$N" app)"'),
  { say: "Or let Vault Agent start the program with them (vault agent -config=agent.hcl), an entry each:" },
  ...[first, ...more].map((name) => ({
    run: `env_template "${name}" { contents = "{{ with secret \\"secret/data/app\\" }}{{ .Data.data.${name} }}{{ end }}" }`,
  })),
  { say: "A policy for the program that allows this alone:" },
  { run: 'path "secret/data/app" { capabilities = ["read"] }' },
];

const onePassword: Recipe = (names) => [
  {
    say: "Make an item named app with a concealed field for each name, in the 1Password app: a command line would show the values.",
  },
  { say: "A file with references instead of values, which may be committed (app.env):" },
  ...names.map((name) => ({ run: `${name}=op://VAULT/app/${name}` })),
  { say: "Start the program with the values:" },
  { run: "op run --env-file=app.env -- node app.js" },
];

const doppler: Recipe = (names) => [
  { say: "Store the values (each is asked for):" },
  { run: "doppler setup" },
  forEachName(names, 'doppler secrets set "$N"'),
  { say: "Start the program with them:" },
  { run: "doppler run -- node app.js" },
];

const sops: Recipe = (names) => [
  { say: "A key pair, once (keep keys.txt out of the repository), and the file that names its public half:" },
  { run: "mkdir -p ~/.config/sops/age && age-keygen -o ~/.config/sops/age/keys.txt" },
  {
    run: `printf 'creation_rules:\\n  - path_regex: \\\\.enc\\\\.env$\\n    age: %s\\n' "$(age-keygen -y ~/.config/sops/age/keys.txt)" > .sops.yaml`,
  },
  { say: "Write the values in an editor; what is saved is encrypted, and may be committed:" },
  { run: "sops edit secrets.enc.env" },
  ...names.map((name) => ({ run: `${name}=          # a line in that editor` })),
  { say: "Start the program with them:" },
  { run: "sops exec-env secrets.enc.env 'node app.js'" },
];

/** By the name that `keyscan fix --to` takes. */
export const managerRecipes: Readonly<Record<"vault" | "1password" | "doppler" | "sops", Recipe>> = {
  vault,
  "1password": onePassword,
  doppler,
  sops,
};
