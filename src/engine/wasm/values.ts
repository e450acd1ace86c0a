/**
 * Which runs can be values of composed rules, and where a value can begin in one (AssemblyScript). The same in plain TypeScript:
 * src/engine/runs.ts.
 */
import { digits, letters } from "./classes";

const LEAST_INNER: u32 = 16;

// @ts-ignore: decorator
@inline
function isOpener(c: u32): bool {
  return c == 0x22 || c == 0x27 || c == 0x60 || c == 0x3d || c == 0x3a;
}

/** Where a value can begin at the latest. */
export function lastStart(data: usize, position: u32, length: u32): u32 {
  if (length <= LEAST_INNER) return position;
  for (let at = position + length - LEAST_INNER; at > position; at--) {
    const c: u32 = load<u8>(data + at - 1);
    if (c == 0x2d || c == 0x5f) return at;
  }
  return position;
}

// @ts-ignore: decorator
@inline
function isQuote(c: u32): bool {
  return c == 0x22 || c == 0x27 || c == 0x60;
}

/** Eight letters, of which the last ones count, as one number. */
const REQUEST: u64 = 0x7473657571657200;
const SESSION: u64 = 0x6e6f697373657300;
const RELATION: u64 = 0x6e6f6974616c6572;
const TRACE: u64 = 0x6563617274000000;
const SPAN: u64 = 0x6e61707300000000;
const REQ: u64 = 0x7165720000000000;

/** Whether an id is assigned right here, as logs are full of: `request_id=`, `"traceId":"`, `rid: `. */
function isNamedId(data: usize, position: u32): bool {
  let at = data + position;
  if (isQuote(load<u8>(at - 1))) at--;
  if (load<u8>(at - 1) == 0x20) at--;
  const sign: u32 = load<u8>(at - 1);
  if (sign != 0x3d && sign != 0x3a) return false;
  at--;
  if (load<u8>(at - 1) == 0x20) at--;
  if (isQuote(load<u8>(at - 1))) at--;
  if ((load<u16>(at - 2) | 0x2020) != 0x6469) return false;
  at -= 2;
  const joint: u32 = load<u8>(at - 1);
  if (joint == 0x5f || joint == 0x2d || joint == 0x2e) at--;
  const kind = load<u64>(at - 8) | 0x2020202020202020;
  if (kind == RELATION || kind >> 8 == REQUEST >> 8 || kind >> 8 == SESSION >> 8) return true;
  if (kind >> 24 == TRACE >> 24 || kind >> 32 == SPAN >> 32 || kind >> 40 == REQ >> 40) return true;
  const before = <u32>(kind >> 48) & 0xff;
  return kind >> 56 == 0x72 && (before < 0x61 || before > 0x7a);
}

/** No id that says so; a digit, and letters and digits that take turns more than twice, many digits, or a place where a value stands. */
export function canBeValue(data: usize, position: u32, length: u32): bool {
  // Nearly all ids have a digit soon, and most names none.
  const soon = i8x16.bitmask(digits(v128.load(data + position))) != 0;
  if (soon && isNamedId(data, position)) return false;
  let changes: u32 = 0;
  let count: u32 = 0;
  // The first character is no change.
  let lastDigit: u32 = 0;
  let lastAlnum: u32 = 0;
  let k: u32 = 0;
  do {
    const bytes = v128.load(data + position + k);
    const here: u32 = length - k < 16 ? (1 << (length - k)) - 1 : 0xffff;
    const digit = <u32>i8x16.bitmask(digits(bytes)) & here;
    const alnum = (<u32>i8x16.bitmask(letters(bytes)) & here) | digit;
    const both = alnum & ((alnum << 1) | lastAlnum);
    changes += popcnt((digit ^ ((digit << 1) | lastDigit)) & both);
    count += popcnt(digit);
    lastDigit = digit >> 15;
    lastAlnum = alnum >> 15;
    k += 16;
  } while (k < length);
  if (count == 0 || (!soon && isNamedId(data, position))) return false;
  if (count >= 6 || changes >= 3) return true;
  if (position == 0) return false;
  const last: u32 = load<u8>(data + position - 1);
  return isOpener(last) || (last == 0x20 && position > 1 && isOpener(load<u8>(data + position - 2)));
}
