/**
 * Where values of secrets are found, a language or format at a time: name, value and place of the candidates that the model is asked
 * about. Values are made of templates; `{V}` stands for the value in a snippet.
 */
import { describe, expect, it } from "vitest";
import type { Candidate } from "../../../src/engine/learned/candidate.ts";
import { fillTemplate } from "../../../src/rules/template.ts";
import { candidatesOf } from "../../support/candidates.ts";
import { builtInRules } from "../../support/packs.ts";

const { pack } = await builtInRules();

/** [file, text with {V} for the value, name, template of the value] */
type Row = readonly [path: string, text: string, name: string, value?: string];

const PASSWORD = "{alpha:4}{digits:3}{lower:4}";
const HEX = "{hex:32}";

const ASSIGNMENTS: readonly Row[] = [
  ["app.py", 'db_password = "{V}"', "db_password"],
  ["app.py", "os.environ['DB_PASSWORD'] = '{V}'", "DB_PASSWORD"],
  ["app.py", "config = dict(password='{V}', user='app')", "password"],
  ["app.py", "SECRET = b'{V}'", "SECRET"],
  ["app.py", "PASSWORD: str = '{V}'", "PASSWORD"],
  ["app.py", "password = '''{V}'''", "password"],
  ["app.py", 'host = os.getenv("DB_PASSWORD", "{V}")', "DB_PASSWORD"],
  ["app.py", 'x = os.environ.get("DB_PASSWORD") or "{V}"', ""],
  ["app.js", "const password = '{V}';", "password"],
  ["app.js", "const password = `{V}`;", "password"],
  ["app.js", "const p = process.env.DB_PASSWORD || '{V}';", "process.env.DB_PASSWORD"],
  ["app.js", "login({ user: 'app', password: '{V}' });", "password"],
  ["app.js", 'options["password"] = "{V}";', "password"],
  ["app.ts", 'private readonly password: string = "{V}";', "password"],
  ["app.tsx", '<Login password="{V}" />', "password"],
  ["app.go", 'password := "{V}"', "password"],
  ["app.go", 'Config{Password: "{V}"}', "Password"],
  ["app.go", 'var secret = []byte("{V}")', "secret"],
  ["App.java", 'private static final String PASSWORD = "{V}";', "PASSWORD"],
  ["App.java", 'dataSource.setPassword("{V}");', "dataSource.setPassword"],
  ["App.java", 'props.put("password", "{V}");', "password"],
  ["App.kt", 'const val password = "{V}"', "password"],
  ["App.kt", 'val password: String = "{V}"', "password"],
  ["App.scala", 'val password = "{V}"', "password"],
  ["build.gradle", "password = '{V}'", "password"],
  ["App.cs", 'private const string Password = "{V}";', "Password"],
  ["App.cs", 'var password = @"{V}";', "password"],
  ["App.swift", 'static let password = "{V}"', "password"],
  ["app.rs", 'const PASSWORD: &str = "{V}";', "PASSWORD"],
  ["app.rs", 'let password = String::from("{V}");', "password"],
  ["app.rb", "config.password = '{V}'", "config.password"],
  ["app.rb", ":password => '{V}'", "password"],
  ["app.rb", "  password: '{V}',", "password"],
  ["app.php", "$password = '{V}';", "$password"],
  ["app.php", "'password' => '{V}',", "password"],
  ["app.php", "define('DB_PASSWORD', '{V}');", "DB_PASSWORD"],
  ["app.pl", 'my $password = "{V}";', "$password"],
  ["app.lua", 'local password = "{V}"', "password"],
  ["app.dart", "final password = '{V}';", "password"],
  ["app.c", 'char password[32] = "{V}";', "password"],
  ["app.h", '#define WIFI_PASSWORD "{V}"', ""],
  ["app.cpp", 'std::string password("{V}");', "password"],
  ["app.m", 'NSString *password = @"{V}";', "password"],
  ["app.ex", 'password: "{V}"', "password"],
  ["app.r", 'password <- list(password = "{V}")', "password"],
  ["main.tf", '  master_password = "{V}"', "master_password"],
  ["app.vb", 'Dim password As String = "{V}"', ""],
];

const CONFIGURATION: readonly Row[] = [
  [".env", "DB_PASSWORD={V}", "DB_PASSWORD"],
  [".env", 'export DB_PASSWORD="{V}"', "DB_PASSWORD"],
  [".env", "DB_PASSWORD={V}", "DB_PASSWORD", "{alpha:3}({alpha:3}&{digits:2}!{alpha:2}"],
  ["app.yaml", "password: {V}", "password"],
  ["app.yaml", "password: '{V}'", "password"],
  ["app.yaml", "{user: app, password: {V}}", "password"],
  ["app.yaml", "db:\n  db_password: >-\n    {V}\n  user: app", "db_password"],
  ["app.yaml", "adminPassword: |\n  {V}", "adminPassword"],
  ["app.yaml", "- password:\n    {V}", "password"],
  ["app.json", '  "api-key":\n    "{V}",', "api-key", HEX],
  ["compose.yml", "      - POSTGRES_PASSWORD={V}", "POSTGRES_PASSWORD"],
  ["compose.yml", "      MYSQL_ROOT_PASSWORD: {V}", "MYSQL_ROOT_PASSWORD"],
  ["app.json", '{ "password": "{V}" }', "password"],
  ["app.json", '{ "payload": "{\\"password\\":\\"{V}\\"}" }', "password"],
  ["app.toml", 'password = "{V}"', "password"],
  ["app.ini", "password = {V}", "password"],
  ["app.properties", "spring.datasource.password={V}", "spring.datasource.password"],
  ["app.properties", "db.password={V}", "db.password", "{alpha:4}{digits:2}[{alpha:2}]#{alpha:2}"],
  ["app.conf", "password: {V}", "password"],
  ["pom.xml", "<password>{V}</password>", "password"],
  ["pom.xml", "<db.password>\n  {V}\n</db.password>", "db.password"],
  ["web.config", '<add key="smtpPassword" value="{V}" />', ""],
  ["web.config", '<user password="{V}" />', "password"],
  ["app.plist", "<key>password</key>\n<string>{V}</string>", ""],
  ["Dockerfile", "ENV DB_PASSWORD {V}", "DB_PASSWORD"],
  ["Dockerfile", "ENV DB_PASSWORD={V}", "DB_PASSWORD"],
  ["app.spec", "%define token {V}", "define", HEX],
  ["app.hcl", 'password = "{V}"', "password"],
];

const ELSEWHERE: readonly Row[] = [
  ["run.sh", "PASSWORD='{V}' ./run", "PASSWORD"],
  ["run.sh", "tool --user app --password {V}", "--password"],
  ["run.sh", "tool --password={V} --verbose", "--password"],
  ["run.sh", 'tool --db-password "{V}"', "--db-password"],
  ["run.sh", "tool --access-key {V}", "--access-key"],
  ["run.sh", "openssl rsa -passin pass:{V} -in a.pem", "-passin"],
  ["run.ps1", '$password = "{V}"', "$password"],
  ["run.bat", "set PASSWORD={V}", "PASSWORD"],
  ["users.sql", "CREATE USER app IDENTIFIED BY '{V}';", "IDENTIFIED"],
  ["users.sql", "ALTER USER a IDENTIFIED WITH caching_sha2_password BY '{V}';", "IDENTIFIED"],
  ["users.sql", "ALTER ROLE app WITH PASSWORD '{V}';", "PASSWORD"],
  ["app.http", "X-Api-Key: {V}", "X-Api-Key", HEX],
  ["app.http", "Authorization: Bearer {V}", "Bearer", "{base62:40}"],
  ["app.js", "// password={V}", "password"],
  ["app.py", "# password={V}", "password"],
  ["app.rb", "get '/login?password={V}'", "password"],
  ["app.html", '<p title="password: &quot;{V}&quot;">', "quot"],
  ["app.md", "goto https://example.com/?to=%3Ftoken%3D{V}%26x", "3Ftoken", HEX],
  ["notes.txt", "login id:someone pw:{V}", "pw"],
  ["app.js", "if (password === '{V}') login();", ""],
  ["app.log", "trying the password is '{V}' now", ""],
];

/** The candidate that is the value, in its place. */
function candidateOf(path: string, text: string, value: string): Candidate | undefined {
  const full = `x\n${text.replace("{V}", () => value)}\ny\n`;
  const at = Buffer.byteLength(full.slice(0, full.indexOf(value)));
  return candidatesOf(pack, full, path).find((one) => one.secret === value && one.at === at);
}

describe.each([
  ["code", ASSIGNMENTS],
  ["configuration", CONFIGURATION],
  ["commands, statements, headers, comments, text", ELSEWHERE],
])("values in %s", (_kind, rows) => {
  it.each(rows.map((row) => ({ row, title: `${row[0]}: ${row[1]}` })))("$title", ({ row }) => {
    const [path, text, name, template = PASSWORD] = row;
    const value = fillTemplate(template, 7);
    const found = candidateOf(path, text, value);
    expect(found?.secret).toBe(value);
    if (name === "") return;
    expect(found?.before.slice(found.nameAt)).toMatch(
      new RegExp(`^${name.replaceAll(/[$.]/g, "\\$&")}(?![\\w-])`),
    );
  });
});

describe("what is no value", () => {
  it.each([
    ["app.py", "password = get_password()"],
    ["app.py", "connect(password=password)"],
    ["app.py", "connect(password=settings.password)"],
    ["app.js", "const password = process.env.PASSWORD;"],
    ["app.java", "this.password = password;"],
    ["app.go", "password := os.Args[1]"],
    ["app.html", '<input type="password" id="first" name="second">'],
    ["run.sh", "openssl rsa -passin file:secret.txt"],
    ["run.sh", "openssl rsa -passin stdin -in a.pem"],
    ["app.js", "const m = /(?<password>\\w+)/"],
    ["api.yaml", "password:\n  type: string\n  description: Eight-letters1"],
    ["api.yaml", "password:\n  format:\n    password1"],
    ["pod.yaml", "password:\n  valueFrom:\n    secretKeyRef:\n      name: db-secret1"],
    ["pod.yaml", "secret:\n  - first-volume1\n  - second-volume2"],
    ["de.yaml", "password:\n  label: Passwort\n  hint: Mindestens 8 Zeichen"],
    ["values.yaml", "  password:\n  redis1:\n    host: x"],
    ["notes.txt", "Then type in the password:\n  acme-console1"],
  ])("%s: %s", (path, text) => {
    expect(candidatesOf(pack, `x\n${text}\n`, path)).toEqual([]);
  });
});
