/** What kind of key a secret is by how it begins. A row a kind; the first that fits counts. */
import type { PackRule } from "../../engine/pack.ts";
import type { RawClaims } from "./raw.ts";

/** [beginning, kind, level where it is another than the rule's] */
type Row = readonly [start: RegExp, kind: string, level?: string];

const SHAPES: Readonly<Record<string, readonly Row[]>> = {
  aws: [
    [/^AKIA/, "long-term access key"],
    [/^ASIA/, "temporary (STS) access key", "restricted"],
    [/^ABSK/, "long-term Bedrock key"],
    [/^bedrock-api-key-/, "short-term Bedrock key"],
    [/^(?:IQoJ|FwoG|FQoG|FQoD|AQoD)/, "temporary (STS) session token"],
  ],
  anthropic: [
    [/^sk-ant-admin/, "admin key", "admin"],
    [/^sk-ant-api/, "workspace key"],
    [/^sk-ant-o[ar]t/, "OAuth token"],
  ],
  cloudflare: [
    [/^cfk_|^[0-9a-f]{37}$/, "global key", "admin"],
    [/^cfat_/, "account token"],
    [/^cfut_/, "user token"],
  ],
  digitalocean: [
    [/^dop_v1_/, "personal access token"],
    [/^doo_v1_/, "OAuth token"],
    [/^dor_v1_/, "refresh token"],
  ],
  docker: [
    [/^dckr_pat_/, "personal access token"],
    [/^dckr_oat_/, "organization access token"],
  ],
  doppler: [
    [/^dp\.pt\./, "personal token", "admin"],
    [/^dp\.ct\./, "CLI token", "admin"],
    [/^dp\.sa(?:id)?\./, "service account token"],
    [/^dp\.st\./, "service token for one config", "read"],
  ],
  github: [
    [/^ghp_/, "classic personal access token"],
    [/^github_pat_/, "fine-grained personal access token", "restricted"],
    [/^gho_/, "OAuth token"],
    [/^ghu_/, "user token of an app, eight hours at most unless the app opts out"],
    [/^ghs_/, "installation token of an app, one hour at most", "restricted"],
    [/^ghr_/, "refresh token of an app"],
  ],
  gitlab: [
    [/^glpat-/, "personal, project or group access token"],
    [/^gldt-/, "deploy token", "restricted"],
    [/^glrt-/, "runner authentication token"],
    [/^glcbt-/, "CI job token, valid while the job runs", "restricted"],
    [/^glptt-/, "pipeline trigger token", "restricted"],
    [/^GR1348941/, "runner registration token"],
  ],
  hashicorpvault: [
    [/^hvs\./, "service token"],
    [/^hvb\./, "batch token", "restricted"],
    [/^hvr\./, "recovery token"],
  ],
  openai: [
    [/^sk-admin-/, "admin key of an organization", "admin"],
    [/^sk-(?:svcacct|service)-/, "service account key"],
    [/^sk-proj-/, "project key"],
    [/^sk-(?!or-|ant-)/, "user key, good in all of its owner's projects"],
  ],
  slack: [
    [/^xoxb-/, "bot token"],
    [/^xoxp-/, "user token: acts as a person"],
    [/^xapp-/, "app-level token"],
    [/^xoxe/, "configuration or refresh token"],
    [/^xox[cd]-/, "session of a signed-in person"],
  ],
  stripe: [
    [/^sk_live_/, "live secret key", "admin"],
    [/^rk_live_/, "live restricted key", "restricted"],
    [/^sk_test_/, "test secret key"],
    [/^rk_test_/, "test restricted key", "restricted"],
    [/^pk_/, "publishable key", "publishable"],
    [/^whsec_/, "webhook signing secret"],
  ],
  supabase: [
    [/^sb_secret_/, "secret key", "admin"],
    [/^sb_publishable_/, "publishable key", "publishable"],
    [/^sbp_/, "personal access token of an account", "admin"],
  ],
  twilio: [
    [/^AC/, "account SID"],
    [/^SK/, "API key SID"],
  ],
};

/** Kind and level of a key, told by what it begins with; empty where the provider's keys are all of one kind. */
export function shapeOf(secret: string, rule: Pick<PackRule, "provider" | "id">): RawClaims {
  const row = SHAPES[rule.provider]?.find(([start]) => start.test(secret));
  if (row === undefined) return {};
  const [, kind, level] = row;
  return { kind, ...(level === undefined ? {} : { level }) };
}
