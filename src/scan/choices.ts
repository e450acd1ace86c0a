/** What whoever asks for a scan may choose: the same for the command line and the library. */
import type { Confidence } from "../types.ts";
import type { HistoryPart } from "./history/part.ts";

export interface ScanChoices {
  /** `logs`: every file is a log, streams are reported line by line. `git`: only the history of the repositories `paths`. */
  mode?: "tree" | "logs" | "git";
  /** Mode `git`: which part of the history; everything where left out. */
  part?: HistoryPart;
  /** Honour .gitignore inside of repositories; true by default. */
  gitignore?: boolean;
  /** Look into what is written in base64, escapes or pieces; true by default. */
  decode?: boolean;
  /** Globs in the syntax of gitignore(5). */
  include?: readonly string[];
  exclude?: readonly string[];
  /** Bytes; larger files are left out and counted. No limit by default. */
  maxFileSize?: number;
  /** Bytes that a git history may take, about; larger packs are read in parts. 400 MB by default, 160 MB at least. */
  maxMemory?: number;
  /** 1 to 64; by default as many as pay off. */
  threads?: number;
  /** `medium` by default. */
  minConfidence?: Confidence;
  /** Ids of rules: only these, or all but these. */
  onlyRules?: readonly string[];
  disabledRules?: readonly string[];
  /** Put secrets in the clear into `secret.value`. */
  showSecrets?: boolean;
  /** Honour comments that accept a finding; true by default. */
  inlineAllow?: boolean;
  /** Report what is accepted as well, marked as such. */
  showAccepted?: boolean;
  /** False: leave out the history of the repositories among the paths; `only`: leave out all but that. */
  history?: boolean | "only";
  /** Ends the scan; the summary then says that it was interrupted. */
  signal?: AbortSignal;
}
