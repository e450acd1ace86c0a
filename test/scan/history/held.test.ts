import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HeldSecrets } from "../../../src/scan/history/held.ts";
import { HitTrees } from "../../../src/scan/history/hit-trees.ts";
import { ObjectTable } from "../../../src/sources/git/object-table.ts";
import { cases } from "../../support/property.ts";

const OBJECTS = 24;
const BLOBS = 8;
const SECRETS = 5;

/** Objects below BLOBS are blobs; each of the others is a tree, of objects with smaller numbers. */
function historyOf(secrets: readonly number[][], entries: readonly (readonly [number, number])[]): HitTrees {
  const table = new ObjectTable(20);
  for (let object = 0; object < OBJECTS; object++) table.add(Buffer.alloc(20, object + 1));
  const withSecrets = secrets.flatMap((held, blob) => (held.length > 0 ? [blob] : []));
  const trees = new HitTrees(table, { of: (blob) => secrets[blob] ?? [], objects: () => withSecrets });
  for (let tree = BLOBS; tree < OBJECTS; tree++)
    entries.forEach(([holder, held], index) => {
      if (holder === tree) trees.addEntry(tree, `name ${index}`, held % tree);
    });
  trees.finish();
  return trees;
}

describe("HeldSecrets", () => {
  it("knows of each tree what stands anywhere below it, whatever it was asked before and has forgotten", () => {
    const secrets = fc.array(fc.uniqueArray(fc.nat(SECRETS - 1)), { minLength: BLOBS, maxLength: BLOBS });
    const entries = fc.array(fc.tuple(fc.integer({ min: BLOBS, max: OBJECTS - 1 }), fc.nat(OBJECTS - 1)), {
      maxLength: 80,
    });
    const questions = fc.array(fc.tuple(fc.integer({ min: -1, max: OBJECTS - 1 }), fc.nat(SECRETS - 1)));
    fc.assert(
      fc.property(secrets, entries, questions, fc.constantFrom(0, 100, 1e6), (of, held, asked, mostKept) => {
        const trees = historyOf(of, held);
        const secretsOf = (blob: number): readonly number[] => of[blob] ?? [];
        const heldSecrets = new HeldSecrets(trees, secretsOf, mostKept);
        for (const [tree, secret] of asked) {
          const expected = trees.some(tree, (_path, blob) => secretsOf(blob).includes(secret));
          expect(heldSecrets.holds(tree, secret)).toBe(expected);
        }
      }),
      cases(300),
    );
  });
});
