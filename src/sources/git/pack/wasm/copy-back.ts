/** Repetitions in inflated data (AssemblyScript). */

/** Repeats `length` bytes (at most 258) from `distance` bytes back; writes up to 15 bytes more. */
// @ts-ignore: decorator
@inline
export function copyBack(to: usize, distance: usize, length: usize): void {
  let from = to - distance;
  let at = to;
  const end = to + length;
  if (distance >= 16) {
    do {
      v128.store(at, v128.load(from));
      at += 16;
      from += 16;
    } while (at < end);
  } else if (distance == 1) {
    const byte = i8x16.splat(load<u8>(from));
    do {
      v128.store(at, byte);
      at += 16;
    } while (at < end);
  } else if (distance >= 8) {
    do {
      store<u64>(at, load<u64>(from));
      at += 8;
      from += 8;
    } while (at < end);
  } else {
    do {
      store<u8>(at++, load<u8>(from++));
    } while (at < end);
  }
}
