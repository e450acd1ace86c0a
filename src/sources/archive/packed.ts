/** A file in an archive, before it is unpacked. */
export interface Packed {
  /** As the archive has it; "" where it is not known. For reports alone: nothing is ever written. */
  name: string;
  /**
   * Its bytes, at most that many; undefined where it can't be unpacked (encrypted, an unknown method, damaged).
   *
   * @throws what node:zlib throws.
   */
  unpack(most: number): Buffer | "too-large" | undefined;
}
