/** Candidates as the judge sees them, of the text before a value and the value. */
import type { Candidate } from "../../src/engine/learned/candidate.ts";

/** A candidate of a line in which the value stands between `before` and the rest. */
export function candidate(before: string, secret: string, path = "app.conf"): Candidate {
  const quote = before.at(-1) ?? "";
  const after = ['"', "'", "`"].includes(quote) ? quote : "";
  return { secret, before, after, nameAt: nameAt(before), path, at: before.length, claimed: false };
}

/** Where the last name of a line begins. */
function nameAt(before: string): number {
  const [name = ""] = before.match(/[\w$-]+[^\w]*(?:\w+[.(['"]+|\[\.{3}\]uint8\{|neo4j.*)?$/) ?? [];
  return before.length - name.length;
}
