/**
 * Secrets that a baseline or an ignore file knows, without holding them. A secret that can't be guessed goes by its fingerprint.
 * Of one that can (a password), any hash could be tried out with a list of passwords: its key is made with a salt of the file's
 * own, so that nothing can be prepared, by scrypt (RFC 7914), so that each try costs, and cut to 64 bits.
 */
import { crypto } from "../engine/crypto.ts";
import type { Acceptance, KnownEntry } from "../types.ts";
import { fingerprint, isGuessable } from "./fingerprint.ts";
import { otherNames, type Link } from "./other-names.ts";

/** 4 MB and some ten milliseconds for each different secret that could be guessed. */
const COST = { N: 4096, r: 8, p: 1 } as const;
const TAG_BYTES = 8;
const SALT_BYTES = 8;

/** `v1:` is a fingerprint, `k1:` a salt and a tag. */
export const KEY_PATTERN: RegExp = /^(?:v1:[0-9a-f]{32}|k1:[0-9a-f]{16}:[0-9a-f]{16})$/;

/** 16 hex digits. */
export function newSalt(): string {
  return crypto().randomBytes(SALT_BYTES).toString("hex");
}

/** The salt of a `k1` key. */
export function saltOf(key: string): string | undefined {
  return key.startsWith("k1:") ? key.slice(3, 3 + 2 * SALT_BYTES) : undefined;
}

/** What a scan is told of known secrets; crosses to worker threads. */
export interface Known {
  entries: readonly KnownEntry[];
  /** Where keys for new entries are wanted: the salt for them, 16 hex digits. */
  salt?: string;
  /** What paths of reports are relative to: absolute, "/" between names. Left out, lines that were written in other folders are not looked for. */
  cwd?: string;
  /** Links among what is scanned, as `otherNames` takes them. */
  links?: readonly Link[];
}

/** A secret in its place. */
export interface Sighting {
  /** Rule family. */
  family: string;
  /** Latin-1. */
  secret: string;
  path: string;
}

/** Answers for one thread; keeps what it has worked out. */
export class KnownSecrets {
  readonly #known: Known;
  /** Indexes of entries by key. */
  readonly #byKey: Map<string, number[]> = new Map();
  readonly #salts: readonly string[];
  /** Folders whose ignore files hold fingerprints. */
  readonly #scopes: readonly string[];
  readonly #tags: Map<string, string> = new Map();

  constructor(known: Known) {
    this.#known = known;
    const salts = new Set<string>();
    const scopes = new Set<string>();
    known.entries.forEach(({ key, by, scope }, index) => {
      this.#byKey.set(key, [...(this.#byKey.get(key) ?? []), index]);
      const salt = saltOf(key);
      if (salt !== undefined) salts.add(salt);
      else if (by === "ignore-file") scopes.add(scope);
    });
    this.#salts = [...salts];
    this.#scopes = known.cwd === undefined ? [] : [...scopes];
  }

  /** The index of the entry that knows the secret; of several, one that is in force. */
  find(sighting: Sighting): number | undefined {
    const { entries } = this.#known;
    const candidates = this.#keysOf(sighting)
      .flatMap((key) => this.#byKey.get(key) ?? [])
      .filter((index) => isFor(entries[index], sighting.path));
    const isInForce = (index: number): boolean => entries[index]?.expired !== true;
    const found = candidates.find(isInForce);
    if (found !== undefined || this.#scopes.length === 0) return found ?? candidates[0];
    const others = this.#writtenElsewhere(sighting);
    return others.find(isInForce) ?? candidates[0] ?? others[0];
  }

  /** Entries in ignore files for a secret that could be guessed, whose fingerprint was made where its file is shown by another name. */
  #writtenElsewhere({ family, secret, path }: Sighting): number[] {
    const { entries, cwd = "", links } = this.#known;
    if (!isGuessable(secret)) return [];
    return this.#scopes.flatMap((scope) =>
      otherNames(path, cwd, /^[A-Za-z]:/.test(scope) ? scope.replaceAll("\\", "/") : scope, links)
        .flatMap((name) => this.#byKey.get(fingerprint(family, secret, name)) ?? [])
        .filter((index) => entries[index]?.scope === scope),
    );
  }

  acceptance(index: number | undefined): Acceptance | undefined {
    const entry = index === undefined ? undefined : this.#known.entries[index];
    return entry === undefined ? undefined : acceptanceBy(entry);
  }

  /** The key for a new entry; undefined where none is wanted. */
  newKey({ family, secret, path }: Sighting): string | undefined {
    const { salt } = this.#known;
    if (salt === undefined) return undefined;
    return isGuessable(secret) ? this.#tag(family, secret, salt) : fingerprint(family, secret, path);
  }

  #keysOf({ family, secret, path }: Sighting): string[] {
    const keys = [fingerprint(family, secret, path)];
    if (isGuessable(secret)) keys.push(...this.#salts.map((salt) => this.#tag(family, secret, salt)));
    return keys;
  }

  #tag(family: string, secret: string, salt: string): string {
    const id = `${salt} ${family} ${secret}`;
    const known = this.#tags.get(id);
    if (known !== undefined) return known;
    const salted = Buffer.concat([
      Buffer.from(salt, "hex"),
      Buffer.from(`keyscan known v1 ${family}`, "latin1"),
    ]);
    const tag = crypto().scryptSync(Buffer.from(secret, "latin1"), salted, TAG_BYTES, COST).toString("hex");
    const key = `k1:${salt}:${tag}`;
    this.#tags.set(id, key);
    return key;
  }
}

/** What an entry says of a secret that it knows; undefined where it has expired. */
export function acceptanceBy({ by, where, reason, until, expired }: KnownEntry): Acceptance | undefined {
  if (expired === true) return undefined;
  return {
    by,
    where,
    ...(reason === undefined ? {} : { reason }),
    ...(until === undefined ? {} : { until }),
  };
}

/** An entry for a secret that could be guessed speaks of one file, since others may well hold the same for another reason. */
function isFor(entry: KnownEntry | undefined, path: string): boolean {
  if (entry === undefined) return false;
  if (entry.path === undefined || !entry.key.startsWith("k1:")) return true;
  return entry.path === path || entry.moved === true;
}
