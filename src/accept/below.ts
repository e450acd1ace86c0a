/**
 * Fingerprints in `.keyscanignore` files below what is scanned. Which files there are shows while the scan goes on, so they are
 * read when a finding comes from their folder: each once, by the thread that collects. They speak of their folder alone.
 */
import { existsSync, realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { ConfigError, type ConfigProblem } from "../config/error.ts";
import type { Acceptance, KnownEntry } from "../types.ts";
import { acceptanceBy } from "../judge/known.ts";
import { IGNORE_NAME } from "../sources/ignore-files.ts";
import { entriesIn, readEntries } from "./load.ts";

interface Folder {
  entries: readonly KnownEntry[];
  byKey: ReadonlyMap<string, KnownEntry>;
}

const NONE: Folder = { entries: [], byKey: new Map() };

/** The entries of ignore files below the scanned paths, by folder; also remembers which of them were of use. */
export class EntriesBelow {
  readonly #cwd: string;
  /** Folders whose files have been read before the scan, and those above them. */
  readonly #covered: ReadonlySet<string>;
  readonly #folders: Map<string, Folder> = new Map();
  /** By the folder of a path: those with entries that speak of it. */
  readonly #over: Map<string, readonly (Folder & { up: number })[]> = new Map();
  /** Folders whose files were given as texts. */
  readonly #taken: Set<string> = new Set();
  readonly #used: Set<KnownEntry> = new Set();
  readonly #problems: ConfigProblem[] = [];

  /**
   * @param cwd Absolute; what paths of reports are relative to.
   * @param covered Absolute, without links.
   */
  constructor(cwd: string, covered: Iterable<string>) {
    this.#cwd = cwd;
    this.#covered = new Set(covered);
  }

  /** The scan has come across a file of this name (absolute). */
  meet(file: string): void {
    this.#at(dirname(file));
  }

  /** A file that no folder has: HEAD of a bare repository holds it. Named as reports would. */
  take(file: string, text: string): void {
    const full = resolve(this.#cwd, file);
    const where = { file: full, cwd: this.#cwd, by: "ignore-file" as const };
    this.#folders.set(dirname(full), this.#folderOf(entriesIn(text, where, this.#problems)));
    this.#taken.add(dirname(full));
    this.#over.clear();
  }

  /**
   * @param path As reports show it.
   * @param fromFolders What scans of the folders on the path show instead, from the innermost one on, where that is something else.
   */
  acceptance(path: string, fingerprint: string, fromFolders: readonly string[] = []): Acceptance | undefined {
    for (const { byKey, up } of this.#foldersOver(path)) {
      // Seen from the folder itself or from one above it: a shorter name could mean a file in another folder.
      const names = [fingerprint, ...fromFolders.slice(up)];
      const entry = names.map((name) => byKey.get(name)).find((one) => one !== undefined);
      if (entry === undefined) continue;
      this.#used.add(entry);
      const accepted = acceptanceBy(entry);
      if (accepted !== undefined) return accepted;
    }
    return undefined;
  }

  #foldersOver(path: string): readonly (Folder & { up: number })[] {
    const name = path.slice(0, path.lastIndexOf("/") + 1);
    let over = this.#over.get(name);
    if (over === undefined) {
      const folders = this.#namesOver(path).map((folder, up) => ({ ...this.#at(folder), up }));
      this.#over.set(name, (over = folders.filter(({ entries }) => entries.length > 0)));
    }
    return over;
  }

  /** From the folder of a path up to what has been read before; none where that does not lie above it. */
  #namesOver(path: string): string[] {
    const folders: string[] = [];
    let folder = dirname(resolve(this.#cwd, path));
    for (; !this.#covered.has(folder); folder = dirname(folder)) {
      if (dirname(folder) === folder) return [];
      folders.push(folder);
    }
    if (this.#taken.has(folder)) folders.push(folder);
    return folders;
  }

  /** Entries that the scan has come across, in force or expired. */
  get used(): KnownEntry[] {
    return [...this.#used];
  }

  /** Those that it has not. */
  get unused(): KnownEntry[] {
    return [...this.#folders.values()].flatMap(({ entries }) =>
      entries.filter((one) => !this.#used.has(one)),
    );
  }

  /** Lines that can't be read, and accept nothing; a text each. */
  get problems(): string[] {
    return this.#problems.map((problem) => new ConfigError([problem]).message);
  }

  #at(folder: string): Folder {
    let known = this.#folders.get(folder);
    if (known === undefined) {
      const file = join(folder, IGNORE_NAME);
      // Most folders have none: all else takes ten times as long.
      const isRead = !this.#covered.has(folder) && existsSync(file) && !isLinked(folder);
      known = isRead ? this.#read(file) : NONE;
      this.#folders.set(folder, known);
    }
    return known;
  }

  #read(file: string): Folder {
    return this.#folderOf(readEntries(file, this.#cwd, "ignore-file", this.#problems));
  }

  #folderOf(all: readonly KnownEntry[]): Folder {
    const entries = all.filter(({ key }) => !key.startsWith("k1:"));
    for (const { key, where } of all) {
      if (!key.startsWith("k1:")) continue;
      const message = "a k1 key counts in the scanned folder and above it only";
      this.#problems.push({ file: where, message, hint: "move the line to the baseline" });
    }
    return { entries, byKey: new Map(entries.map((entry) => [entry.key, entry])) };
  }
}

/** Paths of a history may lead through what is a link by now. */
function isLinked(folder: string): boolean {
  try {
    return realpathSync(folder) !== folder;
  } catch {
    return true;
  }
}
