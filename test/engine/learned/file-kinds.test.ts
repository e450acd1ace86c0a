/**
 * What all rules and the model say of secrets in the syntax of one kind of file each, and of what stands in the same places and is none.
 * Values are made of templates; `{V}` stands for the value in a text.
 */
import { describe, expect, it } from "vitest";
import { fillTemplate } from "../../../src/rules/template.ts";
import { builtInRules } from "../../support/packs.ts";
import { createScanner, scan } from "../../support/scanning.ts";

const { pack } = await builtInRules();
const scanner = createScanner(pack);

/** What is told of a text by default: nothing of low confidence. */
function told(path: string, text: string): string[] {
  return scan(scanner, text, [], { path })
    .filter(({ rule, opinion }) => (opinion?.confidence ?? pack.rules[rule]?.confidence) !== "low")
    .map(({ secret }) => secret);
}

const PASSWORD = "{alpha:5}{digits:3}{alpha:4}{digits:2}";
const KEY = "{base62:20}{digits:2}{base62:10}";
const base64 = (text: string): string => Buffer.from(text).toString("base64");

describe("told", () => {
  it.each([
    ["a.postman_collection.json", '{"basic":[{"key":"password","value":"{V}","type":"string"}]}', PASSWORD],
    ["a.har", '{"headers":[{"name":"X-Api-Key","value":"{V}"}]}', KEY],
    ["app.cbl", '       01 WS-PASSWORD PIC X(20) VALUE "{V}".\n', PASSWORD],
    ["app.m", '#define kPassword @"{V}"\n', PASSWORD],
    ["app.pl", '$dbh = DBI->connect("dbi:mysql:shop", "app", "{V}");\n', PASSWORD],
    ["build.sbt", 'credentials += Credentials("Repo", "repo.example.com", "ci", "{V}")\n', PASSWORD],
    ["haproxy.cfg", "userlist x\n  user admin insecure-password {V}\n", PASSWORD],
    ["README.md", "Log in as `admin` with the password `{V}`.\n", PASSWORD],
    ["Jenkinsfile", "  NEXUS_PASSWORD = 'Sunday-{V}'\n  API_TOKEN = \"{V}\"\n", KEY],
  ])("%s: %s", (path, text, template) => {
    for (const seed of [1, 2, 3]) {
      const value = fillTemplate(template, seed);
      expect(told(path, text.replaceAll("{V}", value)), value).toContain(value);
    }
  });
});

describe("quiet", () => {
  it.each([
    ["deploy.yaml", "valueFrom:\n  secretKeyRef:\n    name: app-db\n    key: mysqlrootpassword1\n"],
    ["deploy.yaml", "valueFrom: {secretKeyRef: {name: app, key: apitoken2}}\n"],
    ["deploy.yaml", "items:\n- key: tlsprivatekey1\n  path: tls.key\n- key: tlsprivatekey2\n  path: b\n"],
    ["secret.yaml", `token: ${base64("this_is_the_secret")}\nkey1: ${base64("admin_password")}\n`],
    ["jasypt.properties", "db.password=ENC({base64:32})\n"],
    ["de.json", '{"t": "Möchten Sie dieses API-Token wirklich löschen?"}'],
    ["strings.xml", '<string name="hide_password">Wachtwurd ferstopje</string>'],
    ["ja.json", '{"Confirm Password": "パスワード（確認用）", "password": "पासवर्ड गलत"}'],
    ["en.json", '{"Reset Password": "Reset Password"}'],
    ["App.java", 'assertTrue(map.containsKey("X509v3"));'],
    ["AppTest.java", `cookie().value("access_token", startsWith("${base64('{"alg":"HS512"}')}."));`],
    ["Makefile", 'printf "COOKIE_SECRET=`pwgen -1s 32`\\nSECRET_KEY=`openssl rand -hex 32`\\n" >> .env'],
    ["smb.conf", "passdb backend = tdbsam\n"],
    [
      "hash.php",
      "$password = '$P$B{base62:30}';\n$stored = '$acme1$SHA-256$5000${base62:16}${base62:32}';\n",
    ],
    ["a.har", '{"cookies": [{"name": "session-token", "value": "{base62:40}"}]}'],
    ["a.html", "https://cdn.example.com/a.png?e=1573632072&amp;token={base62:40}:{base62:28}="],
    ["compose.yml", "PASSWORD: ${DB_PASSWORD:-}\nTOKEN: ${API_TOKEN:?must be set}\n"],
    ["a.exs", 'consul_token: nonExistentKey = "{uuid}"\n'],
  ])("%s: %s", (path, template) => {
    const text = template.replaceAll(/\{(?:base62|base64):[0-9]+\}|\{uuid\}/g, (part) =>
      fillTemplate(part, 4),
    );
    expect(told(path, text)).toEqual([]);
  });

  it("a recorded cookie, and no other value of a recorded session", () => {
    const value = fillTemplate(KEY, 1);
    const cookie = `{"name": "session-token", "value": "${value}"}`;
    expect(told("a.har", `{"cookies": [${cookie}]}`)).toEqual([]);
    expect(told("a.har", `{"params": [${cookie}]}`)).toEqual([value]);
    expect(told("a.json", `{"cookies": [${cookie}]}`)).toEqual([value]);
  });
});
