/**
 * What a private key says of itself: its kind, its size or curve, its container, whether a passphrase guards it. PEM (RFC 7468), base64
 * of PEM or of DER, OpenSSH, OpenPGP, PuTTY. Never throws; undefined for what can't be parsed.
 */
import { decodeBase64, latin1Text } from "../../engine/checks/base.ts";
import { privateKeyBlock, type KeyBlock } from "../../engine/checks/pem.ts";
import { derKey } from "./der-key.ts";
import { bitLength, type KeyFacts } from "./key-facts.ts";
import { openPgpKey } from "./pgp-key.ts";
import type { RawClaims } from "./raw.ts";

/** Base64 of PEM and of DER need no more to be told. */
const LONGEST = 24_000;

/** @param secret Latin-1 text; longer ones than LONGEST are not read. */
export function privateKeyClaims(secret: string): RawClaims | undefined {
  const read = secret.length > LONGEST ? undefined : readKey(secret);
  if (read === undefined) return undefined;
  const { algorithm, encrypted, created, container } = read;
  const what = algorithm === undefined ? container : `${algorithm} (${container})`;
  return {
    kind: `${what}, ${encrypted ? "under a passphrase" : "no passphrase"}`,
    ...(created === undefined ? {} : { issued: created }),
    ...(encrypted ? { encrypted } : {}),
  };
}

function readKey(secret: string): (KeyFacts & { container: string }) | undefined {
  if (secret.startsWith("PuTTY-User-Key-File-")) return puttyKey(secret);
  const block = privateKeyBlock(secret);
  if (block !== undefined) return blockKey(block);
  const bytes = decodeBase64(secret.replace(/\\[rn]|\s/g, ""));
  if (bytes === undefined) return undefined;
  if (bytes[0] === 0x30) return withContainer("DER in base64", derKey(bytes));
  const inner = privateKeyBlock(latin1Text(bytes));
  const key = inner === undefined ? undefined : blockKey(inner);
  return key === undefined ? undefined : { ...key, container: `${key.container} in base64` };
}

function withContainer(
  container: string,
  facts: KeyFacts | undefined,
): (KeyFacts & { container: string }) | undefined {
  return facts === undefined ? undefined : { ...facts, container };
}

function blockKey({ label, sealed, body }: KeyBlock): (KeyFacts & { container: string }) | undefined {
  if (label.startsWith("OPENSSH")) return withContainer("OpenSSH", openSshKey(body));
  if (label.startsWith("PGP")) return withContainer("OpenPGP", openPgpKey(body));
  if (label.startsWith("SSH2")) return undefined;
  // The headers of old PEM leave nothing of the key in the clear but its name.
  const named = /^(RSA|DSA|EC) /.exec(label)?.[1];
  if (sealed)
    return { container: "PEM", encrypted: true, ...(named === undefined ? {} : { algorithm: named }) };
  return withContainer(named === undefined ? "PKCS#8" : "PEM", derKey(body));
}

/** Kinds of keys of SSH (RFC 4253, 6.6; RFC 5656; RFC 8709). */
const SSH_KINDS: Readonly<Record<string, string>> = {
  "ssh-dss": "DSA",
  "ssh-ed25519": "Ed25519",
  "ssh-ed448": "Ed448",
  "ecdsa-sha2-nistp256": "EC, P-256",
  "ecdsa-sha2-nistp384": "EC, P-384",
  "ecdsa-sha2-nistp521": "EC, P-521",
  "sk-ssh-ed25519@openssh.com": "Ed25519 on a security token",
  "sk-ecdsa-sha2-nistp256@openssh.com": "EC, P-256 on a security token",
};

/** What a public key of SSH says: its kind and, for RSA, its size. */
function sshAlgorithm(blob: Uint8Array): string | undefined {
  const [name = new Uint8Array(), , modulus] = sshStrings(blob, 3);
  const kind = latin1Text(name);
  if (kind !== "ssh-rsa" || modulus === undefined) return SSH_KINDS[kind];
  return `RSA, ${bitLength(modulus)} bits`;
}

/** The strings at the beginning (RFC 4251, 5), as far as they are there. */
function sshStrings(bytes: Uint8Array, count: number): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const strings: Uint8Array[] = [];
  for (let at = 0; strings.length < count && at + 4 <= bytes.length;) {
    const end = at + 4 + view.getUint32(at);
    if (end > bytes.length) break;
    strings.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return strings;
}

const MAGIC = "openssh-key-v1\0";

/** OpenSSH's PROTOCOL.key: cipher, key derivation, its options, the number of keys, the first public key. */
function openSshKey(body: Uint8Array): KeyFacts {
  const [cipher = new Uint8Array(), kdf, options] = sshStrings(body.subarray(MAGIC.length), 3);
  const heads = [cipher, kdf, options].reduce((sum, field) => sum + 4 + (field?.length ?? 0), MAGIC.length);
  const [publicKey] = sshStrings(body.subarray(heads + 4), 1);
  const algorithm = publicKey === undefined ? undefined : sshAlgorithm(publicKey);
  return {
    encrypted: latin1Text(cipher) !== "none",
    ...(algorithm === undefined ? {} : { algorithm }),
  };
}

/** PuTTY's format names its cipher, and has the public key in the clear. */
function puttyKey(text: string): (KeyFacts & { container: string }) | undefined {
  const cipher = /Encryption: ?([\w-]{1,20})/.exec(text)?.[1];
  if (cipher === undefined) return undefined;
  const lines =
    /Public-Lines: ?[0-9]{1,3}((?:(?:\r?\n|\\r\\n|\\n)[0-9A-Za-z+/=]{1,80}){1,60})/.exec(text)?.[1] ?? "";
  const blob = decodeBase64(lines.replace(/\\[rn]|\s/g, ""));
  const algorithm = blob === undefined ? undefined : sshAlgorithm(blob);
  return {
    container: "PuTTY",
    encrypted: cipher !== "none",
    ...(algorithm === undefined ? {} : { algorithm }),
  };
}
