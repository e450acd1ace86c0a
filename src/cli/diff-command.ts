/** `keyscan diff [range]`: what commits add, as a pull request or a push brings them. */
import type { Change } from "../scan/change.ts";
import type { ExitCode } from "../scan/exit-code.ts";
import { listCommitChanges } from "../sources/git/commit-changes.ts";
import { findRange, type FoundRange } from "../sources/git/find-range.ts";
import { openRepository, type Repository } from "../sources/git/repository.ts";
import { createPathFilter } from "../sources/path-filter.ts";
import type { ChangeInvocation } from "./options.ts";
import {
  loadConfigFor,
  loadRuleFiles,
  rulesFor,
  runScan,
  scanRequest,
  workingDirectory,
} from "./scan-command.ts";
import { settingsOf, type Settings } from "./settings.ts";
import { UsageError } from "./usage-error.ts";

/** @throws UsageError, ConfigError, RepositoryError, GitError */
export async function diffCommand({ operands, options }: ChangeInvocation): Promise<ExitCode> {
  const [given, ...others] = operands;
  if (others.length > 0)
    throw new UsageError(
      "diff takes one range, such as origin/main...HEAD; --include and --exclude choose paths",
    );
  const cwd = workingDirectory();
  const repository = openRepository(cwd, { upwards: true, environment: process.env });
  try {
    const found = await findRange(repository, given, process.env);
    const config = await loadConfigFor([repository.workTree ?? cwd], cwd, options);
    const settings = settingsOf(options, config, cwd, repository.workTree ?? cwd);
    const stop = new AbortController();
    const change = changeOf(repository, found, settings);
    const request = { ...scanRequest("scan", { paths: [], cwd, signal: stop.signal }, settings), change };
    const rules = await rulesFor(request, await loadRuleFiles(settings.rules ?? [], cwd), config);
    return await runScan(request, rules, { settings, config, stop, gate: "change" });
  } finally {
    repository.close();
  }
}

/** What there is to scan; git begins to list it at once. */
export function changeOf(repository: Repository, found: FoundRange, settings: Settings): Change {
  const list = listCommitChanges(repository, found.commits).then((changes) => ({
    ...changes,
    notes: [rangeNote(found), ...changes.notes],
  }));
  // It is waited for when all else is loaded; until then a failure is nobody's.
  list.catch(() => {});
  return {
    repository,
    list,
    tips: found.range.tips,
    filter: createPathFilter(repository.workTree, settings),
    mayBeEmpty: found.mayBeEmpty,
    ...(found.base === undefined ? {} : { base: found.base }),
  };
}

function rangeNote({ commits, base, range, what }: FoundRange): string {
  const count = commits.length;
  if (count === 0) return range.tips.length === 0 ? what : `${what}: there is no commit in it`;
  const since = base === undefined ? "with all that came before" : `since ${base.name}`;
  return `${what}: ${count === 1 ? "1 commit" : `${count} commits`} ${since}`;
}
