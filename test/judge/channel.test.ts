import { describe, expect, it } from "vitest";
import { channelOf } from "../../src/judge/channel.ts";
import { smallPack } from "../support/packs.ts";
import { judgesOf, onlyFinding } from "../support/judging.ts";
import { cpuTime } from "../support/cpu-time.ts";

const SECRET = `key_${"0f1e2d3c4b5a6978"}`;
const judges = judgesOf(smallPack({ id: "acme-key", pattern: "key_[0-9a-f]{16}" }));

describe("how a key travelled", () => {
  it.each([
    ["query-string", `GET /v1/items?page=2&token=${SECRET}&x=1 HTTP/1.1`],
    ["query-string", `10.0.0.1 - - [02/Jan/2024] "GET /?api_key=${SECRET} HTTP/1.1" 200 12`],
    ["query-string", `fetch("https://api.example.com/v1?filter[id]=3&key=${SECRET}")`],
    ["authorization-header", `curl -H "Authorization: Bearer ${SECRET}" https://api.example.com`],
    ["authorization-header", `curl -H 'authorization: token ${SECRET}'`],
    ["authorization-header", `> Authorization: Basic ${SECRET}`],
    ["authorization-header", `{"headers":{"Authorization":"Bearer ${SECRET}"}}`],
    ["authorization-header", `{\\"authorization\\":\\"Bearer ${SECRET}\\"}`],
    ["authorization-header", `headers: { Authorization: 'Bearer ${SECRET}' }`],
    ["authorization-header", `level=debug msg="sent" auth="bearer ${SECRET}"`],
    ["api-key-header", `curl -H "x-api-key: ${SECRET}"`],
    ["api-key-header", `{"X-Api-Key": "${SECRET}"}`],
    ["api-key-header", `PRIVATE-TOKEN: ${SECRET}`],
    ["api-key-header", `X-Auth-Token: ${SECRET}`],
    ["cookie", `Cookie: session=${SECRET}`],
    ["cookie", `set-cookie: sid=${SECRET}; Path=/`],
    ["basic-auth-url", `git clone https://user:${SECRET}@github.com/owner/repo.git`],
    ["basic-auth-url", `remote: https://${SECRET}@example.com/`],
    ["basic-auth-url", `postgres://app:${SECRET}@db.example.com:5432/app`],
    ["json-field", `{"name": "x", "secret": "${SECRET}"}`],
    ["json-field", `  "api.key" : "${SECRET}",`],
    ["json-field", `{\\"key\\":\\"${SECRET}\\"}`],
    ["env-assignment", `ACME_KEY=${SECRET}`],
    ["env-assignment", `export ACME_KEY="${SECRET}"`],
    ["env-assignment", `set ACME_KEY=${SECRET}`],
    [undefined, `const key = "${SECRET}";`],
    [undefined, `see ${SECRET} in the notes`],
    [undefined, `https://example.com/${SECRET}/hook`],
    [undefined, SECRET],
  ])("%s: %s", (channel, line) => {
    const finding = onlyFinding(judges(`line before\n${line}\nline behind\n`));
    expect(finding.source.channel).toBe(channel);
  });

  it("is told by the line of the secret alone", () => {
    const finding = onlyFinding(judges(`Authorization: Bearer\n${SECRET}\n`));
    expect(finding.source.channel).toBeUndefined();
  });

  it("is told live too, as soon as the line is there", () => {
    const line = `https://user:${SECRET}@example.com\n`;
    const finding = onlyFinding(judges(line.repeat(1), { live: true, cuts: [line.length] }));
    expect(finding.source.channel).toBe("basic-auth-url");
  });

  it("takes no time on hostile lines", () => {
    const texts = [
      '"a'.repeat(200),
      "&a=".repeat(140),
      "a://".repeat(100),
      "authorization:".repeat(30),
      " ".repeat(400),
    ];
    const took = cpuTime(() => {
      for (const text of texts) channelOf(text, "@");
    });
    expect(took).toBeLessThan(500);
  });
});
