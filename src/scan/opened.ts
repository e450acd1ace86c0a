/** What a job is told of the files and streams that it scans. */
import type { FileEntry } from "../sources/files.ts";
import type { Content } from "../sources/content.ts";
import type { SourceKind } from "../types.ts";
import type { JobResult, OnFindings } from "./job-result.ts";
import type { ContentPlace } from "./place.ts";

export interface MemoryPlace extends ContentPlace {
  content?: Content;
}

/** A file that is open, what is told of it, and how it is scanned. */
export interface OpenedFile {
  entry: FileEntry;
  result: JobResult;
  how: FileOptions;
}

export interface FileOptions {
  signal?: AbortSignal;
  /** Told of findings while the file is read; they go into the result where it is left out. */
  onFindings?: OnFindings;
}

export interface StreamPlace {
  path: string;
  kind: SourceKind;
  live: boolean;
  signal?: AbortSignal;
}
