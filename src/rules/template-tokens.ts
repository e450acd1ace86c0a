/**
 * Makers of example tokens whose checksum or structure is right, one for each offline check of
 * src/engine/checks. The content is random: no token is a key of anything.
 */

import { createHash } from "node:crypto";

import { bech32Checksum } from "../engine/checks/age.ts";
import { BASE62, encodeBase32, encodeDigits, latin1Bytes } from "../engine/checks/base.ts";
import { crc16, crc32, hex32, littleEndian32 } from "../engine/checks/crc.ts";
import type { CheckName } from "../engine/checks/index.ts";
import { makeAdSecret, makeAnnotatedKey, makeDevOpsToken, makeIdentifiableKey } from "./template-azure.ts";
import { makePem } from "./template-pem.ts";
import type { Random } from "./template-random.ts";

/**
 * Makes one token. `option` is what follows the name in `{token:name:option}`: a prefix, or a variant; most makers
 * have a default. Throws an Error for an option the maker does not know.
 */
export type TokenMaker = (random: Random, option?: string) => string;

/** Makers by token name; the names are those of the checks. */
export const tokenMakers: Readonly<Record<CheckName, TokenMaker>> = {
  "1password-ops": (random) => `ops_${jsonBase64url(onePasswordAccount(random))}`,
  age: (random) => makeAgeKey(random),
  "artifactory-akc": (random) => `AKCp${random.run("base58", 69)}`,
  "artifactory-ref": (random) => base64(`reftkn:01:${epoch(random)}:${random.run("base62", 27)}`),
  "atlassian-at": makeAtlassianToken,
  "atlassian-dc-pat": (random, prefix = "") =>
    prefix + base64(Buffer.concat([latin1Bytes(`${random.run("digits", 12)}:`), random.bytes(20)])),
  "azure-ad-8q": makeAdSecret,
  "azure-devops-52": makeDevOpsToken,
  "azure-devops-84": (random) => makeAnnotatedKey(random, "AAAS", "AZDO"),
  "azure-identifiable": makeIdentifiableKey,
  "basic-auth": (random) => base64(`${random.run("lower", 8)}:${random.run("base62", 20)}`),
  "cloudflare-cf": (random, prefix = "cfat_") => {
    const body = random.run("base62", 40);
    return prefix + body + hex32(crc32(latin1Bytes(body)));
  },
  "confluent-cflt": (random) => {
    const body = random.run("base62", 54);
    return `cflt${body}${base64(littleEndian32(crc32(latin1Bytes(body)))).slice(0, 6)}`;
  },
  "discord-bot": (random) =>
    `${base64url(random.run("digits", 19))}.${random.run("base64url", 6)}.${random.run("base64url", 38)}`,
  "docker-auth": (random) => base64(`${random.run("lower", 8)}:${random.run("base62", 20)}`),
  flyio: (random, prefix = "fm2_") =>
    prefix + base64(Buffer.concat([Buffer.from([0x94, 0x93, 0xc4, 0x10]), random.bytes(140)])),
  "github-classic": (random, prefix = "ghp_") => prefix + withBase62Sum(random),
  "github-fine-grained": (random) => {
    const body = `github_pat_${random.run("base62", 22)}_${random.run("base62", 43)}`;
    const sum = createHash("sha256").update(body).digest();
    return body + encodeBase32(sum.subarray(0, 5)) + random.run("base62", 8);
  },
  "gitlab-routable": makeGitLabToken,
  "google-sa": (random) => JSON.stringify(serviceAccount(random)),
  "grafana-glc": (random) => {
    const region = { r: random.pick(["us", "eu", "au"]) };
    const key = random.run("base62", 24);
    return `glc_${base64(JSON.stringify({ o: random.run("digits", 6), n: "agent-key", k: key, m: region }))}`;
  },
  "grafana-glsa": (random) => {
    const body = `glsa_${random.run("base62", 32)}`;
    return `${body}_${Buffer.from(littleEndian32(crc32(latin1Bytes(body)))).toString("hex")}`;
  },
  "grafana-legacy": (random) =>
    base64(JSON.stringify({ k: random.run("base62", 32), n: "agent", id: 1 + random.below(9) })),
  hexpm: (random) => {
    const body = random.run("hex", 32);
    return `hex_${body}${hex32(crc32(Buffer.from(body, "hex")))}`;
  },
  jwk: (random) => JSON.stringify(privateWebKey(random)),
  jwt: makeWebToken,
  "jwt-like": makeWebToken,
  "nats-nkey": makeNatsSeed,
  npm: (random) => `npm_${withBase62Sum(random)}`,
  openai: (random, prefix = "sk-proj-") => {
    const half = prefix === "sk-" ? 20 : 74;
    return `${prefix}${random.run("base62", half)}T3BlbkFJ${random.run("base62", half)}`;
  },
  "private-key": (random, label = "RSA PRIVATE KEY") => makePem(label, random),
  pypi: makePypiToken,
  "sentry-org": (random) => {
    const region = `https://${random.pick(["us", "de"])}.sentry.io`;
    const payload = {
      iat: Number(epoch(random)) + 0.25,
      url: "https://sentry.io",
      region_url: region,
      org: "acme",
    };
    return `sntrys_${base64(JSON.stringify(payload))}_${random.run("base64", 43)}`;
  },
  zuplo: (random) => {
    const body = random.run("hex", 32);
    return `zpka_${body}_${hex32(crc32(latin1Bytes(body)))}`;
  },
};

/** Standard base64, padded. Text is taken as UTF-8. */
function base64(content: string | Uint8Array): string {
  return Buffer.from(content).toString("base64");
}

function base64url(content: string | Uint8Array): string {
  return Buffer.from(content).toString("base64url");
}

function jsonBase64url(value: unknown): string {
  return base64url(JSON.stringify(value));
}

/** Seconds since 1970, in the years 2021 to 2032. */
function epoch(random: Random): string {
  return String(1_620_000_000 + random.below(350_000_000));
}

/** 30 characters and the six base62 digits of their CRC-32. */
function withBase62Sum(random: Random): string {
  const body = random.run("base62", 30);
  return body + encodeDigits(crc32(latin1Bytes(body)), BASE62).padStart(6, "0");
}

function makeAgeKey(random: Random): string {
  const name = "age-secret-key-";
  const alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  const bits = Array.from(random.bytes(32), (byte) => byte.toString(2).padStart(8, "0")).join("");
  const groups = Array.from({ length: 52 }, (_, at) =>
    Number.parseInt(bits.slice(at * 5, at * 5 + 5).padEnd(5, "0"), 2),
  );
  const data = [...groups, ...bech32Checksum(name, groups)].map((group) => alphabet[group] ?? "");
  return `${name}1${data.join("")}`.toUpperCase();
}

function makeAtlassianToken(random: Random, prefix = "ATATT3xFfGF0"): string {
  const body = prefix + (prefix === "ATBB" ? random.run("base62", 24) : `${random.run("base64url", 171)}=`);
  return body + hex32(crc32(latin1Bytes(body))).toUpperCase();
}

/** Routable token: routing lines, 16 random bytes and their count, then length and CRC-32 in base 36. */
function makeGitLabToken(random: Random, prefix = "glpat-"): string {
  const routing = `o:${random.run("base36", 1)}\nu:${random.run("base36", 4)}`;
  const payload = base64url(Buffer.concat([latin1Bytes(routing), random.bytes(16), Buffer.from([16])]));
  const version = random.pick(["", ".01"]);
  const body = `${prefix}${payload}${version}.${payload.length.toString(36).padStart(2, "0")}`;
  return body + crc32(latin1Bytes(body)).toString(36).padStart(7, "0");
}

function makeWebToken(random: Random, algorithm = "HS256"): string {
  const length = { HS256: 32, HS384: 48, HS512: 64, RS256: 256, ES256: 64, EdDSA: 64 }[algorithm];
  if (length === undefined) {
    throw new Error(
      `{token:jwt:${algorithm}}: the algorithm is none of HS256, HS384, HS512, RS256, ES256, EdDSA`,
    );
  }
  const issued = Number(epoch(random));
  const header = jsonBase64url({ alg: algorithm, typ: "JWT" });
  const payload = jsonBase64url({ sub: random.run("digits", 10), iat: issued, exp: issued + 3600 });
  return `${header}.${payload}.${base64url(random.bytes(length))}`;
}

/** Prefix bytes by the kind letter of an NKey (github.com/nats-io/nkeys). */
const NATS_KINDS: Readonly<Record<string, number>> = {
  SN: 104,
  SC: 16,
  SO: 112,
  SA: 0,
  SU: 160,
  SX: 184,
};

function makeNatsSeed(random: Random, kind = "SU"): string {
  const prefix = NATS_KINDS[kind];
  if (prefix === undefined) {
    throw new Error(`{token:nats-nkey:${kind}}: the kind is none of ${Object.keys(NATS_KINDS).join(", ")}`);
  }
  const body = Buffer.concat([Buffer.from([144 | (prefix >> 5), (prefix & 31) << 3]), random.bytes(32)]);
  const sum = crc16(body);
  return encodeBase32(Buffer.concat([body, Buffer.from([sum & 255, sum >> 8])]));
}

/** A version 2 macaroon: location, identifier, one caveat, signature. */
function makePypiToken(random: Random, location = "pypi.org"): string {
  const field = (kind: number, content: string | Uint8Array): Buffer => {
    const bytes = Buffer.from(content);
    return Buffer.concat([Buffer.from([kind, bytes.length]), bytes]);
  };
  const id = random.run("hex", 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  const caveat = Buffer.concat([field(2, `[3, "${random.run("hex", 32)}"]`), Buffer.from([0])]);
  const head = Buffer.concat([Buffer.from([2]), field(1, location), field(2, id), Buffer.from([0])]);
  return `pypi-${base64url(Buffer.concat([head, caveat, Buffer.from([0]), field(6, random.bytes(32))]))}`;
}

function onePasswordAccount(random: Random): Record<string, unknown> {
  const host = "my.1password.com";
  const groups = [6, 5, 5, 5, 5].map((length) => random.run("BASE36", length));
  return {
    signInAddress: host,
    userAuth: {
      method: "SRPg-4096",
      alg: "PBES2g-HS256",
      iterations: 650_000,
      salt: random.run("base64url", 22),
    },
    email: `${random.run("base36", 13)}@1passwordserviceaccounts.com`,
    srpX: random.run("hex", 64),
    muk: {
      alg: "A256GCM",
      ext: true,
      k: random.run("base64url", 43),
      key_ops: ["encrypt", "decrypt"],
      kty: "oct",
    },
    secretKey: ["A3", ...groups].join("-"),
    throttleSecret: { seed: random.run("hex", 64), uuid: random.run("BASE36", 26) },
    deviceUuid: random.run("base36", 26),
  };
}

function serviceAccount(random: Random): Record<string, string> {
  const project = `project-${random.run("digits", 6)}`;
  return {
    type: "service_account",
    project_id: project,
    private_key_id: random.run("hex", 40),
    private_key: `${makePem("PRIVATE KEY", random)}\n`,
    client_email: `robot@${project}.iam.gserviceaccount.com`,
    client_id: random.run("digits", 21),
    token_uri: "https://oauth2.googleapis.com/token",
  };
}

function privateWebKey(random: Random): Record<string, string> {
  return {
    kty: "EC",
    crv: "P-256",
    x: base64url(random.bytes(32)),
    y: base64url(random.bytes(32)),
    d: base64url(random.bytes(32)),
  };
}
