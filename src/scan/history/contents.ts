/** The first stage of a history scan: which objects there are, and what stands in blobs, commits and tags. */
import type { Match } from "../../engine/match.ts";
import type { Judged } from "../../judge/index.ts";
import { MAX_ARCHIVE } from "../../sources/archive/index.ts";
import { isArchive, isProgram, leftOutOf, type Content } from "../../sources/content.ts";
import type { BatchSink, ObjectType } from "../../sources/git/batch.ts";
import { commitLinks, commitTextStart } from "../../sources/git/formats.ts";
import { listObjects, readObjects } from "../../sources/git/objects.ts";
import type { SkipReason } from "../../types.ts";
import { filesIn, takeFiles } from "./archived.ts";
import { NumberList } from "./numbers.ts";
import type { HistoryState } from "./state.ts";
import { judgeText, matchesIn, noteOf, objectPath, skipBlob } from "./texts.ts";

/** The objects of a repository by what they are; object numbers, in the order in which they are read quickest. */
export interface ObjectLists {
  /** Blobs, commits and tags that are to be read. */
  contents: NumberList;
  trees: NumberList;
  /** Bytes of both. */
  bytes: number;
}

/** A finding in the text of a commit or tag. */
export interface TextFinding {
  /** Object number of the commit or tag. */
  object: number;
  judged: Judged;
}

/** Commits and tags are held in memory up to this size, bytes; larger ones are scanned like files. */
const MAX_TEXT = 64 * 1024 * 1024;

/**
 * Lists all objects; into the lists go those that are wanted.
 *
 * @throws GitError
 */
export async function listAll(
  state: HistoryState,
  isWanted: (object: number) => boolean,
): Promise<ObjectLists> {
  const { repository, table, settings } = state;
  const lists: ObjectLists = {
    contents: new NumberList(),
    trees: new NumberList(),
    bytes: 0,
  };
  const { maxFileSize = Infinity } = settings;
  await listObjects(
    repository,
    ({ oid, type, size }) => {
      const number = table.addHex(oid);
      if (!isWanted(number)) return;
      if (type === "blob" && size > maxFileSize) {
        skipBlob(state, number, "too-large");
        return;
      }
      lists.bytes += size;
      (type === "tree" ? lists.trees : lists.contents).push(number);
    },
    {
      onMissing: (oid) => damaged(state, oid),
      ...(state.signal === undefined ? {} : { signal: state.signal }),
    },
  );
  return lists;
}

/** An object that is there and can't be read. */
export function damaged(state: HistoryState, oid: string): void {
  state.damaged.add(state.table.findHex(oid));
  state.collector.errors.push({
    path: objectPath(state, "object", oid),
    code: "CORRUPT_OBJECT",
    message: "this object is damaged and can't be read; `git fsck` tells more",
  });
}

/** What was found in objects, apart from secrets in blobs, which the state keeps. */
export interface Contents {
  texts: TextFinding[];
  /** Trees that were among the objects: not looked at. */
  trees: NumberList;
}

/** Reads blobs, commits and tags, and notes which secrets they hold. */
export async function scanContents(state: HistoryState, numbers: NumberList): Promise<Contents> {
  const reader = new ContentReader(state);
  const ids = { length: numbers.length, oid: (index: number) => state.table.hex(numbers.at(index)) };
  if (ids.length > 0) await readObjects(state.repository, ids, reader, state.signal);
  return { texts: reader.findings, trees: reader.trees };
}

class ContentReader implements BatchSink {
  readonly findings: TextFinding[] = [];
  /** Trees that were among the objects. */
  readonly trees: NumberList = new NumberList();
  readonly #state: HistoryState;
  #object = -1;
  #oid = "";
  #type: ObjectType = "blob";
  /** Pieces of a text; undefined where the object is scanned as it comes. */
  #text: Buffer[] | undefined;
  /** Pieces of what may be an archive. */
  #kept: Buffer[] | undefined;
  #isLeftOut = false;

  constructor(state: HistoryState) {
    this.#state = state;
  }

  begin(oid: string, type: ObjectType, size: number): void {
    this.#oid = oid;
    this.#type = type;
    this.#object = this.#state.table.findHex(oid);
    this.#isLeftOut = type === "tree" || this.#isTooLarge(type, size);
    if (type === "tree") this.trees.push(this.#object);
    if (this.#isLeftOut) return;
    this.#text = type !== "blob" && size <= MAX_TEXT ? [] : undefined;
    if (this.#text === undefined) this.#state.objectScanner.begin();
    this.#kept = this.#text === undefined && size <= MAX_ARCHIVE ? [] : undefined;
  }

  #isTooLarge(type: ObjectType, size: number): boolean {
    const { settings } = this.#state;
    if (type !== "blob" || size <= (settings.maxFileSize ?? Infinity)) return false;
    skipBlob(this.#state, this.#object, "too-large");
    return true;
  }

  piece(bytes: Buffer, last: boolean): void {
    if (this.#isLeftOut) return;
    const { history } = this.#state.collector;
    if (history !== undefined) {
      history.doneBytes += bytes.length;
      if (last) history.doneObjects++;
    }
    if (this.#text === undefined) {
      const { objectScanner } = this.#state;
      this.#kept?.push(Buffer.from(bytes));
      const matches = objectScanner.piece(bytes, last);
      const { content, head } = objectScanner;
      if (objectScanner.isDecided && !isArchive(content) && !isProgram(content, head)) this.#kept = undefined;
      if (last) this.#blob(matches);
      return;
    }
    // The chunk that a piece lies in is read over when the next one comes.
    this.#text.push(last ? bytes : Buffer.from(bytes));
    if (last) this.#ended(this.#text.length === 1 ? bytes : Buffer.concat(this.#text));
  }

  missing(oid: string): void {
    damaged(this.#state, oid);
  }

  #blob(matches: readonly Match[]): void {
    const { secrets, collector, objectScanner, retold } = this.#state;
    if (matches.length > 0) secrets.add(this.#object, matches);
    const { content } = objectScanner;
    if (this.#type !== "blob") retold.push(this.#object);
    const reason = reasonOf(content, objectScanner.isLfsPointer);
    const files = this.#kept === undefined ? undefined : filesIn(content, Buffer.concat(this.#kept));
    if (files !== undefined) {
      const isClean = matches.length === 0 && reason === undefined;
      takeFiles(this.#state, { object: this.#object, oid: this.#oid, isClean }, files);
      if (isArchive(content)) return;
    } else if (reason === undefined && matches.length === 0 && this.#type === "blob")
      this.#state.clean.push(this.#object);
    if (reason === undefined) return;
    if (this.#type === "blob") skipBlob(this.#state, this.#object, reason);
    else collector.skip({ reason, path: objectPath(this.#state, this.#type, this.#oid) });
  }

  #ended(content: Buffer): void {
    const isCommit = this.#type === "commit";
    (isCommit ? linkCommit : linkTag)(this.#state, this.#object, content);
    const text = isCommit ? content.subarray(commitTextStart(content)) : content;
    const found = findInText(this.#state, isCommit ? "commit" : "tag", {
      object: this.#object,
      oid: this.#oid,
      text,
    });
    this.findings.push(...found);
  }
}

/** Why what a blob holds was not scanned, or what it stands for. */
function reasonOf(content: Content, isPointer: boolean): SkipReason | undefined {
  if (isArchive(content)) return "archive";
  return isPointer ? "lfs-pointer" : leftOutOf(content);
}

/** The text of a commit or tag, in memory. */
export interface TextObject {
  /** Object number. */
  object: number;
  oid: string;
  text: Buffer;
}

/** Puts a commit into the graph. */
function linkCommit({ table, graph }: HistoryState, object: number, content: Buffer): void {
  const { treeAt, parentsAt, time } = commitLinks(content);
  const tree = treeAt === -1 ? -1 : table.findHexAt(content, treeAt);
  // The places become numbers.
  for (let i = 0; i < parentsAt.length; i++) parentsAt[i] = table.findHexAt(content, parentsAt[i] ?? 0);
  graph.add(object, { tree, parents: parentsAt, time });
}

/** Notes what a tag points to. */
export function linkTag({ table, tags }: HistoryState, object: number, content: Buffer): void {
  const header = content.toString("latin1", 0, Math.min(content.length, 4096));
  const target = /^object ([0-9a-f]+)$/m.exec(header)?.[1] ?? "";
  tags.set(object, table.findHex(target));
}

/** What is found in the text of a commit (`commitTextStart`) or of a tag, which is all of it. */
export function findInText(
  state: HistoryState,
  kind: "commit" | "tag",
  { object, oid, text }: TextObject,
): TextFinding[] {
  const found = matchesIn(state, text);
  if (found.length === 0) return [];
  state.retold.push(object);
  const note = noteOf(oid, text, found);
  const source =
    kind === "commit"
      ? { part: "commit-text" as const, ...note }
      : { part: "tag-text" as const, author: note.author };
  const path = objectPath(state, kind, oid);
  return judgeText(state, text, { path, source }, found).map((judged) => ({ object, judged }));
}
