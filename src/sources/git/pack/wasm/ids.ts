/** Looks ids up in the table of all objects (../../object-table.ts), which lies in this memory. */

let ids: usize = 0;
/** Two numbers a slot: the first four bytes of an id, and its number, -1 where it is free. */
let slots: usize = 0;
let slotCount: u32 = 0;
/** The bits of the first four bytes above these tell the slot. */
let shift: u32 = 0;
/** Bytes of an id: 20 or 32. */
export let width: u32 = 20;
let scratch: usize = 0;

/** Bytes for an id that is put together here. */
export const SCRATCH_BYTES: usize = 32;

export function initIds(scratchAt: usize): void {
  scratch = scratchAt;
  slotCount = 0;
}

export function useTable(idsAt: usize, slotsAt: usize, count: u32, slotShift: u32, idBytes: u32): void {
  ids = idsAt;
  slots = slotsAt;
  slotCount = count;
  shift = slotShift;
  width = idBytes;
}

/** The first four bytes are known to be the same. */
// @ts-ignore: decorator
@inline
function isSame(one: usize, other: usize): bool {
  if (load<u64>(one, 4) != load<u64>(other, 4) || load<u64>(one, 12) != load<u64>(other, 12)) return false;
  return width == 20 || (load<u64>(one, 20) == load<u64>(other, 20) && load<u32>(one, 28) == load<u32>(other, 28));
}

/** Number of the id at an address; -1 where it is not in the table. */
export function findId(at: usize): i32 {
  if (slotCount == 0) return -1;
  const first = bswap(load<u32>(at));
  let slot = first >> shift;
  while (true) {
    const place = slots + (<usize>slot << 3);
    const number = load<i32>(place, 4);
    if (number == -1) return -1;
    if (load<u32>(place) == first && isSame(ids + <usize>number * width, at)) return number;
    slot = slot + 1 == slotCount ? 0 : slot + 1;
  }
}

/** The value of a hexadecimal digit, 16 or more for any other byte. */
// @ts-ignore: decorator
@inline
function digit(byte: u32): u32 {
  const number = byte - 0x30;
  const letter = (byte | 0x20) - 0x61;
  return number < 10 ? number : letter < 6 ? letter + 10 : 16;
}

/** As `findId`, for the hexadecimal digits of an id, which end before `end`. */
export function findHex(at: usize, end: usize): i32 {
  if (at + 2 * width > end) return -1;
  for (let i: u32 = 0; i < width; i++) {
    const high = digit(load<u8>(at + 2 * i));
    const low = digit(load<u8>(at + 2 * i + 1));
    if ((high | low) >= 16) return -1;
    store<u8>(scratch + i, <u8>((high << 4) | low));
  }
  return findId(scratch);
}
