/**
 * Remembers what the last scan of a repository has told. While the repository is as it was then, and rules and settings are the same, it is
 * told again without reading a single object. Redacted findings, sealed: nobody but the user can read them.
 */
import type { Collector } from "../collect.ts";
import { tellAgain, type Told } from "../tape.ts";
import type { AskedFiles } from "./path-rules.ts";
import type { Store } from "./store.ts";

/** What a scan has gone through. */
export interface Scanned {
  objects: number;
  commits: number;
  /** Ignore files that decided about paths. */
  asked: AskedFiles;
}

/** What is remembered, as JSON. */
interface Answer extends Scanned {
  told: Told[];
  /** The next moment, milliseconds since 1970, at which a key expires and more is to be told; left out: none does. */
  until?: number;
}

export interface Question {
  store: Store;
  /** What the report depends on besides the repository. */
  id: string;
  /** Of the repository as it is now (`repositoryState`). */
  state: Buffer;
}

/**
 * True where the collector has been told all about the repository.
 *
 * @param isAsThen Whether ignore files say what they said then.
 */
export function answerAgain(
  { store, id, state }: Question,
  collector: Collector,
  isAsThen: (asked: AskedFiles) => boolean,
): boolean {
  const content = store.readSealed(nameOf(id), state);
  if (content === undefined) return false;
  const answer = JSON.parse(content.toString("utf8")) as Answer;
  const { objects, commits, told, until = Infinity } = answer;
  if (Date.now() >= until || !isAsThen(answer.asked)) return false;
  tellAgain(told, collector);
  collector.addHistory({ repositories: 1, objects: 0, bytes: 0, remembered: objects, commits });
  return true;
}

/**
 * Writes down what the collector is told during `scan`, if that was all there is to tell.
 *
 * @param scan Gives what was scanned; undefined where it was interrupted.
 */
export async function remember(
  { store, id, state }: Question,
  collector: Collector,
  scan: () => Promise<Scanned | undefined>,
): Promise<void> {
  const told: Told[] = [];
  const errors = collector.errors.length;
  collector.tape = told;
  try {
    const scanned = await scan();
    // What could not be read this time may be readable the next time.
    if (scanned === undefined || collector.errors.length > errors) return;
    const until = nextExpiry(told);
    const answer: Answer = { ...scanned, told, ...(until === Infinity ? {} : { until }) };
    store.writeSealed(nameOf(id), state, Buffer.from(JSON.stringify(answer)));
  } finally {
    collector.tape = undefined;
  }
}

function nextExpiry(told: readonly Told[]): number {
  const moments = told
    .flatMap(({ found = [] }) => found)
    .map(({ finding: { claims } }) =>
      claims?.expires === undefined || claims.expired === true ? Infinity : Date.parse(claims.expires),
    )
    .filter((moment) => !Number.isNaN(moment));
  return moments.reduce((least, moment) => Math.min(least, moment), Infinity);
}

function nameOf(id: string): string {
  return `answer-${id}`;
}
