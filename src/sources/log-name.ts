/** Which files are logs, by their names alone. */

const LOG_NAME = /\.(?:log(?:[.-]\d[\d.T_-]*)?|out)$|\.log\.(?:old|bak|prev)$|^(?:access|error)_log$/i;
const LOG_DIRECTORY = /^logs?$/i;
/** What else counts as a log below a `log` or `logs` directory: usual text extensions, or none at all. */
const TEXT_NAME = /\.(?:txt|err|json|jsonl|ndjson)(?:\.\d+)?$|^[^.]+(?:\.\d+)?$/i;

/** True for a directory whose text files are logs. */
export function isLogDirectory(name: string): boolean {
  return LOG_DIRECTORY.test(name);
}

/** True for a log file; `inLogDirectory`: a directory on the way to it is a log directory. */
export function isLogName(name: string, inLogDirectory: boolean): boolean {
  // A plain search spares nearly every name of a tree the expression.
  const maybe = name.includes("og") || name.includes("OG") || name.endsWith("t");
  return (maybe && LOG_NAME.test(name)) || (inLogDirectory && TEXT_NAME.test(name));
}
