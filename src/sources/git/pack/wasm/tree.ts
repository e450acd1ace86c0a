/**
 * Names of tree entries: "mode name\0id" (Documentation/gitformat-pack, git-mktree). Each distinct name is handed over once. Of a tree
 * that is a delta only the entries that lie not wholly in one copied piece can have names that its base has not.
 */
import { INSERTED, SEGMENT_BYTES } from "./delta";

/** Why a tree can't be read. */
export const BAD_TREE: i32 = -7;
/** More names than there is room for; take them out and go on. */
export const FULL: i32 = -8;

/** An open-addressed set of 64-bit hashes, 0: free. */
let slots: usize = 0;
let slotMask: u32 = 0;
let used: u32 = 0;
let names: usize = 0;
let namesEnd: usize = 0;
let namesAt: usize = 0;

/**
 * @param slotCount A power of two. Where three quarters are taken, names may be told of again.
 * @param namesSize Bytes for names that are not yet taken out, at least 8 KB.
 */
export function initTree(slotsAt: usize, slotCount: u32, namesFrom: usize, namesSize: usize): void {
  slots = slotsAt;
  slotMask = slotCount - 1;
  names = namesFrom;
  namesEnd = namesFrom + namesSize;
  namesAt = namesFrom;
}

/** Bytes of the names since the last call, each with a newline behind it; they stand at the place given to `initTree`. */
export function takeNames(): u32 {
  const length = <u32>(namesAt - names);
  namesAt = names;
  return length;
}

/** False where the name is known already. */
function remember(at: usize, length: u32): bool {
  let hash: u64 = 0x9e3779b97f4a7c15 ^ <u64>length;
  let i: u32 = 0;
  for (; i + 8 <= length; i += 8) {
    hash = (hash ^ load<u64>(at + i)) * 0xff51afd7ed558ccd;
    hash ^= hash >> 32;
  }
  for (; i < length; i++) hash = (hash ^ <u64>load<u8>(at + i)) * 0x100000001b3;
  hash ^= hash >> 29;
  hash *= 0xc4ceb9fe1a85ec53;
  hash ^= hash >> 32;
  if (hash == 0) hash = 1;
  let slot = <u32>hash & slotMask;
  while (true) {
    const place = slots + (<usize>slot << 3);
    const found = load<u64>(place);
    if (found == hash) return false;
    if (found == 0) {
      if (used * 4 < slotMask * 3) {
        store<u64>(place, hash);
        used++;
      }
      return true;
    }
    slot = (slot + 1) & slotMask;
  }
}

/**
 * Adds the new names of a tree to those to be taken.
 *
 * @param idBytes 20 or 32.
 * @param segments Pieces that the tree was made of, where it is a delta of a tree whose names are known; `segmentCount` 0: read all.
 * @return Number of new names, BAD_TREE or FULL.
 */
export function readTree(
  tree: usize,
  length: u32,
  idBytes: u32,
  segments: usize,
  segmentCount: u32,
): i32 {
  let at: u32 = 0;
  let found = 0;
  let segment = segments;
  const last = segments + <usize>segmentCount * SEGMENT_BYTES;
  while (at < length) {
    const start = at;
    while (at < length && load<u8>(tree + at) != 0x20) at++;
    const name = ++at;
    while (at < length && load<u8>(tree + at) != 0) at++;
    const nameLength = at - name;
    at += 1 + idBytes;
    if (at > length || nameLength == 0) return BAD_TREE;
    while (segment < last && load<u32>(segment) + load<u32>(segment, 4) <= start) segment += SEGMENT_BYTES;
    const isCopy =
      segment < last && load<u32>(segment, 8) != INSERTED && load<u32>(segment) + load<u32>(segment, 4) >= at;
    if (isCopy || !remember(tree + name, nameLength)) continue;
    if (namesAt + nameLength + 1 > namesEnd) return FULL;
    memory.copy(namesAt, tree + name, nameLength);
    namesAt += nameLength;
    store<u8>(namesAt++, 0x0a);
    found++;
  }
  return found;
}
