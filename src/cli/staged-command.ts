/** `keyscan staged`: what the next commit adds. Made for hooks, so it starts git before anything else is loaded. */
import type { ExitCode } from "../scan/exit-code.ts";
import { openRepository } from "../sources/git/repository.ts";
import { listStaged } from "../sources/git/staged.ts";
import { createPathFilter } from "../sources/path-filter.ts";
import type { ChangeInvocation } from "./options.ts";
import {
  loadConfigFor,
  rulesFor,
  loadRuleFiles,
  runScan,
  scanRequest,
  workingDirectory,
} from "./scan-command.ts";
import { settingsOf } from "./settings.ts";
import { UsageError } from "./usage-error.ts";

/** @throws UsageError, ConfigError, RepositoryError, GitError */
export async function stagedCommand({ operands, options }: ChangeInvocation): Promise<ExitCode> {
  if (operands.length > 0)
    throw new UsageError(
      "staged takes no paths: what is committed is scanned; --include and --exclude choose among it",
    );
  const cwd = workingDirectory();
  const repository = openRepository(cwd, { upwards: true, environment: process.env });
  try {
    const list = listStaged(repository);
    // It is waited for when all else is loaded; until then a failure is nobody's.
    list.catch(() => {});
    const root = repository.workTree ?? cwd;
    const found = await loadConfigFor([root], cwd, options);
    // Reports that a configuration asks for are those of whole scans.
    const { format: _format, output: _output, report: _report, ...values } = found.values;
    const config = { ...found, values };
    const settings = settingsOf({ format: "brief", ...options }, config, cwd, root);
    const stop = new AbortController();
    const change = {
      repository,
      list,
      filter: createPathFilter(repository.workTree, settings),
      ...(repository.refs.tips.some(({ name }) => name === "HEAD")
        ? { base: { revision: "HEAD", name: "HEAD" } }
        : {}),
    };
    const request = { ...scanRequest("scan", { paths: [], cwd, signal: stop.signal }, settings), change };
    const rules = await rulesFor(request, await loadRuleFiles(settings.rules ?? [], cwd), config);
    return await runScan(request, rules, { settings, config, stop, gate: "commit" });
  } finally {
    repository.close();
  }
}
