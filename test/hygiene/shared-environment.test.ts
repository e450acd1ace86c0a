/** Practice: each environment has keys of its own. */
import { describe, expect, it } from "vitest";
import { ofPath, ofVariable } from "../../src/hygiene/environment-of.ts";
import { sharedEnvironment } from "../../src/hygiene/shared-environment.ts";
import { fillTemplate } from "../../src/rules/template.ts";
import type { Violation } from "../../src/types.ts";
import { findingsIn, viewOf } from "../support/hygiene.ts";
import { cpuTime } from "../support/cpu-time.ts";

async function check(files: Readonly<Record<string, string>>): Promise<Violation[]> {
  const filled = Object.entries(files).map(([path, text]) => [path, fillTemplate(text, 7)]);
  const findings = await findingsIn(Object.fromEntries(filled) as Record<string, string>);
  expect(findings).not.toHaveLength(0);
  return await sharedEnvironment.check(viewOf({ findings }));
}

const mail = "SENDGRID_API_KEY=SG.{base62:22}.{base62:43}\n";
const live = "STRIPE_KEY=sk_live_{base62:24}\n";
const test = "STRIPE_KEY=sk_test_{base62:24}\n";

describe("the environment of a file", () => {
  it.each([
    [".env.production", "production"],
    ["apps/web/.env.prod.local", "production"],
    [".env.development", "development"],
    [".env.local", "development"],
    [".env.test", "test"],
    ["config/production.json", "production"],
    ["appsettings.Production.json", "production"],
    ["src/main/resources/application-prod.yml", "production"],
    ["docker-compose.prod.yml", "production"],
    ["docker-compose.override.yml", "development"],
    ["charts/shop/values-staging.yaml", "staging"],
    ["terraform/environments/prod/terraform.tfvars", "production"],
    ["prod.tfvars", "production"],
    ["k8s/overlays/production/secret.yaml", "production"],
    [".github/workflows/deploy-prod.yml", "production"],
    ["settings/production.py", "production"],
    ["config/environments/development.rb", "development"],
    [".env", "default"],
    ["charts/shop/values.yaml", "default"],
  ])("%s: %s", (path, environment) => {
    expect(ofPath(path)).toBe(environment);
  });

  it.each([
    "src/production.ts",
    "src/dev/server.ts",
    "test/app.test.ts",
    ".env.example",
    ".env.production.example",
    "README.md",
    ".github/workflows/test.yml",
    "data/live/feed.json",
    "package.json",
  ])("%s tells nothing", (path) => {
    expect(ofPath(path)).toBeUndefined();
  });

  it("is told in linear time", () => {
    const path = `config${"-a".repeat(2000)}.txt`;
    expect(cpuTime(() => expect(ofPath(path)).toBeUndefined())).toBeLessThan(500);
  });

  it.each([
    ["PROD_DB_PASSWORD", "production"],
    ["stripeKeyStaging", "staging"],
    ["DEV_TOKEN", "development"],
    ["TOKEN", undefined],
    ["LIVE_CHAT_KEY", undefined],
    ["production", undefined],
  ])("of the variable %s: %s", (name, environment) => {
    expect(ofVariable(name)).toBe(environment);
  });
});

describe("one secret in several environments", () => {
  it.each([
    [[".env.development", ".env.production"], "high"],
    [["docker-compose.yml", "docker-compose.prod.yml"], "medium"],
    [["charts/shop/values-staging.yaml", "charts/shop/values-prod.yaml"], "high"],
    [["envs/dev/main.tfvars", "envs/prod/main.tfvars"], "high"],
    [[".env.development", ".env.test"], "low"],
  ])("%j: %s", async (paths, severity) => {
    const violations = await check(Object.fromEntries(paths.map((path) => [path, mail])));
    expect(violations).toMatchObject([{ practice: "hygiene-shared-environment", severity }]);
    expect(violations[0]?.places.map(({ path }) => path)).toEqual(paths);
    expect(violations[0]?.evidence).toHaveLength(2);
  });

  it("is told by variables in one file, too", async () => {
    const key = "SG.{base62:22}.{base62:43}";
    const text = fillTemplate(`DEV_MAIL_KEY=${key}`, 3);
    const value = text.slice("DEV_MAIL_KEY=".length);
    const violations = await check({ "ci/variables.yml": `${text}\nPROD_MAIL_KEY=${value}\n` });
    expect(violations).toMatchObject([{ severity: "high" }]);
  });

  it("holds no secret in the clear", async () => {
    const violations = await check({ ".env.development": mail, ".env.production": mail });
    expect(JSON.stringify(violations)).not.toContain(fillTemplate(mail, 7).slice(20, 60));
  });
});

describe("a key of the wrong kind", () => {
  it.each([
    [".env.development", live, "high", "A live key is used in development."],
    ["config/test.json", `{"stripe": "sk_live_{base62:24}"}`, "high", "A live key is used in test."],
    [".env.production", test, "medium", "A key for tests is used in production."],
  ])("%s: %s", async (path, text, severity, message) => {
    expect(await check({ [path]: text })).toMatchObject([{ severity, message, places: [{ path, line: 1 }] }]);
  });
});

describe("correct uses", () => {
  it.each([
    [{ ".env.production": live, ".env.development": test }],
    [{ ".env.production": mail, "src/mail.ts": mail }],
    [{ ".env.production": live }],
    [{ ".env": live }],
    [
      {
        ".env.development": "STRIPE=pk_live_{base62:24}\n",
        ".env.production": "STRIPE=pk_live_{base62:24}\n",
      },
    ],
    [{ ".env.example": live, ".env.production": live }],
  ])("%j", async (files) => {
    expect(await check(files)).toEqual([]);
  });
});
