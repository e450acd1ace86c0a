/** Kind and size of a private key in DER: PKCS#1 (RFC 8017), PKCS#8 plain and encrypted (RFC 5958), SEC 1 (RFC 5915), DSA as OpenSSL writes it. */
import { readElement, type Element } from "../../engine/checks/der.ts";
import { bitLength, curveOf, type KeyFacts } from "./key-facts.ts";

const TAG = { integer: 0x02, octets: 0x04, oid: 0x06, sequence: 0x30, parameters: 0xa0 } as const;

/** More elements than any key has at one level. */
const MOST = 12;
/** RSA keys have nine numbers: version, modulus, exponents, primes …; DSA's have six: version, p, q, g, y, x. */
const RSA_NUMBERS = 9;
const DSA_NUMBERS = 6;

/** Algorithms by object identifier, in hex. */
const ALGORITHMS: Readonly<Record<string, string>> = {
  "2a864886f70d010101": "RSA",
  "2a864886f70d01010a": "RSA (PSS)",
  "2a8648ce380401": "DSA",
  "2a864886f70d010301": "DH",
  "2a8648ce3d0201": "EC",
  "2b656e": "X25519",
  "2b656f": "X448",
  "2b6570": "Ed25519",
  "2b6571": "Ed448",
};

/** Undefined for what is no private key. */
export function derKey(bytes: Uint8Array): KeyFacts | undefined {
  const outer = childrenOf(bytes, readElement(bytes, 0));
  const [first, second, third] = outer;
  // Encrypted PKCS#8: the scheme, then the sealed bytes.
  if (first?.tag === TAG.sequence && second?.tag === TAG.octets && outer.length === 2)
    return { encrypted: true };
  if (first?.tag !== TAG.integer || second === undefined) return undefined;
  if (second.tag === TAG.sequence && third?.tag === TAG.octets) return plainPkcs8(bytes, second, third);
  const algorithm = algorithmOf(bytes, outer);
  return algorithm === undefined ? undefined : { algorithm, encrypted: false };
}

/** Keys without a name for their algorithm: the number of their elements tells. */
function algorithmOf(
  bytes: Uint8Array,
  [version, second, third, ...rest]: readonly Element[],
): string | undefined {
  if (version === undefined || second === undefined) return undefined;
  if (second.tag === TAG.octets) {
    const curve = third?.tag === TAG.parameters ? curveAt(bytes, readElement(bytes, third.start)) : undefined;
    return curve === undefined ? "EC" : `EC, ${curve}`;
  }
  const count = rest.length + 3;
  if (second.tag !== TAG.integer || count < DSA_NUMBERS) return undefined;
  const size = bitLength(bytes.subarray(second.start, second.end));
  return `${count >= RSA_NUMBERS ? "RSA" : "DSA"}, ${size} bits`;
}

function plainPkcs8(bytes: Uint8Array, scheme: Element, key: Element): KeyFacts {
  const [identifier, parameters] = childrenOf(bytes, scheme);
  const name = ALGORITHMS[oidOf(bytes, identifier)];
  if (name === undefined) return { encrypted: false };
  if (name.startsWith("RSA")) {
    const [, modulus] = childrenOf(bytes, readElement(bytes, key.start));
    if (modulus?.tag !== TAG.integer) return { algorithm: name, encrypted: false };
    return {
      algorithm: `${name}, ${bitLength(bytes.subarray(modulus.start, modulus.end))} bits`,
      encrypted: false,
    };
  }
  if (name === "EC") {
    const curve = curveAt(bytes, parameters);
    return { algorithm: curve === undefined ? name : `EC, ${curve}`, encrypted: false };
  }
  const [prime] = name === "DSA" || name === "DH" ? childrenOf(bytes, parameters) : [];
  const bits = prime === undefined ? "" : `, ${bitLength(bytes.subarray(prime.start, prime.end))} bits`;
  return { algorithm: name + bits, encrypted: false };
}

function curveAt(bytes: Uint8Array, element: Element | undefined): string | undefined {
  return element?.tag === TAG.oid ? curveOf(bytes.subarray(element.start, element.end)) : undefined;
}

/** The identifier in hex; empty where the element is none. */
function oidOf(bytes: Uint8Array, element: Element | undefined): string {
  return element?.tag === TAG.oid
    ? Buffer.from(bytes.subarray(element.start, element.end)).toString("hex")
    : "";
}

/** The elements in an element, as far as they lie within it. */
function childrenOf(bytes: Uint8Array, parent: Element | undefined): Element[] {
  const children: Element[] = [];
  if (parent?.tag !== TAG.sequence) return children;
  const end = Math.min(parent.end, bytes.length);
  for (let at = parent.start; at < end && children.length < MOST;) {
    const child = readElement(bytes, at);
    if (child === undefined || child.end > end) break;
    children.push(child);
    at = child.end;
  }
  return children;
}
