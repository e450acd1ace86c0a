/**
 * Private-key blocks for example templates: right in structure (DER, OpenSSH, OpenPGP), random in content, so no
 * block is a key of anything.
 */

import { crc24 } from "../engine/checks/crc.ts";
import type { Random } from "./template-random.ts";

const OID_RSA = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const OID_P256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
const OID_PBES2 = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0d];
const RSA_EXPONENT = Buffer.from([1, 0, 1]);

const TAG = {
  integer: 0x02,
  bitString: 0x03,
  octets: 0x04,
  nothing: 0x05,
  oid: 0x06,
  sequence: 0x30,
} as const;

/**
 * A block whose label is `kind`, for example `PRIVATE KEY` or `OPENSSH PRIVATE KEY`, lines ending in "\n" except the
 * last. `RSA PRIVATE KEY:encrypted` (also EC, DSA, OPENSSH) is the form under a passphrase. Throws an Error when
 * `kind` is no label of a private key.
 */
export function makePem(kind: string, random: Random): string {
  const [label = "", form] = kind.split(":");
  if (
    !/^(?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?$/.test(label) ||
    (form !== undefined && form !== "encrypted")
  ) {
    throw new Error(
      `placeholder {pem:${kind}} needs the label of a private key, as in {pem:RSA PRIVATE KEY}`,
    );
  }
  const encrypted = form === "encrypted";
  if (label === "OPENSSH PRIVATE KEY") {
    return armor(label, openSshKey(random, encrypted));
  }
  if (label.endsWith("BLOCK")) {
    const body = pgpKey(random);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc24(body));
    return armor(label, body, ["Version: GnuPG v2", ""], [`=${sum.subarray(1).toString("base64")}`]);
  }
  if (encrypted) {
    const headers = ["Proc-Type: 4,ENCRYPTED", `DEK-Info: AES-128-CBC,${random.run("HEX", 32)}`, ""];
    return armor(label, Buffer.from(random.bytes(608)), headers);
  }
  return armor(label, derKey(label, random));
}

function armor(label: string, body: Buffer, headers: string[] = [], trailer: string[] = []): string {
  const lines = body.toString("base64").match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...headers, ...lines, ...trailer, `-----END ${label}-----`].join("\n");
}

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const size = content.length;
  const length = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, size >> 8, size & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

/** A positive number of exactly `count` bytes, its top bit set. */
function magnitude(random: Random, count: number): Buffer {
  const bytes = Buffer.from(random.bytes(count));
  bytes[0] = (bytes[0] ?? 0) | 0x80;
  return bytes;
}

function integer(random: Random, count: number): Buffer {
  return der(TAG.integer, Buffer.from([0]), magnitude(random, count));
}

function version(number: number): Buffer {
  return der(TAG.integer, Buffer.from([number]));
}

function rsaKey(random: Random): Buffer {
  const primes = [64, 64, 64, 64, 64].map((count) => integer(random, count));
  const exponent = der(TAG.integer, RSA_EXPONENT);
  return der(TAG.sequence, version(0), integer(random, 128), exponent, integer(random, 128), ...primes);
}

function derKey(label: string, random: Random): Buffer {
  switch (label) {
    case "RSA PRIVATE KEY":
      return rsaKey(random);
    case "DSA PRIVATE KEY":
      return der(TAG.sequence, version(0), ...[128, 20, 128, 128, 20].map((count) => integer(random, count)));
    case "EC PRIVATE KEY": {
      const point = Buffer.concat([Buffer.from([0, 4]), random.bytes(64)]);
      const curve = der(0xa0, der(TAG.oid, Buffer.from(OID_P256)));
      const secret = der(TAG.octets, random.bytes(32));
      return der(TAG.sequence, version(1), secret, curve, der(0xa1, der(TAG.bitString, point)));
    }
    case "ENCRYPTED PRIVATE KEY": {
      const scheme = der(TAG.oid, Buffer.from(OID_PBES2));
      const parameters = der(TAG.sequence, der(TAG.octets, random.bytes(16)), version(8));
      const sealed = der(TAG.octets, random.bytes(640));
      return der(TAG.sequence, der(TAG.sequence, scheme, parameters), sealed);
    }
    default: {
      const algorithm = der(TAG.sequence, der(TAG.oid, Buffer.from(OID_RSA)), der(TAG.nothing));
      return der(TAG.sequence, version(0), algorithm, der(TAG.octets, rsaKey(random)));
    }
  }
}

/** A 32-bit length, then the bytes (RFC 4251, 5). */
function sshString(bytes: string | Uint8Array): Buffer {
  const content = Buffer.from(bytes);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Buffer.concat([length, content]);
}

/** The layout of OpenSSH's PROTOCOL.key, with an Ed25519 key. */
function openSshKey(random: Random, encrypted: boolean): Buffer {
  const name = sshString("ssh-ed25519");
  const point = Buffer.from(random.bytes(32));
  const check = random.bytes(4);
  const secret = sshString(Buffer.concat([random.bytes(32), point]));
  const fields = Buffer.concat([check, check, name, sshString(point), secret, sshString("user@host")]);
  const padding = Buffer.from([1, 2, 3, 4, 5, 6, 7]).subarray(0, (8 - (fields.length % 8)) % 8);
  const salt = Buffer.concat([sshString(random.bytes(16)), Buffer.from([0, 0, 0, 16])]);
  return Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    sshString(encrypted ? "aes256-ctr" : "none"),
    sshString(encrypted ? "bcrypt" : "none"),
    sshString(encrypted ? salt : ""),
    Buffer.from([0, 0, 0, 1]),
    sshString(Buffer.concat([name, sshString(point)])),
    sshString(encrypted ? random.bytes(144) : Buffer.concat([fields, padding])),
  ]);
}

/** Multiprecision integer: length in bits, then the bytes (RFC 4880, 3.2). */
function pgpInteger(bytes: Buffer): Buffer {
  const bits = bytes.length * 8 - Math.clz32(bytes[0] ?? 0) + 24;
  return Buffer.concat([Buffer.from([bits >> 8, bits & 255]), bytes]);
}

/** A version 4 RSA secret-key packet without passphrase, then a user id packet (RFC 4880, 5.5.3 and 5.11). */
function pgpKey(random: Random): Buffer {
  const open = [pgpInteger(magnitude(random, 128)), pgpInteger(RSA_EXPONENT)];
  const secret = Buffer.concat([128, 64, 64, 64].map((count) => pgpInteger(magnitude(random, count))));
  const sum = secret.reduce((total, byte) => total + byte, 0) & 0xffff;
  const header = Buffer.from([4, ...random.bytes(4), 1]);
  const body = Buffer.concat([header, ...open, Buffer.from([0]), secret, Buffer.from([sum >> 8, sum & 255])]);
  const size = body.length - 192;
  const user = Buffer.from("User <user@host>");
  return Buffer.concat([
    Buffer.from([0xc5, (size >> 8) + 192, size & 255]),
    body,
    Buffer.from([0xcd, user.length]),
    user,
  ]);
}
