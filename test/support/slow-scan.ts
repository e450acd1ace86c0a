/**
 * The engine said simply: every rule's pattern tried at every position of the whole text, then one match for each secret. No
 * anchors, no windows, no pieces. What src/engine finds is held to this.
 */
import { confirm, createConfirmer, type Confirmer } from "../../src/engine/confirm.ts";
import type { Pack, PackRule } from "../../src/engine/pack.ts";
import { resolveOverlaps } from "../../src/engine/resolve.ts";
import type { Match } from "../../src/engine/match.ts";

/** Line and column (UTF-16 units, from 1) of a byte offset, by decoding all that stands before it on its line. */
function placeAt(bytes: Buffer, offset: number): { line: number; column: number } {
  const before = bytes.subarray(0, offset);
  const line = before.subarray(before.lastIndexOf(0x0a) + 1);
  const newlines = before.reduce((count, byte) => count + (byte === 0x0a ? 1 : 0), 0);
  return { line: newlines + 1, column: line.toString("utf8").length + 1 };
}

function isFor(rule: PackRule, name: string): boolean {
  return (rule.paths ?? [name]).some((path) =>
    path.startsWith("*") ? name.endsWith(path.slice(1)) : name === path,
  );
}

export interface SlowScanner {
  /** All matches of one rule, overlapping ones included. */
  everyMatch(bytes: Buffer, rule: number): Match[];
  /** What a scanner must find in a file of this base name. The bytes must be UTF-8 text. */
  scan(bytes: Buffer, path?: string): Match[];
}

export function createSlowScanner(pack: Pack): SlowScanner {
  const confirmer: Confirmer = createConfirmer(pack);
  const everyMatch = (bytes: Buffer, index: number): Match[] => {
    const rule = pack.rules[index];
    if (rule === undefined) return [];
    const text = bytes.toString("latin1");
    const regExp = new RegExp(rule.source, `gm${rule.ignoreCase ? "i" : ""}`);
    const matches: Match[] = [];
    for (let found = regExp.exec(text); found !== null; found = regExp.exec(text)) {
      const confirmed = confirm(confirmer, index, rule, text, found);
      regExp.lastIndex = found.index + 1;
      if (confirmed === undefined) continue;
      const { start, secretStart, secretEnd, secret, checksum } = confirmed;
      const from = placeAt(bytes, secretStart);
      const to = placeAt(bytes, secretEnd);
      const lines = {
        startLine: from.line,
        startColumn: from.column,
        endLine: to.line,
        endColumn: to.column,
      };
      matches.push({
        rule: index,
        start,
        secretStart,
        secretEnd,
        secret,
        checksum,
        ...lines,
        context: "",
        secretAt: 0,
      });
    }
    return matches;
  };
  return {
    everyMatch,
    scan(bytes, path = "test.txt") {
      const all = pack.rules.flatMap((rule, index) =>
        rule.marker !== true && isFor(rule, path) ? everyMatch(bytes, index) : [],
      );
      return resolveOverlaps(all, Infinity, pack.rules).decided;
    },
  };
}
