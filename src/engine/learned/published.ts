/**
 * Keys, tokens and passwords of the examples in the standards of OAuth (RFC 5849, 6749, 6750, 7009, the specification of OAuth 1.0) and of
 * AES (FIPS 197, SP 800-38A; in lower case), of one-time passwords and of UUIDs, which stand in the documentation and the tests of half the world. Only their hashes (FNV-1a, 32 bits) stand here.
 */

const PUBLISHED: ReadonlySet<number> = new Set([
  ...[0xfcd17dab, 0x8b00e4c8, 0xc9cec95f, 0x8d429c23, 0x91bd1840, 0xada2fdd5, 0x0b9a312d, 0xb3877a9b],
  ...[0xd8c5d369, 0xa1e947ac, 0x262c7aae, 0x11facb3a, 0x2fbf8b5e, 0x9da2f9e5, 0x25293a6f, 0xe6aa0327],
  ...[0x16e2a740, 0x3e870c1c, 0x4ca180de, 0x08dc7824, 0x874349c8, 0x7e77ed7d, 0x8cbc43e7],
  ...[0x0a6fb527, 0x11f0bf71, 0xbb823181, 0x70cb353e],
  0x283b70f4,
  0x889e3528,
  // What answers of WebSocket servers are hashed with (RFC 6455).
  0x97ecda3a,
  // With which each release of Yarn searches for packages.
  0xb0a58386,
  // Digests of nothing, in base64 and in hexadecimal digits.
  ...[0x6877537d, 0xe6082bce, 0xa30f5924, 0xee3d13b5],
]);
/** Shortest and longest of them. */
const LENGTHS = { least: 10, most: 64 } as const;

function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** @param secret Latin-1. */
export function isPublished(secret: string): boolean {
  if (secret.length < LENGTHS.least || secret.length > LENGTHS.most) return false;
  const lower = secret.toLowerCase();
  return PUBLISHED.has(hashOf(secret)) || (lower !== secret && PUBLISHED.has(hashOf(lower)));
}
