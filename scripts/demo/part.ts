/** What a demo repository is made of: parts, each with what it plants and what an audit has to say of it. */
import { fillTemplate } from "../../src/rules/template.ts";
import type { PracticeId } from "../../src/types.ts";

/** Files by path in the repository; undefined takes one away. */
export type Files = Readonly<Record<string, string | undefined>>;

export interface DemoCommit {
  /** Before the day that the repository is made on. */
  daysAgo: number;
  message: string;
  files: Files;
}

/** Something in the access log besides ordinary traffic. */
export interface LogLine {
  /** Hours before now; the log goes back 60 days. */
  hoursAgo: number;
  /** Of one line: `client`, `request` (`GET /path HTTP/1.1`), `status`, `agent`. */
  client: string;
  request: string;
  status: number;
  agent?: string;
}

/** What an audit has to name. */
export interface Planted {
  practice: PracticeId;
  /** In the repository; `access.log` for the log. A violation of the practice names it as one of its places. */
  path: string;
  what: string;
}

/** What no violation may name. */
export interface Correct {
  path: string;
  what: string;
  /** Of these practices alone; of none where left out. */
  practices?: readonly PracticeId[];
}

export interface Part {
  name: string;
  commits?: readonly DemoCommit[];
  /** Files of the working tree that are in no commit: what .gitignore names. */
  local?: Files;
  log?: readonly LogLine[];
  planted: readonly Planted[];
  correct: readonly Correct[];
}

/** A key made of a template of the rules; no key stands in a source. */
export function key(template: string, seed: number): string {
  return fillTemplate(template, seed);
}
