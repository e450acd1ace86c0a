import { createHmac, generateKeyPairSync } from "node:crypto";

import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { CHECK_NAMES, checks, type CheckName } from "../../src/engine/checks/index.ts";
import { fillTemplate } from "../../src/rules/template.ts";

function make(template: string, seed: number): string {
  return fillTemplate(template, seed);
}

/** Templates of the forms that a maker has besides its default. */
const FORMS: Partial<Record<CheckName, readonly string[]>> = {
  "atlassian-at": ["{token:atlassian-at:ATCTT3xFfGN0}", "{token:atlassian-at:ATBB}"],
  "atlassian-dc-pat": ["{token:atlassian-dc-pat:BBDC-}"],
  "azure-identifiable": ["ACDb", "AzFu", "AzSe", "AIoT", "+ASb", "+ACR", "AzCa"].map(
    (signature) => `{token:azure-identifiable:${signature}}`,
  ),
  "cloudflare-cf": ["{token:cloudflare-cf:cfk_}", "{token:cloudflare-cf:cfast_}"],
  flyio: ["FlyV1 {token:flyio},{token:flyio}"],
  "github-classic": ["{token:github-classic:gho_}"],
  "gitlab-routable": ["{token:gitlab-routable:glrt-t3_}"],
  jwt: ["{token:jwt:RS256}", "{token:jwt:ES256}", "{token:jwt:EdDSA}"],
  "nats-nkey": ["{token:nats-nkey:SA}", "{token:nats-nkey:SX}"],
  openai: ["{token:openai:sk-}"],
  "private-key": [
    "{pem:RSA PRIVATE KEY:encrypted}",
    "{pem:DSA PRIVATE KEY}",
    "{pem:EC PRIVATE KEY}",
    "{pem:PRIVATE KEY}",
    "{pem:ENCRYPTED PRIVATE KEY}",
    "{pem:OPENSSH PRIVATE KEY}",
    "{pem:OPENSSH PRIVATE KEY:encrypted}",
    "{pem:PGP PRIVATE KEY BLOCK}",
    "{pemline:RSA PRIVATE KEY}",
  ],
  pypi: ["{token:pypi:test.pypi.org}"],
};

/** The part of a token, as offsets, of which every character counts for its checksum. */
const COVERED: Partial<Record<CheckName, readonly [number, number]>> = {
  age: [16, 74],
  "atlassian-at": [12, 192],
  "azure-ad-8q": [6, 40],
  "azure-devops-52": [0, 51],
  "azure-devops-84": [0, 52],
  "azure-identifiable": [0, 76],
  "cloudflare-cf": [5, 53],
  "confluent-cflt": [4, 63],
  "github-classic": [4, 40],
  "github-fine-grained": [11, 85],
  "gitlab-routable": [6, 30],
  "grafana-glsa": [5, 46],
  hexpm: [4, 44],
  "nats-nkey": [2, 57],
  npm: [4, 40],
  zuplo: [5, 46],
};

/** A PEM block; no block stands in this file as one text. */
function block(label: string, body: string): string {
  return ["BEGIN", "END"].map((mark) => `-----${mark} ${label}-----`).join(`\n${body}\n`);
}

function changeAt(token: string, offset: number): string {
  const old = token[offset] ?? "";
  // Both are in every alphabet that the formats use, base32 and bech32 included.
  const other = [..."a24e"].find((letter) => letter !== old.toLowerCase()) ?? "";
  const cased = old === old.toUpperCase() && old !== old.toLowerCase() ? other.toUpperCase() : other;
  return token.slice(0, offset) + cased + token.slice(offset + 1);
}

describe("lines that were left out of a block", () => {
  const line = make("{base64:64}", 1);
  it.each([`MIIE${line}\n...\n${line}`, `MIIE${line}\n    ....`, `MIIE${line}\\n ... ${line}`])(
    "%#",
    (body) => {
      expect(checks["private-key"](block("RSA PRIVATE KEY", body))).toBe("invalid");
    },
  );

  it("a block that was cut gets no verdict", () => {
    expect(checks["private-key"](block("RSA PRIVATE KEY", `MIIE${line}\n${line}`))).toBe("none");
  });
});

describe.each(CHECK_NAMES)("%s", (name) => {
  const check = checks[name];

  it("accepts what its maker makes", () => {
    for (const template of [`{token:${name}}`, ...(FORMS[name] ?? [])]) {
      for (let seed = 0; seed < 40; seed++) {
        expect(check(make(template, seed)), `${template} ${seed}`).toBe("valid");
      }
    }
  });

  it("answers every text, and takes no noise for a token", () => {
    const noise = fc.oneof(
      fc.string({ unit: "binary", maxLength: 100 }),
      fc.string({ unit: fc.constantFrom(..."eyJ-_.=:{}\"'\\ \nAZaz09"), maxLength: 300 }),
    );
    fc.assert(
      fc.property(noise, (text) => {
        expect(["none", "invalid"]).toContain(check(text));
      }),
    );
  });

  it("answers every part of a token", () => {
    fc.assert(
      fc.property(fc.nat(20), fc.nat(400), fc.nat(400), (seed, from, length) => {
        const part = make(`{token:${name}}`, seed).slice(from, from + length);
        expect(["valid", "invalid", "none"]).toContain(check(part));
      }),
    );
  });

  it("takes time in proportion to the length", () => {
    const token = make(`{token:${name}}`, 1);
    for (const filling of ["A", "=", "\\", "-----BEGIN ", "eyJ.", '{"', "a ", "\\n", "9"]) {
      const long = filling.repeat(300_000 / filling.length);
      for (const text of [
        long,
        token.slice(0, 8) + long,
        `${token}${long}`,
        `${token.slice(0, 40)}${long}!`,
      ]) {
        expect(["invalid", "none", "valid"]).toContain(check(text));
      }
    }
  }, 10_000);
});

describe("one changed character", () => {
  const covered = Object.entries(COVERED) as [CheckName, [number, number]][];
  it.each(covered)("%s rejects it", (name, [start, end]) => {
    fc.assert(
      fc.property(fc.nat(5000), fc.integer({ min: start, max: end - 1 }), (seed, offset) => {
        const token = make(`{token:${name}}`, seed);
        expect(checks[name](changeAt(token, offset))).not.toBe("valid");
      }),
      { seed: 7, numRuns: 200 },
    );
  });
});

describe("forms without a verdict", () => {
  it.each<[CheckName, string]>([
    ["azure-ad-8q", "{base62:3}7Q~{base62:31}"],
    ["github-classic", "{hex:40}"],
    ["gitlab-routable", "glpat-{base62:20}"],
    ["jwt", "{lower:8}.{lower:8}.{lower:8}"],
    ["google-sa", '{"type": "authorized_user", "client_id": "{digits:12}"}'],
    ["jwk", '{"type": "service_account"}'],
    ["private-key", block("RSA PRIVATE KEY", "MIIEpQIBAAKCAQEA{base62:40}")],
    ["private-key", block("PUBLIC KEY", "{base64:64}")],
  ])("%s gives none for %s", (name, template) => {
    expect(checks[name](make(template, 1))).toBe("none");
  });
});

describe("texts that only look like a token", () => {
  it.each<[CheckName, string]>([
    ["1password-ops", 'ops_{b64url:{"email":"a@b.c"}}'],
    ["artifactory-ref", "cmVmd{base62:59}"],
    ["atlassian-dc-pat", "{base62:44}"],
    ["basic-auth", "{b64:useronly}"],
    ["basic-auth", "{b64::password}"],
    ["basic-auth", "{b64:foo:bar}"],
    ["basic-auth", "{b64:CLIENT_ID:CLIENT_SECRET}"],
    ["discord-bot", "{base62:26}.{base62:6}.{base62:38}"],
    ["google-sa", '{"type":"service_account","project_id":"p"}'],
    ["grafana-glc", 'glc_{b64:{"o":"1","n":"x"}}'],
    ["jwk", '{"kty":"RSA","n":"{base64url:40}","e":"AQAB"}'],
    ["jwt", '{b64url:{"alg":"HS256"}}.{b64url:{"sub":"1"}}.{base64url:20}'],
    ["jwt", '{b64url:{"typ":"JWT"}}.{b64url:{"sub":"1"}}.{base64url:43}'],
    ["jwt", '{b64url:{"alg":"HS256"}}.{b64url:{"foo":"bar","exp":1500000000}}.{base64url:43}'],
    ["openai", "sk-{base62:48}"],
    ["private-key", block("RSA PRIVATE KEY", "...")],
    ["private-key", block("RSA PRIVATE KEY", "xxxxxxxxxxxx")],
    ["pypi", "pypi-AgEIcHlwaS5vcmc{base64url:120}"],
    ["sentry-org", 'sntrys_{b64:{"iat":1,"url":null}}_{base64:43}'],
  ])("%s rejects %s", (name, template) => {
    for (let seed = 0; seed < 10; seed++) {
      expect(checks[name](make(template, seed))).toBe("invalid");
    }
  });
});

describe("private keys made by OpenSSL", () => {
  const rsa = generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey;
  const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  const seal = { cipher: "aes-128-cbc", passphrase: "x" } as const;
  const keys: Record<string, string> = {
    "PKCS#1": rsa.export({ type: "pkcs1", format: "pem" }).toString(),
    "PKCS#1 under a passphrase": rsa.export({ type: "pkcs1", format: "pem", ...seal }).toString(),
    "PKCS#8": rsa.export({ type: "pkcs8", format: "pem" }).toString(),
    "PKCS#8 under a passphrase": rsa.export({ type: "pkcs8", format: "pem", ...seal }).toString(),
    "SEC 1": ec.export({ type: "sec1", format: "pem" }).toString(),
    Ed25519: generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
  const check = checks["private-key"];

  it.each(Object.entries(keys))("%s", (_, pem) => {
    expect(check(pem)).toBe("valid");
  });

  const pem = keys["PKCS#8"] ?? "";
  const lines = pem.trim().split("\n");
  it.each<[string, string]>([
    ["escaped", JSON.stringify(pem)],
    ["escaped twice", JSON.stringify(JSON.stringify(pem))],
    ["with CRLF", lines.join("\r\n")],
    ["indented", lines.map((line) => `    ${line}`).join("\n")],
    ["on one line", lines.join(" ")],
    ["joined literals", lines.map((line) => `  "${line}\\n" +`).join("\n")],
    ["commented", lines.map((line) => `// ${line}`).join("\n")],
    ["in a log", lines.map((line) => `2026-01-02 10:11:12 app[7] ${line}`).join("\n")],
    ["in XML", lines.join("&#10;")],
  ])("%s", (_, text) => {
    expect(check(text)).toBe("valid");
  });

  it("gives no verdict on a key that was cut", () => {
    expect(check([...lines.slice(0, 4), lines.at(-1)].join("\n"))).toBe("none");
    expect(check(lines.slice(0, -1).join("\n"))).toBe("none");
  });

  it("rejects a certificate under a key's label", () => {
    const body = Buffer.from([0x30, 6, 0x30, 0, 0x30, 0, 0x03, 0]).toString("base64");
    expect(check(block("PRIVATE KEY", body))).toBe("invalid");
  });

  it("rejects an OpenPGP block with a wrong sum", () => {
    const armor = make("{pem:PGP PRIVATE KEY BLOCK}", 1);
    const sum = /\n=(....)\n/.exec(armor)?.[1] ?? "";
    expect(
      check(armor.replace(`=${sum}`, `=${sum.toLowerCase() === sum ? "AAAA" : sum.toLowerCase()}`)),
    ).toBe("invalid");
  });
});

describe("published tokens", () => {
  it("age key of 32 bytes 0x42", () => {
    const key = `age-secret-key-1${"gfpyysjz".repeat(6)}gfpq4egaex`.toUpperCase();
    expect(checks.age(key)).toBe("valid");
    expect(checks.age(key.toLowerCase())).toBe("invalid");
  });

  it("npm token published as a dummy", () => {
    expect(checks.npm(["npm", "_qkJaB6MffYVzZXWq", "mcoF49yrUxP3wf", "0LsakP"].join(""))).toBe("valid");
  });

  it("signed web token", () => {
    const signed = [
      { alg: "HS384", typ: "JWT" },
      { sub: "ü", exp: 1 },
    ]
      .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
      .join(".");
    const signature = createHmac("sha384", "key").update(signed).digest("base64url");
    expect(checks.jwt(`${signed}.${signature}`)).toBe("valid");
    expect(checks.jwt(`${signed}.${signature.slice(4)}`)).toBe("invalid");
  });

  it("web tokens of the documentation, and what only begins like one", () => {
    const signed = ["HS256", { sub: "1" }].map((part, i) =>
      Buffer.from(JSON.stringify(i === 0 ? { alg: part } : part)).toString("base64url"),
    );
    const body = signed.join(".");
    const by = (key: string): string => createHmac("sha256", key).update(body).digest("base64url");
    expect(checks["jwt-like"](`${body}.${by("your-256-bit-secret")}`)).toBe("invalid");
    expect(checks["jwt-like"](`${body}.${by("any key")}`)).toBe("valid");
    expect(checks["jwt-like"](`${body}.${by("any key").slice(9)}`)).toBe("none");
    expect(checks["jwt-like"](`${body}.short_one`)).toBe("invalid");
    expect(checks["jwt-like"](body)).toBe("none");
  });

  it("the user of RFC 7617", () => {
    expect(checks["basic-auth"](Buffer.from("Aladdin:open sesame").toString("base64"))).toBe("valid");
    expect(checks["docker-auth"]("dGVzdDoxMjPCow==")).toBe("valid");
  });
});
