/** Shapes that are near a random UUID (RFC 9562) or a number in hexadecimal digits, and no secret. */

const PARTS = /^[0-9a-f]{6,10}-[0-9a-f]{3,5}-[0-9a-f]{3,5}-[0-9a-f]{3,5}-[0-9a-f]{10,14}$/i;
const WHOLE = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const OF_A_CLOCK = /^[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** A UUID in which a digit is missing or too many. */
export function isBrokenUuid(text: string): boolean {
  return text.length >= 29 && text.length <= 43 && PARTS.test(text) && !WHOLE.test(text);
}

/** Version 1: made of a clock and a network card, and easily guessed. */
export function isClockUuid(text: string): boolean {
  return text.length === 36 && OF_A_CLOCK.test(text);
}

const NEARLY_HEX = /^(?!0x)[0-9a-f-]+[g-z][0-9a-f-]+$/i;

/** Digits of a number in hexadecimal, 128 bits or more, but for one letter amid them, which chance hardly does: altered by hand. */
export function isMistypedHex(text: string): boolean {
  return text.length >= 32 && NEARLY_HEX.test(text);
}
