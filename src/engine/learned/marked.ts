/**
 * Words that mark what stands behind them and give it nothing: the verdict on a test, what tells elements apart, the checksum of a file
 * that a program has written. Pure; linear time.
 */
import type { Candidate } from "./candidate.ts";

/** What is said of a test, and the line before it, where the same is said of another one: `PASS: NAME`. */
const VERDICT = /^PASS: $/;
const VERDICTS = /^\s*(?:X?PASS|X?FAIL|SKIP|ERROR|UNSUPPORTED|UNTESTED|UNRESOLVED|Running)[: ]/;

function isVerdict({ before, nameAt }: Candidate): boolean {
  if (!before.startsWith("PASS", nameAt) || !VERDICT.test(before.slice(nameAt))) return false;
  const lines = before.slice(0, nameAt).split("\n");
  return lines.at(-1)?.trim() === "" && VERDICTS.test(lines.at(-2) ?? "");
}

/** What tells an element from its neighbours, on a line of its own: `  key="name"`. */
const OF_ELEMENTS = /\.[jt]sx?$/;
const KEY_OF_ELEMENT = /(?:^|\n)[ \t]+key=["']$/;

function isKeyOfElement({ before, after, nameAt, path }: Candidate): boolean {
  if (!before.startsWith("key=", nameAt) || !OF_ELEMENTS.test(path)) return false;
  return (after === '"' || after === "'") && KEY_OF_ELEMENT.test(before);
}

const CHECKSUM = /^[0-9a-f]{32,64}$/;
/** The checksum of a file that a program has written, in a comment: `// flow-typed signature: 350b…`. */
const SIGNED = /^[ \t]*(?:\/\/|#|\/?\*)[^\n]{0,60}\bsignature: $/;

function isSignedFile({ secret, before }: Candidate): boolean {
  if (!before.endsWith("signature: ") || !CHECKSUM.test(secret)) return false;
  return SIGNED.test(before.slice(before.lastIndexOf("\n") + 1));
}

/** The number of a key of PGP, short, long, or the whole fingerprint. */
export const PGP_ID: RegExp = /^(?:0x)?(?:[0-9A-F]{8}|[0-9A-F]{16}|[0-9A-F]{40})$/i;
/** Before the name of such a number: `GPG key: `. */
const OF_PGP = /(?:GPG|PGP) $/;

function isNumberOfPgp({ secret, before, nameAt }: Candidate): boolean {
  return (
    before[nameAt - 1] === " " &&
    OF_PGP.test(before.slice(Math.max(0, nameAt - 4), nameAt)) &&
    PGP_ID.test(secret)
  );
}

/** What Rails calls a file that it has stored: `Uploaded file to key: zszmu3jeehryokzqhqvnvx7mo465`. */
const OF_STORE = /\b(?:files?|range [0-9-]{1,40}|exists|chunk\w{0,4}) (?:to|from|at) key: $/;

function isStored({ before }: Candidate): boolean {
  return before.endsWith(" key: ") && OF_STORE.test(before.slice(-72));
}

/** True for `PASS: NAME` in a list of such lines, `key="row1"` of an element, the checksum in a comment, `GPG key: 0xABCD0123`, the name of a stored file. */
export function isMarked(candidate: Candidate): boolean {
  if (isVerdict(candidate) || isKeyOfElement(candidate) || isStored(candidate)) return true;
  return isSignedFile(candidate) || isNumberOfPgp(candidate);
}
