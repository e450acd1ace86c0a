/**
 * Judges what a scanner finds in a stream. A finding is kept until its line is complete, because a comment that accepts it may
 * stand behind it; with a file that is read in one piece nothing waits.
 */
import type { Match } from "../engine/match.ts";
import type { Pack } from "../engine/pack.ts";
import type { Scanner } from "../engine/scanner.ts";
import { AllowRules, type Allow } from "../judge/allow-rules.ts";
import { Allowances, type RuleIds } from "../judge/allow.ts";
import { LedgerSecrets } from "../judge/ledger.ts";
import { KnownSecrets, type Known } from "../judge/known.ts";
import type { Confidence, LedgerEntry } from "../types.ts";
import { judgeInParts, type Judged, type JudgeOptions, type Place } from "../judge/index.ts";
import type { Tallies } from "./usage/tally.ts";
import { UsageWatch } from "./usage/watch.ts";

export interface JudgingSettings {
  showSecrets: boolean;
  /** Hand on secrets beside their findings. */
  keepSecrets?: boolean;
  /** Secrets that a baseline or an ignore file knows. */
  known?: Known;
  /** What the ledger says of keys. */
  ledger?: readonly LedgerEntry[];
  /** What the configuration accepts. */
  allow?: Allow;
  /** Rules in force, a flag each. */
  enabled: Uint8Array;
  /** As in `JudgeOptions`, for files and logs. What a history tells is remembered for scans that ask for less. */
  least?: Confidence;
  /** Look into what is encoded; true where left out. */
  decode?: boolean;
  /** Count how keys are used, where the place is a log. */
  usage?: boolean;
}

/** Where a comment stands. */
export interface CommentPlace {
  path: string;
  line: number;
}

/** Files that speak of such comments more often than they have some. */
const PROSE = /\.(?:md|mdx|markdown|rst|adoc|txt|html?)$/i;

/** Streams are asked to forget old comments after so many new ones. */
const MANY = 1000;

/** The judge of one job, for one stream after the other: `begin`, `take` for each piece, `rest` at the end. */
export class Judging {
  readonly #scanner: Scanner;
  readonly #pack: Pack;
  readonly #options: JudgeOptions;
  readonly #least: Confidence | undefined;
  readonly #ids: ReturnType<typeof idsOf>;
  #place: Place = { path: "", kind: "file", localOnly: false, unit: "utf-8" };
  #allowances: Allowances;
  /** By place. */
  #held: Judged[] = [];
  #unforgotten = 0;
  readonly #usage: UsageWatch | undefined;
  /** The place is a log whose keys are counted. */
  #counts = false;

  constructor(
    scanner: Scanner,
    pack: Pack,
    { showSecrets, keepSecrets, known, ledger, allow, enabled, usage, least }: JudgingSettings,
  ) {
    this.#scanner = scanner;
    this.#pack = pack;
    this.#options = {
      showSecrets,
      ...(keepSecrets === true ? { keepSecrets } : {}),
      ...(known === undefined ? {} : { known: new KnownSecrets(known) }),
      ...(ledger === undefined ? {} : { ledger: new LedgerSecrets(ledger) }),
      ...(allow === undefined ? {} : { allow: new AllowRules(allow) }),
    };
    this.#least = least;
    this.#ids = idsOf(pack, enabled);
    this.#allowances = this.#none();
    this.#usage = usage === true ? new UsageWatch(scanner, pack) : undefined;
  }

  #none(): Allowances {
    return new Allowances(this.#ids.all, this.#ids.inForce);
  }

  /** The scanner begins with a stream that comes from here, and may never end where it is `live`. */
  begin(place: Place, live = false): void {
    this.#place = place;
    this.#options.least = place.kind === "git" ? undefined : this.#least;
    this.#counts = this.#usage !== undefined && place.kind === "log";
    if (this.#counts) this.#usage?.begin(live);
    if (!this.#allowances.isEmpty) this.#allowances = this.#none();
    if (this.#held.length > 0) this.#held = [];
    this.#unforgotten = 0;
  }

  /** Nothing is left to be told of the stream. */
  get isDone(): boolean {
    return !this.#counts && this.#held.length === 0 && this.#allowances.isEmpty;
  }

  /** Takes what the scanner's `advance` gave; gives the findings of which all is known by now, in several parts where there are many. */
  take(given: readonly Match[], onJudged: (judged: readonly Judged[]) => void): void {
    const matches = this.#counts ? (this.#usage?.take(given) ?? given) : given;
    const markers = this.#scanner.takeMarkers();
    if (markers.length > 0) this.#allowances.read(markers, this.#place.fileOffset);
    this.#unforgotten += markers.length;
    if (matches.length + this.#held.length === 0 && this.#unforgotten < MANY) return;
    const line = this.#scanner.settledLine();
    if (this.#held.length > 0) this.#tellSettled(line, onJudged);
    for (const judged of judgeInParts(matches, this.#pack.rules, this.#place, this.#options)) {
      this.#held.push(...judged);
      this.#tellSettled(line, onJudged);
    }
    this.#allowances.forget(this.#held[0]?.finding.location.startLine ?? line);
    this.#unforgotten = 0;
  }

  /** Tells of what ends before a line from which on comments may come. */
  #tellSettled(line: number, onJudged: (judged: readonly Judged[]) => void): void {
    const waiting = this.#held.findIndex(({ finding }) => finding.location.endLine >= line);
    const ready = this.#held.splice(0, waiting === -1 ? this.#held.length : waiting);
    if (ready.length > 0) onJudged(ready.map((one) => this.#ask(one)));
  }

  /** The findings that still wait, because the stream is not read to its end. */
  rest(): Judged[] {
    return this.#held.length === 0 ? [] : this.#held.splice(0).map((one) => this.#ask(one));
  }

  /** How the keys of the stream were used, by their identity; told once. */
  takeUsage(): Tallies | undefined {
    return this.#counts ? this.#usage?.end() : undefined;
  }

  /** What a reader must know about the stream's comments, a line each; told once. */
  takeNotes(): string[] {
    return this.#allowances
      .takeProblems()
      .map(({ line, message }) => `${this.#place.path}:${line}: ${message}`);
  }

  /** Comments that accept nothing, to be asked for at the end of the stream. */
  takeUnused(): CommentPlace[] {
    const { path } = this.#place;
    const lines = this.#allowances.takeUnused();
    return lines.length === 0 || PROSE.test(path) ? [] : lines.map((line) => ({ path, line }));
  }

  #ask(judged: Judged): Judged {
    const { finding } = judged;
    // Asked in any case: a comment beside what something else accepts is of use too.
    const inline = this.#allowances.acceptanceOf(finding);
    const accepted = finding.accepted ?? inline;
    return accepted === undefined ? judged : { ...judged, finding: { ...finding, accepted } };
  }
}

/** Ids of all rules, and of those in force: gathered when a comment first asks, as in most trees none does. */
function idsOf({ rules }: Pack, enabled: Uint8Array): { all: RuleIds; inForce: RuleIds } {
  let indexes: Map<string, number> | undefined;
  const indexOf = (id: string): number => {
    if (indexes === undefined) {
      indexes = new Map();
      for (let index = 0; index < rules.length; index++) indexes.set(rules[index]?.id ?? "", index);
    }
    return indexes.get(id) ?? -1;
  };
  return {
    all: { has: (id) => indexOf(id) !== -1 },
    inForce: { has: (id) => enabled[indexOf(id)] === 1 },
  };
}
