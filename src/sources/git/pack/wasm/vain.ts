/**
 * Remembers where something was looked for in vain, by the bytes that decide about it: versions of a text hold the same ones over and over.
 * A table of hashes of 64 bits, of which newer ones take the place of older ones.
 */

/** A power of two. */
const SLOTS: u32 = 1 << 17;
export const VAIN_BYTES: usize = <usize>SLOTS * 8;

let hashes: usize = 0;
/** Different for each process, so that nobody can make up bytes that look known. */
let seed: u64 = 0;
let other: u64 = 0;
/** The last hash that was asked for. */
let asked: u64 = 0;

/** `at` is a multiple of 16. */
export function initVain(at: usize): void {
  hashes = at;
  memory.fill(at, 0, VAIN_BYTES);
}

export function seedVain(high: u32, low: u32): void {
  seed = ((<u64>high) << 32) | <u64>low;
  other = seed * 0xd6e8feb86659fd93 + 0x9e3779b97f4a7c15;
}

// @ts-ignore: decorator
@inline
function mix(hash: u64, value: u64): u64 {
  const product = (hash ^ value) * 0x9e3779b97f4a7c15;
  return product ^ (product >> 32);
}

/** Two sums side by side, so that one multiplication need not wait for the other. */
function hashOf(at: usize, length: u32, what: u64): u64 {
  let one = mix(seed, what);
  let two = mix(other, <u64>length);
  const end = at + <usize>length;
  for (; at + 16 <= end; at += 16) {
    one = mix(one, load<u64>(at));
    two = mix(two, load<u64>(at, 8));
  }
  let rest: u64 = 1;
  for (let i = 0; at < end; at++, i++) {
    rest = (rest << 8) | <u64>load<u8>(at);
    if (i == 6) {
      one = mix(one, rest);
      rest = 1;
    }
  }
  const hash = mix(mix(mix(one, rest), two), seed);
  return hash == 0 ? 1 : hash;
}

/** True where `noteVain` was told of the same: these bytes, looked at for the same thing (two numbers, whatever they mean). */
export function isVain(at: usize, length: u32, what: u32, where: u32): bool {
  asked = hashOf(at, length, ((<u64>what) << 32) | <u64>where);
  return load<u64>(hashes + (<usize>(<u32>(asked >> 20) & (SLOTS - 1)) << 3)) == asked;
}

/** Notes that what `isVain` was asked last has turned out to be in vain. */
export function noteVain(): void {
  store<u64>(hashes + (<usize>(<u32>(asked >> 20) & (SLOTS - 1)) << 3), asked);
}
