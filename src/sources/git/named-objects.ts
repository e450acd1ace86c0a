/**
 * What ids stand for that refs are given: commits nearly always, for tags with a message an object of their own, and for odd ones a file
 * or a folder. All are asked for at once: a push may have thousands of tags.
 */
import type { NewContent } from "./change-list.ts";
import { runGit, startGit } from "./command.ts";
import { idLines, parseBatch } from "./contents.ts";
import { displayName } from "../display-name.ts";
import type { Repository } from "./repository.ts";

/** Ids in hex, each once. */
export interface NamedObjects {
  commits: string[];
  /** Tag objects, those that tags name among them. */
  tags: string[];
  /** Files that no commit needs to have. */
  contents: NewContent[];
}

/** Tags of tags that are followed. */
const MAX_DEPTH = 20;
/** Bytes of a tag in which it says what it names. */
const TAG_HEAD = 4096;

/** What is not there is left out. @throws GitError where git can't tell. */
export async function namedObjects(repository: Repository, ids: readonly string[]): Promise<NamedObjects> {
  const seen = new Set<string>();
  const named: NamedObjects = { commits: [], tags: [], contents: [] };
  let wanted = ids;
  for (let depth = 0; wanted.length > 0 && depth < MAX_DEPTH; depth++) {
    const fresh = new Set(wanted.filter((id) => !seen.has(id)));
    for (const id of fresh) seen.add(id);
    const byType = await typesOf(repository, fresh);
    const tags = byType.get("tag") ?? [];
    named.commits.push(...(byType.get("commit") ?? []));
    named.tags.push(...tags);
    for (const id of byType.get("blob") ?? [])
      named.contents.push(contentAt(`<blob ${id.slice(0, 12)}>`, id));
    for (const id of byType.get("tree") ?? []) named.contents.push(...(await filesIn(repository, id)));
    wanted = await targetsOf(repository, tags);
  }
  return named;
}

async function typesOf({ view }: Repository, ids: ReadonlySet<string>): Promise<Map<string, string[]>> {
  const byType = new Map<string, string[]>();
  if (ids.size === 0) return byType;
  const { stdout } = await runGit(view, ["cat-file", "--batch-check"], { input: idLines(ids) });
  for (const line of stdout.toString("latin1").split("\n")) {
    const [id = "", type = ""] = line.split(" ");
    const same = byType.get(type);
    if (same === undefined) byType.set(type, [id]);
    else same.push(id);
  }
  return byType;
}

/** What the tags name. */
async function targetsOf({ view }: Repository, tags: readonly string[]): Promise<string[]> {
  if (tags.length === 0) return [];
  const git = startGit(view, ["cat-file", "--batch"], { input: idLines(tags) });
  const targets: string[] = [];
  for await (const tag of parseBatch(git.stdout as AsyncIterable<Buffer>)) {
    if (!("pieces" in tag)) continue;
    const head = (await tag.pieces.next()).value as Buffer | undefined;
    const id = /^object ([0-9a-f]{40,64})\n/.exec(head?.toString("latin1", 0, TAG_HEAD) ?? "")?.[1];
    if (id !== undefined) targets.push(id);
  }
  await git.done;
  return targets;
}

async function filesIn({ view }: Repository, tree: string): Promise<NewContent[]> {
  const { stdout } = await runGit(view, ["ls-tree", "-r", "-z", "--full-tree", tree]);
  const files: NewContent[] = [];
  for (let at = 0; at < stdout.length;) {
    const end = stdout.indexOf(0, at);
    const tab = stdout.indexOf(0x09, at);
    const [, type, id = ""] = stdout.toString("latin1", at, tab).split(" ");
    const rawPath = stdout.subarray(tab + 1, end);
    if (type === "blob") files.push({ path: displayName(rawPath), rawPath, blob: id, before: [] });
    at = end + 1;
  }
  return files;
}

function contentAt(path: string, blob: string): NewContent {
  return { path, rawPath: Buffer.from(path), blob, before: [] };
}
