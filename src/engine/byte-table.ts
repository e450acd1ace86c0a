/**
 * Tables by byte: what a byte is, at one look. Made of the characters themselves, since most are made at each start: an expression
 * that is asked about all bytes takes ten times as long.
 */

/** The ten ASCII digits. */
export const DIGITS = "0123456789";
/** The ASCII letters in lower case. */
export const SMALL = "abcdefghijklmnopqrstuvwxyz";
/** The ASCII letters in upper case. */
export const CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
/** What `\w` stands for. */
export const WORD: string = `${SMALL}${CAPITALS}${DIGITS}_`;
/** What `\s` stands for, of latin-1. */
export const BLANKS = " \t\n\v\f\r\u{a0}";

/** @param bits Bits of characters in latin-1; those of a character that is in several are joined. */
export function byteTable(...bits: readonly (readonly [characters: string, bit: number])[]): Uint8Array {
  const table = new Uint8Array(256);
  for (const [characters, bit] of bits)
    for (let i = 0; i < characters.length; i++) {
      const byte = characters.charCodeAt(i);
      table[byte] = (table[byte] ?? 0) | bit;
    }
  return table;
}

/** Numbers of which those of neighbours in a row follow each other; 0: in none. */
export function placesInRows(...rows: readonly string[]): Uint8Array {
  const places = new Uint8Array(256);
  let place = 1;
  for (const row of rows) {
    for (let i = 0; i < row.length; i++) places[row.charCodeAt(i)] = place++;
    place++;
  }
  return places;
}

/** The other characters of latin-1. */
export function allBut(characters: string): string {
  let others = "";
  for (let byte = 0; byte < 256; byte++) {
    const character = String.fromCharCode(byte);
    if (!characters.includes(character)) others += character;
  }
  return others;
}
