/**
 * Secrets in names of files and folders: what was saved under the address that it came from (`backup?token=…`), what somebody pasted.
 * They are found, and hidden in every path that is reported. Names are looked at apart from what is in the files, with a job of their own.
 */
import type { Judged } from "../judge/index.ts";
import { emptyResult } from "./job-result.ts";
import type { Job } from "./job.ts";

/** Characters of the shortest name that is looked at; with fewer there is hardly room for a key. */
const LEAST = 20;
/** Characters of names that are looked at together. */
const TOGETHER = 64 * 1024;

/** What is known of a name in which there is something. */
interface Held {
  /** The name with its secrets hidden. */
  shown: string;
  judged: readonly Judged[];
  /** What is in it is among what was found; a path with the name may have been shown before it was met. */
  isTold: boolean;
}

/** The names of one scan. `meet` takes paths, `found` gives the secrets in their names, `shown` hides these. */
export class FileNames {
  readonly #makeJob: () => Job;
  readonly #showSecrets: boolean;
  #job: Job | undefined;
  /** Names that hold something, by name. */
  readonly #held: Map<string, Held> = new Map();
  /** Names that are still to be looked at, and the first path with each. */
  #waiting: Map<string, string> = new Map();
  #waitingSize = 0;
  /** The folder of the last path, with its final "/": its names have been met. */
  #folder = "";
  readonly #found: Judged[] = [];

  constructor(makeJob: () => Job, showSecrets: boolean) {
    this.#makeJob = makeJob;
    this.#showSecrets = showSecrets;
  }

  /**
   * @param path Of a file, as reports show it.
   * @param oldPaths Where it was before: only names that are not in these are looked at.
   */
  meet(path: string, oldPaths?: readonly string[]): void {
    if (oldPaths !== undefined) {
      this.#meetRenamed(path, new Set(oldPaths.flatMap((old) => old.split("/"))));
      return;
    }
    const at = path.lastIndexOf("/") + 1;
    this.meetFile(path.slice(0, at), path.slice(at));
  }

  /**
   * The same in two parts, as the walk has them: a path made for each file of a tree would be looked through for nothing.
   * @param folder As reports show it: "" or with its final "/".
   */
  meetFile(folder: string, name: string): void {
    if (folder !== this.#folder) {
      this.#folder = folder;
      this.#meetFolders(folder.slice(0, -1));
    }
    if (name.length >= LEAST) this.#meetName(name, folder + name);
  }

  #meetRenamed(path: string, before: ReadonlySet<string>): void {
    let end = 0;
    for (const name of path.split("/")) {
      end += name.length;
      if (!before.has(name)) this.#meetName(name, path.slice(0, end));
      end++;
    }
  }

  #meetFolders(folder: string): void {
    for (let at = folder.length, slash; at > 0; at = slash) {
      slash = folder.lastIndexOf("/", at - 1);
      if (at - slash > LEAST) this.#meetName(folder.slice(slash + 1, at), folder.slice(0, at));
    }
  }

  #meetName(name: string, path: string): void {
    if (!isSuspectName(name) || this.#waiting.has(name) || this.#held.get(name)?.isTold === true) return;
    this.#waiting.set(name, path);
    this.#waitingSize += name.length;
    if (this.#waitingSize > TOGETHER) this.#look();
  }

  /** All that was found in the names that were met. To be called once, when all have been. */
  found(): Judged[] {
    this.#look();
    return this.#found;
  }

  /** Together first: nearly always there is nothing in any of them. */
  #look(): void {
    const names = [...this.#waiting];
    this.#waiting = new Map();
    this.#waitingSize = 0;
    if (names.length === 0) return;
    const all = names.map(([name]) => onOneLine(name)).join("\n");
    const lines = new Set(this.#judge(all, "names").map(({ finding }) => finding.location.startLine));
    for (const line of lines) {
      const [name, path] = names[line - 1] ?? [];
      if (name === undefined || path === undefined) continue;
      const held = this.#heldBy(name, path);
      held.isTold = true;
      const { judged } = held;
      this.#found.push(...judged.map((one) => placed(one, this.shown(path))));
    }
  }

  #heldBy(name: string, path: string): Held {
    const known = this.#held.get(name);
    if (known !== undefined) return known;
    const judged = this.#judge(onOneLine(name), path);
    const held = { judged, shown: this.#showSecrets ? name : hidden(name, judged), isTold: false };
    this.#held.set(name, held);
    return held;
  }

  #judge(text: string, path: string): Judged[] {
    this.#job ??= this.#makeJob();
    const judged: Judged[] = [];
    const place = { path, kind: "file", localOnly: false, content: "utf-8" } as const;
    this.#job.memory(Buffer.from(text), place, emptyResult(), (more) => judged.push(...more));
    return judged;
  }

  /** The path with the secrets in its names hidden, unless they are to be shown. */
  readonly shown = (path: string): string => {
    // `<stdin>`, `<commit 1234abcd5678>` are no names of files.
    if (path.length < LEAST || /^<[^/]*>$/.test(path)) return path;
    return path
      .split("/")
      .map((name) => (isSuspectName(name) ? this.#heldBy(name, path).shown : name))
      .join("/");
  };
}

/** Whether there may be a key in the name: it is long enough, and has a digit. */
export function isSuspectName(name: string): boolean {
  return name.length >= LEAST && /[0-9]/.test(name);
}

/** The same units in the same places, but those that places do not count. */
function onOneLine(name: string): string {
  return name.replaceAll(/[\r\n\u2028\u2029\ufeff]/g, " ");
}

function hidden(name: string, judged: readonly Judged[]): string {
  let shown = "";
  let from = 0;
  for (const { location, secret } of judged.map(({ finding }) => finding)) {
    if (location.startColumn <= from) continue;
    shown += name.slice(from, location.startColumn - 1) + secret.redacted;
    from = location.endColumn - 1;
  }
  return shown + name.slice(from);
}

function placed({ finding, ...rest }: Judged, path: string): Judged {
  const location = { ...finding.location, path };
  return { ...rest, finding: { ...finding, location, source: { ...finding.source, part: "file-name" } } };
}
