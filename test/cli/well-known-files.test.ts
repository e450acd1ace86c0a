/** Files that are known to hold secrets, as people commit them by mistake: each is told of at default settings, at its line. */
import { describe, expect, it } from "vitest";
import { fillTemplate } from "../../src/rules/template.ts";
import { findingsOf, keyscan } from "./keyscan.ts";
import { tree } from "./scratch.ts";

/** Templates by path; what is told of are the lines with a placeholder. */
const files: Readonly<Record<string, readonly string[]>> = {
  ".bundle/config": ["---", 'BUNDLE_GEMS__EXAMPLE__ORG: "me:{base62:24}"'],
  ".env": ["APP_KEY=base64:{base64:43}=", "DB_PASSWORD={base62:16}"],
  ".gem/credentials": ["---", ":rubygems_api_key: rubygems_{hex:48}"],
  ".git-credentials": ["https://me:{base62:20}@git.example.org"],
  ".htpasswd": ["admin:$apr1${base62:8}${base62:22}"],
  ".msmtprc": ["account default", "host smtp.example.org", "password {base62:13}"],
  ".my.cnf": ["[client]", "user=root", "password={base62:14}"],
  ".npmrc": ["//registry.example.org/:_authToken={base62:40}"],
  ".pgpass": ["db.example.org:5432:shop:app:{base62:16}", "*:*:*:postgres:{base62:12}"],
  ".pypirc": ["[pypi]", "username = me", "password = {base62:16}"],
  "backup.sh": ["mysqldump -u root -p{base62:14} shop > shop.sql", "sshpass -p '{base62:14}' ssh me@host"],
  "config/secrets.yml": ["production:", "  secret_key_base: {hex:128}"],
  "express.js": ["app.use(session({ secret: '{base62:24}' }));", "jwt.sign(payload, '{base62:32}');"],
  "gradle.properties": ["nexusPassword={base62:14}"],
  "index.php": ["<?php", "$db = mysqli_connect('localhost', 'root', '{base62:14}', 'shop');"],
  "logins.json": ['"encryptedPassword": "MDoEEPgAAAAAAAAAAAAAAAAAAAEwFAYIKoZIhvcNAwcECD{base64:33}="'],
  "main.tf": ['provider "x" {', '  api_token = "{base62:32}"', "}"],
  "office.ovpn": ["<auth-user-pass>", "me", "{base62:14}", "</auth-user-pass>"],
  "router.cfg": ["username admin privilege 15 password 7 08{HEX:18}", "snmp-server community {base62:10} RW"],
  "settings.php": ["<?php", "$settings['hash_salt'] = '{base64url:74}';"],
  "settings.xml": ["<server><username>me</username><password>{base62:14}</password></server>"],
  "sftp-config.json": ["{", '  "user": "me",', '  "password": "{base62:14}"', "}"],
  shadow: ["root:*:19000:0:99999:7:::", "me:$6${base62:16}${base62:86}:19000:0:99999:7:::"],
  "tomcat-users.xml": ['<user username="admin" password="{base62:14}" roles="manager-gui"/>'],
  "unattend.xml": ["<AdministratorPassword>", "  <Value>{base64:24}</Value>", "</AdministratorPassword>"],
  "Web.config": ['<machineKey validationKey="{HEX:128}"', '  decryptionKey="{HEX:64}" />'],
  "wg0.conf": ["[Interface]", "PrivateKey = {base64:43}="],
  "wp-config.php": ["<?php", "define('AUTH_KEY', '{base62:30}(>M%0 2(#|{base62:20}$.');"],
  "wpa_supplicant.conf": ["network={", '  psk="{base62:7}1{base62:5}"', "}"],
};

const PLACEHOLDER = /\{[A-Za-z0-9]+:[0-9]+\}/;

function seeded(lines: readonly string[], seed: number): string {
  return `${lines.map((line) => fillTemplate(line, seed)).join("\n")}\n`;
}

describe("files that are known to hold secrets", () => {
  it.each([1, 2, 3])("are told of at their lines, seed %i", async (seed) => {
    const entries = Object.entries(files);
    const root = tree(Object.fromEntries(entries.map(([path, lines]) => [path, seeded(lines, seed)])));
    const run = await keyscan([".", "-f", "jsonl"], { cwd: root });
    const found = new Set(
      findingsOf(run).flatMap(({ location, occurrences }) =>
        [location, ...occurrences.map((each) => each.location)].map((at) => `${at.path}:${at.startLine}`),
      ),
    );
    const expected = entries.flatMap(([path, lines]) =>
      lines.flatMap((line, at) => (PLACEHOLDER.test(line) ? [`${path}:${at + 1}`] : [])),
    );
    expect([...found].toSorted()).toEqual(expected.toSorted());
  });

  it("are left alone where variables stand for the secrets", async () => {
    const entries = Object.entries(files);
    const filled = (line: string): string => line.replaceAll(/\{[A-Za-z0-9]+:[0-9]+\}/g, "${SECRET}");
    const root = tree(
      Object.fromEntries(entries.map(([path, lines]) => [path, `${lines.map(filled).join("\n")}\n`])),
    );
    const run = await keyscan([".", "-f", "jsonl"], { cwd: root });
    expect(findingsOf(run).map(({ ruleId, location }) => `${location.path}: ${ruleId}`)).toEqual([]);
  });
});
