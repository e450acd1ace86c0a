/** Kinds, ages and environments of keys, and one that came back after it was revoked. */
import { fingerprint } from "../../../src/judge/fingerprint.ts";
import { key, type Part } from "../part.ts";
import { asked } from "../request.ts";

const mail = (seed: number): string => key("SG.{base62:22}.{base62:43}", seed);
const SHARED = mail(9101);
const OWN = mail(9102);
const LIVE = key("rk_live_{base62:24}", 9103);
const TEST = key("sk_test_{base62:24}", 9104);
const CLASSIC = key("{token:github-classic:ghp_}", 9105);
const RESTRICTED = key("rk_live_{base62:24}", 9106);
const OLD = mail(9107);
const ROTATED = [mail(9108), mail(9109), mail(9110)] as const;
const REVOKED = key("rk_live_{base62:24}", 9111);

const OWNER =
  'resource "google_project_iam_member" "ci" {\n  role   = "roles/owner"\n  member = "serviceAccount:ci@shop.iam.gserviceaccount.com"\n}\n';
const READER = 'resource "google_project_iam_member" "bi" {\n  role   = "roles/bigquery.dataViewer"\n}\n';
const BINDING =
  "kind: ClusterRoleBinding\nroleRef:\n  kind: ClusterRole\n  name: cluster-admin\nsubjects:\n  - kind: ServiceAccount\n    name: ci\n    namespace: shop\n";
const LEDGER = `${fingerprint("stripe", REVOKED, "")} revoked 2026-01-02 stripe-restricted-key\n`;

const rotated = (value: string): string => `REPORT_MAIL_KEY = "${value}"\n`;

export const keys: Part = {
  name: "keys",
  commits: [
    {
      daysAgo: 600,
      message: "Newsletter",
      files: { "server/src/newsletter.rb": `NEWSLETTER_KEY = "${OLD}"\n` },
    },
    { daysAgo: 200, message: "Reports", files: { "server/src/reports.py": rotated(ROTATED[0]) } },
    { daysAgo: 120, message: "New key", files: { "server/src/reports.py": rotated(ROTATED[1]) } },
    { daysAgo: 45, message: "New key", files: { "server/src/reports.py": rotated(ROTATED[2]) } },
    {
      daysAgo: 30,
      message: "Environments",
      files: {
        "deploy/.env.development": `SENDGRID_KEY=${SHARED}\n`,
        "deploy/.env.production": `SENDGRID_KEY=${SHARED}\n`,
        "deploy/.env.staging": `SENDGRID_KEY=${OWN}\n`,
        "settings/development.json": `{"stripe": "${LIVE}"}\n`,
        "settings/production.json": `{"stripe": "${TEST}"}\n`,
        "server/src/release.sh": `export GITHUB_TOKEN="${CLASSIC}"\n`,
        "server/src/refund_reader.js": `export const reader = new Stripe("${RESTRICTED}");\n`,
        "infra/ci.tf": OWNER,
        "infra/bi.tf": READER,
        "k8s/ci.yaml": BINDING,
      },
    },
    {
      daysAgo: 5,
      message: "Back again",
      files: { "server/src/legacy.go": `var stripeKey = "${REVOKED}"\n`, ".keyscan-ledger": LEDGER },
    },
  ],
  log: [40, 30].map((hoursAgo) => asked(REVOKED, hoursAgo)),
  planted: [
    { practice: "hygiene-usage", path: "access.log", what: "a revoked key, still answered" },
    {
      practice: "hygiene-shared-environment",
      path: "deploy/.env.development",
      what: "shared with production",
    },
    {
      practice: "hygiene-shared-environment",
      path: "deploy/.env.production",
      what: "shared with development",
    },
    { practice: "hygiene-shared-environment", path: "settings/development.json", what: "a live key" },
    { practice: "hygiene-shared-environment", path: "settings/production.json", what: "a key for tests" },
    { practice: "hygiene-privilege", path: "server/src/release.sh", what: "a classic token" },
    { practice: "hygiene-privilege", path: "infra/ci.tf", what: "roles/owner" },
    { practice: "hygiene-privilege", path: "k8s/ci.yaml", what: "cluster-admin" },
    { practice: "hygiene-rotation", path: "server/src/newsletter.rb", what: "600 days old" },
    { practice: "hygiene-revoked", path: "server/src/legacy.go", what: "revoked, and back" },
  ],
  correct: [
    { path: "deploy/.env.staging", what: "a key of its own", practices: ["hygiene-shared-environment"] },
    { path: "server/src/refund_reader.js", what: "a restricted key", practices: ["hygiene-privilege"] },
    { path: "infra/bi.tf", what: "a narrow role" },
    {
      path: "server/src/reports.py",
      what: "changed in time, twice",
      practices: ["hygiene-rotation", "hygiene-revoked", "hygiene-shared-environment"],
    },
  ],
};
