/** Measures of how random a string looks. Strings are latin-1: one UTF-16 unit a byte. */

const counts: Uint32Array = new Uint32Array(256);
/** A bit for each byte that stands in the text. */
const seen: Int32Array = new Int32Array(8);
/** The answer given last: several ask for one secret, one after the other. */
let lastText = "";
let lastBits = 0;

/** Shannon entropy in bits a character (0 for the empty string, at most 8). */
export function shannonEntropy(text: string): number {
  if (text.length === 0) return 0;
  if (text === lastText) return lastBits;
  counts.fill(0);
  seen.fill(0);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i) & 0xff;
    counts[code] = (counts[code] ?? 0) + 1;
    seen[code >> 5] = (seen[code >> 5] ?? 0) | (1 << (code & 31));
  }
  let bits = 0;
  for (let word = 0; word < seen.length; word++) {
    for (let left = seen[word] ?? 0; left !== 0; left &= left - 1) {
      const count = counts[(word << 5) | (31 - Math.clz32(left & -left))] ?? 0;
      bits -= (count / text.length) * Math.log2(count / text.length);
    }
  }
  lastText = text;
  lastBits = bits;
  return bits;
}

/** Number of distinct characters. */
export function distinctCharacters(text: string): number {
  seen.fill(0);
  let distinct = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i) & 0xff;
    const word = code >> 5;
    const bit = 1 << (code & 31);
    if (((seen[word] ?? 0) & bit) !== 0) continue;
    seen[word] = (seen[word] ?? 0) | bit;
    distinct++;
  }
  return distinct;
}
