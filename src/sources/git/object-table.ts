/** Object ids in little memory: each has a number, by which more can be kept about it. */

const EMPTY = -1;

const BAD = 16;
/** Value of each hex digit, BAD for all other bytes. */
const NIBBLES: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => {
  const digit = "0123456789abcdef".indexOf(String.fromCharCode(byte).toLowerCase());
  return digit === -1 ? BAD : digit;
});

/** A hash table of ids; numbers are given from 0, in the order in which ids are added. */
export class ObjectTable {
  /** Bytes of an id: 20 or 32. */
  readonly width: 20 | 32;
  #ids: Buffer;
  /** Two numbers a slot: the first four bytes of an id, and its number or EMPTY. */
  #slots: Int32Array;
  /** The slot of an id is told by the bits of its first four bytes above these. */
  #shift = 0;
  #count = 0;
  readonly #scratch: Uint8Array;

  /** @param capacity Ids that are expected; more fit as well. */
  constructor(width: 20 | 32, capacity = 1024) {
    this.width = width;
    this.#scratch = new Uint8Array(width);
    this.#ids = Buffer.alloc(capacity * width);
    this.#slots = this.#empty(capacity);
  }

  get size(): number {
    return this.#count;
  }

  /** All ids, one after the other, in the order of their numbers. Good until the next `add`. */
  get bytes(): Buffer {
    return this.#ids.subarray(0, this.#count * this.width);
  }

  /** Bytes that `moveTo` needs. */
  get memoryBytes(): number {
    return this.#ids.byteLength + this.#slots.byteLength;
  }

  /**
   * Moves everything to an address, a multiple of 4, of a memory in which others look ids up: behind the ids, `width` bytes each in the order
   * of their numbers, stand the slots, two numbers each. An id is looked for from the slot on that the bits of its first four bytes above the
   * lowest `shift` tell. Good until the next `add`.
   */
  moveTo(memory: ArrayBuffer, at: number): { slotsAt: number; slotCount: number; shift: number } {
    const ids = Buffer.from(memory, at, this.#ids.byteLength);
    const slotsAt = at + ids.byteLength;
    const slots = new Int32Array(memory, slotsAt, this.#slots.length);
    ids.set(this.#ids);
    slots.set(this.#slots);
    this.#ids = ids;
    this.#slots = slots;
    return { slotsAt, slotCount: slots.length / 2, shift: this.#shift };
  }

  /**
   * Moves everything out of such a memory.
   *
   * @param release Called when nothing of it is used any more, and before all that is needed has been made anew.
   */
  moveOut(release: () => void): void {
    this.#letGo();
    release();
    this.#slots = this.#empty(this.#count);
    this.#fill();
  }

  /** By itself, for what a function has had in its hands is kept until it returns. */
  #letGo(): void {
    this.#ids = Buffer.from(this.bytes);
    this.#slots = new Int32Array(0);
  }

  /**
   * As `add` for each of many ids that stand in rising order one behind the other, while there is none yet: their numbers are their places.
   *
   * @returns False where they do not rise, or there are some; then nothing has been done.
   */
  addSorted(ids: Uint8Array): boolean {
    const { width } = this;
    const count = ids.length / width;
    if (this.#count > 0 || !isRising(ids, width)) return false;
    this.#ids = Buffer.from(ids);
    this.#slots = this.#empty(count);
    this.#count = count;
    const slots = this.#slots;
    let free = 0;
    for (let number = 0, at = 0; number < count; number++, at += width) {
      const first = firstBytes(ids, at);
      // The slots of smaller ones are filled as far as `free`.
      const next = Math.max(free, (first >>> this.#shift) * 2);
      // Where there is no free one up to the end, those at the beginning are to be taken.
      const slot = next === slots.length ? this.#slot(ids, at) : next;
      slots[slot] = first;
      slots[slot + 1] = number;
      free = next === slots.length ? next : slot + 2;
    }
    return true;
  }

  /** Makes room for so many ids in all. */
  reserve(capacity: number): void {
    if (capacity * this.width > this.#ids.length) this.#grow(capacity);
  }

  /** Number of the id whose bytes begin at `at`; a new one where it was not there. */
  add(bytes: Uint8Array, at = 0): number {
    const slot = this.#slot(bytes, at);
    const known = this.#slots[slot + 1] ?? EMPTY;
    if (known !== EMPTY) return known;
    if ((this.#count + 1) * this.width > this.#ids.length || this.#count * 3 >= this.#slots.length) {
      this.#grow(Math.max(1024, this.#count * 2));
      return this.add(bytes, at);
    }
    const number = this.#count++;
    const ids = this.#ids;
    const to = number * this.width;
    for (let i = 0; i < this.width; i++) ids[to + i] = bytes[at + i] ?? 0;
    this.#slots[slot] = firstBytes(bytes, at);
    this.#slots[slot + 1] = number;
    return number;
  }

  /** Number of the id whose bytes begin at `at`; -1 where it is not there. */
  find(bytes: Uint8Array, at = 0): number {
    return this.#slots[this.#slot(bytes, at) + 1] ?? EMPTY;
  }

  /** As `add`, for hex digits. */
  addHex(oid: string): number {
    return this.add(Buffer.from(oid, "hex"));
  }

  /** As `find`, for hex digits. */
  findHex(oid: string): number {
    const bytes = Buffer.from(oid, "hex");
    return bytes.length === this.width ? this.find(bytes) : EMPTY;
  }

  /** As `find`, for `2 * width` hex digits in bytes; -1 also where there is something else. Nothing is read from `end` on. */
  findHexAt(bytes: Uint8Array, at: number, end: number = bytes.length): number {
    if (at + 2 * this.width > end) return EMPTY;
    const id = this.#scratch;
    for (let i = 0; i < this.width; i++) {
      const high = NIBBLES[bytes[at + 2 * i] ?? 0] ?? BAD;
      const low = NIBBLES[bytes[at + 2 * i + 1] ?? 0] ?? BAD;
      if ((high | low) >= BAD) return EMPTY;
      id[i] = (high << 4) | low;
    }
    return this.find(id);
  }

  /** As `find`, for an id of another table. */
  findFrom(table: ObjectTable, number: number): number {
    return this.find(table.#ids, number * table.width);
  }

  /** Which of two ids comes first: negative, 0 or positive. */
  compare(one: number, other: number): number {
    const { width } = this;
    const ids = this.#ids;
    return ids.compare(ids, other * width, (other + 1) * width, one * width, (one + 1) * width);
  }

  hex(number: number): string {
    return this.#ids.toString("hex", number * this.width, (number + 1) * this.width);
  }

  /**
   * Where the slot of an id is, or the free one for it. Ids are hashes themselves, so their first bytes spread well; as the upper bits decide,
   * ids that come in rising order, as in the index of a pack, fill the slots from the first to the last.
   */
  #slot(bytes: Uint8Array, at: number): number {
    const slots = this.#slots;
    const first = firstBytes(bytes, at);
    for (let slot = (first >>> this.#shift) * 2; ; slot = slot + 2 === slots.length ? 0 : slot + 2) {
      const number = slots[slot + 1] ?? EMPTY;
      if (number === EMPTY || (slots[slot] === first && this.#equals(number, bytes, at))) return slot;
    }
  }

  /** Their first four bytes are known to be the same. */
  #equals(number: number, bytes: Uint8Array, at: number): boolean {
    const ids = this.#ids;
    const from = number * this.width;
    for (let i = 4; i < this.width; i++) if (ids[from + i] !== bytes[at + i]) return false;
    return true;
  }

  #grow(capacity: number): void {
    const old = this.bytes;
    this.#ids = Buffer.alloc(capacity * this.width);
    old.copy(this.#ids);
    this.#slots = this.#empty(capacity);
    this.#fill();
  }

  /** Puts all ids into the slots, which are empty. */
  #fill(): void {
    const ids = this.#ids;
    const slots = this.#slots;
    for (let number = 0, at = 0; number < this.#count; number++, at += this.width) {
      const slot = this.#slot(ids, at);
      slots[slot] = firstBytes(ids, at);
      slots[slot + 1] = number;
    }
  }

  #empty(capacity: number): Int32Array {
    const count = slotsFor(capacity);
    this.#shift = 32 - Math.log2(count);
    return new Int32Array(count * 2).fill(EMPTY);
  }
}

function isRising(ids: Uint8Array, width: number): boolean {
  for (let at = width; at < ids.length; at += width) {
    let order = 0;
    for (let i = 0; order === 0 && i < width; i++) order = (ids[at + i] ?? 0) - (ids[at + i - width] ?? 0);
    if (order <= 0) return false;
  }
  return true;
}

/** The first is the highest. */
function firstBytes(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] ?? 0) << 24) |
    ((bytes[at + 1] ?? 0) << 16) |
    ((bytes[at + 2] ?? 0) << 8) |
    (bytes[at + 3] ?? 0)
  );
}

/** A power of two, at least half as many slots again as ids. */
function slotsFor(capacity: number): number {
  return 2 ** Math.max(8, Math.ceil(Math.log2(capacity * 1.5 + 1)));
}
