/** What `staged`, `diff` and the hooks share: from a change to the exit code. */
import type { LoadedConfig } from "../config/config.ts";
import type { Change } from "../scan/change.ts";
import type { ExitCode } from "../scan/exit-code.ts";
import type { Repository } from "../sources/git/repository.ts";
import { createPathFilter } from "../sources/path-filter.ts";
import type { Gate } from "../types.ts";
import type { GivenOptions } from "./invocation.ts";
import { runScan } from "./run-scan.ts";
import { loadConfigFor, loadRuleFiles, rulesFor, scanRequest, workingDirectory } from "./scan-command.ts";
import { settingsOf } from "./settings.ts";

/** @throws UsageError, ConfigError, GitError */
export async function scanChange(
  repository: Repository,
  change: Omit<Change, "repository" | "filter">,
  options: GivenOptions,
  gate: Gate["what"],
): Promise<ExitCode> {
  // It is waited for when all else is loaded; until then a failure is nobody's.
  change.list.catch(() => {});
  const cwd = workingDirectory();
  const root = repository.workTree ?? cwd;
  const found = await loadConfigFor([root], cwd, options);
  const config = gate === "change" ? found : withoutReports(found);
  const settings = settingsOf(options, config, cwd, root);
  const stop = new AbortController();
  const request = {
    ...scanRequest("scan", { paths: [root], cwd: root, signal: stop.signal }, settings),
    // Only a scan of everything can tell that an accepted secret is gone.
    paths: [],
    change: { ...change, repository, filter: createPathFilter(repository.workTree, settings) },
  };
  const rules = await rulesFor(request, await loadRuleFiles(settings.rules ?? [], cwd), config);
  return runScan(request, rules, { settings, config, stop, gate });
}

/** For hooks: the reports that a configuration asks for are those of whole scans. */
function withoutReports(config: LoadedConfig): LoadedConfig {
  const { format: _format, output: _output, report: _report, ...values } = config.values;
  return { ...config, values };
}
