/** Names and paths of a repository, each once, as numbers. Names are latin-1 text: a character a byte. */

/** Names by number and numbers by name; the first one is 0. */
export class Names {
  readonly #numbers: Map<string, number> = new Map();
  readonly #names: string[] = [];

  number(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.#names.length;
    this.#names.push(name);
    this.#numbers.set(name, number);
    return number;
  }

  get size(): number {
    return this.#names.length;
  }

  name(number: number): string {
    return this.#names[number] ?? "";
  }
}

/** The path of the root: of no name at all. */
export const ROOT = 0;

/** Paths as chains of names. */
export class Paths {
  readonly #names: Names;
  readonly #numbers: Map<number, number> = new Map();
  readonly #parents: number[] = [ROOT];
  readonly #last: number[] = [-1];

  constructor(names: Names) {
    this.#names = names;
  }

  /** The path of an entry of a directory. */
  below(directory: number, name: number): number {
    // Both stay far below 2^26.
    const key = directory * 67_108_864 + name;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#parents.length;
    this.#parents.push(directory);
    this.#last.push(name);
    this.#numbers.set(key, number);
    return number;
  }

  /** The path's bytes, "/" between names. */
  bytes(path: number): Buffer {
    const names: string[] = [];
    for (let at = path; at !== ROOT; at = this.#parents[at] ?? ROOT)
      names.unshift(this.#names.name(this.#last[at] ?? -1));
    return Buffer.from(names.join("/"), "latin1");
  }
}
