/** `keyscan diff [range]`: what commits add, as a pull request or a push brings them. */
import type { ExitCode } from "../scan/exit-code.ts";
import type { ChangedBy } from "../scan/change.ts";
import { listCommitChanges } from "../sources/git/commit-changes.ts";
import { findRange, type FoundRange } from "../sources/git/find-range.ts";
import { openRepository, type Repository } from "../sources/git/repository.ts";
import type { Gate } from "../types.ts";
import { scanChange } from "./change-scan.ts";
import type { ChangeInvocation, GivenOptions } from "./invocation.ts";
import { workingDirectory } from "./scan-command.ts";
import { UsageError } from "./usage-error.ts";

/** @throws UsageError, ConfigError, RepositoryError, GitError */
export async function diffCommand({ operands, options }: ChangeInvocation): Promise<ExitCode> {
  const [given, ...others] = operands;
  if (others.length > 0)
    throw new UsageError(
      "diff takes one range, such as origin/main...HEAD; --include and --exclude choose paths",
    );
  const repository = openRepository(workingDirectory(), { upwards: true, environment: process.env });
  try {
    const found = await findRange(repository, given, process.env);
    return await scanRange(repository, found, options, "change");
  } finally {
    repository.close();
  }
}

/** Scans commits that were found. @throws UsageError, ConfigError, GitError */
export async function scanRange(
  repository: Repository,
  found: FoundRange,
  options: GivenOptions,
  gate: Gate["what"],
): Promise<ExitCode> {
  const change = {
    list: listWithNote(repository, found),
    tips: found.range.tips,
    mayBeEmpty: found.mayBeEmpty,
    ...(found.base === undefined ? {} : { base: found.base }),
  };
  return scanChange(repository, change, options, gate);
}

async function listWithNote(repository: Repository, found: FoundRange): Promise<ChangedBy> {
  const changes = await listCommitChanges(repository, found.commits);
  const { tags, contents } = found.named;
  return {
    ...changes,
    tags,
    contents: [...changes.contents, ...contents],
    notes: [rangeNote(found), ...changes.notes],
  };
}

function rangeNote({ commits, base, range, what, named }: FoundRange): string {
  const tags = named.tags.length === 0 ? "" : `, and ${counted(named.tags.length, "tag")}`;
  if (commits.length === 0)
    return range.tips.length === 0 && tags === "" ? what : `${what}: there is no commit in it${tags}`;
  const since = base === undefined ? "with all that came before" : `since ${base.name}`;
  return `${what}: ${counted(commits.length, "commit")} ${since}${tags}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
