/** `keyscan staged`: what the next commit adds. Made for hooks, so it starts git before anything else is loaded. */
import type { ExitCode } from "../scan/exit-code.ts";
import { openRepository } from "../sources/git/repository.ts";
import { listStaged } from "../sources/git/staged.ts";
import { scanChange } from "./change-scan.ts";
import type { ChangeInvocation } from "./invocation.ts";
import { workingDirectory } from "./scan-command.ts";
import { UsageError } from "./usage-error.ts";

/** @throws UsageError, ConfigError, RepositoryError, GitError */
export async function stagedCommand({ operands, options }: ChangeInvocation): Promise<ExitCode> {
  if (operands.length > 0)
    throw new UsageError(
      "staged takes no paths: what is committed is scanned; --include and --exclude choose among it",
    );
  const repository = openRepository(workingDirectory(), { upwards: true, environment: process.env });
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
