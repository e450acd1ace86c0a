/** Literals that the model doubts and a human would look at: found with low confidence, whatever they look like. */
import { describe, expect, it } from "vitest";
import { fillTemplate } from "../../../src/rules/template.ts";
import { builtInRules } from "../../support/packs.ts";
import { createScanner, scan } from "../../support/scanning.ts";

const { pack } = await builtInRules();
const scanner = createScanner(pack);

/** Secrets found in a text that is filled in, with their confidence. */
function found(template: string, path = "app.conf"): [string, string][] {
  const matches = scan(scanner, fillTemplate(template, 1), [], { path });
  return matches.map(({ rule, secret, confidence }) => [
    secret,
    confidence ?? pack.rules[rule]?.confidence ?? "",
  ]);
}

const ODD = "o{{r}n)i${t]h(olog[ical>-_$#thing}}";
const WORDS = "three plain words";

describe("literals that are given to the name of a secret", () => {
  it.each([
    [`password = "${ODD}"`, "x.conf"],
    [`password => "${ODD}"`, "x.py"],
    [`my_password_secure = @"${ODD}";`, "x.m"],
    [`char secret[40] = "${ODD}";`, "x.c"],
    [`std::string secret("${ODD}");`, "x.cpp"],
    [`apikey := "${ODD}"`, "x.go"],
    [`if (db_password !== "${ODD}") {`, "x.js"],
    [`if ("${ODD}" == password) {`, "x.go"],
    [`password: "${WORDS}"`, "x.yaml"],
  ])("%s", (text, path) => {
    const secrets = found(text, path);
    expect(secrets.map(([secret]) => secret)).toContain(text.includes(WORDS) ? WORDS : ODD);
    for (const [, confidence] of secrets) expect(confidence).toBe("low");
  });

  it.each([
    ['const label = { password: "Enter your password" }', "x.js"],
    ['password = "not-set"', "x.conf"],
    ['CREDENTIALS_ID = "DEPLOY_CRED"', "Jenkinsfile"],
    ['passwordUrl = "/settings/password"', "x.js"],
    ['if (password != "") {', "x.js"],
    ['required: ["name", "secret", "location"]', "x.json"],
    ['keywords: ["owasp", "secrets", "management"]', "x.js"],
    [`secret[] = ${ODD};`, "x.conf"],
    ['passengers: ["quick", "brown"]', "x.yaml"],
    ["password = reader.next(scanner)", "x.java"],
  ])("leaves alone: %s", (text, path) => {
    expect(found(text, path)).toEqual([]);
  });
});

describe("passwords behind an abbreviation", () => {
  it.each([
    "id:someone pw:{base62:12}",
    "10.0.0.7(PW:{base62:12})",
    "db_pw = '{base62:12}'",
    " pswd: {base62:12}",
  ])("%s", (template) => {
    expect(found(template)).toHaveLength(1);
  });
});
