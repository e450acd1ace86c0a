/** A file in an archive before it is unpacked, and what may come of that. */
import type { ScanError, SkipReason } from "../../types.ts";

/** What should be there and can't be read: an error of the scan, named by the path of what it is told of. */
export type Damage = Omit<ScanError, "path">;

/** A zip or tar archive of which something is missing or wrong. */
export const DAMAGED: Damage = {
  code: "DAMAGED_ARCHIVE",
  message: "the archive is cut off or damaged; what could be read was scanned",
};

export interface Packed {
  /** As the archive has it; "" where it is not known. For reports alone: nothing is ever written. */
  name: string;
  /**
   * Its bytes, at most that many; else why there are none: `archive` for what is not unpacked (encrypted, an unknown method).
   *
   * @throws what node:zlib throws.
   */
  unpack(most: number): Buffer | SkipReason | Damage;
}
