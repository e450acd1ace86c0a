import { describe, expect, it } from "vitest";
import { displayName } from "../../src/sources/display-name.ts";
import { isKeyDirectory, isKeyFile } from "../../src/sources/key-files.ts";
import { isLogDirectory, isLogName } from "../../src/sources/log-name.ts";

describe("key files", () => {
  it.each([
    ".env",
    ".env.production",
    "prod.env",
    ".ENV.local",
    "server.pem",
    "tls.key",
    "putty.ppk",
    "id_rsa",
    "id_ed25519.bak",
    ".npmrc",
    ".pypirc",
    ".netrc",
    "_netrc",
    ".git-credentials",
    ".dockercfg",
    "credentials",
    "credentials.json",
    "service-account.json",
    "service_account-prod.json",
    "terraform.tfstate",
    "terraform.tfstate.backup",
    "prod.tfvars",
    "prod.auto.tfvars.json",
    "kubeconfig",
    ".htpasswd",
    "secrets.yml",
    "secrets.yaml",
    "secrets.json",
    "acme-firebase-adminsdk-x1.json",
  ])("%s is one", (name) => {
    expect(isKeyFile(name)).toBe(true);
  });

  it.each([
    "main.js",
    "environment.ts",
    "id_rsa.pub",
    "keys.ts",
    "package.json",
    "readme.md",
    "env",
    "secretsx.json",
  ])("%s is none", (name) => {
    expect(isKeyFile(name)).toBe(false);
  });

  it("lie in directories with a name for it", () => {
    expect([".ssh", ".aws", "Secrets"].map(isKeyDirectory)).toEqual([true, true, true]);
    expect(["src", "node_modules", "dist"].map(isKeyDirectory)).toEqual([false, false, false]);
  });
});

describe("log names", () => {
  it.each([
    "app.log",
    "APP.LOG",
    "app.Log",
    "app.log.1",
    "app.log.2024-01-31",
    "app.log-20240131",
    "app.log.old",
    "nohup.out",
    "access_log",
  ])("%s is a log", (name) => {
    expect(isLogName(name, false)).toBe(true);
  });

  it.each(["changelog", "login.ts", "catalog", "log.ts", "app.logger", "layout"])("%s is none", (name) => {
    expect(isLogName(name, false)).toBe(false);
  });

  it("are wider in a directory for logs", () => {
    expect(["access", "syslog.1", "out.txt", "events.jsonl"].map((name) => isLogName(name, true))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(["index.ts", "schema.sql"].map((name) => isLogName(name, true))).toEqual([false, false]);
    expect(["log", "Logs", "logging"].map(isLogDirectory)).toEqual([true, true, false]);
  });
});

describe("names for reports", () => {
  it.each([
    [[0x63, 0x61, 0x66, 0xe9, 0x2e, 0xff], "caf\\xe9.\\xff"],
    [[0xc3, 0xa9, 0xc3], "é\\xc3"],
    [[0xf0, 0x9f, 0x94, 0x91], "🔑"],
    [[0xed, 0xa0, 0x80], "\\xed\\xa0\\x80"],
    [[0xc0, 0x80, 0x41], "\\xc0\\x80A"],
    [[0xef, 0xbf, 0xbd], "\uFFFD"],
  ])("%j", (bytes, expected) => {
    expect(displayName(Uint8Array.from(bytes))).toBe(expected);
  });
});
