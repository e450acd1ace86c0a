/** What findings say of private keys: kind, size, container, passphrase. Keys are made when the tests run. */
import { createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { privateKeyClaims } from "../../src/judge/claims/private-key.ts";
import { fillTemplate } from "../../src/rules/template.ts";
import type { Finding } from "../../src/types.ts";
import { builtInRules } from "../support/packs.ts";
import { judgesOf } from "../support/judging.ts";

const { pack } = await builtInRules();
const judges = judgesOf(pack);

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const p256 = generateKeyPairSync("ec", { namedCurve: "prime256v1" }).privateKey;
const p384 = generateKeyPairSync("ec", { namedCurve: "secp384r1" }).privateKey;
const dsa = generateKeyPairSync("dsa", { modulusLength: 2048, divisorLength: 256 }).privateKey;
const ed25519 = generateKeyPairSync("ed25519").privateKey;
const x448 = generateKeyPairSync("x448").privateKey;

type Type = "pkcs1" | "pkcs8" | "sec1";
const pem = (key: KeyObject, type: Type): string => key.export({ type, format: "pem" }).toString();
const sealed = (key: KeyObject, type: Type): string =>
  key
    .export({ type, format: "pem", cipher: "aes-256-cbc", passphrase: fillTemplate("{base62:20}", 3) })
    .toString();
const der = (key: KeyObject, type: Type): string => key.export({ type, format: "der" }).toString("base64");
const LABELS = ["PRIVATE KEY", "OPENSSH PRIVATE KEY", "PGP PRIVATE KEY BLOCK"];
const armored = (label: string, body: string): string =>
  `-----BEGIN ${label}-----\n\n${body}\n-----END ${label}-----\n`;
const base64 = (text: string): string => Buffer.from(text).toString("base64");

/** The finding of the private key in a text. */
function found(text: string): Finding {
  const findings = judges(text).map(({ finding }) => finding);
  const finding = findings.find(({ provider }) => provider === "privatekey");
  if (finding === undefined) throw new Error(`no private key found in ${text.slice(0, 60)}`);
  return finding;
}

describe("the kind of a private key", () => {
  it.each([
    ["PKCS#1", pem(rsa, "pkcs1"), "RSA, 2048 bits (PEM), no passphrase"],
    ["PKCS#8", pem(rsa, "pkcs8"), "RSA, 2048 bits (PKCS#8), no passphrase"],
    ["SEC 1", pem(p256, "sec1"), "EC, P-256 (PEM), no passphrase"],
    ["PKCS#8 of a curve", pem(p384, "pkcs8"), "EC, P-384 (PKCS#8), no passphrase"],
    ["DSA", pem(dsa, "pkcs8"), "DSA, 2048 bits (PKCS#8), no passphrase"],
    ["Ed25519", pem(ed25519, "pkcs8"), "Ed25519 (PKCS#8), no passphrase"],
    ["X448", pem(x448, "pkcs8"), "X448 (PKCS#8), no passphrase"],
    ["OpenSSH", fillTemplate("{pem:OPENSSH PRIVATE KEY}", 1), "Ed25519 (OpenSSH), no passphrase"],
    ["OpenPGP", fillTemplate("{pem:PGP PRIVATE KEY BLOCK}", 1), "RSA, 1024 bits (OpenPGP), no passphrase"],
    ["base64 of PEM", `tls.key: ${base64(pem(rsa, "pkcs8"))}`, "RSA, 2048 bits (PKCS#8), no passphrase"],
    [
      "base64 of DER",
      `private_key = "${der(rsa, "pkcs8")}"`,
      "RSA, 2048 bits (DER in base64), no passphrase",
    ],
    [
      "a string of JSON",
      JSON.stringify({ private_key: pem(rsa, "pkcs8") }),
      "RSA, 2048 bits (PKCS#8), no passphrase",
    ],
    [
      "a block of YAML",
      `key: |\n${pem(p256, "sec1").replaceAll(/^/gm, "    ")}`,
      "EC, P-256 (PEM), no passphrase",
    ],
    [
      "one line",
      `KEY="${pem(rsa, "pkcs1").trim().replaceAll("\n", "\\n")}"`,
      "RSA, 2048 bits (PEM), no passphrase",
    ],
    [
      "escapes within escapes",
      JSON.stringify({ config: JSON.stringify({ key: pem(ed25519, "pkcs8") }) }),
      "Ed25519 (PKCS#8), no passphrase",
    ],
  ])("%s", (_name, text, kind) => {
    expect(found(text).claims?.kind).toBe(kind);
  });

  it("stands beside how the key is written", () => {
    expect(found(`tls.key: ${base64(pem(rsa, "pkcs8"))}`)).toMatchObject({
      ruleId: "privatekey-pem",
      confidence: "high",
      location: { decodedFrom: ["base64"] },
    });
  });

  it("tells when an OpenPGP key was made", () => {
    const block = fillTemplate("{pem:PGP PRIVATE KEY BLOCK}", 1);
    // The four bytes behind the version, in the packet's head of three bytes: 2021-01-01.
    const lines = block.split("\n");
    const body = Buffer.from(lines.slice(3, -2).join(""), "base64");
    body.writeUInt32BE(1_609_459_200, 4);
    const text = body.toString("base64").replaceAll(/.{64}/g, "$&\n");
    const claims = privateKeyClaims(`${lines.slice(0, 3).join("\n")}\n${text}\n${lines.at(-1)}`);
    expect(claims).toMatchObject({ issued: 1_609_459_200 });
  });
});

describe("a passphrase", () => {
  it.each([
    ["encrypted PKCS#8", sealed(rsa, "pkcs8"), "PKCS#8, under a passphrase"],
    ["headers of PEM", sealed(rsa, "pkcs1"), "RSA (PEM), under a passphrase"],
    [
      "OpenSSH",
      fillTemplate("{pem:OPENSSH PRIVATE KEY:encrypted}", 1),
      "Ed25519 (OpenSSH), under a passphrase",
    ],
    [
      "OpenSSH in base64",
      `ssh: ${base64(fillTemplate("{pem:OPENSSH PRIVATE KEY:encrypted}", 2))}`,
      "Ed25519 (OpenSSH), under a passphrase",
    ],
  ])("%s makes the leak less severe", (_name, text, kind) => {
    const { claims, severity } = found(text);
    expect(claims).toEqual({ kind, encrypted: true });
    expect(severity).toBe("low");
  });

  it("is missed where there is none", () => {
    expect(found(pem(rsa, "pkcs8")).severity).toBe("high");
    expect(found(pem(rsa, "pkcs8")).claims?.encrypted).toBeUndefined();
  });
});

describe("what is no private key", () => {
  it("a public key, a certificate's beginning: nothing is found", () => {
    const text = createPublicKey(rsa).export({ type: "spki", format: "pem" }).toString();
    expect(judges(text)).toEqual([]);
    expect(judges(`data: ${base64(text)}`)).toEqual([]);
  });

  it("a key without its first line is a doubtful one, and says nothing of itself", () => {
    const lines = pem(rsa, "pkcs1").split("\n");
    const { claims, checks, confidence } = found([...lines.slice(0, 1), ...lines.slice(2)].join("\n"));
    expect(claims).toBeUndefined();
    expect(checks.checksum).toBe("invalid");
    expect(confidence).toBe("medium");
  });

  it("any bytes at all: nothing is thrown", () => {
    const whole = Buffer.from(der(rsa, "pkcs8"), "base64");
    for (let length = 0; length < 60; length++) {
      const cut = whole.subarray(0, length).toString("base64");
      expect(privateKeyClaims(cut)?.encrypted).toBeUndefined();
      for (const label of LABELS) expect(() => privateKeyClaims(armored(label, cut))).not.toThrow();
    }
  });

  it("a key of any kind that breaks off or goes on otherwise: nothing is thrown", () => {
    const openSsh = Buffer.from("openssh-key-v1\0");
    // A packet of either format, short and long, of each version; the tag, and the field that says how long it is.
    const packet = fc
      .tuple(
        fc.constantFrom(0xc5, 0x94, 0x95, 0x96, 0x97),
        fc.nat(255),
        fc.nat(255),
        fc.integer({ min: 3, max: 6 }),
      )
      .map((head) => Buffer.from(head));
    const heads = fc.oneof(
      packet,
      fc.constant(openSsh),
      fc.constant(Buffer.from([0x30, 0x82, 1, 0, 2, 1, 0])),
    );
    fc.assert(
      fc.property(
        heads,
        fc.uint8Array({ maxLength: 80 }),
        fc.constantFrom(...LABELS),
        (head, rest, label) => {
          const text = Buffer.concat([head, rest]).toString("base64");
          expect(() => [privateKeyClaims(text), privateKeyClaims(armored(label, text))]).not.toThrow();
        },
      ),
      { numRuns: 2000 },
    );
    for (let length = 0; length < 12; length++) {
      const short = Buffer.concat([Buffer.from([0xc5, length]), Buffer.alloc(length, 4)]);
      expect(() =>
        privateKeyClaims(armored("PGP PRIVATE KEY BLOCK", short.toString("base64"))),
      ).not.toThrow();
    }
  });

  it("a short OpenPGP packet does not hide the other secrets of its file", () => {
    const packet = Buffer.concat([
      Buffer.from([0xc5, 3, 4, 4, 4]),
      Buffer.from(fillTemplate("{base62:600}", 6)),
    ]);
    const broken = armored("PGP PRIVATE KEY BLOCK", packet.toString("base64").replaceAll(/.{64}/g, "$&\n"));
    const key = fillTemplate("sk_live_{base62:24}", 5);
    const providers = judges(`${broken}\nkey = "${key}"\n`).map(({ finding }) => finding.provider);
    expect(providers).toContain("stripe");
  });
});
