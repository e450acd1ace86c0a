/**
 * The engine said simply: every rule's pattern tried at every position of the whole text, then one match for each secret. No
 * anchors, no windows, no pieces. What src/engine finds is held to this.
 */
import { confirmRun } from "../../src/engine/composed.ts";
import { believed, confirm, type Confirmed } from "../../src/engine/confirm.ts";
import { createConfirmer, type Confirmer } from "../../src/engine/confirmers.ts";
import { createJudge } from "../../src/engine/learned/judge.ts";
import { isComposed, type Pack, type PackRule } from "../../src/engine/pack.ts";
import { resolveOverlaps } from "../../src/engine/resolve.ts";
import { RUN_LEAST, RUN_MOST } from "../../src/engine/runs.ts";
import type { Match } from "../../src/engine/match.ts";
import { modelFiles } from "../../src/scan/pack.ts";

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
  /** What a scanner must find in a file of this base name. The bytes must be UTF-8 text. */
  scan(bytes: Buffer, path?: string): Match[];
}

export function createSlowScanner(pack: Pack): SlowScanner {
  const confirmer: Confirmer = createConfirmer(pack, createJudge(modelFiles));
  const matchOf = (bytes: Buffer, index: number, confirmed: Confirmed): Match => {
    const { start, secretStart, secretEnd, secret, checksum, opinion } = confirmed;
    const from = placeAt(bytes, secretStart);
    const to = placeAt(bytes, secretEnd);
    const lines = { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column };
    const place = { start, secretStart, secretEnd, secret, checksum };
    const parts = confirmed.parts?.map((part) => {
      const { line, column } = placeAt(bytes, start + part.at);
      return { ...part, startLine: line, startColumn: column };
    });
    const word = opinion === undefined ? {} : { opinion, confidence: opinion.confidence };
    const several = parts === undefined ? {} : { parts };
    return { rule: index, ...place, ...word, ...several, ...lines, context: "", secretAt: 0 };
  };
  // A newline that is no part of the text stands before it: a match may begin with that.
  const atBegin = (bytes: Buffer, index: number, rule: PackRule, path: string): Match[] => {
    const data = Buffer.concat([Buffer.from("\n"), bytes]);
    const text = data.toString("latin1");
    const found = new RegExp(rule.source, `my${rule.ignoreCase ? "i" : ""}`).exec(text);
    const confirmed = found === null ? undefined : confirm(confirmer, index, rule, found);
    if (confirmed === undefined || confirmed.secretStart === 0) return [];
    const whole = {
      ...confirmed,
      start: 1,
      ...(confirmed.parts && { parts: confirmed.parts.map((part) => ({ ...part, at: part.at - 1 })) }),
    };
    const where = { data, first: 1, length: data.length, base: -1, path, complete: true };
    const match = believed(confirmer, rule, where, whole);
    if (match === undefined) return [];
    const { start, secretStart, secretEnd } = match;
    return [
      matchOf(bytes, index, {
        ...match,
        ...{ start: start - 1, secretStart: secretStart - 1, secretEnd: secretEnd - 1 },
      }),
    ];
  };
  const byPattern = (bytes: Buffer, index: number, rule: PackRule, path: string): Match[] => {
    confirmer.last = undefined;
    const where = { data: bytes, first: 0, length: bytes.length, base: 0, path, complete: true };
    const text = bytes.toString("latin1");
    const regExp = new RegExp(rule.source, `gm${rule.ignoreCase ? "i" : ""}`);
    const matches: Match[] = [...atBegin(bytes, index, rule, path)];
    for (let found = regExp.exec(text); found !== null; found = regExp.exec(text)) {
      const confirmed = confirm(confirmer, index, rule, found);
      regExp.lastIndex = found.index + 1;
      const match = confirmed && believed(confirmer, rule, where, confirmed);
      if (match !== undefined) matches.push(matchOf(bytes, index, match));
    }
    return matches;
  };
  const byRuns = (bytes: Buffer, path: string): Match[] =>
    [...bytes.toString("latin1").matchAll(/[0-9A-Za-z_-]+/g)]
      .filter(({ 0: run }) => run.length >= RUN_LEAST && run.length <= RUN_MOST && /[0-9]/.test(run))
      .flatMap(({ 0: run, index }) => {
        const all = { data: bytes, first: 0, length: bytes.length, path, allowed: () => true };
        const found = confirmRun(confirmer, { ...all, position: index, runLength: run.length });
        if (found === undefined) return [];
        return [{ ...matchOf(bytes, found.rule, found.match), confidence: found.confidence }];
      });
  return {
    scan(bytes, path = "test.txt") {
      const all = pack.rules.flatMap((rule, index) =>
        rule.marker !== true && !isComposed(rule) && isFor(rule, path)
          ? byPattern(bytes, index, rule, path)
          : [],
      );
      return resolveOverlaps([...all, ...byRuns(bytes, path)], Infinity, pack.rules).decided;
    },
  };
}
