/** How far a scan is, for whoever shows it. */

export interface ScanProgress {
  /** Files dealt with: scanned, left out or found unreadable. */
  files: number;
  /** Bytes scanned. */
  bytes: number;
  /** Files that there are, where that is known already. */
  total?: number;
  /** Objects of a repository's history: how many there are is known before the first is read. */
  history?: HistoryProgress;
}

export interface HistoryProgress {
  /** Objects and bytes that are to be read, and how many of them have been. */
  objects: number;
  bytes: number;
  doneObjects: number;
  doneBytes: number;
  /**
   * The same bytes as they lie in packs, where these are read directly: what objects come to is not known before they are unpacked, and
   * `bytes` is 0 then. Objects that git reads besides are few, and not among them.
   */
  packed?: { bytes: number; doneBytes: number };
  /** By the clock of `now()` of clock.ts. */
  startedMs: number;
}
