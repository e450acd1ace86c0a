import { describe, expect, it } from "vitest";
import { claimsOf, isMaker } from "../../src/engine/claimed.ts";
import { loadBuiltInPack } from "../../src/scan/pack.ts";
import { smallPack } from "../support/packs.ts";
import { createScanner, scan } from "../support/scanning.ts";

const VALUE = "q7Zt2mWx9RkL4vBn8sYc";

describe("a general detector", () => {
  const key = { id: "acme-key", pattern: "acmek_[0-9a-f]{32}" };
  const password = {
    id: "any-password",
    context: ["password"],
    value: "[0-9A-Za-z_]{8,40}",
    assignment: true,
    generic: true,
  };
  const pack = smallPack(key, { id: "acme-secret", context: ["acme"], value: "[0-9a-f]{40}" }, password);
  const scanner = createScanner(pack);
  const found = (text: string): string[] => scan(scanner, text).map(({ rule }) => pack.rules[rule]?.id ?? "");

  it.each([`password = "${VALUE}"`, `DB_PASSWORD=${VALUE}`, `x;\npassword: ${VALUE}`])("finds %s", (text) => {
    expect(found(text)).toEqual(["any-password"]);
  });

  it("leaves values with a provider's prefix to the provider's rule", () => {
    expect(found(`password = "acmek_${VALUE}"`)).toEqual([]);
    expect(found(`password = "acmek_${"0f1e2d3c4b5a6978".repeat(2)}"`)).toEqual(["acme-key"]);
    expect(found(`password = "ACMEK_${VALUE}"`)).toEqual([]);
  });

  it("leaves names that say a provider to the provider's rules, on the same line only", () => {
    expect(found(`ACME_PASSWORD=${VALUE}`)).toEqual([]);
    expect(found(`acme.password: ${VALUE}`)).toEqual([]);
    expect(found(`# acme\npassword: ${VALUE}`)).toEqual(["any-password"]);
  });

  it("takes names of a provider whose rules know prefixes only", () => {
    const prefixOnly = smallPack(key, password);
    expect(scan(createScanner(prefixOnly), `ACME_PASSWORD=${VALUE}`)).toHaveLength(1);
  });

  it("leaves placeholders alone", () => {
    expect(found('password = "your_password_here"')).toEqual([]);
    expect(found('password = "xxxxxxxxxxxxxxxx"')).toEqual([]);
  });
});

describe("a provider's name in a name", () => {
  const claims = claimsOf(loadBuiltInPack().rules);

  it.each([
    "SLACK_TOKEN",
    "slackToken",
    "my.slack.key",
    "STRIPEKEY",
    "stripekey",
    "prodStripeApiKey",
    "AWS_KEY",
    "auth0-secret",
  ])("is in %s", (name) => {
    expect(isMaker(claims, name)).toBe(true);
  });

  it.each([
    // Words of every day.
    "LINE_TOKEN",
    "FRONT_KEY",
    "PIPELINE_TOKEN",
    "deadlineKey",
    "FRONTEND_SECRET",
    "disclose_token",
    "Makefile_key",
    "DJANGO_SECRET_KEY",
    "DOCKER_REGISTRY_TOKEN",
    "MAKE_DEPLOY_KEY",
    "",
  ])("is not in %s", (name) => {
    expect(isMaker(claims, name)).toBe(false);
  });
});
