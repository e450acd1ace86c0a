/**
 * Contents of objects, one after the other, through `git cat-file --batch`. A content comes in pieces, so that its size does
 * not matter. Format: git-cat-file(1), "BATCH OUTPUT".
 */
import { startGit } from "./command.ts";
import { oddOutput } from "./error.ts";
import type { Repository } from "./repository.ts";

/** An object of the database; `pieces` are read at most once, and before the next object is asked for. */
export interface ObjectContent {
  id: string;
  type: string;
  /** Bytes. */
  size: number;
  pieces: AsyncGenerator<Buffer>;
}

/** An object that is not there, as in a partial clone or a damaged repository. */
export interface MissingObject {
  id: string;
  type: "missing";
}

/** An object that is in memory already. */
export function contentOf(id: string, { type, content }: { type: string; content: Buffer }): ObjectContent {
  async function* pieces(): AsyncGenerator<Buffer> {
    yield content;
  }
  return { id, type, size: content.length, pieces: pieces() };
}

const NEWLINE = 0x0a;

/** What `git cat-file --batch` and its like read: an id a line. */
export function idLines(ids: Iterable<string>): string {
  return Array.from(ids, (id) => `${id}\n`).join("");
}

/** Takes the output of `git cat-file --batch` apart; what of a content was not read is passed over. */
export async function* parseBatch(
  output: AsyncIterable<Buffer>,
): AsyncGenerator<ObjectContent | MissingObject> {
  const source = createReader(output);
  for (let head = await source.line(); head !== undefined; head = await source.line()) {
    const [id = "", type = "", size] = head.split(" ");
    if (type === "missing") {
      yield { id, type };
      continue;
    }
    const bytes = Number(size);
    if (size === undefined || !Number.isSafeInteger(bytes)) throw oddOutput("cat-file");
    const left = { bytes };
    yield { id, type, size: bytes, pieces: source.take(left) };
    // What the caller left unread, and the line end behind it.
    left.bytes++;
    for await (const _ of source.take(left));
  }
}

interface Reader {
  /** The next line without its end; undefined at the end of the output. */
  line(): Promise<string | undefined>;
  /** The next bytes, which are subtracted from the number left. @throws Error where there are fewer. */
  take(left: { bytes: number }): AsyncGenerator<Buffer>;
}

function createReader(output: AsyncIterable<Buffer>): Reader {
  const iterator = output[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  const more = async (): Promise<boolean> => {
    const next = await iterator.next();
    if (next.done === true) return false;
    rest = rest.length === 0 ? next.value : Buffer.concat([rest, next.value]);
    return true;
  };
  return {
    async line() {
      for (;;) {
        const end = rest.indexOf(NEWLINE);
        if (end >= 0) {
          const text = rest.toString("latin1", 0, end);
          rest = rest.subarray(end + 1);
          return text;
        }
        if (!(await more())) return undefined;
      }
    },
    async *take(left) {
      while (left.bytes > 0) {
        if (rest.length === 0 && !(await more())) throw new Error("git cat-file ended too early");
        const piece = rest.subarray(0, left.bytes);
        rest = rest.subarray(piece.length);
        left.bytes -= piece.length;
        yield piece;
      }
    },
  };
}

/** The bytes of a blob from one offset up to another, or to its end. @throws GitError where it can't be read. */
export async function readSlice(
  { view }: Repository,
  blob: string,
  from: number,
  to: number,
): Promise<Buffer> {
  const git = startGit(view, ["cat-file", "blob", blob], { input: "" });
  const kept: Buffer[] = [];
  let at = 0;
  for await (const piece of git.stdout as AsyncIterable<Buffer>) {
    kept.push(piece.subarray(Math.max(0, from - at), Math.max(0, to - at)));
    at += piece.length;
    if (at >= to) break;
  }
  if (at < to) await git.done;
  git.kill();
  return Buffer.concat(kept);
}
