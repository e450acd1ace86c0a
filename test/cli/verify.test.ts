/** `--verify`: off unless asked for, sent to the provider of the rule alone, told in reports; nobody else learns a key. */
import { afterEach, describe, expect, it } from "vitest";
import {
  json,
  startProvider,
  startProxy,
  type ProviderServer,
  type RecordingProxy,
} from "../support/provider-server.ts";
import { findingsOf, keyscan } from "./keyscan.ts";
import { repository } from "./repository.ts";
import { fillTemplate } from "../../src/rules/template.ts";
import { gitHubToken, stripeKey, tree } from "./scratch.ts";
import { ALLOW } from "../support/allow-word.ts";

const open: (ProviderServer | RecordingProxy)[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

const KEY = stripeKey(1);
const TOKEN = gitHubToken(2);
const FILES = { "pay.ts": `const key = "${KEY}";\n`, "ci.ts": `const token = "${TOKEN}";\n` };

/** Stripe knows its key; GitHub knows none. */
async function providers(): Promise<ProviderServer> {
  const server = await startProvider(({ host, headers }, response) => {
    const right =
      host === "api.stripe.com" &&
      headers.authorization === `Basic ${Buffer.from(`${KEY}:`).toString("base64")}`;
    json(response, right ? 200 : 401, {});
  });
  open.push(server);
  return server;
}

describe("without the flag", () => {
  it.each([
    ["a scan", []],
    ["an audit", ["audit"]],
  ])("%s sends nothing to anybody, as a proxy that would see it bears out", async (_, args) => {
    const proxy = await startProxy();
    const server = await providers();
    open.push(proxy);
    const env = {
      HTTPS_PROXY: proxy.address,
      HTTP_PROXY: proxy.address,
      https_proxy: proxy.address,
      http_proxy: proxy.address,
      ALL_PROXY: proxy.address,
      KEYSCAN_VERIFY_BASE: server.base,
    };
    const run = await keyscan([...args, "--format", "json"], { cwd: repository(FILES), env });
    expect(run.code).toBe(1);
    expect(proxy.asked).toEqual([]);
    expect(server.asked).toEqual([]);
  });

  it("and no configuration can ask for it", async () => {
    const cwd = tree({ ...FILES, "keyscan.config.yaml": "verify: true\n" });
    const run = await keyscan([], { cwd });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("no file may decide that keys are sent to anybody");
  });
});

describe("with it", () => {
  it("each provider is asked about its own keys, through the proxy, and nobody else", async () => {
    const proxy = await startProxy();
    open.push(proxy);
    const run = await keyscan(["--verify", "--format", "jsonl"], {
      cwd: tree(FILES),
      env: { HTTPS_PROXY: proxy.address },
    });
    expect([...new Set(proxy.asked)].toSorted()).toEqual(["api.github.com:443", "api.stripe.com:443"]);
    // Connections are asked for in the clear; keys are not.
    expect(proxy.received()).not.toContain(KEY.slice(8));
    expect(proxy.received()).not.toContain(TOKEN.slice(8));
    // The proxy's refusal is not the provider's.
    for (const { verified } of findingsOf(run))
      expect(verified).toMatchObject({ result: "unknown", reason: "the proxy answered HTTP 403" });
  });

  it("NO_PROXY is honoured", async () => {
    const proxy = await startProxy();
    open.push(proxy);
    const env = { HTTPS_PROXY: proxy.address, NO_PROXY: "api.github.com", KEYSCAN_VERIFY_TIMEOUT: "1" };
    await keyscan(["--verify"], { cwd: tree(FILES), env });
    expect([...new Set(proxy.asked)]).toEqual(["api.stripe.com:443"]);
  });

  it("findings say what was answered, and their severity follows", async () => {
    const server = await providers();
    const run = await keyscan(["--verify", "--format", "jsonl"], {
      cwd: repository(FILES),
      env: { KEYSCAN_VERIFY_BASE: server.base },
    });
    const byRule = new Map(findingsOf(run).map((finding) => [finding.provider, finding]));
    expect(byRule.get("stripe")).toMatchObject({
      severity: "critical",
      verified: { result: "active", reason: "HTTP 200", host: "api.stripe.com" },
    });
    expect(byRule.get("github")).toMatchObject({
      severity: "low",
      verified: { result: "inactive", reason: "HTTP 401", host: "api.github.com" },
    });
    expect(run.stdout).toContain('"verified: 2 secrets (1 active, 1 inactive) by asking the providers"');
    expect(run.stdout + run.stderr).not.toContain(KEY);
    expect(run.code).toBe(1);
  });

  it("--fail-on counts what is left", async () => {
    const server = await providers();
    const env = { KEYSCAN_VERIFY_BASE: server.base };
    const run = await keyscan(["--verify", "--fail-on", "high"], {
      cwd: tree({ "ci.ts": FILES["ci.ts"] }),
      env,
    });
    expect(run.code).toBe(0);
    expect(run.stdout).toContain("does not work any more");
  });

  it("each key is asked about once, wherever it stands", async () => {
    const server = await providers();
    const cwd = tree({ "ci.ts": FILES["ci.ts"], "again.ts": FILES["ci.ts"] });
    await keyscan(["--verify"], { cwd, env: { KEYSCAN_VERIFY_BASE: server.base } });
    expect(server.asked).toHaveLength(1);
  });

  it("the id that belongs to a secret goes with it", async () => {
    const server = await providers();
    const sid = fillTemplate("AC{hex:32}", 4);
    const cwd = tree({
      "sms.js": `const client = new twilio.Client('${sid}', '${fillTemplate("{hex:32}", 5)}')\n`,
    });
    await keyscan(["--verify"], { cwd, env: { KEYSCAN_VERIFY_BASE: server.base } });
    expect(server.asked).toMatchObject([{ host: "api.twilio.com", url: `/2010-04-01/Accounts/${sid}.json` }]);
  });

  it("nobody is asked about what is accepted", async () => {
    const server = await providers();
    const cwd = tree({ "ci.ts": `const token = "${TOKEN}"; // ${ALLOW}\n` });
    await keyscan(["--verify", "--show-accepted"], { cwd, env: { KEYSCAN_VERIFY_BASE: server.base } });
    expect(server.asked).toEqual([]);
  });

  it("a rule file of the scanned tree can't have keys sent anywhere; one that is named on the command line can", async () => {
    const server = await providers();
    const rules = [
      "provider: acme",
      "name: Acme",
      "rules:",
      "  - id: acme-service-key",
      "    title: Acme service key",
      "    severity: high",
      '    pattern: "(?<secret>acme_live_[0-9a-f]{32})"',
      "    verify:",
      "      host: api.acme.example",
      '      path: "/me?key={secret}"',
      '    examples: ["a acme_live_{hex:32}", "b acme_live_{hex:32}"]',
      '    counterExamples: ["acme_live_", "acme"]',
    ].join("\n");
    const key = `acme_live_${"0123456789abcdef".repeat(2)}`;
    const cwd = tree({
      "a.ts": `key = "${key}"\n`,
      "acme.yaml": rules,
      "keyscan.config.yaml": "rules: [acme.yaml]\n",
    });
    const env = { KEYSCAN_VERIFY_BASE: server.base };
    const run = await keyscan(["--verify", "--format", "jsonl"], { cwd, env });
    expect(findingsOf(run).map(({ ruleId }) => ruleId)).toContain("acme-service-key");
    expect(server.asked).toEqual([]);
    await keyscan(["--verify", "--rules", "acme.yaml"], { cwd, env });
    expect(server.asked).toMatchObject([{ host: "api.acme.example", url: `/me?key=${key}` }]);
  });

  it.each(["https://example.org", "http://example.org", "http://127.0.0.1.example.org", "nonsense"])(
    "a base such as %s is refused: keys go in the clear to this machine alone",
    async (base) => {
      const run = await keyscan(["--verify"], { cwd: tree(FILES), env: { KEYSCAN_VERIFY_BASE: base } });
      expect(run.code).toBe(2);
      expect(run.stderr).toContain("KEYSCAN_VERIFY_BASE is for tests");
    },
  );

  it("commands that report nothing refuse it", async () => {
    const run = await keyscan(["baseline", "create", "--verify"], { cwd: tree(FILES) });
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining("takes no --verify") as string });
  });
});
