/** The git program: where it lies, and what of the caller's environment it is given. */
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";

/** What git needs of the caller's environment; all else stays behind, every GIT_ variable above all. */
const INHERITED = ["PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR"];
/** Where the user's own configuration lies. */
const HOMES = ["HOME", "XDG_CONFIG_HOME", "USERPROFILE"];

/** The git program on the PATH; relative entries are passed over, since they would lead into the scanned tree. */
export function findGit(): string | undefined {
  const names = process.platform === "win32" ? ["git.exe"] : ["git"];
  for (const directory of (process.env["PATH"] ?? "").split(delimiter)) {
    if (!isAbsolute(directory)) continue;
    for (const name of names) {
      const path = join(directory, name);
      try {
        accessSync(path, constants.X_OK);
        if (statSync(path).isFile()) return path;
      } catch {
        // Not in this directory.
      }
    }
  }
  return undefined;
}

/** An environment in which git asks nobody, fetches nothing, locks nothing and speaks English. */
export function gitEnvironment(how: { home: boolean }): Record<string, string> {
  const result: Record<string, string> = {
    GIT_ATTR_NOSYSTEM: "1",
    GIT_NO_LAZY_FETCH: "1",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_TERMINAL_PROMPT: "0",
    GIT_ALLOW_PROTOCOL: "none",
    LC_ALL: "C",
  };
  const inherited = how.home ? [...INHERITED, ...HOMES] : INHERITED;
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && inherited.includes(name.toUpperCase())) result[name] = value;
  }
  return result;
}
