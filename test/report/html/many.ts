/** Made-up results as they look in life: many providers, places, ages; the same on every run. */
import { SEVERITIES, type Finding } from "../../../src/types.ts";
import { randomFrom } from "./random.ts";
import { sampleFinding, sampleLocation } from "../samples.ts";

const KINDS = [
  ["stripe-secret-key", "Stripe secret key", "stripe"],
  ["aws-access-key", "AWS access key", "aws"],
  ["github-token", "GitHub token", "github"],
  ["slack-bot-token", "Slack bot token", "slack"],
  ["openai-api-key", "OpenAI API key", "openai"],
  ["postgres-url", "PostgreSQL connection string", "postgresql"],
  ["generic-password", "Password", "generic"],
  ["sendgrid-api-key", "SendGrid API key", "sendgrid"],
  ["private-key", "Private key", "generic"],
] as const;

const PATHS = [
  "src/services/payments/client.ts",
  "config/production.yaml",
  ".env.production",
  "deploy/terraform/main.tf",
  ".github/workflows/release.yml",
  "test/fixtures/accounts.json",
  "docs/getting-started.md",
  "packages/a-rather-long-package-name/src/internal/integrations/webhooks/handlers/registration.ts",
  "logs/app.log",
  "apps/web/dist/assets/index-4f2a.js",
];

/** @param count How many findings. */
export function manyFindings(count: number): Finding[] {
  const random = randomFrom(7);
  return Array.from({ length: count }, (_, seed) => {
    const [ruleId, title, provider] = random.pick(KINDS);
    const path = random.pick(PATHS);
    const line = 1 + random.below(400);
    const place = (at: number): Finding["location"] =>
      sampleLocation({
        path: at === 0 ? path : random.pick(PATHS),
        startLine: line + at,
        endLine: line + at,
      });
    const base = sampleFinding({ ruleId, title, provider, location: place(0) }, seed);
    const old = random.below(3) === 0;
    const date = new Date(Date.UTC(2026, 0, 31) - random.below(800) * 86_400_000).toISOString();
    const source = old
      ? ({
          kind: "file",
          commit: seed.toString(16).padStart(40, "a"),
          author: `dev${random.below(9)}@example.org`,
          date,
        } as Finding["source"])
      : base.source;
    const others = Array.from({ length: random.below(4) }, (__, at) => ({
      location: place(at + 1),
      source: { kind: "file" as const },
      exposure: [],
    }));
    return {
      ...base,
      severity: SEVERITIES[Math.min(4, random.below(7))] ?? "info",
      confidence: random.pick(["high", "high", "medium", "low"] as const),
      source,
      exposure: old ? ["git-history"] : path.includes("dist/") ? ["client-bundle"] : [],
      occurrences: others,
      frame: base.frame === undefined ? undefined : { ...base.frame, firstLine: line - 1 },
    } as Finding;
  });
}
