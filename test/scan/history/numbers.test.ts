import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { groupBy, sortGroups } from "../../../src/scan/history/numbers.ts";
import { cases } from "../../support/property.ts";

const GROUPS = 4;

describe("sortGroups", () => {
  it("sorts each group, whether it nearly is in order or not, and keeps what is alike as it was", () => {
    const members = fc.array(fc.tuple(fc.nat(GROUPS - 1), fc.nat(60)), { maxLength: 200 });
    fc.assert(
      fc.property(members, fc.boolean(), (drawn, isReversed) => {
        const list = isReversed ? drawn.toSorted((one, other) => other[1] - one[1]) : drawn;
        const groups = groupBy(
          Int32Array.from(list, ([group]) => group),
          GROUPS,
        );
        sortGroups(
          groups.starts,
          groups.order,
          Int32Array.from(list, ([, number]) => number),
        );
        for (let group = 0; group < GROUPS; group++) {
          const expected = list
            .map(([of, number], index) => ({ of, number, index }))
            .filter(({ of }) => of === group)
            .sort((one, other) => one.number - other.number || one.index - other.index);
          const sorted = groups.order.subarray(groups.starts[group], groups.starts[group + 1]);
          expect([...sorted]).toEqual(expected.map(({ index }) => index));
        }
      }),
      cases(300),
    );
  });
});
