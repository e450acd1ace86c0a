/** Which findings stand on lines that a change adds. Differences are worked out for contents with findings alone. */
import type { Judged } from "../judge/index.ts";
import { startGit } from "../sources/git/command.ts";
import type { NewContent } from "../sources/git/change-list.ts";
import { readSlice } from "../sources/git/contents.ts";
import { parseAddedLines, touches, type LineRange } from "../sources/git/hunks.ts";
import type { Repository } from "../sources/git/repository.ts";
import type { Location } from "../types.ts";

/** `--text`: attributes of the tree may call anything binary. */
const DIFF = [
  "diff",
  "-U0",
  "--inter-hunk-context=0",
  "--text",
  "--no-ext-diff",
  "--no-textconv",
  "--no-color",
  "--no-indent-heuristic",
];

/** A line is new where no parent has it; a content of which git can't tell the lines counts as a whole. */
export async function onAddedLines(
  repository: Repository,
  content: NewContent,
  judged: readonly Judged[],
): Promise<Judged[]> {
  if (content.before.length === 0) return [...judged];
  const ranges: LineRange[][] = [];
  for (const before of content.before) {
    const added = await addedLines(repository, before, content.blob);
    if (added !== undefined) ranges.push(added);
  }
  const kept: Judged[] = [];
  for (const one of judged) {
    // An archive counts as a whole.
    if (one.finding.location.archivePath !== undefined) {
      kept.push(one);
      continue;
    }
    const { first, last } = await linesOfGit(repository, content.blob, one.finding);
    if (ranges.every((added) => touches(added, first, last))) kept.push(one);
  }
  return kept;
}

async function addedLines(
  repository: Repository,
  before: string,
  after: string,
): Promise<LineRange[] | undefined> {
  const git = startGit(repository.view, [...DIFF, before, after, "--"], { input: "" });
  try {
    const added = await parseAddedLines(git.stdout as AsyncIterable<Buffer>);
    await git.done;
    return added;
  } catch {
    // Git can't compare them; the content itself was read, and all of it counts.
    return undefined;
  }
}

/** Git counts newline bytes, also in UTF-16 and UTF-32, where other characters hold such bytes too. */
async function linesOfGit(
  repository: Repository,
  blob: string,
  { location, source }: { location: Location; source: { encoding?: string } },
): Promise<{ first: number; last: number }> {
  if (source.encoding?.startsWith("utf-") !== true) {
    return { first: location.startLine, last: location.endLine };
  }
  const end = location.byteOffset + location.byteLength;
  const bytes = await readSlice(repository, blob, 0, end);
  const first = 1 + countNewlines(bytes.subarray(0, location.byteOffset));
  return { first, last: first + countNewlines(bytes.subarray(location.byteOffset)) };
}

function countNewlines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) count++;
  return count;
}
