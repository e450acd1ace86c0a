/** What a push brings: `keyscan hook run pre-push`, and `pre-receive` on the other side, told by git as githooks(5) says. */
import type { ExitCode } from "../scan/exit-code.ts";
import { completeRange, pushEnds, type FoundRange } from "../sources/git/find-range.ts";
import { namedObjects } from "../sources/git/named-objects.ts";
import { openRepository, type Repository } from "../sources/git/repository.ts";
import { scanRange } from "./diff-command.ts";
import { workingDirectory } from "./scan-command.ts";
import { UsageError } from "./usage-error.ts";

/**
 * Scans the commits that the refs on standard input have and the remote has not.
 *
 * @param remote Its name, or its address where it has none.
 */
export function pushCommand(remote = ""): Promise<ExitCode> {
  return scanPushed("push", (repository, lines) => {
    // `<local ref> <local id> <remote ref> <remote id>`; the last may be unknown here, where others have pushed since. The first
    // is as it was given, and may have blanks: `HEAD^{/a message}`.
    const ids = lines.map((line) => idsOf(line, /^.* ([0-9a-f]{40,64}) \S+ ([0-9a-f]{40,64})$/));
    return pushedRange(repository, remote, ids);
  });
}

/** Scans the commits that are about to be taken in; git holds them apart until then. */
export function receiveCommand(): Promise<ExitCode> {
  return scanPushed("receive", (repository, lines) => {
    // `<old id> <new id> <ref>`; what any ref has is here already.
    const ids = lines.map((line) => idsOf(line, /^([0-9a-f]{40,64}) ([0-9a-f]{40,64}) .+$/));
    return pushedRange(
      repository,
      undefined,
      ids.map(([before, after]) => [after, before]),
    );
  });
}

/** @throws UsageError for a line that git does not write: what it is about would not be looked at. */
function idsOf(line: string, syntax: RegExp): [string, string] {
  const [, first, second] = syntax.exec(line) ?? [];
  if (first !== undefined && second !== undefined) return [first, second];
  throw new UsageError(
    "standard input is not what git tells this hook (see githooks(5)); is it run by something that does not hand it on?",
  );
}

async function scanPushed(
  gate: "push" | "receive",
  find: (repository: Repository, lines: readonly string[]) => Promise<FoundRange>,
): Promise<ExitCode> {
  const lines = (await readStdin()).split("\n").filter((line) => line !== "");
  const repository = openRepository(workingDirectory(), { upwards: true, environment: process.env });
  try {
    const found = await find(repository, lines);
    return await scanRange(repository, found, { format: "brief", quiet: true }, gate);
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
