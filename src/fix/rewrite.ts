/**
 * Changes the text of one file, and proves that the result is still valid. Where all changes together give none that is, they are
 * made one after the other, and those that spoil it are left out.
 */
import { applyEdits } from "./edits.ts";
import type { OpenFile } from "./open-file.ts";
import { isRefusal, type Refusal, type Rewritten, type Run, type Use } from "./types.ts";

export interface Rewriting extends Rewritten {
  textAfter: string;
}

/** With more uses than this they are not tried one by one: each try is a parse. */
const MAX_TRIES = 64;

const NESTED: Refusal = {
  refused: "stands in a literal within another one that is replaced",
  advice: "run keyscan fix once more, or read it from the environment by hand",
};

/** Declarations that a changed file brings are noted in `run`. */
export async function rewrite(file: OpenFile, uses: readonly Use[], run: Run): Promise<Rewriting> {
  const source = await file.language.open(file.text.text, file.path, run);
  if (isRefusal(source)) throw new Error(`${file.path} could be parsed before`);
  try {
    return await rewriteAll({ ...file, source }, uses, run);
  } finally {
    source.close?.();
  }
}

async function rewriteAll(file: OpenFile, uses: readonly Use[], run: Run): Promise<Rewriting> {
  const all = await attempt(file, uses, run);
  if (!isRefusal(all)) return noted(all, run);
  const refuseAll = uses.map((use) => ({ use, refusal: all }));
  if (uses.length === 1 || uses.length > MAX_TRIES)
    return { edits: [], refusals: refuseAll, notes: [], textAfter: file.text.text };
  const good: Use[] = [];
  const refusals: Rewritten["refusals"] = [];
  for (const use of uses) {
    const more = await attempt(file, [...good, use], run);
    if (isRefusal(more)) refusals.push({ use, refusal: more });
    else good.push(use);
  }
  const rest = await attempt(file, good, run);
  if (isRefusal(rest)) return { edits: [], refusals: refuseAll, notes: [], textAfter: file.text.text };
  return noted({ ...rest, refusals: [...rest.refusals, ...refusals] }, run);
}

function noted(rewriting: Rewriting, run: Run): Rewriting {
  for (const declared of rewriting.declared ?? []) run.declared.add(declared);
  return rewriting;
}

async function attempt(file: OpenFile, uses: readonly Use[], run: Run): Promise<Rewriting | Refusal> {
  const { source, language, text, path } = file;
  const rewritten = source.rewrite(uses);
  const textAfter = applyEdits(text.text, rewritten.edits);
  if (textAfter === undefined) return NESTED;
  if (textAfter === text.text) return { ...rewritten, textAfter };
  const reopened = await language.open(textAfter, path, run);
  if (!isRefusal(reopened)) reopened.close?.();
  if (!isRefusal(reopened) && language.compare?.(text.text, textAfter) !== false)
    return { ...rewritten, textAfter };
  return {
    refused: `could not be replaced: the result would not be valid ${language.title}`,
    advice: "read it from the environment by hand",
  };
}
