/** `keyscan ignore FINGERPRINT… --reason TEXT [--until DAY]`: accepts findings by lines of `.keyscanignore`. */
import { join } from "node:path";
import { isDay, parseEntry, today } from "../accept/entries.ts";
import { ignoreSecret } from "../accept/ignore-file.ts";
import { IGNORE_NAME } from "../sources/ignore-files.ts";
import { searchedDirectories } from "../config/discover.ts";
import { shownPath } from "../config/paths.ts";
import type { CommandInvocation } from "./invocation.ts";
import { quoteBriefly, UsageError } from "./usage-error.ts";

/**
 * @returns The text to print.
 * @throws UsageError, ConfigError
 */
export function ignoreCommand({ operands, options }: CommandInvocation): string {
  const { reason, until } = options as { reason?: string; until?: string };
  if (operands.length === 0)
    throw new UsageError("ignore needs a fingerprint, such as v1:… at the end of a finding");
  if (reason === undefined || reason.trim() === "")
    throw new UsageError('ignore needs a reason: --reason "revoked in March"');
  if (until !== undefined && !isDay(until))
    throw new UsageError(`--until must be a day such as 2027-01-31, not ${JSON.stringify(until)}`);
  if (until !== undefined && until < today()) throw new UsageError(`--until ${until} has passed`);
  for (const key of operands) {
    const parsed = parseEntry(key);
    if (!("key" in parsed))
      throw new UsageError(`${quoteBriefly(key)} ${parsed.message} (${parsed.hint ?? ""})`);
  }
  const cwd = process.cwd();
  const file = join(searchedDirectories(".", cwd).at(-1) ?? cwd, IGNORE_NAME);
  const shown = shownPath(file, cwd);
  const lines = operands.map((key) => {
    const isNew = !ignoreSecret(file, { key, reason, ...(until === undefined ? {} : { until }) });
    const end = until === undefined ? "" : ` until ${until}`;
    const changed = isNew ? "" : "; its line was there already, and was changed";
    return `${shown}: ${key} is accepted${end}${changed}\n`;
  });
  return lines.join("");
}
