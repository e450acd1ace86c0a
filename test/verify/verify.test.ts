/** Asking providers: what their answers mean, what is sent to whom, and how servers that misbehave are dealt with. */
import { afterEach, describe, expect, it } from "vitest";
import { fillTemplate } from "../../src/rules/template.ts";
import type { Finding, Verification, VerifySource } from "../../src/types.ts";
import { verify, type VerifyOptions } from "../../src/verify/index.ts";
import { madeUp } from "../../src/verify/made-up.ts";
import { findingsIn } from "../support/hygiene.ts";
import { json, startProvider, type Answers, type ProviderServer } from "../support/provider-server.ts";

let server: ProviderServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const KEY = fillTemplate("sk_live_{base62:24}", 1);
const BASIC: VerifySource = {
  host: "api.example.com",
  path: "/me",
  headers: { Authorization: "Bearer {secret}" },
};

async function finding(key: string): Promise<Finding> {
  const [found] = await findingsIn({ "src/app.ts": `key = "${key}"` });
  if (found === undefined) throw new Error("nothing found");
  return found;
}

/** What is said of keys, asked in one run. */
async function ask(
  answers: Answers,
  { keys = [KEY], rule = BASIC, ...options }: { keys?: string[]; rule?: VerifySource } & VerifyOptions = {},
): Promise<Verification[]> {
  server = await startProvider(answers);
  const secrets = new Map<Finding, string>();
  for (const key of keys) secrets.set(await finding(key), key);
  const rules = new Map([[[...secrets.keys()][0]?.ruleId ?? "", rule]]);
  const base = new URL(server.base);
  return [...(await verify(secrets, rules, { pause: 0, base, ...options })).values()];
}

/** A provider that knows one key. */
const honest: Answers = ({ headers }, response) => {
  const isRight = headers.authorization === `Bearer ${KEY}`;
  json(response, isRight ? 200 : 401, isRight ? { id: 1 } : { message: "Bad credentials" });
};

describe("what an answer means", () => {
  it("a key that works is active, and one that does not is inactive", async () => {
    const other = fillTemplate("sk_live_{base62:24}", 2);
    const results = await ask(honest, { keys: [KEY, other] });
    expect(results).toMatchObject([
      { result: "active", reason: "HTTP 200", host: "api.example.com" },
      { result: "inactive", reason: "HTTP 401" },
    ]);
    expect(results[0]?.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });

  it.each([
    [403, "forbidden", "HTTP 403"],
    [404, "unknown", "HTTP 404"],
    [500, "unknown", "HTTP 500: the provider has a problem"],
  ])("%d: %s", async (status, result, reason) => {
    expect(await ask((_, response) => json(response, status, {}), { retries: 0 })).toMatchObject([
      { result, reason },
    ]);
  });

  it("texts in the answer decide where the status says nothing, as Slack's", async () => {
    const rule: VerifySource = { ...BASIC, says: { active: ['"ok":true'], inactive: ["invalid_auth"] } };
    const slack = (value: object): Promise<Verification[]> =>
      ask((_, response) => json(response, 200, value), { rule });
    expect(await slack({ ok: false, error: "invalid_auth" })).toMatchObject([{ result: "inactive" }]);
    await server?.close();
    expect(await slack({ something: "else" })).toMatchObject([{ result: "unknown" }]);
  });

  it("401 says nothing where another instance may know the key", async () => {
    const rule = { ...BASIC, inactive: [] };
    expect(await ask((_, response) => json(response, 401, {}), { rule })).toMatchObject([
      { result: "unknown" },
    ]);
  });
});

describe("a server that misbehaves", () => {
  it("redirects: nobody else gets the key", async () => {
    const thief = await startProvider((_, response) => json(response, 200, { id: 1 }));
    const results = await ask((_, response) => {
      response.writeHead(302, { location: `${thief.base}/collect` });
      response.end();
    });
    expect(results).toMatchObject([{ result: "unknown", reason: "HTTP 302: redirects are not followed" }]);
    expect(thief.asked).toEqual([]);
    await thief.close();
  });

  it("accepts everything: it is asked about a made-up key as well, once", async () => {
    const keys = [1, 2, 3].map((seed) => fillTemplate("sk_live_{base62:24}", seed));
    const results = await ask((_, response) => json(response, 200, { id: 1 }), { keys });
    expect(results).toHaveLength(3);
    for (const { result, reason } of results) {
      expect(result).toBe("unknown");
      expect(reason).toBe("HTTP 200, but a made-up key is accepted too");
    }
    expect(server?.asked).toHaveLength(4);
  });

  it("answers with a web page", async () => {
    const results = await ask((_, response) => {
      response.writeHead(200, { "content-type": "text/html" });
      response.end("<h1>Sign in to this network</h1>");
    });
    expect(results).toMatchObject([
      { result: "unknown", reason: "HTTP 200 with a web page instead of an answer" },
    ]);
  });

  it("is slow: the wait ends, and after two of them nobody waits for that host again", async () => {
    const keys = [1, 2, 3, 4, 5].map((seed) => fillTemplate("sk_live_{base62:24}", seed));
    const began = performance.now();
    // Client and server take turns in this process: the server has to have read a request before the client gives it up.
    const results = await ask(() => {}, { keys, timeout: 1000 });
    expect(performance.now() - began).toBeLessThan(1000 * keys.length);
    expect(results.map(({ result }) => result)).toEqual(keys.map(() => "unknown"));
    expect(results[0]?.reason).toBe("no answer within 1 s");
    expect(results[4]?.reason).toBe("the host does not answer");
    expect(server?.asked).toHaveLength(2);
  });

  it("sends without an end: reading ends", async () => {
    const results = await ask(
      (_, response) => {
        response.writeHead(200, { "content-type": "application/json" });
        const more = setInterval(() => response.write("x".repeat(65_536)), 1);
        response.on("close", () => clearInterval(more));
      },
      { timeout: 5000 },
    );
    expect(results[0]?.reason).toMatch(/^HTTP 200/);
  });

  it("closes the connection: the reason holds no key", async () => {
    const results = await ask((_, response) => response.destroy());
    expect(results).toMatchObject([{ result: "unknown", reason: "no answer (ECONNRESET)" }]);
  });

  it("repeats the key in its answer: it gets into no result", async () => {
    const results = await ask(({ headers }, response) => json(response, 418, { you: headers.authorization }));
    expect(JSON.stringify(results)).not.toContain(KEY.slice(8));
  });
});

describe("a provider that is asked too often", () => {
  it("is asked again after the time that it names", async () => {
    let count = 0;
    const results = await ask(({ headers }, response) => {
      if (count++ === 0) json(response, 429, {}, { "retry-after": "1" });
      else json(response, headers.authorization === `Bearer ${KEY}` ? 200 : 401, {});
    });
    expect(results).toMatchObject([{ result: "active" }]);
    const [first, second] = server?.asked ?? [];
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(900);
  });

  it("is given up where it names too long a time, or says so each time", async () => {
    const results = await ask((_, response) => json(response, 429, {}, { "retry-after": "3600" }));
    expect(results).toMatchObject([{ result: "unknown", reason: "HTTP 429: too many requests" }]);
    expect(server?.asked).toHaveLength(1);
  });

  it("gets one request at a time, with a pause between them", async () => {
    const keys = [1, 2, 3].map((seed) => fillTemplate("sk_live_{base62:24}", seed));
    let under = 0;
    let most = 0;
    await ask(
      (_, response) => {
        most = Math.max(most, ++under);
        setTimeout(() => {
          under--;
          json(response, 401, {});
        }, 30);
      },
      { keys, pause: 60 },
    );
    const times = (server?.asked ?? []).map(({ at }) => at);
    expect(most).toBe(1);
    for (const [index, time] of times.slice(1).entries())
      expect(time - (times[index] ?? 0)).toBeGreaterThan(80);
  });
});

describe("what is sent", () => {
  it("goes where the rule says, with the key where the placeholder stands", async () => {
    const rule: VerifySource = {
      host: "api.example.com",
      method: "POST",
      path: "/check?k={secret}",
      headers: { "X-Key": "{secret}", "Content-Type": "application/x-www-form-urlencoded" },
      basic: "user:{secret}",
      body: "token={secret}&x=1",
    };
    await ask((_, response) => json(response, 401, {}), { rule });
    const [asked] = server?.asked ?? [];
    expect(asked).toMatchObject({
      host: "api.example.com",
      method: "POST",
      url: `/check?k=${KEY}`,
      body: `token=${KEY}&x=1`,
    });
    expect(asked?.headers["x-key"]).toBe(KEY);
    expect(asked?.headers.authorization).toBe(`Basic ${Buffer.from(`user:${KEY}`).toString("base64")}`);
  });

  it("is no header of the key's own", async () => {
    server = await startProvider((_, response) => json(response, 200, {}));
    const secrets = new Map([[await finding(KEY), `${KEY}\r\nx-evil: 1`]]);
    const rules = new Map([["stripe-secret-key", BASIC]]);
    const answers = await verify(secrets, rules, { base: new URL(server.base) });
    expect([...answers.values()]).toMatchObject([{ result: "unknown" }]);
    expect(server.asked).toEqual([]);
  });

  it("for AWS is a signature, not the secret", async () => {
    const id = fillTemplate("AKIA{base32:16}", 1);
    const secret = fillTemplate("{base62:40}", 5);
    const [one] = await findingsIn({
      ".aws": `aws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`,
    });
    if (one === undefined) throw new Error("nothing found");
    const rule: VerifySource = {
      host: "sts.us-east-1.amazonaws.com",
      path: "/?Version=2011-06-15&Action=GetCallerIdentity",
      sign: "aws-v4",
      with: { id: "aws-access-key-id" },
    };
    server = await startProvider((_, response) => json(response, 403, {}));
    const options = { base: new URL(server.base), parts: new Map([[one, { id }]]) };
    await verify(new Map([[one, secret]]), new Map([[one.ruleId, rule]]), options);
    expect(server.asked).toHaveLength(1);
    expect(server.asked[0]?.headers.authorization).toMatch(
      new RegExp(
        `^AWS4-HMAC-SHA256 Credential=${id}/\\d{8}/us-east-1/sts/aws4_request, SignedHeaders=host;x-amz-date, Signature=[0-9a-f]{64}$`,
      ),
    );
    expect(JSON.stringify(server.asked)).not.toContain(secret);
  });
});

describe("a made-up key", () => {
  it.each([
    "sk_live_{base62:24}",
    "{hex:40}",
    "sk-ant-api03-{base64url:93}AA",
    "xoxb-{digits:12}-{base62:24}",
  ])("looks like %s", (template) => {
    const key = fillTemplate(template, 3);
    const other = madeUp(key);
    expect(other).not.toBe(key);
    expect(other.replaceAll(/[a-z]/g, "a").replaceAll(/[A-Z]/g, "A").replaceAll(/\d/g, "0")).toBe(
      key.replaceAll(/[a-z]/g, "a").replaceAll(/[A-Z]/g, "A").replaceAll(/\d/g, "0"),
    );
    expect(other.slice(0, 3)).toBe(template.startsWith("{") ? other.slice(0, 3) : key.slice(0, 3));
  });
});
