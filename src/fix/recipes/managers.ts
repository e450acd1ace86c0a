/** Vault, 1Password, Doppler and SOPS. */
import type { Recipe } from "./step.ts";

const vault: Recipe = (names) => [
  {
    say: "Store the values (each is read from standard input; put creates the first version, patch adds to it):",
  },
  ...names.map((name, index) => ({
    run: `read -rs V && printf %s "$V" | vault kv ${index === 0 ? "put" : "patch"} -mount=secret app ${name}=-; unset V`,
  })),
  { say: "Read them into the environment:" },
  ...names.map((name) => ({ run: `export ${name}="$(vault kv get -mount=secret -field=${name} app)"` })),
  { say: "Or let Vault Agent start the program with them (vault agent -config=agent.hcl):" },
  ...names.map((name) => ({
    run: `env_template "${name}" { contents = "{{ with secret \\"secret/data/app\\" }}{{ .Data.data.${name} }}{{ end }}" }`,
  })),
  { say: "A policy for the program that allows this alone:" },
  { run: 'path "secret/data/app" { capabilities = ["read"] }' },
];

const onePassword: Recipe = (names) => [
  {
    say: "Make an item with a field for each (fill the fields in the app; values on a command line can be seen by others):",
  },
  {
    run: `op item create --category=apicredential --title=app --vault=VAULT ${names.map((name) => `'${name}[password]='`).join(" ")}`,
  },
  { say: "A file with references instead of values, which may be committed (app.env):" },
  ...names.map((name) => ({ run: `${name}=op://VAULT/app/${name}` })),
  { say: "Start the program with the values:" },
  { run: "op run --env-file=app.env -- node app.js" },
];

const doppler: Recipe = (names) => [
  { say: "Store the values (each is asked for):" },
  { run: "doppler setup" },
  ...names.map((name) => ({ run: `doppler secrets set ${name}` })),
  { say: "Start the program with them:" },
  { run: "doppler run -- node app.js" },
];

const sops: Recipe = (names) => [
  { say: "A key pair, once (keep keys.txt out of the repository), and the file that names its public half:" },
  { run: "age-keygen -o ~/.config/sops/age/keys.txt" },
  {
    run: `printf 'creation_rules:\\n  - path_regex: \\\\.enc\\\\.env$\\n    age: %s\\n' "$(age-keygen -y ~/.config/sops/age/keys.txt)" > .sops.yaml`,
  },
  { say: "Write the values in an editor; what is saved is encrypted, and may be committed:" },
  { run: "sops edit secrets.enc.env" },
  ...names.map((name) => ({ run: `${name}=          # a line in that editor` })),
  { say: "Start the program with them:" },
  { run: "sops exec-env secrets.enc.env 'node app.js'" },
];

export const managerRecipes: Readonly<Record<"vault" | "1password" | "doppler" | "sops", Recipe>> = {
  vault,
  "1password": onePassword,
  doppler,
  sops,
};
