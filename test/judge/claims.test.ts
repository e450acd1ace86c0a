/** What findings say of the key by its form and by what is encoded in it: kind, account, scopes, dates. */
import { describe, expect, it } from "vitest";
import { fillTemplate } from "../../src/rules/template.ts";
import type { Finding } from "../../src/types.ts";
import { builtInRules } from "../support/packs.ts";
import { judgesOf } from "../support/judging.ts";

const { pack } = await builtInRules();
const judges = judgesOf(pack);

/** The finding with the most to say in a text made of a template. */
function found(template: string, seed = 1): Finding {
  const findings = judges(fillTemplate(template, seed)).map(({ finding }) => finding);
  const [first] = findings.toSorted((a, b) => facts(b) - facts(a));
  if (first === undefined) throw new Error(`nothing found in ${template}`);
  return first;
}

function facts({ claims }: Finding): number {
  return Object.keys(claims ?? {}).length;
}

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

function token(payload: Readonly<Record<string, unknown>>, seed = 1): string {
  const head = base64url({ alg: "HS256", typ: "JWT" });
  return `${head}.${base64url(payload)}.${fillTemplate("{base64url:43}", seed)}`.replace(/.$/, "A");
}

/** A macaroon as libmacaroons version 2 writes it: fields of kind, length and bytes, sections that end in 0. */
function pypiToken(caveat: unknown): string {
  const field = (kind: number, bytes: Buffer): Buffer =>
    Buffer.concat([Buffer.from([kind, bytes.length]), bytes]);
  const end = Buffer.from([0]);
  const random = (seed: number): Buffer => Buffer.from(fillTemplate("{hex:64}", seed), "hex");
  const parts = [Buffer.from([2]), field(1, Buffer.from("pypi.org")), field(2, random(1)), end];
  parts.push(field(2, Buffer.from(JSON.stringify(caveat))), end, end, field(6, random(2)));
  return `pypi-${Buffer.concat(parts).toString("base64url")}`;
}

const YEAR = 31_536_000;
const NOW = Math.floor(Date.now() / 1000);

describe("the kind of a key", () => {
  it.each([
    ["TOKEN={token:github-classic:ghp_}", "classic personal access token", "write"],
    ["TOKEN={token:github-fine-grained}", "fine-grained personal access token", "restricted"],
    ["TOKEN={token:github-classic:ghs_}", "installation token of an app, one hour at most", "restricted"],
    ["aws_access_key_id = AKIA{base32:16}", "long-term access key", "unknown"],
    ["aws_access_key_id = ASIA{base32:15}7", "temporary (STS) access key", "restricted"],
    ["key: sk_live_{base62:24}", "live secret key", "admin"],
    ["key: rk_live_{base62:24}", "live restricted key", "restricted"],
    ["key: sk_test_{base62:24}", "test secret key", "write"],
    ["slack: xoxb-{digits:12}-{digits:12}-{base62:24}", "bot token", "write"],
    ["slack: xoxp-{digits:12}-{digits:12}-{digits:12}-{hex:32}", "user token: acts as a person", "write"],
    ["OPENAI_KEY=sk-proj-{base62:40}T3BlbkFJ{base62:40}", "project key", "write"],
    ["OPENAI_KEY=sk-admin-{base62:40}T3BlbkFJ{base62:40}", "admin key of an organization", "admin"],
    ["OPENAI_KEY=sk-svcacct-{base62:40}T3BlbkFJ{base62:40}", "service account key", "write"],
    ["SUPABASE=sb_secret_{base62:22}_{base62:8}", "secret key", "admin"],
  ])("%s: %s", (template, kind, privilege) => {
    expect(found(template)).toMatchObject({ claims: { kind }, privilege });
  });

  it("names the account that an access key of AWS belongs to", () => {
    // 40 bits between the first and the last seven: the number in base32, as AWS packs it.
    const account = 581_039_954_779n;
    const bits = ((1n << 47n) | (account << 7n)) << 2n;
    const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    const text = Array.from({ length: 10 }, (_, at) => digits[Number((bits >> BigInt(45 - 5 * at)) & 31n)]);
    const { claims } = found(`aws_access_key_id = AKIA${text.join("")}{base32:6}`);
    expect(claims).toMatchObject({ account: String(account), kind: "long-term access key" });
  });
});

describe("a JSON Web Token", () => {
  it("tells roles, issuer and dates", () => {
    const { claims, privilege, severity } = found(
      `Authorization: Bearer ${token({ iss: "https://id.example.org/?a=b", iat: NOW - 60, exp: NOW + YEAR, roles: ["admin"] })}`,
    );
    expect(claims).toMatchObject({ issuer: "https://id.example.org/", scopes: ["admin"] });
    expect(claims?.issued).toBe(new Date((NOW - 60) * 1000).toISOString().replace(/\.\d+/, ""));
    expect(claims?.expired).toBeUndefined();
    expect([privilege, severity]).toEqual(["admin", "medium"]);
  });

  it.each([
    [{ scope: "orders:read profile" }, "read"],
    [{ scp: ["Mail.ReadWrite"] }, "write"],
    [{ realm_access: { roles: ["viewer"] } }, "read"],
    [{ admin: true }, "admin"],
    [{ scope: "something else" }, "restricted"],
  ])("%j: %s", (payload, privilege) => {
    expect(found(`Authorization: Bearer ${token({ sub: "1", ...payload })}`).privilege).toBe(privilege);
  });

  it("that has expired is low, and says so", () => {
    const { severity, claims, reasons } = found(
      `token = "${token({ sub: "1", exp: NOW - YEAR, role: "admin" })}"`,
    );
    expect(severity).toBe("low");
    expect(claims?.expired).toBe(true);
    expect(reasons.at(-1)).toBe(`it expired on ${claims?.expires?.slice(0, 10) ?? ""}`);
  });

  it("of a Kubernetes service account names it, and no person", () => {
    const kubernetes = { namespace: "shop", serviceaccount: { name: "deployer", uid: "1" } };
    const { claims } = found(`token: ${token({ sub: "jane@example.org", "kubernetes.io": kubernetes })}`);
    expect(claims?.account).toBe("shop/deployer");
    expect(JSON.stringify(claims)).not.toContain("jane");
  });

  it("masks what looks like another secret in its claims", () => {
    const inner = fillTemplate("sk_live_{base62:24}", 3);
    const { claims } = found(`token: ${token({ sub: "1", scope: inner })}`);
    expect(claims?.scopes).toHaveLength(1);
    expect(JSON.stringify(claims)).not.toContain(inner);
  });

  it.each([
    ["service_role", "admin"],
    ["anon", "publishable"],
  ])("of Supabase with the role %s: %s", (role, privilege) => {
    const payload = {
      iss: "supabase",
      ref: "abcdefghijklmnopqrst",
      role,
      iat: NOW - 60,
      exp: NOW + 9 * YEAR,
    };
    const finding = found(`SUPABASE_KEY=${token(payload)}`);
    expect(finding).toMatchObject({ privilege, claims: { account: "abcdefghijklmnopqrst", scopes: [role] } });
    expect(finding.severity === "info").toBe(role === "anon");
  });
});

describe("a shared access signature", () => {
  const url = (parameters: string): string =>
    `https://acme.blob.core.windows.net/backup?${parameters}&sv=2022-11-02&sig={base62:20}%2B{base62:22}%3D`;

  it.each([
    ["sp=r&sr=b&se=2199-01-01T00:00:00Z", "service SAS, one blob", "read", ["read"]],
    ["sp=rl&sr=c&se=2199-01-01", "service SAS, the whole container", "read", ["read", "list"]],
    [
      "sp=rw&sr=c&skoid=1&se=2199-01-01",
      "user delegation SAS, the whole container",
      "write",
      ["read", "write"],
    ],
    ["ss=b&srt=sco&sp=rwd&se=2199-01-01", "account SAS", "admin", ["read", "write", "delete"]],
  ])("%s: %s, %s", (parameters, kind, privilege, scopes) => {
    expect(found(url(parameters))).toMatchObject({ privilege, claims: { kind, scopes } });
  });

  it.each(["&", "\\u0026", "%26"])("tells when it expires, with separators written as %s", (separator) => {
    const parameters = [
      "?sv=2022-11-02",
      "sp=r",
      "sr=b",
      "se=2021-02-03T04:05:06Z",
      "sig={base62:20}%2B{base62:22}%3D",
    ];
    const expired = { expires: "2021-02-03T04:05:06Z", expired: true, kind: "service SAS, one blob" };
    const finding = found(`{"sas": "${parameters.join(separator)}"}`);
    expect(finding).toMatchObject({ severity: "low", privilege: "read", claims: expired });
  });

  it("of a message queue names its policy", () => {
    const text =
      "SharedAccessSignature sr=acme.servicebus.windows.net%2Forders&sig={base62:43}%3D&se=1767225600&skn=send";
    expect(found(text).claims).toMatchObject({ keyId: "send", expires: "2026-01-01T00:00:00Z" });
  });
});

describe("keys that carry facts", () => {
  it.each([
    [{ version: 1, permissions: "user" }, "admin", undefined],
    [{ version: 1, permissions: { projects: ["shop"] } }, "write", ["project shop"]],
    [[1, ["shop", "cart"]], "write", ["project shop", "project cart"]],
    [[3, "a-user"], "admin", undefined],
  ])("of PyPI: %j", (caveat, privilege, scopes) => {
    const finding = found(`PYPI_TOKEN=${pypiToken(caveat)}`);
    expect(finding).toMatchObject({ ruleId: "pypi-api-token", privilege });
    expect(finding.claims?.scopes).toEqual(scopes);
  });

  it("of a Google service account: its address and the key's id", () => {
    const id = fillTemplate("{hex:40}", 5);
    const json = `{"type": "service_account", "project_id": "shop", "private_key_id": "${id}", "private_key": "{pemline:PRIVATE KEY}", "client_email": "deploy@shop.iam.gserviceaccount.com"}`;
    expect(found(json)).toMatchObject({
      ruleId: "google-service-account-key",
      claims: { kind: "service account key", account: "deploy@shop.iam.gserviceaccount.com", keyId: id },
    });
  });
});
