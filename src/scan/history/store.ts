/**
 * Where scans of a history leave what later ones may know: the folder `keyscan` of the git directory or, where that can't be written, one
 * in the user's cache folder. A repository can come with such files, made to hide something: what is read is believed only if it was
 * sealed with a key that this user alone has, for this repository and under this name.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  randomBytes,
  timingSafeEqual,
} from "node:crypto";
import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { homedir, userInfo } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { readSmallBytes } from "../../sources/ignore-files.ts";

const KEY_BYTES = 32;
const SIGNATURE_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** A file of ten million ids. */
const MAX_BYTES = 400 * 1024 * 1024;
/** Files of one kind that are kept, for that many different rules and settings. */
const KEPT = 6;
/** A scan that was killed leaves its unfinished file behind; after this long, milliseconds, it is taken away. */
const LEFT_BEHIND = 3_600_000;

export interface Store {
  /** What was written under the name, whole and as it was written; undefined: nothing that can be believed. */
  readSigned(name: string): Buffer | undefined;
  /** As `readSigned`, of what was sealed together with the same `facts`. */
  readSealed(name: string, facts: Buffer): Buffer | undefined;
  /** Writes so that anybody could read it. Says nothing where it can't: then nothing is remembered. */
  writeSigned(name: string, content: Buffer): void;
  /** Writes so that only this user can read it. */
  writeSealed(name: string, facts: Buffer, content: Buffer): void;
}

/**
 * Undefined where nothing can be remembered: the user has no folder for a key.
 *
 * @param commonDir The git directory that all worktrees share.
 */
export function openStore(commonDir: string): Store | undefined {
  const cache = userCache();
  const key = cache === undefined ? undefined : userKey(cache);
  if (cache === undefined || key === undefined) return undefined;
  const id = createHash("sha256").update(commonDir).digest("hex").slice(0, 32);
  const directory = [join(commonDir, "keyscan"), join(cache, "repositories", id)].find(canWrite);
  return directory === undefined ? undefined : new Folder(directory, key, commonDir);
}

class Folder implements Store {
  readonly #directory: string;
  readonly #key: Buffer;
  readonly #repository: string;

  constructor(directory: string, key: Buffer, repository: string) {
    this.#directory = directory;
    this.#key = key;
    this.#repository = repository;
  }

  readSigned(name: string): Buffer | undefined {
    const bytes = this.#read(name);
    if (bytes === undefined || bytes.length < SIGNATURE_BYTES) return undefined;
    const content = bytes.subarray(SIGNATURE_BYTES);
    const signature = this.#sign(name, content);
    return timingSafeEqual(bytes.subarray(0, SIGNATURE_BYTES), signature) ? content : undefined;
  }

  writeSigned(name: string, content: Buffer): void {
    this.#write(name, [this.#sign(name, content), content]);
  }

  readSealed(name: string, facts: Buffer): Buffer | undefined {
    const bytes = this.#read(name);
    const from = facts.length + NONCE_BYTES + TAG_BYTES;
    if (bytes === undefined || bytes.length < from) return undefined;
    // Cheaper than finding out by decrypting.
    if (!bytes.subarray(0, facts.length).equals(facts)) return undefined;
    const nonce = bytes.subarray(facts.length, facts.length + NONCE_BYTES);
    try {
      const cipher = createDecipheriv("aes-256-gcm", this.#derived("seal"), nonce);
      cipher.setAAD(this.#context(name, facts));
      cipher.setAuthTag(bytes.subarray(from - TAG_BYTES, from));
      return Buffer.concat([cipher.update(bytes.subarray(from)), cipher.final()]);
    } catch {
      return undefined;
    }
  }

  writeSealed(name: string, facts: Buffer, content: Buffer): void {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", this.#derived("seal"), nonce);
    cipher.setAAD(this.#context(name, facts));
    const sealed = Buffer.concat([cipher.update(content), cipher.final()]);
    this.#write(name, [facts, nonce, cipher.getAuthTag(), sealed]);
  }

  #read(name: string): Buffer | undefined {
    const bytes = readSmallBytes(join(this.#directory, name), MAX_BYTES);
    return typeof bytes === "string" ? undefined : bytes;
  }

  #write(name: string, parts: readonly Buffer[]): void {
    const file = join(this.#directory, name);
    const temporary = `${file}.${randomBytes(6).toString("hex")}.tmp`;
    try {
      writeFileSync(temporary, Buffer.concat(parts), { flag: "wx", mode: 0o600 });
      // One scan beside another one replaces the file as a whole; what is lost is read again.
      renameSync(temporary, file);
    } catch {
      rmSync(temporary, { force: true });
    }
    this.#tidy(name.replace(/-.*$/, "-"));
  }

  /** Takes away what scans with other rules and settings have left long ago, and what was never finished. */
  #tidy(kind: string): void {
    try {
      const files = readdirSync(this.#directory).map((name) => {
        const path = join(this.#directory, name);
        return { name, path, time: statSync(path).mtimeMs };
      });
      const old = files
        .filter(({ name }) => name.startsWith(kind) && !name.endsWith(".tmp"))
        .sort((a, b) => b.time - a.time)
        .slice(KEPT);
      const unfinished = files.filter(
        ({ name, time }) => name.endsWith(".tmp") && time < Date.now() - LEFT_BEHIND,
      );
      for (const { path } of [...old, ...unfinished]) rmSync(path, { force: true });
    } catch {
      // Another scan tidies up as well.
    }
  }

  #derived(purpose: string): Buffer {
    return createHmac("sha256", this.#key).update(`keyscan ${purpose}`).digest();
  }

  #context(name: string, facts: Buffer): Buffer {
    return Buffer.concat([Buffer.from(`${this.#repository}\0${name}\0`), facts]);
  }

  /** The name is signed as well: it says for which rules the content holds. */
  #sign(name: string, content: Buffer): Buffer {
    return createHmac("sha256", this.#derived("sign"))
      .update(`${this.#repository}\0${name}\0`)
      .update(content)
      .digest();
  }
}

/** True for a folder that is one, no link, and can be written; it is made where it is missing. */
function canWrite(directory: string): boolean {
  try {
    makeFolder(directory);
    if (!lstatSync(directory).isDirectory()) return false;
    accessSync(directory, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The folder of the user's cache. Relative names are nobody's (XDG Base Directory Specification): they would lead into what is scanned, where
 * somebody else may have left a key.
 */
function userCache(): string | undefined {
  const given = process.env["XDG_CACHE_HOME"] ?? "";
  if (isAbsolute(given)) return join(given, "keyscan");
  const home = [homedir, () => userInfo().homedir].map(homeBy).find(isAbsolute);
  return home === undefined ? undefined : join(home, ".cache", "keyscan");
}

function homeBy(ask: () => string): string {
  try {
    return ask();
  } catch {
    return "";
  }
}

/** With those above it; Node's own way to do so tries for ever in `/proc`. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another scan may have made it.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** A key that only this user knows; made when it is first asked for, and anew where a run has left it in part. */
function userKey(cache: string): Buffer | undefined {
  const file = join(cache, "key");
  const found = readSmallBytes(file, KEY_BYTES);
  if (typeof found === "object" && found.length === KEY_BYTES) return found;
  // What is no file of a key stays where it is.
  if (found === undefined ? existsSync(file) : found === "too-large") return undefined;
  const temporary = `${file}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    makeFolder(cache);
    writeFileSync(temporary, randomBytes(KEY_BYTES), { flag: "wx", mode: 0o600 });
    // As a whole: a scan beside this one must not read it half written. Whose key stays, reading tells.
    renameSync(temporary, file);
  } catch {
    rmSync(temporary, { force: true });
  }
  const key = readSmallBytes(file, KEY_BYTES);
  return typeof key === "object" && key.length === KEY_BYTES ? key : undefined;
}
