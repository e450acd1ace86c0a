/** Names of other scanners' rules: which of keyscan's look for the same key. */
import { describe, expect, it } from "vitest";
import { ownRules } from "../../src/moving/rule-names.ts";
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
    ["adafruit-api-key", []],
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

  it("is found in the table of exceptions with ids that there are", () => {
    const names = [
      "aws-access-token",
      "cloudflare-api-key",
      "digitalocean-pat",
      "discord-api-token",
      "github-oauth",
    ];
    const sizes = [...names, "stripe-access-token"].map((name) => ownRules(name, rules).length);
    expect(sizes).toEqual([3, 2, 1, 3, 1, 5]);
  });
});
