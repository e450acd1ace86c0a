/**
 * Bytes of a pack file, read in blocks that stay in memory for a while: entries lie near those that they are deltas of, but not always. The
 * memory does not depend on the size of the pack.
 */
import { closeSync, readSync } from "node:fs";
import type { PackMemory } from "./memory.ts";
import { openRegular } from "./open-regular.ts";

/** Bytes of a block. */
const BLOCK = 32_768;
/** Bytes that may be looked at behind what was asked for. */
const BEHIND = 64;

/** A pack that can't be used. The message names no path. */
export class PackFileError extends Error {
  override name = "PackFileError";
}

export interface PackFile {
  /** Where entries end: behind them stands the checksum of the pack. */
  readonly end: number;
  /**
   * Brings bytes into memory and gives their address there. They stay until the next call.
   *
   * @param spare Where bytes go that lie not in one block: address of at least `length + 64` bytes.
   * @throws PackFileError where the file is shorter than it was.
   */
  view(offset: number, length: number, spare: number): number;
  /**
   * Brings all of the file into memory, until another one is read.
   *
   * @returns Its address, 0 where there is no room for it.
   * @throws PackFileError
   */
  whole(): number;
  close(): void;
}

/** @throws PackFileError; what the file system throws. */
export function openPackFile(path: string, idBytes: number, { bytes, blocks }: PackMemory): PackFile {
  const { fd, size } = openRegular(path);
  try {
    checkHeader(fd, size, idBytes);
    return new Blocks(fd, size - idBytes, bytes, blocks);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

function checkHeader(fd: number, size: number, idBytes: number): void {
  const header = Buffer.alloc(12);
  if (size < 12 + idBytes || readSync(fd, header, 0, 12, 0) < 12) throw new PackFileError("pack is cut off");
  if (header.toString("latin1", 0, 4) !== "PACK") throw new PackFileError("not a pack file");
  const version = header.readUInt32BE(4);
  if (version !== 2 && version !== 3)
    throw new PackFileError(`pack has version ${version}, which is not known`);
}

class Blocks implements PackFile {
  readonly end: number;
  readonly #fd: number;
  readonly #memory: Buffer;
  readonly #blocks: PackMemory["blocks"];
  readonly #at: number;
  /** Number of the block in each place, and the place of each block, -1: none. */
  readonly #inPlace: Int32Array;
  readonly #places: Int32Array;
  #next = 0;
  #isWhole = false;

  constructor(fd: number, end: number, memory: Buffer, blocks: PackMemory["blocks"]) {
    this.#fd = fd;
    this.end = end;
    this.#memory = memory;
    this.#blocks = blocks;
    this.#at = blocks.at;
    this.#inPlace = new Int32Array(Math.floor((blocks.size - BEHIND) / BLOCK)).fill(-1);
    this.#places = new Int32Array(Math.ceil((end + BLOCK) / BLOCK)).fill(-1);
  }

  view(offset: number, length: number, spare: number): number {
    // Another pack may have been read meanwhile.
    if (this.#blocks.owner !== this) this.#takeOver();
    if (this.#isWhole) return this.#at + offset;
    const block = Math.floor(offset / BLOCK);
    const within = offset - block * BLOCK;
    if (within + length > BLOCK) {
      this.#read(spare, offset, length);
      return spare;
    }
    let place = this.#places[block] ?? -1;
    if (place < 0) place = this.#load(block, within + length);
    return this.#at + place * BLOCK + within;
  }

  whole(): number {
    if (this.end + BEHIND > this.#blocks.size) return 0;
    if (this.#blocks.owner !== this) this.#takeOver();
    if (!this.#isWhole) this.#read(this.#at, 0, this.end);
    this.#isWhole = true;
    return this.#at;
  }

  #takeOver(): void {
    this.#blocks.owner = this;
    this.#isWhole = false;
    this.#inPlace.fill(-1);
    this.#places.fill(-1);
    this.#next = 0;
  }

  /** Takes the place that was filled first. */
  #load(block: number, least: number): number {
    const place = this.#next;
    this.#next = (place + 1) % this.#inPlace.length;
    const before = this.#inPlace[place] ?? -1;
    if (before >= 0) this.#places[before] = -1;
    this.#inPlace[place] = -1;
    this.#read(this.#at + place * BLOCK, block * BLOCK, Math.min(BLOCK, this.end - block * BLOCK), least);
    this.#inPlace[place] = block;
    this.#places[block] = place;
    return place;
  }

  #read(at: number, offset: number, length: number, least: number = length): void {
    let read = 0;
    while (read < length) {
      const more = readSync(this.#fd, this.#memory, at + read, length - read, offset + read);
      if (more === 0) break;
      read += more;
    }
    if (read < least) throw new PackFileError("pack is cut off");
  }

  close(): void {
    closeSync(this.#fd);
  }
}
