/** Macaroons: PyPI's in the binary format of libmacaroons version 2, Fly.io's as MessagePack. */

import type { CheckResult } from "../../types.ts";
import { decodeBase64, latin1Text } from "./base.ts";

const FIELD = { end: 0, location: 1, identifier: 2, signature: 6 } as const;

/** A position that moves through bytes; reading over the end gives an empty field. */
interface Reader {
  bytes: Uint8Array;
  at: number;
}

/** `pypi-` and base64url of a macaroon for pypi.org or test.pypi.org with a 32-byte signature at its end. */
export function checkPypi(secret: string): CheckResult {
  if (!secret.startsWith("pypi-")) {
    return "none";
  }
  const bytes = decodeBase64(secret.slice(5));
  return bytes !== undefined && isPypiMacaroon(bytes) ? "valid" : "invalid";
}

function isPypiMacaroon(bytes: Uint8Array): boolean {
  const reader: Reader = { bytes, at: 1 };
  const location = readField(reader, FIELD.location);
  if (bytes[0] !== 2 || !/^(?:test\.)?pypi\.org$/.test(latin1Text(location))) {
    return false;
  }
  if (readField(reader, FIELD.identifier).length === 0 || bytes[reader.at++] !== FIELD.end) {
    return false;
  }
  // Caveats: an identifier each and an end mark; one more end mark closes the list.
  while (bytes[reader.at] === FIELD.identifier) {
    readField(reader, FIELD.identifier);
    if (bytes[reader.at++] !== FIELD.end) {
      return false;
    }
  }
  return (
    bytes[reader.at++] === FIELD.end &&
    readField(reader, FIELD.signature).length === 32 &&
    reader.at === bytes.length
  );
}

/** What restricts a PyPI token: each of its caveats as the JSON value that it is; what is none is left out. */
export function pypiCaveats(bytes: Uint8Array): unknown[] {
  const reader: Reader = { bytes, at: 1 };
  readField(reader, FIELD.location);
  readField(reader, FIELD.identifier);
  const caveats: unknown[] = [];
  reader.at++;
  while (bytes[reader.at] === FIELD.identifier) {
    const caveat = readField(reader, FIELD.identifier);
    reader.at++;
    try {
      caveats.push(JSON.parse(latin1Text(caveat)));
    } catch {
      // Of a kind that is not known.
    }
  }
  return caveats;
}

/** A field of the given kind with its length as a variable-length number; empty if another stands there. */
function readField(reader: Reader, kind: number): Uint8Array {
  if (reader.bytes[reader.at] !== kind) {
    return new Uint8Array();
  }
  let length = 0;
  let byte = 0x80;
  for (let shift = 0; byte & 0x80 && shift < 21; shift += 7) {
    byte = reader.bytes[++reader.at] ?? 0;
    length |= (byte & 0x7f) << shift;
  }
  const start = reader.at + 1;
  reader.at = start + length;
  return reader.bytes.subarray(start, reader.at);
}

/** Fly.io tokens: each of a comma-separated list is a prefix and base64 of a MessagePack array that begins with one. */
export function checkFly(secret: string): CheckResult {
  const tokens = secret.replace(/^FlyV1 /, "").split(",");
  const bodies = tokens.map((token) => /^fm(?:1[ar]|2)_([0-9A-Za-z+/_-]+={0,2})$/.exec(token)?.[1]);
  if (bodies.includes(undefined)) {
    return "none";
  }
  return bodies.every((body) => isNestedArray(decodeBase64(body ?? ""))) ? "valid" : "invalid";
}

function isNestedArray(bytes: Uint8Array | undefined): boolean {
  return bytes !== undefined && ((bytes[0] ?? 0) & 0xf0) === 0x90 && ((bytes[1] ?? 0) & 0xf0) === 0x90;
}
