/** What accepts findings in a scan, as command line and library ask for it. */
import { realpathSync } from "node:fs";
import { resolve, sep } from "node:path";
import { searchedDirectories } from "../config/discover.ts";
import type { Known } from "../judge/known.ts";
import { EntriesBelow } from "./below.ts";
import { loadAccepted, type AcceptRequest } from "./load.ts";

/** The part of a scan's request that says what is accepted. */
export interface Accepted {
  /** Honour comments that accept a finding; true by default. */
  inlineAllow: boolean;
  /** Secrets that a baseline or an ignore file knows. */
  known?: Known;
  /** What files of folders below accept. */
  below?: EntriesBelow;
}

/**
 * What accepts findings, as the settings say.
 *
 * @throws ConfigError for a baseline that does not exist, or a line that can't be read.
 */
export function acceptedFor(
  request: AcceptRequest,
  { accept = true, inlineAllow = true }: { accept?: boolean | undefined; inlineAllow?: boolean | undefined },
): Accepted {
  if (!accept) return { inlineAllow: false };
  const { cwd } = request;
  const paths = request.paths.length === 0 ? ["."] : request.paths;
  const entries = loadAccepted({ ...request, paths });
  const covered = paths.flatMap((path) => searchedDirectories(path === "-" ? "." : path, cwd));
  return {
    inlineAllow,
    below: new EntriesBelow(cwd, covered),
    ...(entries.length === 0 ? {} : { known: { entries, ...placeOf(paths, cwd) } }),
  };
}

/** What paths of reports begin with, as `Known` has it. */
function placeOf(paths: readonly string[], cwd: string): Pick<Known, "cwd" | "links"> {
  const plain = (path: string): string => path.replaceAll(sep, "/");
  const links = paths.flatMap((path) => {
    const name = resolve(cwd, path);
    const target = realOf(name);
    return target === name ? [] : [[plain(name), plain(target)] as const];
  });
  return links.length === 0 ? { cwd: plain(cwd) } : { cwd: plain(cwd), links };
}

/** What does not exist is told of elsewhere. */
function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
