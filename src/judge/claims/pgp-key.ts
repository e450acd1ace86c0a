/** Kind, size, age and passphrase of an OpenPGP secret key (RFC 4880, 5.5.2 and 5.5.3; RFC 9580): its first packet. */
import { packetBody } from "../../engine/checks/keyring.ts";
import { curveOf, type KeyFacts } from "./key-facts.ts";

/** Algorithms by number: name, and how many numbers of the public key come before the secret part. */
const ALGORITHMS: Readonly<Record<number, readonly [name: string, numbers: number]>> = {
  1: ["RSA", 2],
  2: ["RSA", 2],
  3: ["RSA", 2],
  16: ["Elgamal", 3],
  17: ["DSA", 4],
};
/** Those whose public part is a curve's identifier and a point. */
const ON_CURVES: Readonly<Record<number, string>> = { 18: "ECDH", 19: "ECDSA", 22: "EdDSA" };
/** The head of the body: version, day, algorithm. */
const HEAD = 6;
/** Those of fixed size (RFC 9580, 5.5.5): name, bytes of the public part. */
const FIXED: Readonly<Record<number, readonly [name: string, bytes: number]>> = {
  25: ["X25519", 32],
  26: ["X448", 56],
  27: ["Ed25519", 32],
  28: ["Ed448", 57],
};

/** Undefined where the packet is of an old or unknown form, or too short. */
export function openPgpKey(bytes: Uint8Array): KeyFacts | undefined {
  const body = packetBody(bytes);
  const version = body[0] ?? 0;
  if (version < 4 || version > 6 || body.length < HEAD) return undefined;
  const created = new DataView(body.buffer, body.byteOffset, body.byteLength).getUint32(1);
  // Version 6 says how long its public part is before that.
  const read = publicPart(body, version === 6 ? HEAD + 4 : HEAD, body[HEAD - 1] ?? 0);
  if (read === undefined || read.end >= body.length) return undefined;
  return { algorithm: read.algorithm, created, encrypted: body[read.end] !== 0 };
}

/** @param at Where the public part begins. */
function publicPart(
  body: Uint8Array,
  at: number,
  number: number,
): { algorithm: string; end: number } | undefined {
  const [name, numbers] = ALGORITHMS[number] ?? [];
  if (name !== undefined && numbers !== undefined) {
    const end = Array.from({ length: numbers }).reduce<number>((from) => behindNumber(body, from), at);
    return { algorithm: `${name}, ${bitsAt(body, at)} bits`, end };
  }
  const [fixed, size] = FIXED[number] ?? [];
  if (fixed !== undefined && size !== undefined) return { algorithm: fixed, end: at + size };
  const kind = ON_CURVES[number];
  if (kind === undefined) return undefined;
  const behindCurve = at + 1 + (body[at] ?? 0);
  const curve = curveOf(body.subarray(at + 1, behindCurve));
  const behindPoint = behindNumber(body, behindCurve);
  // ECDH has parameters of its key derivation besides.
  const end = number === 18 ? behindPoint + 1 + (body[behindPoint] ?? 0) : behindPoint;
  return { algorithm: curve === undefined ? kind : `${kind}, ${curve}`, end };
}

/** Bits of the number at an offset, as its two-byte head says. */
function bitsAt(body: Uint8Array, at: number): number {
  return ((body[at] ?? 0) << 8) | (body[at + 1] ?? 0);
}

function behindNumber(body: Uint8Array, at: number): number {
  return at + 2 + ((bitsAt(body, at) + 7) >> 3);
}
