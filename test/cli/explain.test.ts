/** keyscan explain and keyscan rules test: what decided, and whether rules find their examples. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fillTemplate } from "../../src/rules/template.ts";
import { ALLOW } from "../support/allow-word.ts";
import { Repository, token } from "../support/hiding-places.ts";
import { keyscan } from "./keyscan.ts";

const secret = fillTemplate("{base62:16}", 5);
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "keyscan-explain-"));
  writeFileSync(join(folder, "app.yml"), `db:\n  user: app\n  password: "${secret}"\n`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("explain", () => {
  it("says what decided at a place, and never the secret", async () => {
    const { code, stdout } = await keyscan(["explain", "app.yml:3"], { cwd: folder });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^finding +Password assigned .* \(generic-password-assignment\)$/m);
    expect(stdout).toMatch(/^because +speaks for a secret: /m);
    expect(stdout).toMatch(/^confidence +high \(0\.\d\d\): /m);
    expect(stdout).not.toContain(secret);
  });

  it("takes the fingerprint that a report gives", async () => {
    const report = await keyscan(["-f", "json", "."], { cwd: folder });
    const [finding] = (JSON.parse(report.stdout) as { findings: { fingerprint: string }[] }).findings;
    const { stdout } = await keyscan(["explain", finding?.fingerprint ?? "", "."], { cwd: folder });
    expect(stdout).toContain("app.yml:3:14");
  });

  it("takes one of a history, and says what git knows of it", async () => {
    const repository = new Repository(join(folder, "repository"));
    const first = repository.commit({ "a.env": `T=${token(641)}\n` });
    const second = repository.commit({ "a.env": undefined });
    const report = await keyscan(["-f", "json"], { cwd: repository.root });
    const [finding] = (JSON.parse(report.stdout) as { findings: { fingerprint: string }[] }).findings;
    const asked = ["explain", finding?.fingerprint ?? ""];
    const { code, stdout } = await keyscan(asked, { cwd: repository.root });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^where +a\.env:1:3$/m);
    expect(stdout).toMatch(new RegExp(`^history +since commit ${first.slice(0, 12)}, `, "m"));
    expect(stdout).toMatch(new RegExp(`^ +removed by commit ${second.slice(0, 12)}, `, "m"));
    expect(stdout).not.toContain(token(641));
    const without = await keyscan([...asked, "--no-history"], { cwd: repository.root });
    expect(without.stdout).toMatch(/^Nothing with the fingerprint/);
    const unknown = await keyscan(["explain", `v1:${"0".repeat(32)}`], { cwd: repository.root });
    expect(unknown).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Nothing with/) as unknown });
  });

  it("says what accepts a finding, which a scan does not report", async () => {
    writeFileSync(join(folder, "known.yml"), `password: "${secret}" # ${ALLOW} -- of the tests\n`);
    const { stdout } = await keyscan(["explain", "known.yml:1"], { cwd: folder });
    expect(stdout).toMatch(/^accepted +by .*of the tests; a scan does not report it$/m);
    expect(stdout).not.toContain("no secret?");
    expect((await keyscan(["explain", "app.yml:3"], { cwd: folder })).stdout).not.toMatch(/^accepted/m);
  });

  it("says where nothing is", async () => {
    const { code, stdout } = await keyscan(["explain", "app.yml:1"], { cwd: folder });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^app\.yml:1: nothing was found there/);
  });

  it("is not clean where what is asked about was not scanned", async () => {
    writeFileSync(join(folder, "photo.png"), Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"));
    const { code, stderr } = await keyscan(["explain", "photo.png:1"], { cwd: folder });
    expect(code).toBe(3);
    expect(stderr).toContain("keyscan: photo.png was left out (binary-media)");
  });

  it.each([
    [["explain"], "explain needs a fingerprint or FILE:LINE"],
    [["explain", "nonsense"], "explain needs a fingerprint such as v1:"],
    [["explain", "app.yml:3", "."], "explain FILE:LINE takes no further paths"],
    [["explain", "v1:5604"], "explain needs six digits of a fingerprint at least"],
    [["explain", ".:3"], '"." is a folder; explain needs FILE:LINE'],
    [["explain", "app.yml:3", "--format", "json"], "explain takes no --format (see keyscan explain --help)"],
  ])("%j is refused", async (args, message) => {
    const { code, stderr } = await keyscan(args, { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe("rules with files of one's own", () => {
  const rules = (pattern: string): string =>
    JSON.stringify({
      provider: "acme",
      name: "Acme",
      rules: [
        {
          id: "acme-key",
          title: "Acme key",
          severity: "high",
          pattern,
          examples: ["key: acme_{hex:24}", '"acme_{hex:24}"'],
          counterExamples: ["acme_{hex:8}", "acme"],
        },
      ],
    });

  it("test finds examples, and tells those that are not found", async () => {
    writeFileSync(join(folder, "good.json"), rules("\\bacme_[0-9a-f]{24}\\b"));
    writeFileSync(join(folder, "bad.json"), rules("\\bacme_[0-9a-f]{25}\\b"));
    const good = await keyscan(["rules", "test", "good.json"], { cwd: folder });
    expect(good).toMatchObject({ code: 0, stdout: "1 rule, 4 examples: all as they should be\n" });
    const bad = await keyscan(["rules", "test", "bad.json"], { cwd: folder });
    expect(bad.code).toBe(1);
    expect(bad.stdout).toContain("acme-key: example 1 is not found");
    expect(bad.stdout).toContain("2 not as they should be");
  });

  it("test takes keyscan's own files, one or many", async () => {
    const own = fileURLToPath(new URL("../../rules/", import.meta.url));
    const run = await keyscan(["rules", "test", join(own, "stripe.yaml"), join(own, "composed/0-9.yaml")]);
    expect(run.stderr).toBe("");
    expect(run.stdout).toMatch(/^\d+ rules, \d+ examples: all as they should be$/m);
    expect(run.code).toBe(0);
  });

  it("test tells of examples that another rule reports, or none", async () => {
    const hidden = JSON.parse(rules("\\bsk_live_[0-9A-Za-z]{24}\\b")) as { rules: { examples: string[] }[] };
    for (const rule of hidden.rules) rule.examples = ["k = 'sk_live_{base62:24}'", "sk_live_{base62:24}"];
    writeFileSync(join(folder, "hidden.json"), JSON.stringify(hidden));
    const { code, stdout } = await keyscan(["rules", "test", "hidden.json"], { cwd: folder });
    expect(stdout).toContain("acme-key: example 1 is found, and reported as stripe-secret-key");
    expect(code).toBe(0);
  });

  it("list and show know them", async () => {
    const list = await keyscan(["rules", "list", "--rules", "good.json"], { cwd: folder });
    expect(list.stdout).toMatch(/^acme-key +high +Acme key$/m);
    const show = await keyscan(["rules", "show", "acme-key", "--rules", "good.json"], { cwd: folder });
    expect(show.stdout).toContain("acme_[0-9a-f]{24}");
  });
});
