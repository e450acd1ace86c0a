/**
 * Remembers which blobs a scan has read and found nothing in, so that the next one with the same rules need not read them. The
 * file lies in the repository's git directory and holds object ids alone. It is signed with a key of the user's: a repository
 * that comes with such a file, made to hide something, is not believed.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { ObjectTable } from "../../sources/git/object-table.ts";
import type { HistoryState } from "./state.ts";

/** To be raised when the engine finds more with the same rules. */
const VERSION = 1;
const SIGNATURE_BYTES = 32;
const KEY_BYTES = 32;
/** A file of ten million ids. */
const MAX_BYTES = 400 * 1024 * 1024;

export class Memory {
  readonly #state: HistoryState;
  readonly #directory: string;
  readonly #file: string;
  readonly #key: Buffer;
  readonly #known: ObjectTable;
  readonly #passed: Uint8Array;

  private constructor(state: HistoryState, key: Buffer) {
    const { pack, settings, repository } = state;
    const rules = createHash("sha256")
      .update(`${VERSION} ${pack.hash} `)
      .update(settings.enabled)
      .digest("hex");
    this.#state = state;
    this.#key = key;
    this.#directory = join(repository.commonDir, "keyscan");
    this.#file = join(this.#directory, `clean-${rules.slice(0, 16)}`);
    this.#known = this.#read();
    this.#passed = new Uint8Array(this.#known.size);
  }

  /** Undefined where nothing can be remembered: the user has no folder for a key. */
  static open(state: HistoryState): Memory | undefined {
    const key = userKey();
    return key === undefined ? undefined : new Memory(state, key);
  }

  /** True for a blob in which an earlier scan with these rules has found nothing: it is passed over. */
  isClean(oid: string): boolean {
    const number = this.#known.size === 0 ? -1 : this.#known.findHex(oid);
    if (number !== -1) this.#passed[number] = 1;
    return number !== -1;
  }

  /** Blobs that were passed over, each counted once. */
  get passed(): number {
    return this.#passed.reduce((sum, each) => sum + each, 0);
  }

  /** Remembers the blobs that this scan has found clean, also where it was interrupted. */
  save(): void {
    const { table, clean, damaged } = this.#state;
    const before = this.#known.size;
    for (const object of clean.values) {
      if (!damaged.has(object)) this.#known.add(table.bytes, object * table.width);
    }
    if (this.#known.size === before) return;
    const { bytes } = this.#known;
    const temporary = `${this.#file}.${randomBytes(6).toString("hex")}`;
    try {
      mkdirSync(this.#directory, { recursive: true });
      writeFileSync(temporary, Buffer.concat([this.#sign(bytes), bytes]), { flag: "wx", mode: 0o600 });
      // One scan beside another one replaces the file as a whole; what is lost is read again.
      renameSync(temporary, this.#file);
    } catch {
      rmSync(temporary, { force: true });
    }
  }

  #read(): ObjectTable {
    const width = this.#state.table.width;
    try {
      const content = readFileSync(this.#file);
      const bytes = content.subarray(SIGNATURE_BYTES);
      const isWhole = content.length <= MAX_BYTES && bytes.length % width === 0;
      if (!isWhole || !timingSafeEqual(content.subarray(0, SIGNATURE_BYTES), this.#sign(bytes)))
        return new ObjectTable(width);
      const table = new ObjectTable(width, bytes.length / width);
      for (let at = 0; at < bytes.length; at += width) table.add(bytes, at);
      return table;
    } catch {
      return new ObjectTable(width);
    }
  }

  /** The name of the file is signed as well: it says for which rules its content holds. */
  #sign(bytes: Buffer): Buffer {
    return createHmac("sha256", this.#key).update(this.#file).update("\0").update(bytes).digest();
  }
}

/** A key that only this user knows; made when it is first asked for. */
function userKey(): Buffer | undefined {
  const cache = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  const directory = join(cache, "keyscan");
  const file = join(directory, "key");
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    writeFileSync(file, randomBytes(KEY_BYTES), { flag: "wx", mode: 0o600 });
  } catch {
    // It is there, or can't be made: reading tells.
  }
  try {
    const key = readFileSync(file);
    return key.length === KEY_BYTES ? key : undefined;
  } catch {
    return undefined;
  }
}
