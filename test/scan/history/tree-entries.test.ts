import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TreeEntries } from "../../../src/scan/history/tree-entries.ts";
import { cases } from "../../support/property.ts";

const SIZE = 24;

/** Entries of a history: a tree names objects with smaller numbers alone, so that there is no circle. */
const histories = fc.record({
  hits: fc.uniqueArray(fc.nat({ max: SIZE - 1 }), { maxLength: 4 }),
  entries: fc.array(fc.tuple(fc.nat({ max: SIZE - 1 }), fc.nat({ max: SIZE - 1 }), fc.nat({ max: 3 })), {
    maxLength: 60,
  }),
});

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
        const { trees, names, objects } = gathered.thatMatter(SIZE, (blob) => hits.includes(blob));
        const leads = (object: number): boolean =>
          hits.includes(object) || entries.some(([tree, below]) => tree === object && leads(below));
        const kept = [...trees].map((tree, index) => `${tree} ${objects[index]} ${names[index]}`);
        const expected = entries.filter(([, object]) => leads(object)).map((entry) => entry.join(" "));
        expect(kept.toSorted()).toEqual(expected.toSorted());
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
    const { trees, objects } = gathered.thatMatter(4, (blob) => blob === 0);
    expect([...trees]).toEqual([3]);
    expect([...objects]).toEqual([0]);
  });

  it("follows deep folders", () => {
    const depth = 200_000;
    const gathered = new TreeEntries();
    for (let tree = depth; tree > 0; tree--) gathered.add(tree, gathered.pair(0, tree - 1));
    expect(gathered.thatMatter(depth + 1, (blob) => blob === 0).trees).toHaveLength(depth);
  });
});
