import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cases } from "../../../support/property.ts";
import { createMemory } from "./memory.ts";

const memory = createMemory();
const { unpacker, bytes } = memory;

const questions = fc.record({
  text: fc.uint8Array({ maxLength: 40, max: 3 }),
  at: fc.nat({ max: 20 }),
  what: fc.nat({ max: 2 }),
  where: fc.constantFrom(-1, 0, 1),
});

let run = 0;

describe("isVain", () => {
  it("knows the same bytes, looked at for the same, wherever they lie, and nothing else", () => {
    fc.assert(
      fc.property(fc.array(questions, { maxLength: 40 }), (asked) => {
        run++;
        const known = new Set<string>();
        // Of each run its own, as what an earlier one has noted stays.
        for (const { text, at, what, where } of asked) {
          const from = memory.from + at;
          bytes.fill(0xaa, memory.from, memory.from + 100);
          bytes.set(text, from);
          const key = `${what} ${where} ${text.join()}`;
          const isVain = unpacker.isVain(from, text.length, run * 4 + what, where);
          expect(isVain && !known.has(key)).toBe(false);
          unpacker.noteVain();
          expect(unpacker.isVain(from, text.length, run * 4 + what, where)).toBe(true);
          known.add(key);
        }
      }),
      cases(200),
    );
  });
});
