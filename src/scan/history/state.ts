/** What the stages of a history scan share, and hand on to each other. */
import type { Match } from "../../engine/match.ts";
import type { Pack, PackRule } from "../../engine/pack.ts";
import type { Scanner } from "../../engine/scanner.ts";
import type { JudgeOptions } from "../../judge/index.ts";
import { redactSecret } from "../../judge/redact.ts";
import type { ObjectTable } from "../../sources/git/object-table.ts";
import type { Repository } from "../../sources/git/repository.ts";
import type { SkipReason } from "../../types.ts";
import type { Collector } from "../collect.ts";
import type { JobSettings } from "../job.ts";
import type { CommitGraph } from "./graph.ts";
import type { NumberList } from "./numbers.ts";
import type { ObjectScanner } from "./object-scanner.ts";
import type { Secrets } from "./secrets.ts";

export interface HistoryState {
  repository: Repository;
  /** How reports name the repository: "" where it is the working directory, else with a "/" at its end. */
  prefix: string;
  /** Only what stands below these folders is reported, each with a "/" at its end; where there are none, everything is. */
  below: readonly string[];
  pack: Pack;
  rules: readonly PackRule[];
  scanner: Scanner;
  objectScanner: ObjectScanner;
  settings: JobSettings;
  judging: JudgeOptions;
  collector: Collector;
  /** Every object of the database. */
  table: ObjectTable;
  graph: CommitGraph;
  secrets: Secrets;
  /** Tag objects and what they point to, as object numbers; -1 where that is not there. */
  tags: Map<number, number>;
  /** Blobs that were scanned to their end and hold nothing, as object numbers. */
  clean: NumberList;
  /** Blobs that were left out, and why. */
  skipped: { object: number; reason: SkipReason }[];
  /** Objects of which more is told than what secrets a blob holds: each scan reads them. */
  retold: NumberList;
  /** Objects that could not be read, or not to their end. */
  damaged: Set<number>;
  /** What was found in names of files and refs: it is hidden wherever such a name is shown. */
  hidden: Match[];
  /** Bytes that all of it may take, about. */
  maxMemory?: number;
  /** Why the file at a path of the repository is left out. */
  leftOut?: (path: string) => SkipReason | undefined;
  signal?: AbortSignal;
}

/** A name as reports may show it. */
export function shownName({ settings, hidden }: HistoryState, name: string): string {
  return settings.showSecrets ? name : hideSecrets(name, hidden);
}

/** The text with each secret of the matches cut short. */
export function hideSecrets(text: string, matches: readonly Match[]): string {
  return matches.reduce((shown, { secret }) => {
    const plain = Buffer.from(secret, "latin1").toString("utf8");
    return shown.replaceAll(plain, redactSecret(secret));
  }, text);
}

/** The scan is to end early: somebody pressed Ctrl-C, or nobody reads the report any more. */
export function isStopped({ signal }: HistoryState): boolean {
  return signal?.aborted === true;
}

/** How reports name the git directory. */
export function gitPath({ repository, prefix }: HistoryState): string {
  return repository.workTree === undefined ? prefix.replace(/\/$/, "") || "." : `${prefix}.git`;
}
