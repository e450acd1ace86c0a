/** `keyscan staged`: what the next commit adds. Made for hooks, so it starts git before anything else is loaded. */
import { resolve, sep } from "node:path";
import type { ExitCode } from "../scan/exit-code.ts";
import { openRepository, type Repository } from "../sources/git/repository.ts";
import { listStaged } from "../sources/git/staged.ts";
import { scanChange } from "./change-scan.ts";
import type { ChangeInvocation } from "./invocation.ts";
import { workingDirectory } from "./scan-command.ts";
import { UsageError } from "./usage-error.ts";

/** @throws UsageError, ConfigError, RepositoryError, GitError */
export async function stagedCommand({ operands, options }: ChangeInvocation): Promise<ExitCode> {
  const repository = open(operands);
  try {
    const hasHead = repository.refs.tips.some(({ name }) => name === "HEAD");
    const change = {
      list: listStaged(repository),
      ...(hasHead ? { base: { revision: "HEAD", name: "HEAD" } } : {}),
    };
    return await scanChange(repository, change, { format: "brief", ...options }, "commit");
  } finally {
    repository.close();
  }
}

/** That of the working directory, as git and its hooks see it, or the one that a folder elsewhere is in. */
function open([folder, ...more]: readonly string[]): Repository {
  const cwd = workingDirectory();
  if (folder === undefined) return openRepository(cwd, { upwards: true, environment: process.env });
  if (more.length > 0) throw new UsageError(NO_PATHS);
  const path = resolve(cwd, folder);
  const repository = openRepository(path, { upwards: true });
  // A folder of the repository at hand is most likely meant to choose among what is staged.
  const { workTree } = repository;
  if (workTree === undefined || path === workTree || !isBelow(cwd, workTree)) return repository;
  repository.close();
  throw new UsageError(NO_PATHS);
}

const NO_PATHS =
  "staged takes no paths but one repository elsewhere: what is committed is scanned; --include and --exclude choose among it";

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
