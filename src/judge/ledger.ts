/** Keys that the ledger knows, in a scan: which one a secret is, and what that means where it stands. */
import type { Finding, LedgerEntry, SourceKind } from "../types.ts";
import { KnownSecrets, type Sighting } from "./known.ts";

/** Answers for one thread. */
export class LedgerSecrets {
  readonly #entries: readonly LedgerEntry[];
  readonly #known: KnownSecrets;

  constructor(entries: readonly LedgerEntry[]) {
    this.#entries = entries;
    const known = entries.map(({ fingerprint: key }) => ({
      key,
      by: "baseline" as const,
      where: "",
      scope: "",
    }));
    this.#known = new KnownSecrets({ entries: known });
  }

  find(sighting: Sighting): LedgerEntry | undefined {
    const index = this.#known.find(sighting);
    return index === undefined ? undefined : this.#entries[index];
  }
}

/**
 * What a finding becomes. A revoked key in history is what it has to be: it can't be taken out. Where it stands in a file, a log or
 * what is about to be committed, somebody uses it again, or it never was revoked.
 */
export function withLedger(finding: Finding, entry: LedgerEntry | undefined, kind: SourceKind): Finding {
  if (entry === undefined) return finding;
  const { state, at, rotatedTo } = entry;
  const ledger = { state, at, ...(rotatedTo === undefined ? {} : { rotatedTo }) };
  if (state === "found") return { ...finding, ledger };
  if (kind === "git") {
    const reasons = [...finding.reasons, `the ledger says that it was ${state} on ${at}`];
    return { ...finding, ledger, reasons, severity: "info" };
  }
  const reasons = [
    ...finding.reasons,
    `it was ${state} on ${at}, as the ledger says, and stands here all the same`,
  ];
  return { ...finding, ledger, reasons, practices: ["hygiene-revoked"] };
}
