/** What a push brings: `keyscan hook run pre-push`, and `pre-receive` on the other side, told by git as githooks(5) says. */
import type { ExitCode } from "../scan/exit-code.ts";
import { completeRange, pushEnds, type FoundRange } from "../sources/git/find-range.ts";
import { namedObjects } from "../sources/git/named-objects.ts";
import { openRepository, type Repository } from "../sources/git/repository.ts";
import { scanRange } from "./diff-command.ts";
import { workingDirectory } from "./scan-command.ts";

/**
 * Scans the commits that the refs on standard input have and the remote has not.
 *
 * @param remote Its name, or its address where it has none.
 */
export function pushCommand(remote = ""): Promise<ExitCode> {
  return scanPushed((repository, lines) => {
    // `<local ref> <local id> <remote ref> <remote id>`; the last may be unknown here, where others have pushed since.
    const ids = lines.map((line) => line.split(" ")).map(([, local = "", , there = ""]) => [local, there]);
    return pushedRange(repository, remote, ids);
  });
}

/** Scans the commits that are about to be taken in; git holds them apart until then. */
export function receiveCommand(): Promise<ExitCode> {
  return scanPushed((repository, lines) => {
    // `<old id> <new id> <ref>`; what any ref has is here already.
    const ids = lines.map((line) => line.split(" ")).map(([before = "", after = ""]) => [after, before]);
    return pushedRange(repository, undefined, ids);
  });
}

async function scanPushed(
  find: (repository: Repository, lines: readonly string[]) => Promise<FoundRange>,
): Promise<ExitCode> {
  const lines = (await readStdin()).split("\n").filter((line) => line !== "");
  const repository = openRepository(workingDirectory(), { upwards: true, environment: process.env });
  try {
    const found = await find(repository, lines);
    return await scanRange(repository, found, { format: "brief", quiet: true }, "push");
  } finally {
    repository.close();
  }
}

async function readStdin(): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of process.stdin as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces).toString("utf8");
}

const NOTHING = /^0*$/;

/** @param ids New and old id of each ref; zeros stand for a ref that is not there. */
async function pushedRange(
  repository: Repository,
  remote: string | undefined,
  ids: readonly (readonly string[])[],
): Promise<FoundRange> {
  const there = ids.map(([, before = ""]) => before).filter((id) => !NOTHING.test(id));
  const known = new Set(there);
  const pushed = ids.map(([after = ""]) => after).filter((id) => !NOTHING.test(id) && !known.has(id));
  const { commits: bases } = await namedObjects(repository, there);
  const { commits: tips, ...named } = await namedObjects(repository, pushed);
  return completeRange(repository, pushEnds(repository, remote, { tips, bases }, named));
}
