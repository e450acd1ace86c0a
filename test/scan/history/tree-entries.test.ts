import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TreeEntries, type Entries } from "../../../src/scan/history/tree-entries.ts";
import { cases } from "../../support/property.ts";

const SIZE = 24;

/** Entries of a history: a tree names objects with smaller numbers alone, so that there is no circle. */
const histories = fc.record({
  hits: fc.uniqueArray(fc.nat({ max: SIZE - 1 }), { maxLength: 4 }),
  entries: fc.array(fc.tuple(fc.nat({ max: SIZE - 1 }), fc.nat({ max: SIZE - 1 }), fc.nat({ max: 3 })), {
    maxLength: 60,
  }),
});

/** What is kept, in the order of the trees: tree, object, name. */
function listed({ starts, pairs, names, objects }: Entries): string[] {
  return Array.from(starts.subarray(0, -1), (start, tree) =>
    Array.from(pairs.subarray(start, starts[tree + 1]), (pair) => `${tree} ${objects[pair]} ${names[pair]}`),
  ).flat();
}

describe("TreeEntries", () => {
  it("keeps the entries below which there is a secret", () => {
    fc.assert(
      fc.property(histories, ({ hits, entries: drawn }) => {
        const entries = drawn.filter(([tree, object]) => object < tree && !hits.includes(tree));
        const gathered = new TreeEntries();
        const pairs = new Map<string, number>();
        for (const [tree, object, name] of entries) {
          const pair = pairs.get(`${name} ${object}`) ?? gathered.pair(name, object);
          pairs.set(`${name} ${object}`, pair);
          gathered.add(tree, pair);
        }
        const kept = listed(gathered.thatMatter(SIZE, hits));
        const leads = (object: number): boolean =>
          hits.includes(object) || entries.some(([tree, below]) => tree === object && leads(below));
        const expected = entries
          .filter(([, object]) => leads(object))
          .toSorted(([one], [other]) => one - other)
          .map((entry) => entry.join(" "));
        expect(kept).toEqual(expected);
      }),
      cases(300),
    );
  });

  it("ends where trees pretend to hold each other", () => {
    const gathered = new TreeEntries();
    gathered.add(1, gathered.pair(0, 2));
    gathered.add(2, gathered.pair(0, 1));
    gathered.add(3, gathered.pair(0, 1));
    gathered.add(3, gathered.pair(1, 0));
    expect(listed(gathered.thatMatter(4, [0]))).toEqual(["3 0 1"]);
  });

  it("follows deep folders", () => {
    const depth = 200_000;
    const gathered = new TreeEntries();
    for (let tree = depth; tree > 0; tree--) gathered.add(tree, gathered.pair(0, tree - 1));
    expect(gathered.thatMatter(depth + 1, [0]).pairs).toHaveLength(depth);
  });
});
