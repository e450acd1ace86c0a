/**
 * Text codecs of the token formats: base64 in both alphabets, base32, base58, base62 and base36 digits.
 * Decoders answer `undefined` for text outside their alphabet and never throw; texts are latin-1.
 */

/** Digits of base62 in ASCII order, the one that the checksums of GitHub, npm and their like are written in. */
export const BASE62: string = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BASE32: string = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Character code → digit, 255 for characters outside the alphabet. */
function digitTable(...alphabets: readonly string[]): Uint8Array {
  const table = new Uint8Array(256).fill(255);
  for (const alphabet of alphabets) {
    for (let digit = 0; digit < alphabet.length; digit++) {
      table[alphabet.charCodeAt(digit)] = digit;
    }
  }
  return table;
}

const BASE64_DIGITS = digitTable(`${BASE64}+/`, `${BASE64}-_`);
const BASE32_DIGITS = digitTable(BASE32, BASE32.toLowerCase());
const BASE58_DIGITS = digitTable(BASE58);

/** The bytes of a latin-1 string; characters above U+00FF lose their high byte. */
export function latin1Bytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) {
    bytes[index] = text.charCodeAt(index);
  }
  return bytes;
}

/** The inverse of `latin1Bytes`. */
export function latin1Text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}

function decodeBits(text: string, end: number, width: number, digits: Uint8Array): Uint8Array | undefined {
  const bytes = new Uint8Array(Math.floor((end * width) / 8));
  let pending = 0;
  let bits = 0;
  let length = 0;
  for (let index = 0; index < end; index++) {
    const code = text.charCodeAt(index);
    const digit = code < 256 ? (digits[code] ?? 255) : 255;
    if (digit === 255) {
      return undefined;
    }
    pending = ((pending << width) | digit) & 0xffff;
    bits += width;
    if (bits >= 8) {
      bits -= 8;
      bytes[length++] = pending >>> bits;
    }
  }
  return bytes;
}

/**
 * Decodes base64 (RFC 4648) in the standard or the URL alphabet, padding optional. Bits that are left over at the
 * end are not looked at. `undefined` for foreign characters and for lengths no encoder makes.
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  let end = text.length;
  while (end > 0 && text.length - end < 2 && text[end - 1] === "=") {
    end--;
  }
  return end % 4 === 1 ? undefined : decodeBits(text, end, 6, BASE64_DIGITS);
}

/** Decodes unpadded base32 (RFC 4648) in either case; left-over bits are not looked at. */
export function decodeBase32(text: string): Uint8Array | undefined {
  return decodeBits(text, text.length, 5, BASE32_DIGITS);
}

/** Encodes bytes as upper-case base32 (RFC 4648) without padding. */
export function encodeBase32(bytes: Uint8Array): string {
  let text = "";
  let pending = 0;
  let bits = 0;
  for (const byte of bytes) {
    pending = ((pending << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += BASE32[(pending >>> bits) & 31];
    }
  }
  return bits > 0 ? text + BASE32[(pending << (5 - bits)) & 31] : text;
}

/**
 * Number of bytes that a base58 text (Bitcoin alphabet) stands for. The work grows with the square of the length, so
 * texts over 128 characters are refused with `undefined`, as are foreign characters.
 */
export function base58ByteLength(text: string): number | undefined {
  if (text.length > 128) {
    return undefined;
  }
  const bytes: number[] = [];
  let zeros = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    let carry = code < 256 ? (BASE58_DIGITS[code] ?? 255) : 255;
    if (carry === 255) {
      return undefined;
    }
    if (carry === 0 && zeros === index) {
      zeros++;
    }
    for (let place = 0; place < bytes.length; place++) {
      carry += (bytes[place] ?? 0) * 58;
      bytes[place] = carry & 255;
      carry >>>= 8;
    }
    if (carry > 0) {
      bytes.push(carry);
    }
  }
  return zeros + bytes.length;
}

/** Writes an unsigned number in the digits of `alphabet`, most significant first; zero is the empty text. */
export function encodeDigits(value: number, alphabet: string): string {
  let text = "";
  for (let rest = value; rest > 0; rest = Math.floor(rest / alphabet.length)) {
    text = (alphabet[rest % alphabet.length] ?? "") + text;
  }
  return text;
}
