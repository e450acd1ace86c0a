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
  #slots: Int32Array;
  #count = 0;
  readonly #scratch: Uint8Array;

  /** @param capacity Ids that are expected; more fit as well. */
  constructor(width: 20 | 32, capacity = 1024) {
    this.width = width;
    this.#scratch = new Uint8Array(width);
    this.#ids = Buffer.alloc(capacity * width);
    this.#slots = new Int32Array(slotsFor(capacity)).fill(EMPTY);
  }

  get size(): number {
    return this.#count;
  }

  /** All ids, one after the other, in the order of their numbers. Good until the next `add`. */
  get bytes(): Buffer {
    return this.#ids.subarray(0, this.#count * this.width);
  }

  /** Number of the id whose bytes begin at `at`; a new one where it was not there. */
  add(bytes: Uint8Array, at = 0): number {
    const slot = this.#slot(bytes, at);
    const known = this.#slots[slot] ?? EMPTY;
    if (known !== EMPTY) return known;
    if ((this.#count + 1) * this.width > this.#ids.length || this.#count * 2 >= this.#slots.length) {
      this.#grow();
      return this.add(bytes, at);
    }
    const number = this.#count++;
    this.#ids.set(bytes.subarray(at, at + this.width), number * this.width);
    this.#slots[slot] = number;
    return number;
  }

  /** Number of the id whose bytes begin at `at`; -1 where it is not there. */
  find(bytes: Uint8Array, at = 0): number {
    return this.#slots[this.#slot(bytes, at)] ?? EMPTY;
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

  /** As `find`, for `2 * width` hex digits in bytes; -1 also where there is something else. */
  findHexAt(bytes: Uint8Array, at: number): number {
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

  /** Ids are hashes themselves, so their first bytes spread well. */
  #slot(bytes: Uint8Array, at: number): number {
    const mask = this.#slots.length - 1;
    const first =
      (bytes[at] ?? 0) |
      ((bytes[at + 1] ?? 0) << 8) |
      ((bytes[at + 2] ?? 0) << 16) |
      ((bytes[at + 3] ?? 0) << 24);
    for (let slot = first & mask; ; slot = (slot + 1) & mask) {
      const number = this.#slots[slot] ?? EMPTY;
      if (number === EMPTY || this.#equals(number, bytes, at)) return slot;
    }
  }

  #equals(number: number, bytes: Uint8Array, at: number): boolean {
    const ids = this.#ids;
    const from = number * this.width;
    for (let i = 0; i < this.width; i++) if (ids[from + i] !== bytes[at + i]) return false;
    return true;
  }

  #grow(): void {
    const old = this.bytes;
    this.#ids = Buffer.alloc(Math.max(1024, this.#count * 2) * this.width);
    old.copy(this.#ids);
    this.#slots = new Int32Array(slotsFor(Math.max(1024, this.#count * 2))).fill(EMPTY);
    for (let number = 0; number < this.#count; number++) {
      this.#slots[this.#slot(this.#ids, number * this.width)] = number;
    }
  }
}

/** A power of two, at least twice as many slots as ids. */
function slotsFor(capacity: number): number {
  return 2 ** Math.max(8, Math.ceil(Math.log2(capacity * 2 + 1)));
}
