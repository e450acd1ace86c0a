/** File names that are not valid UTF-8, made visible. Invariant: the result holds no U+FFFD that the name does not hold. */

const REPLACEMENT = "\uFFFD";
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** True when a name that was decoded leniently may have lost bytes. */
export function mayHaveLostBytes(name: string): boolean {
  return name.includes(REPLACEMENT);
}

/** Length of the UTF-8 sequence that a lead byte announces; 0 for a byte that can't lead one. */
function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

/** The text of valid UTF-8, or undefined. */
export function decodeStrictly(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

/** A name for reports: UTF-8 with every byte that belongs to no valid sequence written as `\xNN`. */
export function displayName(bytes: Uint8Array): string {
  const whole = decodeStrictly(bytes);
  if (whole !== undefined) return whole;
  let text = "";
  for (let at = 0; at < bytes.length;) {
    const lead = bytes[at] ?? 0;
    const length = sequenceLength(lead);
    const piece =
      length > 0 && at + length <= bytes.length ? decodeStrictly(bytes.subarray(at, at + length)) : undefined;
    text += piece ?? `\\x${lead.toString(16).padStart(2, "0")}`;
    at += piece === undefined ? 1 : length;
  }
  return text;
}
