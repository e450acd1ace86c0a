/** Names of other scanners' rules: which of keyscan's look for the same key. */
import { describe, expect, it } from "vitest";
import { ownRules } from "../../src/moving/rule-names.ts";
import { SAME_RULES } from "../../src/moving/same-rules.ts";
import { loadBuiltInPack } from "../../src/scan/pack.ts";

const rules = loadBuiltInPack().rules.filter((rule) => rule.marker !== true);
const all = (provider: string): string[] =>
  rules.filter((rule) => rule.provider === provider && !rule.generic).map(({ id }) => id);

describe("the name of a rule of another scanner", () => {
  it.each<[string, string[]]>([
    ["stripe-webhook-secret", ["stripe-webhook-secret"]],
    ["aws-access-token", ["aws-access-key-id", "aws-access-key-id-altered", "aws-secret-access-key-with-id"]],
    ["gcp-api-key", ["google-api-key", "google-bound-api-key"]],
    ["github-pat", ["github-personal-access-token"]],
    ["github-fine-grained-pat", ["github-fine-grained-token", "github-fine-grained-token-altered"]],
    ["twilio-api-key", ["twilio-api-key-altered", "twilio-api-key-secret", "twilio-api-key-sid"]],
    ["alibaba-secret-key", ["alibaba-access-key-secret"]],
    ["vault-batch-token", ["hashicorpvault-batch-token"]],
    // An id is no reason to turn off the secret that goes with it.
    ["adobe-client-id", []],
    ["nobodyknows-api-key", []],
  ])("%s stands for these", (name, ids) => {
    expect(ownRules(name, rules).toSorted()).toEqual(ids);
  });

  it.each([
    ["aws", "aws"],
    ["sendgrid-api-token", "sendgrid"],
    ["slack", "slack"],
    ["gcp", "google"],
    ["private-key", "privatekey"],
  ])("%s, which says no more than a provider, is all of %s", (name, provider) => {
    expect(all(provider).length).toBeGreaterThan(1);
    expect(ownRules(name, rules)).toEqual(all(provider));
  });

  it.each(Object.entries(SAME_RULES))("%s, an exception, stands for rules that there are", (name, ids) => {
    expect(ownRules(name, rules).toSorted()).toEqual(ids.toSorted());
  });

  it.each(["slack-house-rule", "mailgun-something-new", "shopify-frontend-cookie"])(
    "%s, a kind of key that no rule names, is not the whole provider",
    (name) => {
      expect(ownRules(name, rules)).toEqual([]);
    },
  );

  it.each([
    ["pypi-upload-token", "pypi-api-token"],
    ["prefect-made-up", "prefect-api-key"],
  ])("%s is the one rule of its provider", (name, id) => {
    expect(ownRules(name, rules)).toEqual([id]);
  });

  it.each([
    ["basicauth", ["uri-password", "uri-password-made-up"]],
    ["database-connection-string", ["database-url-password", "mongodb-connection-string"]],
  ])("%s is found by rules that know no provider as well", (name, ids) => {
    expect(ownRules(name, rules)).toEqual(expect.arrayContaining(ids));
  });
});
