/**
 * A judge that remembers what it said: versions of a file, copies of it and lines of a log show it the same candidate over and over. In
 * memory only, of a fixed number of candidates; what was not asked for a while is forgotten.
 */
import { SEEN_BEFORE, type Candidate } from "./candidate.ts";
import type { Judge, Opinion } from "./opinion.ts";

/** Candidates that are remembered for sure; at most twice as many are, some 700 bytes each. */
const REMEMBERED = 8192;

/** @param judge Pure but for where a candidate lies in its stream, which makes no difference to it. */
export function remembering(judge: Judge, remembered: number = REMEMBERED): Judge {
  let recent = new Map<string, Opinion | null>();
  let older = new Map<string, Opinion | null>();
  return (candidate) => {
    if (!isWholeName(candidate)) return judge(candidate);
    const key = keyOf(candidate);
    const known = recent.get(key);
    if (known !== undefined) return known ?? undefined;
    const past = older.get(key);
    const opinion = past === undefined ? (judge(candidate) ?? null) : past;
    if (recent.size >= remembered) {
      older = recent;
      recent = new Map();
    }
    recent.set(key, opinion);
    return opinion ?? undefined;
  };
}

/** False where a provider may be told from what stands before the text that is seen. */
function isWholeName({ nameAt, before }: Candidate): boolean {
  return nameAt > 0 || before.length < SEEN_BEFORE;
}

/** All that an opinion depends on. The numbers tell the parts of the text apart, whatever bytes it has. */
function keyOf({ path, nameAt, wordAt, before, secret, after }: Candidate): string {
  return `${nameAt} ${wordAt} ${before.length} ${secret.length} ${after.length}\n${before}${secret}${after}${path}`;
}
