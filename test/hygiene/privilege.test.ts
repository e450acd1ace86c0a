/** Practice: least privilege. What can do everything is named, with a narrower key; what is narrow is left alone. */
import { describe, expect, it } from "vitest";
import { rolesIn } from "../../src/hygiene/collect/roles.ts";
import { privilege } from "../../src/hygiene/privilege.ts";
import type { WideRole } from "../../src/hygiene/view.ts";
import { fillTemplate } from "../../src/rules/template.ts";
import type { Violation } from "../../src/types.ts";
import { findingsIn, viewOf } from "../support/hygiene.ts";
import { cpuTime } from "../support/cpu-time.ts";

async function check(template: string, roles: readonly WideRole[] = []): Promise<Violation[]> {
  const findings = await findingsIn({ "src/app.ts": fillTemplate(template, 1) });
  expect(findings).not.toHaveLength(0);
  return await privilege.check(viewOf({ findings, wideRoles: { roles: [...roles], skipped: 0 } }));
}

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const jwt = (payload: unknown): string =>
  `Authorization: Bearer ${base64url({ alg: "HS256" })}.${base64url(payload)}.{base64url:42}A`;
const url = (query: string): string =>
  `https://acme.blob.core.windows.net/b?${query}&sv=2022-11-02&sig={base62:20}%2B{base62:22}%3D`;

describe("keys that can do too much", () => {
  it.each([
    ["key = sk_live_{base62:24}", "high", /restricted key \(rk_live_\)/],
    ["TOKEN={token:github-classic:ghp_}", "medium", /fine-grained/],
    ["aws_access_key_id = AKIA{base32:16}", "medium", /role with temporary/],
    ["OPENAI_KEY=sk-admin-{base62:40}T3BlbkFJ{base62:40}", "high", /key of a project/],
    ["slack: xoxp-{digits:12}-{digits:12}-{digits:12}-{hex:32}", "medium", /bot token/],
    [jwt({ iss: "supabase", ref: "abcdefghijklmnopqrst", role: "service_role" }), "high", /only the rights/],
    [url("ss=b&srt=sco&sp=rwdl&se=2199-01-01"), "high", /user delegation SAS/],
    [jwt({ sub: "1", scope: "orders:write" }), "medium", /only the rights/],
  ])("%s: %s", async (template, severity, narrower) => {
    const [violation, ...more] = await check(template);
    expect(more).toEqual([]);
    expect(violation).toMatchObject({ practice: "hygiene-privilege", severity });
    expect(violation?.advice[0]).toMatch(narrower);
    expect(violation?.places).toEqual([expect.objectContaining({ path: "src/app.ts", line: 1 })]);
  });
});

describe("keys that are as narrow as can be", () => {
  it.each([
    "key = rk_live_{base62:24}",
    "key = sk_test_{base62:24}",
    "key = pk_live_{base62:24}",
    "TOKEN={token:github-fine-grained}",
    "TOKEN={token:github-classic:ghs_}",
    "aws_access_key_id = ASIA{base32:15}7",
    "OPENAI_KEY=sk-svcacct-{base62:40}T3BlbkFJ{base62:40}",
    "slack: xoxb-{digits:12}-{digits:12}-{base62:24}",
    url("sp=r&sr=b&se=2199-01-01"),
    jwt({ sub: "1", scope: "orders:read", exp: 4_000_000_000 }),
    jwt({ sub: "1", role: "admin", exp: 1_600_000_000 }),
    jwt({ iss: "supabase", ref: "abcdefghijklmnopqrst", role: "anon", exp: 4_000_000_000 }),
  ])("%s", async (template) => {
    expect(await check(template)).toEqual([]);
  });
});

describe("roles in the repository", () => {
  it.each([
    [
      "main.tf",
      'resource "google_project_iam_member" "ci" {\n  role   = "roles/owner"\n  member = "serviceAccount:ci@shop.iam.gserviceaccount.com"\n}\n',
      {
        role: "roles/owner",
        system: "gcp",
        line: 2,
        account: "serviceAccount:ci@shop.iam.gserviceaccount.com",
      },
    ],
    [
      "main.tf",
      'resource "aws_iam_user_policy_attachment" "ci" {\n  user       = "ci"\n  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"\n}\n',
      { role: "AdministratorAccess", system: "aws", line: 3, account: "ci" },
    ],
    [
      "main.tf",
      'resource "azurerm_role_assignment" "ci" {\n  role_definition_name = "Owner"\n  principal_id = azuread_service_principal.ci.object_id\n}\n',
      { role: "Owner", system: "azure", line: 2, account: "azuread_service_principal.ci.object_id" },
    ],
    [
      "k8s/ci.yaml",
      "apiVersion: v1\nkind: Namespace\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata:\n  name: ci\nroleRef:\n  kind: ClusterRole\n  name: cluster-admin\nsubjects:\n  - kind: ServiceAccount\n    name: deployer\n    namespace: shop\n",
      { role: "cluster-admin", system: "kubernetes", line: 8, account: "shop/deployer" },
    ],
    [
      ".github/workflows/ci.yml",
      "on: push\npermissions: write-all\njobs: {}\n",
      { role: "write-all", system: "github", line: 2, account: "GITHUB_TOKEN" },
    ],
    [
      "setup.sh",
      "gcloud projects add-iam-policy-binding shop \\\n  --member=serviceAccount:ci@shop.iam.gserviceaccount.com --role=roles/editor\n",
      {
        role: "roles/editor",
        system: "gcp",
        line: 1,
        account: "serviceAccount:ci@shop.iam.gserviceaccount.com",
      },
    ],
  ])("%s: %j", (path, text, { line, ...role }) => {
    expect(rolesIn(text, path)).toEqual([{ ...role, place: { path, line } }]);
  });

  it.each([
    ["main.tf", 'resource "google_project_iam_member" "ci" {\n  role = "roles/storage.objectViewer"\n}\n'],
    ["main.tf", 'resource "aws_iam_policy" "ci" {\n  policy = data.aws_iam_policy_document.ci.json\n}\n'],
    ["main.tf", '# role = "roles/owner" is for nobody\n'],
    [
      "ci.yaml",
      "kind: RoleBinding\nroleRef:\n  kind: Role\n  name: view\nsubjects:\n  - kind: ServiceAccount\n    name: ci\n",
    ],
    [
      "ci.yaml",
      "kind: ClusterRoleBinding\nroleRef:\n  name: cluster-admin\nsubjects:\n  - kind: Group\n    name: people\n",
    ],
    ["ci.yml", "permissions:\n  contents: read\n"],
  ])("narrow ones are left alone: %s %j", (path, text) => {
    expect(rolesIn(text, path)).toEqual([]);
  });

  it.each([
    ["a.tf", 'resource "google_x" "a" {\n', "\n"],
    ["a.tf", 'resource "google_x" "a" {\n', " "],
    ["a.yaml", "kind: RoleBinding\n", "\n"],
    ["a.yaml", "RoleBinding\n", "  kind: ServiceAccount\n"],
    ["a.sh", "", "gcloud "],
    ["a.tf", "", 'resource "google_x" "a" {\n  role = "roles/owner"\n}\n'],
  ])("are looked for in linear time: %s, %j and many of %j", (path, start, repeated) => {
    const text = start + repeated.repeat(1_000_000 / repeated.length);
    expect(cpuTime(() => rolesIn(text, path))).toBeLessThan(2000);
  });

  it("make a key of their account worse, and stand with it", async () => {
    const [role] = rolesIn(
      'resource "google_project_iam_member" "ci" {\n  role   = "roles/owner"\n  member = "serviceAccount:ci@shop.iam.gserviceaccount.com"\n}\n',
      "main.tf",
    );
    const key = `{"type": "service_account", "private_key_id": "{hex:40}", "private_key": "{pemline:PRIVATE KEY}", "client_email": "ci@shop.iam.gserviceaccount.com"}`;
    const violations = await check(key, role === undefined ? [] : [role]);
    expect(violations).toHaveLength(1);
    expect(violations[0]).toMatchObject({
      severity: "high",
      places: [{ path: "src/app.ts" }, { path: "main.tf", line: 2 }],
    });
    expect(violations[0]?.evidence).toContain("main.tf:2 gives its account roles/owner.");
  });

  it("without a key are violations of their own", async () => {
    const roles = rolesIn("permissions: write-all\n", ".github/workflows/ci.yml");
    expect(await privilege.check(viewOf({ wideRoles: { roles, skipped: 0 } }))).toMatchObject([
      { severity: "low", places: [{ path: ".github/workflows/ci.yml", line: 1 }] },
    ]);
  });

  it("in files too large to read are told of", () => {
    expect(privilege.limits?.(viewOf({ wideRoles: { roles: [], skipped: 2 } }))).toHaveLength(1);
    expect(privilege.limits?.(viewOf({ wideRoles: { roles: [], skipped: 0 } }))).toEqual([]);
  });
});
