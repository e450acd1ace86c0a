/**
 * A judge that remembers what it said: versions of a file, copies of it and lines of a log show it the same candidate over and over. In
 * memory only, of a fixed number of candidates; what was not asked for a while is forgotten.
 */
import { SEEN_BEFORE, type Candidate } from "./candidate.ts";
import type { Judge, Opinion } from "./opinion.ts";

/** Candidates that are remembered for sure; at most twice as many are, some 700 bytes each. */
const REMEMBERED = 8192;
/** Candidates with one and the same secret that are gone through: with more all of them but the last are forgotten. */
const ALIKE = 64;

/** What was said of a candidate: all that an opinion depends on besides the secret. */
interface Told {
  path: string;
  nameAt: number;
  wordAt: number | undefined;
  before: string;
  after: string;
  opinion: Opinion | undefined;
  /** Another one with the same secret, and how many there are. */
  next: Told | undefined;
  count: number;
}

/** @param judge Pure but for where a candidate lies in its stream, which makes no difference to it. */
export function remembering(judge: Judge, remembered: number = REMEMBERED): Judge {
  // By the secret, which is short: to make a text of all that counts, and to hash it, took longer than what it spares a tree.
  let recent = new Map<string, Told>();
  let older = new Map<string, Told>();
  let size = 0;
  return (candidate) => {
    if (!isWholeName(candidate)) return judge(candidate);
    const known = find(recent.get(candidate.secret), candidate);
    if (known !== undefined) return known.opinion;
    const past = find(older.get(candidate.secret), candidate);
    const opinion = past === undefined ? judge(candidate) : past.opinion;
    if (size >= remembered) {
      older = recent;
      recent = new Map();
      size = 0;
    }
    size++;
    recent.set(candidate.secret, toldOf(candidate, opinion, recent.get(candidate.secret)));
    return opinion;
  };
}

/** False where a provider may be told from what stands before the text that is seen. */
function isWholeName({ nameAt, before }: Candidate): boolean {
  return nameAt > 0 || before.length < SEEN_BEFORE;
}

function find(first: Told | undefined, { path, nameAt, wordAt, before, after }: Candidate): Told | undefined {
  for (let told = first; told !== undefined; told = told.next) {
    const isSame =
      told.nameAt === nameAt &&
      told.wordAt === wordAt &&
      told.before === before &&
      told.after === after &&
      told.path === path;
    if (isSame) return told;
  }
  return undefined;
}

function toldOf(
  { path, nameAt, wordAt, before, after }: Candidate,
  opinion: Opinion | undefined,
  first: Told | undefined,
): Told {
  const next = first === undefined || first.count >= ALIKE ? undefined : first;
  return { path, nameAt, wordAt, before, after, opinion, next, count: (next?.count ?? 0) + 1 };
}
