/**
 * Tells of secrets that a change adds whether they stood in its base already: in the old version of the same file, or anywhere
 * else in the base's tree. A question for findings alone; no answer is no reason to be silent about a finding.
 */
import type { Judged } from "../judge/index.ts";
import { runGit, startGit } from "../sources/git/command.ts";
import { readSlice } from "../sources/git/contents.ts";
import type { Repository } from "../sources/git/repository.ts";
import { displayName } from "../sources/display-name.ts";
import type { KnownPlace } from "../types.ts";
import { scanContents, type ContentScan, type Target } from "./change-contents.ts";

/** The state before the change. */
export interface Base {
  /** Id of a commit. */
  revision: string;
  /** As reports name it: `HEAD`, `origin/main`. */
  name: string;
}

/** A finding with what is needed to look for its secret. */
export interface Sought {
  judged: Judged;
  blob: string;
}

/** Files of the base's tree that are looked into, and milliseconds that the search may take. */
const LIMITS = { files: 50, time: 5_000, needles: 200 };
/** A secret's bytes that are searched for, at least; what is shorter stands everywhere. */
const SHORTEST = 6;

/** By the identity of the secret, where it stands in the base. */
export async function findKnown(
  sought: readonly Sought[],
  base: Base,
  scan: ContentScan,
): Promise<Map<string, KnownPlace>> {
  const known = new Map<string, KnownPlace>();
  const needles = await needlesOf(sought.slice(0, LIMITS.needles), scan.repository);
  if (needles.length === 0) return known;
  const targets = await filesWith(needles, base, scan.repository);
  const found = await scanContents(targets, scan);
  for (const [{ path }, judged] of found) {
    for (const { key, finding } of judged) {
      if (!known.has(key)) known.set(key, { revision: base.name, path, line: finding.location.startLine });
    }
  }
  return known;
}

/** The longest line of each secret, as it stands in its content. */
async function needlesOf(sought: readonly Sought[], repository: Repository): Promise<Buffer[]> {
  const needles = new Map<string, Buffer>();
  for (const { judged, blob } of sought) {
    const { byteOffset, byteLength, archivePath } = judged.finding.location;
    // It stands nowhere in the archive as it is.
    if (archivePath !== undefined) continue;
    const secret = await readSlice(repository, blob, byteOffset, byteOffset + byteLength);
    const [needle] = secret
      .toString("latin1")
      .split(/[\r\n]+/)
      .toSorted((one, other) => other.length - one.length);
    if (needle !== undefined && needle.length >= SHORTEST && !needle.includes("\0"))
      needles.set(needle, Buffer.from(needle, "latin1"));
  }
  return [...needles.values()];
}

/** Files of the base that hold one of the texts. They go to git through a pipe: arguments are public. */
async function filesWith(needles: readonly Buffer[], base: Base, { view }: Repository): Promise<Target[]> {
  const args = ["grep", "-z", "-l", "-a", "--no-textconv", "-F", "-f", "-", base.revision, "--"];
  const input = Buffer.concat(needles.flatMap((needle) => [needle, Buffer.from("\n")]));
  const signal = AbortSignal.timeout(LIMITS.time);
  const git = startGit(view, args, { input, signal, allowed: [1] });
  const paths: Buffer[] = [];
  try {
    let rest: Buffer = Buffer.alloc(0);
    for await (const piece of git.stdout as AsyncIterable<Buffer>) {
      rest = Buffer.concat([rest, piece]);
      for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
        // `revision:path`
        paths.push(rest.subarray(base.revision.length + 1, end));
        rest = rest.subarray(end + 1);
      }
      if (paths.length >= LIMITS.files) break;
    }
  } catch {
    // Out of time: what was found until then is looked into.
  } finally {
    git.kill();
  }
  return targetsAt(paths.slice(0, LIMITS.files), base, view);
}

async function targetsAt(paths: readonly Buffer[], base: Base, view: Repository["view"]): Promise<Target[]> {
  const ids = await blobsAt(base.revision, paths, view);
  return paths.flatMap((path, index) => {
    const id = ids[index];
    return id === undefined ? [] : [{ id, path: displayName(path), kind: "git" as const }];
  });
}

/** The ids of the blobs that stand at paths of a revision; undefined where there is none. */
export async function blobsAt(
  revision: string,
  paths: readonly Buffer[],
  view: Repository["view"],
): Promise<(string | undefined)[]> {
  // One question a line: paths with a line end in them are asked for one by one.
  const plain = paths.filter((path) => !path.includes(0x0a));
  const input = Buffer.concat(
    plain.flatMap((path) => [Buffer.from(`${revision}:`), path, Buffer.from("\n")]),
  );
  const { stdout } = await runGit(view, ["cat-file", "--batch-check"], { input });
  const answers = stdout.toString("latin1").split("\n");
  const ids = new Map(
    plain.map((path, index) => [path, /^([0-9a-f]+) blob /.exec(answers[index] ?? "")?.[1]]),
  );
  for (const path of paths) if (!ids.has(path)) ids.set(path, await blobAt(revision, path, view));
  return paths.map((path) => ids.get(path));
}

async function blobAt(revision: string, path: Buffer, view: Repository["view"]): Promise<string | undefined> {
  const { stdout } = await runGit(view, ["ls-tree", "-z", revision, "--", path.toString("utf8")]);
  return /^\d+ blob ([0-9a-f]+)\t/.exec(stdout.toString("latin1"))?.[1];
}
