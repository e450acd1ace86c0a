/**
 * Takes values of unknown JSON, and says where something else stands than what was expected. A value is never quoted: it may
 * hold a secret.
 */
import { ResultError } from "./error.ts";

/** A JSON object with its place, such as `findings[3].location` in `old.json`. */
export class JsonObject {
  readonly #members: Readonly<Record<string, unknown>>;
  readonly #place: string;

  /** @throws ResultError where the value is no object. */
  constructor(value: unknown, place: string) {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw new ResultError(`${place} must be an object`);
    this.#members = value as Readonly<Record<string, unknown>>;
    this.#place = place;
  }

  has(name: string): boolean {
    return this.#members[name] !== undefined;
  }

  /** @throws ResultError */
  text(name: string): string {
    const value = this.#members[name];
    return typeof value === "string" ? value : this.#fail(name, "a text");
  }

  /** @throws ResultError */
  number(name: string): number {
    const value = this.#members[name];
    return typeof value === "number" && Number.isFinite(value) ? value : this.#fail(name, "a number");
  }

  /** A whole number. @throws ResultError */
  whole(name: string, least: number): number {
    const value = this.number(name);
    return Number.isSafeInteger(value) && value >= least
      ? value
      : this.#fail(name, `a whole number from ${least} on`);
  }

  /** @throws ResultError */
  flag(name: string): boolean {
    const value = this.#members[name];
    return typeof value === "boolean" ? value : this.#fail(name, "true or false");
  }

  /** @throws ResultError */
  choice<T extends string>(name: string, choices: readonly T[]): T {
    const value = this.#members[name];
    return choices.find((choice) => choice === value) ?? this.#fail(name, `one of ${choices.join(", ")}`);
  }

  /** @throws ResultError */
  texts(name: string): string[] {
    const value = this.#members[name];
    if (!Array.isArray(value) || value.some((item) => typeof item !== "string"))
      return this.#fail(name, "a list of texts");
    return [...(value as string[])];
  }

  /** @throws ResultError */
  objects(name: string): JsonObject[] {
    const value = this.#members[name];
    if (!Array.isArray(value)) return this.#fail(name, "a list");
    return value.map((item, index) => new JsonObject(item, `${this.#place}.${name}[${index}]`));
  }

  /** @throws ResultError */
  object(name: string): JsonObject {
    return new JsonObject(this.#members[name], `${this.#place}.${name}`);
  }

  /** The members of these names that are there, each read by `read`. */
  optional<Name extends string, T>(
    names: readonly Name[],
    read: (name: Name) => T,
  ): Partial<Record<Name, T>> {
    const found: Partial<Record<Name, T>> = {};
    for (const name of names) if (this.has(name)) found[name] = read(name);
    return found;
  }

  #fail(name: string, expected: string): never {
    throw new ResultError(`${this.#place}.${name} must be ${expected}`);
  }
}
