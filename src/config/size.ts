/** Sizes as people write them. */

const UNITS = ["", "k", "m", "g", "t"];

/** Regular expression of a size, for descriptors and editors. */
export const SIZE_PATTERN = "^\\d{1,15}(?:\\.\\d{1,6})? ?(?:[KkMmGgTt](?:[Ii]?[Bb])?|[Bb])?$";

/** The greatest size that can be set: 1 TB. */
export const MAX_SIZE: number = 1024 ** 4;

/** The least memory that can be given to a git history, bytes: what is there besides its packs, and room for these. */
export const LEAST_MEMORY: number = 160 * 1024 ** 2;

/**
 * Bytes of a size such as `10MB`, `512k`, `1.5 GiB` or `4096`. All units are powers of 1024 (`10MB` = `10MiB` =
 * 10,485,760 bytes), as file managers and other scanners read them; case does not count; parts of a byte are cut off.
 *
 * @throws RangeError when the text is no size, or is less than one byte or more than 1 TB
 */
export function parseSize(text: string): number {
  if (!new RegExp(SIZE_PATTERN, "u").test(text)) {
    throw new RangeError("must be a size such as 512k, 10MB or 1GiB");
  }
  const unit = /[kmgt]/i.exec(text)?.[0].toLowerCase() ?? "";
  const bytes = Math.floor(Number.parseFloat(text) * 1024 ** UNITS.indexOf(unit));
  if (bytes < 1 || bytes > MAX_SIZE) throw new RangeError("must be a size from 1 byte to 1 TB");
  return bytes;
}
