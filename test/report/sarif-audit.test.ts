import { expect, it } from "vitest";
import { render } from "./render.ts";
import { sampleAudit } from "./sample-audit.ts";
import { sampleFinding } from "./samples.ts";
import { checkSarif } from "./schemas.ts";

interface Log {
  runs: [{ tool: { driver: { rules: { id: string }[] } }; results: Record<string, unknown>[] }];
}

it("violations are results of their practice, beside the findings", async () => {
  const finding = sampleFinding();
  const audit = sampleAudit(finding);
  audit.violations[0]?.places.push({ path: "b {x}.ts", line: 2 });
  const log = JSON.parse(await render("sarif", [finding], { audit })) as Log;
  expect(checkSarif(log)).toEqual([]);
  const [{ tool, results }] = log.runs;
  expect(tool.driver.rules.map(({ id }) => id)).toEqual(["stripe-secret-key", "hygiene-hard-coded"]);
  expect(results).toHaveLength(2);
  expect(results[1]).toMatchObject({
    ruleId: "hygiene-hard-coded",
    ruleIndex: 1,
    level: "error",
    message: {
      text: "Stripe secret key: The key stands in the code. In one file. Revoke it. Read it from the environment.",
    },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: "src/config/payments.ts" },
          region: { startLine: 14 },
        },
      },
    ],
    relatedLocations: [{ physicalLocation: { artifactLocation: { uri: "b%20%7Bx%7D.ts" } } }],
    partialFingerprints: { "keyscanViolation/v1": `hygiene-hard-coded:${finding.fingerprint}` },
  });
});
