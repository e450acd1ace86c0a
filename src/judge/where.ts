/** Where a secret stands, as reports say it, and who gets to see it there. */
import type { Match } from "../engine/match.ts";
import type { ByteUnit } from "../engine/position.ts";
import type { FindingSource, Location, SourceKind } from "../types.ts";
import { channelOf } from "./channel.ts";
import { clientExposure } from "./exposure.ts";
import { variableOf } from "./variable.ts";

/** What is known of the place that the matches come from. */
export interface Place {
  /** As reports show it. */
  path: string;
  kind: SourceKind;
  /** Ignored by git and not tracked: it stays on this machine. */
  localOnly: boolean;
  unit: ByteUnit;
  /** A byte order mark, which is no column to anybody, stands before the first line. */
  hasMark?: boolean;
  encoding?: NonNullable<FindingSource["encoding"]>;
  /** Stream offset → byte offset in the file (they differ for transcoded files). */
  fileOffset?: (streamOffset: number) => number;
  /** As in `Location`. */
  archivePath?: readonly string[];
}

/** The place of a match in the file on disk: columns in UTF-16 code units, offsets in bytes. */
export function locationOf(match: Match, place: Place): Location {
  const offset = place.fileOffset ?? ((streamOffset: number) => streamOffset);
  const byteOffset = offset(match.secretStart);
  const marked = place.hasMark === true;
  return {
    path: place.path,
    startLine: match.startLine,
    startColumn: match.startColumn - (marked && match.startLine === 1 ? 1 : 0),
    endLine: match.endLine,
    endColumn: match.endColumn - (marked && match.endLine === 1 ? 1 : 0),
    byteOffset,
    byteLength: offset(match.secretEnd) - byteOffset,
    ...(place.archivePath === undefined ? {} : { archivePath: [...place.archivePath] }),
    ...(match.decodedFrom === undefined ? {} : { decodedFrom: [...match.decodedFrom] }),
  };
}

/** Where the bytes come from, and what the text before the secret says of how the key travels and what it is called. */
export function sourceOf(match: Match, place: Place): FindingSource {
  const lineFrom = match.context.lastIndexOf("\n", match.secretAt - 1) + 1;
  const before = match.context.slice(Math.max(lineFrom, match.secretAt - 200), match.secretAt);
  const secretTo = match.secretAt + (match.secretEnd - match.secretStart);
  const channel = channelOf(before, match.context.slice(secretTo, secretTo + 4));
  const variable = variableOf(match.context.slice(Math.max(0, match.secretAt - 240), match.secretAt));
  return {
    kind: place.kind,
    ...(channel === undefined ? {} : { channel }),
    ...(variable === undefined ? {} : { variable }),
    ...(place.encoding === undefined ? {} : { encoding: place.encoding }),
  };
}

/** Who gets to see a secret in this place, in the words that reports use (`log`, `local-only`, `client-bundle` and so on). */
export function exposureOf({ localOnly, kind, path }: Place, variable: string | undefined): string[] {
  if (kind === "log") return ["log"];
  // Folders above what is scanned say nothing; of a path from the root nobody knows where they end.
  const shown = /^(?:[A-Za-z]:)?[/\\]/.test(path) ? path.slice(path.search(/[^/\\]*$/)) : path;
  return [...(localOnly ? ["local-only"] : []), ...clientExposure(shown, variable)];
}
