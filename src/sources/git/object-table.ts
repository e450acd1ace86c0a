/** Object ids in little memory: each has a number, by which more can be kept about it. */

const EMPTY = -1;

const BAD = 16;
/** Value of each hex digit, BAD for all other bytes. */
const NIBBLES: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => {
  const digit = "0123456789abcdef".indexOf(String.fromCharCode(byte).toLowerCase());
  return digit === -1 ? BAD : digit;
});

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

  /** Makes room for so many ids in all. */
  reserve(capacity: number): void {
    if (capacity * this.width > this.#ids.length) this.#grow(capacity);
  }

  /** Number of the id whose bytes begin at `at`; a new one where it was not there. */
  add(bytes: Uint8Array, at = 0): number {
    const slot = this.#slot(bytes, at);
    const known = this.#slots[slot + 1] ?? EMPTY;
    if (known !== EMPTY) return known;
    if ((this.#count + 1) * this.width > this.#ids.length || this.#count * 4 >= this.#slots.length) {
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
    for (let number = 0; number < this.#count; number++) {
      const at = number * this.width;
      const slot = this.#slot(this.#ids, at);
      this.#slots[slot] = firstBytes(this.#ids, at);
      this.#slots[slot + 1] = number;
    }
  }

  #empty(capacity: number): Int32Array {
    const count = slotsFor(capacity);
    this.#shift = 32 - Math.log2(count);
    return new Int32Array(count * 2).fill(EMPTY);
  }
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

/** A power of two, at least twice as many slots as ids. */
function slotsFor(capacity: number): number {
  return 2 ** Math.max(8, Math.ceil(Math.log2(capacity * 2 + 1)));
}
