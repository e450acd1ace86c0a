/**
 * Writes a tree of made-up files for training, beside the labelled repositories: what every project has and few label. All values are
 * made of a seed.
 *
 *   node scripts/run.mjs train/generate.ts OUT
 *   node scripts/run.mjs train/candidates.ts OUT/data OUT/candidates
 *
 * OUT/data: files; OUT/candidates.labels.json: for each file 1 (its candidates are secrets) or 0, and the weight of a row.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fillTemplate } from "../src/rules/template.ts";
import { createRandom } from "../src/rules/template-random.ts";

const random = createRandom(11);
const pick = <T>(list: readonly T[]): T => random.pick([...list]);
let seed = 0;
const fill = (template: string): string => fillTemplate(template, ++seed);

const SYLLABLES =
  "ka re di to nu me ra lö sen ord jel szó wach kod ge heim paro la contra senha sli fra wacht kort haslo kul csin mot de passe sala sa na oras chave tun nel gyö zer ny bru ker konto ben".split(
    " ",
  );
const WORDS =
  "river falcon orange winter summer dragon silver coffee monkey sunny shadow tiger castle master hunter garden rocket purple happy pepper cookie london berlin".split(
    " ",
  );
const NAMES = [
  "password",
  "db_password",
  "DB_PASSWORD",
  "smtpPassword",
  "POSTGRES_PASSWORD",
  "redis_pass",
  "ADMIN_PASSWORD",
  "spring.datasource.password",
  "client_secret",
  "clientSecret",
  "JWT_SECRET",
  "app.secret",
  "SECRET_KEY",
  "apiKey",
  "API_KEY",
  "api_token",
  "auth_token",
  "accessToken",
  "encryption_key",
  "keystorePassword",
  "passwd",
  "pwd",
  "passphrase",
  "secret",
];
const word = (): string => Array.from({ length: 2 + random.below(4) }, () => pick(SYLLABLES)).join("");
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Values of secrets, as people and generators make them. */
const SECRETS: (() => string)[] = [
  () => fill(`{lower:${5 + random.below(9)}}`),
  () => fill(`{base62:${8 + random.below(20)}}`),
  () => fill(`{hex:${pick([16, 24, 32, 40, 64])}}`),
  () => fill(`{base64:${pick([24, 32, 44])}}`),
  () => `${capital(pick(WORDS))}${fill("{digits:3}")}${pick(["!", "#", "$", "", "@"])}`,
  () => `${pick(WORDS)}${pick(["-", "_", "."])}${pick(WORDS)}${fill("{digits:2}")}`,
  () => fill(`{alpha:4}${pick(["!", "@", "%", "^", "*"])}{base62:6}`),
  () => fill("{base36:25}"),
  () => fill(`{upper:${10 + random.below(10)}}`),
];
/** How files of each kind give a value to a name. */
const FORMS: Record<string, (name: string, value: string) => string> = {
  yml: (name, value) =>
    `app:\n  host: db.internal\n  user: service\n  ${name}: ${pick(["", '"', "'"])}${value}`.replace(
      /: (["'])(.*)$/,
      ": $1$2$1",
    ),
  env: (name, value) => `HOST=10.0.0.7\nUSER=service\n${name.toUpperCase().replace(/\W/g, "_")}=${value}`,
  properties: (name, value) => `# connection\nurl=jdbc:mysql://db/app\n${name}=${value}`,
  ini: (name, value) => `[server]\nhost = example.internal\n${name} = ${value}`,
  json: (name, value) => `{\n  "host": "db.internal",\n  "${name}": "${value}",\n  "port": 5432\n}`,
  py: (name, value) =>
    `import os\n\n${name.replace(/\W/g, "_")} = ${pick(["'", '"'])}${value}`.replace(/(["'])(.*)$/, "$1$2$1"),
  js: (name, value) =>
    `const options = {\n  host: "db.internal",\n  ${name.replace(/\W/g, "_")}: '${value}',\n};`,
  go: (name, value) => `package main\n\nvar ${name.replace(/\W/g, "_")} = "${value}"`,
  java: (name, value) =>
    `class A {\n    private static final String ${name.toUpperCase().replace(/\W/g, "_")} = "${value}";\n}`,
  php: (name, value) => `<?php\nreturn [\n    'host' => 'localhost',\n    '${name}' => '${value}',\n];`,
  tf: (name, value) => `resource "db" "main" {\n  ${name.replace(/\W/g, "_")} = "${value}"\n}`,
  xml: (name, value) => `<config>\n  <${name}>${value}</${name}>\n</config>`,
  sh: (name, value) => `#!/bin/sh\nexport ${name.toUpperCase().replace(/\W/g, "_")}="${value}"\nrun`,
  txt: (_name, value) =>
    pick([
      `server: 10.0.0.7\nid: service\npw: ${value}`,
      `login id:someone@example.com pw:${value}`,
      `user = admin, pw = ${value}`,
      `db_pw: '${value}'`,
    ]),
  // What programs take where nothing else is given.
  "d.py": (name, value) =>
    `import os\n\nsetting = os.getenv("${name.toUpperCase().replace(/\W/g, "_")}", "${value}")`,
  "e.py": (name, value) =>
    `import os\n\nsetting = os.environ.get("${name.toUpperCase().replace(/\W/g, "_")}") or "${value}"`,
  "d.js": (name, value) =>
    `const setting = process.env.${name.toUpperCase().replace(/\W/g, "_")} ${pick(["||", "??"])} '${value}';`,
  rb: (name, value) =>
    pick([
      `setting = ENV.fetch('${name.toUpperCase().replace(/\W/g, "_")}', '${value}')`,
      `config.${name.replace(/\W/g, "_")} = '${value}'`,
      `  ${name.replace(/\W/g, "_")}: "${value}",`,
    ]),
  // Command lines and lists of variables.
  bash: (_name, value) =>
    `run --user app ${pick(["--password", "--db-password", "--token", "--api-key", "--secret"])}${pick(["=", " "])}${value} --verbose`,
  "c.yml": (name, value) =>
    `services:\n  app:\n    environment:\n      - ${name.toUpperCase().replace(/\W/g, "_")}=${value}`,
  h: (name, value) => `#pragma once\n#define ${name.toUpperCase().replace(/\W/g, "_")} "${value}"`,
  cs: (name, value) =>
    `class A\n{\n    private const string ${capital(name.replace(/\W/g, ""))} = "${value}";\n}`,
  toml: (name, value) => `[service]\nhost = "db.internal"\n${name.replace(/\W/g, "_")} = "${value}"`,
  kt: (name, value) => `object A {\n    const val ${name.replace(/\W/g, "_")} = "${value}"\n}`,
  swift: (name, value) => `struct A {\n    static let ${name.replace(/\W/g, "_")} = "${value}"\n}`,
  rs: (name, value) => `pub const ${name.toUpperCase().replace(/\W/g, "_")}: &str = "${value}";`,
};

/** Kind of file and text without any secret. */
const HARMLESS: (() => [string, string])[] = [
  // Texts of an interface in other languages.
  () => [
    pick(["json", "js", "ts", "yml", "php"]),
    FORMS["json"]?.(
      pick([
        "password",
        "passwordLabel",
        "forgot_password",
        "credentials",
        "secret",
        "token",
        "credit_card",
        "password.placeholder",
        "confirmPassword",
        "login.password",
      ]),
      pick([word(), capital(word()), `${capital(word())} ${word()}`]),
    ) ?? "",
  ],
  () => [
    "strings",
    `"login.password" = "${capital(word())}";\n"reset_password" = "${capital(word())} ${word()} ${word()}";`,
  ],
  () => ["po", `msgid "Password"\nmsgstr "${capital(word())}"\npassword: "${capital(word())}"`],
  // Hashes, checksums, public keys, identifiers.
  () => [
    "json",
    FORMS["json"]?.(
      pick([
        "key_hash",
        "tokenHash",
        "password_hash",
        "public_key",
        "publicKey",
        "key_id",
        "keyId",
        "credential_id",
        "releaseManagerKey",
        "signature_sha256",
        "keyFingerprint",
        "token_id",
      ]),
      fill(pick(["{hex:40}", "{hex:64}", "{HEX:40}", "{base64:44}", "{uuid}", "{HEX:16}"])),
    ) ?? "",
  ],
  () => [
    "xml",
    `<project.releaseKey>${fill("{HEX:40}")}</project.releaseKey>\n<publicKeyToken>${fill("{hex:16}")}</publicKeyToken>`,
  ],
  () => [
    "py",
    `key0 = ${fill("{digits:9}")}\nkey1 = 0x${fill("{hex:8}")}\nkey_size = 4096\ntoken_count = ${fill("{digits:6}")}`,
  ],
  () => [
    "js",
    `const publicKey = "${fill("{base64:44}")}";\nconst pubkey256 = '${fill("{base64:43}")}=';\n// key: sha256-${fill("{base64:43}")}=`,
  ],
  // Names of things.
  () => [
    "go",
    `const tokenHeader = "X-${capital(word())}-Token2"\nvar passwordField = "${pick(WORDS)}_${pick(WORDS)}"\nconst cacheKey = "${pick(WORDS)}:${pick(WORDS)}:v2"`,
  ],
  () => [
    "java",
    `String key = "${pick(WORDS)}.${pick(WORDS)}.${pick(WORDS)}2";\nprivate static final String PASSWORD_KEY = "${pick(WORDS)}${capital(pick(WORDS))}";\nmap.put(TOKEN_KEY, "${pick(WORDS)}_v1");`,
  ],
  () => [
    "vim",
    `syn region ${pick(WORDS)}Key start="^\\%(XS-[-a-z]\\+-\\)\\=${capital(pick(WORDS))}: *" end="$"\nlet s:token = "\\<${pick(WORDS)}[0-9]\\+\\>"`,
  ],
  () => [
    "py",
    `password_regex = r"^(?=.*[A-Za-z])(?=.*\\d)[A-Za-z\\d]{8,}$"\ntoken_pattern = "[a-z0-9]{${5 + random.below(40)}}"\nkey_format = "%s_%04d"`,
  ],
  () => ["css", `.token.keyword1 { color: #${fill("{hex:6}")} }\n--key-color: #${fill("{hex:6}")};`],
  // Placeholders and variables.
  () => [
    "yml",
    `password: ${pick(["changeme", "password123", "<your-password>", "${DB_PASSWORD}", "{{ vault_password }}", "your_password_here", "xxxxxxxx", "********", "secret", "test1234", "REPLACE_ME_1", "TODO", "$(PASSWORD)", "%env(PASSWORD)%"])}\napi_key: ${pick(["YOUR_API_KEY", "your-api-key-1", "<api-key-1>", "sk_test_xxx", "abc123", "123456", "${API_KEY2}", "{{ api_key_1 }}"])}`,
  ],
  () => [
    "yml",
    `password: ENC[AES256_GCM,data:${fill("{base64:16}")},iv:${fill("{base64:44}")},tag:${fill("{base64:24}")},type:str]\nsecret: ${fill("AgB{base64:160}")}\npassword_vault: ENC(${fill("{base64:44}")})`,
  ],
  () => [
    "ts",
    `type Props = { password: string; token: string | undefined; apiKey: "v1" | "v2" };\nif (token === "${pick(WORDS)}2") skip();\nconst key = "${pick(WORDS)}-${pick(WORDS)}-2";`,
  ],
  () => [
    "md",
    `| password | ${capital(word())} ${word()} |\nSet \`password: ${pick(["hunter2-like", "value", "...", "<password>"])}\` in the file; token: see section 2.1.`,
  ],
];

const [out = "generated"] = process.argv.slice(2);
const labels: Record<string, number> = {};
function write(index: number, kind: string, text: string, label: number): void {
  const file = `r${index % 40}/${label === 1 ? "s" : "n"}${index}.${kind}`;
  mkdirSync(join(out, "data", `r${index % 40}`), { recursive: true });
  writeFileSync(join(out, "data", file), `${text}\n`);
  labels[file] = label;
}
const kinds = Object.keys(FORMS);
for (let i = 0; i < 1500; i++) {
  const kind = kinds[i % kinds.length] ?? "yml";
  write(i, kind, FORMS[kind]?.(pick(NAMES), pick(SECRETS)()) ?? "", 1);
}
for (let i = 0; i < 1300; i++) {
  const [kind, text] = (HARMLESS[i % HARMLESS.length] ?? HARMLESS[0])?.() ?? ["txt", ""];
  write(i, kind, text, 0);
}
writeFileSync(join(out, "candidates.labels.json"), JSON.stringify({ weight: 0.2, labels }));
