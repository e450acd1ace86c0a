/** The tables' sets of bytes, and the programs that speak of them: equal ones are stored once. */
import { LENGTHS, SETS } from "../../engine/program.ts";
import { bitmap, type ByteSet } from "./byte-set.ts";
import type { Word } from "./program.ts";

/** Numbers sets. */
export class SetTable {
  readonly #numbers = new Map<string, number>();
  readonly #maps: Uint8Array[] = [];

  number(set: ByteSet): number {
    const map = bitmap(set);
    const key = map.join();
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#maps.length;
      this.#numbers.set(key, number);
      this.#maps.push(map);
    }
    return number;
  }

  bytes(): Uint8Array {
    const out = new Uint8Array(this.#maps.length * 32);
    this.#maps.forEach((map, i) => out.set(map, i * 32));
    return out;
  }
}

/** Programs, one behind the other, each with its length before it. */
export class ProgramTable {
  readonly #places = new Map<string, number>();
  readonly #known = new Map<readonly Word[], number>();
  readonly #words: number[] = [];

  /** Where the program begins, in words from 1 on. */
  place(program: readonly Word[], sets: SetTable): number {
    let place = this.#known.get(program);
    if (place !== undefined) return place;
    const words = program.map((word) => (typeof word === "number" ? word : sets.number(word)));
    const key = words.join();
    place = this.#places.get(key);
    if (place === undefined) {
      place = this.#words.push(words.length);
      this.#words.push(...words);
      this.#places.set(key, place);
    }
    this.#known.set(program, place);
    return place;
  }

  bytes(): Uint8Array {
    return new Uint8Array(Uint16Array.from(this.#words).buffer);
  }
}

/** The program at a place, as it was put into a table. */
export function readProgram(words: Uint16Array, place: number, set: (number: number) => ByteSet): Word[] {
  const own = words.subarray(place, place + (words[place - 1] ?? 0));
  const program: Word[] = [...own];
  for (let op = 0; op < own.length; op += LENGTHS[own[op] ?? 0] ?? 1) {
    const sets = SETS[own[op] ?? 0] ?? 0;
    for (let k = 1; sets >> k > 0; k++) if ((sets >> k) & 1) program[op + k] = set(own[op + k] ?? 0);
  }
  return program;
}
