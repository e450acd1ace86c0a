/**
 * The repository's own configuration, read as text: git is not asked, so nothing that it names is included or run. Syntax: "CONFIGURATION
 * FILE" of git-config; values over several lines are left out.
 */
import { join } from "node:path";
import { readSharedText } from "./ref-file.ts";

export interface OwnSetting {
  /** Lower case. */
  section: string;
  /** Empty where the section has none. */
  subsection: string;
  /** Lower case. */
  key: string;
  value: string;
}

/** In their order; none where there is no such file, or one above 1 MB. */
export function ownSettings({ commonDir }: { commonDir: string }): OwnSetting[] {
  const text = readSharedText(join(commonDir, "config"), 1 << 20) ?? "";
  const settings: OwnSetting[] = [];
  let section = "";
  let subsection = "";
  for (const line of text.split("\n")) {
    const head = /^\s*\[\s*(\w+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\]/.exec(line);
    if (head !== null) {
      section = (head[1] ?? "").toLowerCase();
      subsection = (head[2] ?? "").replaceAll(/\\(.)/g, "$1");
    }
    const setting = /^\s*([A-Za-z][\w-]*)\s*=\s*"?([^"\s;#]+)"?/.exec(line);
    if (setting?.[1] !== undefined && setting[2] !== undefined)
      settings.push({ section, subsection, key: setting[1].toLowerCase(), value: setting[2] });
  }
  return settings;
}
