/** One secret, one variable; two secrets, two. */
import { describe, expect, it } from "vitest";
import { toVariable } from "../../src/fix/names.ts";
import { fixFiles } from "./fixing.ts";

const ONE = { value: "KEYvalue1", ruleId: "acme-api-key" };
const TWO = { value: "KEYvalue2", ruleId: "acme-api-key" };
const GENERIC = { value: "KEYvalue3", ruleId: "generic-password-assignment", generic: true };

async function names(files: Record<string, string>, ...secrets: (typeof ONE)[]): Promise<string[]> {
  const { plan } = await fixFiles(files, secrets);
  expect(plan.left).toEqual([]);
  return plan.variables.map(({ name }) => name);
}

describe("names of variables", () => {
  it.for([
    ["stripeSecretKey", "STRIPE_SECRET_KEY"],
    ["HTTPToken", "HTTP_TOKEN"],
    ["api-key.v2", "API_KEY_V2"],
    ["path", "APP_PATH"],
    ["LD_PRELOAD", "APP_LD_PRELOAD"],
    ["ключ", undefined],
    ["9lives", undefined],
    ["x".repeat(80), undefined],
  ] as const)("%s: %s", ([name, variable]) => expect(toVariable(name)).toBe(variable));

  it("the code's name where it tells whose key it is", async () => {
    expect(await names({ "a.js": `const billingApiKey = "${ONE.value}";\n` }, ONE)).toEqual([
      "BILLING_API_KEY",
    ]);
    expect(await names({ "a.js": `client.setBillingToken("${ONE.value}");\n` }, ONE)).toEqual([
      "BILLING_TOKEN",
    ]);
  });

  it("the rule's where the code says only what a key is", async () => {
    expect(await names({ "a.js": `const apiKey = "${ONE.value}";\n` }, ONE)).toEqual(["ACME_API_KEY"]);
    expect(await names({ "a.js": `f("${ONE.value}");\n` }, ONE)).toEqual(["ACME_API_KEY"]);
  });

  it("the rule's where the code's name is that of a larger text", async () => {
    expect(
      await names({ "a.js": `const billingUrl = "https://x:${ONE.value}@example.org";\n` }, ONE),
    ).toEqual(["ACME_API_KEY"]);
  });

  it("whatever the code says, of rules that know no provider", async () => {
    expect(await names({ "a.py": `mail_password = "${GENERIC.value}"\n` }, GENERIC)).toEqual([
      "MAIL_PASSWORD",
    ]);
    expect(await names({ "a.py": `f("${GENERIC.value}")\n` }, GENERIC)).toEqual(["APP_PASSWORD"]);
  });

  it("the same in all files and languages", async () => {
    const files = {
      "a.py": `f("${ONE.value}")\n`,
      "b.sh": `BILLING_TOKEN=${ONE.value}\n`,
      "c.go": `package c\n\nvar x = "${ONE.value}"\n`,
    };
    expect(await names(files, ONE)).toEqual(["BILLING_TOKEN"]);
  });

  it("different for different secrets, and the same on every run", async () => {
    const files = {
      "a.js": `const k = "${ONE.value}"; const l = "${TWO.value}";\n`,
      "b.js": `const m = "${TWO.value}";\n`,
    };
    expect(await names(files, ONE, TWO)).toEqual(["ACME_API_KEY", "ACME_API_KEY_2"]);
    expect(await names(files, TWO, ONE)).toEqual(["ACME_API_KEY", "ACME_API_KEY_2"]);
  });

  it("not one that .env or .env.example has for something else", async () => {
    const files = {
      "a.js": `f("${ONE.value}");\n`,
      ".env": "ACME_API_KEY=other\n",
      ".env.example": "ACME_API_KEY_2=\n",
    };
    expect(await names(files, ONE)).toEqual(["ACME_API_KEY_3"]);
  });

  it("the one that .env has for this very value", async () => {
    const { plan } = await fixFiles(
      { "a.js": `f("${ONE.value}");\n`, ".env": `BILLING='${ONE.value}'\n` },
      [ONE],
      ["local-only"],
    );
    expect(plan.variables.map(({ name }) => name)).toEqual(["BILLING"]);
  });

  it("none that GitHub keeps for itself, where a workflow needs it", async () => {
    const secret = { value: "KEYvalue4", ruleId: "github-token" };
    expect(await names({ ".github/workflows/a.yml": `env:\n  K: ${secret.value}\n` }, secret)).toEqual([
      "GH_TOKEN",
    ]);
  });

  it("TF_VAR_ in Terraform, declared once in a folder", async () => {
    const fixed = await fixFiles(
      { "a.tf": `locals {\n  k = "${ONE.value}"\n}\n`, "b.tf": `locals {\n  l = "${ONE.value}"\n}\n` },
      [ONE],
    );
    expect(fixed.plan.variables.map(({ name }) => name)).toEqual(["TF_VAR_acme_api_key"]);
    expect(`${fixed.text("a.tf")}${fixed.text("b.tf")}`.split('variable "acme_api_key"')).toHaveLength(2);
  });
});
