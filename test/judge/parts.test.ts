/** Secrets in several parts are one finding: key and its id, password and its user, each with its place. */
import { describe, expect, it } from "vitest";
import { judge } from "../../src/judge/index.ts";
import { fillTemplate } from "../../src/rules/template.ts";
import type { Finding } from "../../src/types.ts";
import { builtInRules } from "../support/packs.ts";
import { createScanner, scan } from "../support/scanning.ts";

const { pack } = await builtInRules();
const scanner = createScanner(pack);

function findings(text: string, showSecrets = true, cuts: number[] = []): Finding[] {
  const place = { path: "app.conf", kind: "file", localOnly: false, unit: "utf-8" } as const;
  const matches = scan(scanner, text, cuts, { path: "app.conf" });
  return judge(matches, pack.rules, place, { showSecrets }).map(({ finding }) => finding);
}

const partsOf = ({ parts = [] }: Finding): [string, string | undefined][] =>
  parts.map(({ name, secret }) => [name, secret.value]);

describe("parts of a secret", () => {
  it("joins an AWS key with its id, which is no finding of its own then", () => {
    const id = fillTemplate("AKIA{base32:16}", 3);
    const all = findings(
      `# keys\naws_access_key_id = ${id}\naws_secret_access_key = ${fillTemplate("{base64:40}", 4)}\n`,
    );
    expect(all).toHaveLength(1);
    expect(partsOf(all[0] as Finding)).toEqual([["id", id]]);
    const location = all[0]?.parts?.[0]?.location;
    expect(location).toMatchObject({
      path: "app.conf",
      startLine: 2,
      startColumn: 21,
      endLine: 2,
      endColumn: 41,
    });
    expect(location).toMatchObject({ byteOffset: 27, byteLength: 20 });
  });

  it("says what a secret is base64 of: user and password, or another text", () => {
    const password = fillTemplate("{base62:16}", 5);
    const encoded = Buffer.from(`deploy:${password}`).toString("base64");
    const [basic] = findings(`curl -H 'Authorization: Basic ${encoded}' https://files.example.com/\n`);
    expect(partsOf(basic as Finding)).toEqual([
      ["user", "deploy"],
      ["password", password],
    ]);
    const { location, secret } = basic as Finding;
    expect(secret.value).toBe(encoded);
    expect(basic?.parts?.map((part) => part.location)).toEqual([location, location]);
    const [other] = findings(`db-password: ${Buffer.from(password).toString("base64")}\n`);
    expect(partsOf(other as Finding)).toEqual([["decoded", password]]);
    const [hidden] = findings(`db-password: ${Buffer.from(password).toString("base64")}\n`, false);
    expect(JSON.stringify(hidden)).not.toContain(password);
  });

  it("leaves an id without a secret a finding", () => {
    const all = findings(`aws_access_key_id = ${fillTemplate("AKIA{base32:16}", 3)}\n`);
    expect(all.map(({ ruleId }) => ruleId)).toEqual(["aws-access-key-id"]);
  });

  it.each([
    ["postgres://app:{base62:16}@db.example.com/app", "user", "app"],
    ["https://deploy:{base62:16}@files.example.com/", "user", "deploy"],
    ["mongodb+srv://shop:{base62:16}@cluster0.example.mongodb.net/app", "user", "shop"],
    ["Server=db.example.com;User Id=sa;Password={base62:16};", "user", "sa"],
    ["AccountName=shopfiles;AccountKey={base64:86}==", "account", "shopfiles"],
    ["machine example.com login jane password {base62:12}", "user", "jane"],
    ["username: jane\npassword: {base62:16}\n", "user", "jane"],
    ['{"client_id": "app-17", "client_secret": "{base62:32}"}', "id", "app-17"],
    ['<add key="Username" value="ci" />\n<add key="ClearTextPassword" value="{base62:16}" />', "user", "ci"],
    ["docker login -u ci -p {base62:20} registry.example.com\n", "user", "ci"],
    ["SHOP_API_KEY=app17\nSHOP_API_SECRET={base62:32}\n", "id", "app17"],
  ])("%s", (template, name, value) => {
    const all = findings(fillTemplate(template, 1));
    expect(all).toHaveLength(1);
    expect(partsOf(all[0] as Finding)).toContainEqual([name, value]);
  });

  it("has no part where the name before it is a variable", () => {
    const all = findings(fillTemplate("username: ${USER}\npassword: {base62:16}\n", 1));
    expect(all.map(partsOf)).toEqual([[]]);
  });

  it("takes a key for the other half of a secret only", () => {
    const all = findings(fillTemplate("API_KEY=app17\nDB_PASSWORD={base62:16}\n", 1));
    expect(all.map(partsOf)).toEqual([[]]);
  });

  it("redacts parts as it redacts secrets", () => {
    const all = findings(fillTemplate("postgres://administrator:{base62:16}@db.example.com/app", 1), false);
    expect(JSON.stringify(all)).not.toContain('"administrator"');
    expect(all[0]?.parts?.[0]?.secret).not.toHaveProperty("value");
  });

  it("finds the same whatever the cuts", () => {
    const text = fillTemplate(
      "aws_access_key_id = AKIA{base32:16}\naws_secret_access_key = {base64:40}\n",
      5,
    );
    const whole = findings(text).map((finding) => [finding.ruleId, partsOf(finding)]);
    for (let cut = 1; cut < text.length; cut += 7)
      expect(findings(text, true, [cut]).map((finding) => [finding.ruleId, partsOf(finding)])).toEqual(whole);
  });
});
