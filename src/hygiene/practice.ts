/** What a practice is: a rule about the way keys are handled, checked on what was collected (view.ts). */
import type { PracticeId, Severity, Violation } from "../types.ts";
import type { AuditView } from "./view.ts";

/** One practice. All of it is pure: the same view gives the same answer. */
export interface Practice {
  id: PracticeId;
  /** What to do, as an imperative: "Never hard-code a key". */
  title: string;
  /** Of a violation as a rule; a violation may have another one. */
  severity: Severity;
  /** Why, and what keyscan looks at; two or three sentences. */
  explain: string;
  /** Why it can't be checked here at all: what it looks at is missing; undefined: it can be. */
  unchecked?(view: AuditView): string | undefined;
  /** What of it could not be checked, although the rest was; a sentence each. */
  limits?(view: AuditView): string[];
  /** What is worth knowing and no violation; a sentence each. */
  information?(view: AuditView): string[];
  /** What goes against it. Places and evidence hold no secret in the clear. */
  check(view: AuditView): Violation[] | Promise<Violation[]>;
}
