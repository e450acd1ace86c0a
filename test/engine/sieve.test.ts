import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { createKernel, type Prefilter } from "../../src/engine/kernel.ts";
import { createSieve, type Sieve, type Wanted } from "../../src/engine/sieve.ts";
import { fillTemplate } from "../../src/rules/template.ts";
import { readAsset } from "../../src/scan/pack.ts";
import { builtInRules, type BuiltIn } from "../support/packs.ts";
import { cases, timeLimit } from "../support/property.ts";
import { fragments, latin1, secretTexts } from "../support/texts.ts";

const CAPACITY = 64 * 1024;
const ALL: Wanted = { runs: true, views: true };

let builtIn: BuiltIn;
beforeAll(async () => {
  builtIn = await builtInRules();
});

const kernelOf = (): Prefilter => createKernel(readAsset("kernel.wasm"), builtIn.pack.tables, CAPACITY);

/** All that a prefilter tells of a text that stands in its data, in the order of each kind. */
function toldBy(prefilter: Prefilter, length: number, { runs, views }: Wanted): string[] {
  const told: string[] = [];
  const note = (kind: string) => (one: number, other: number) => void told.push(`${kind} ${one} ${other}`);
  const range = { from: 1, to: length + 1, end: length + 1 };
  prefilter.scan(
    { from: 0, end: length + 1, eof: true },
    note("hit"),
    runs ? note("run") : undefined,
    views ? note("text") : undefined,
    views ? { range, onSign: note("sign") } : undefined,
  );
  return told.sort();
}

function put(prefilter: Prefilter, bytes: Uint8Array): void {
  prefilter.data.fill(0xaa);
  prefilter.data.set(bytes, 1);
}

/** What the kernel alone tells, as scanners ask it. */
function expected(kernel: Prefilter, bytes: Uint8Array, wanted: Wanted): string[] {
  put(kernel, bytes);
  kernel.data[0] = 0x0a;
  return toldBy(kernel, bytes.length, wanted);
}

function asked(sieve: Sieve, bytes: Uint8Array, wanted: Wanted): string[] {
  put(sieve, bytes);
  return sieve.isQuiet(bytes.length) ? [] : toldBy(sieve, bytes.length, wanted);
}

describe("a sieve", () => {
  it(
    "tells what the prefilter tells of a text, and is quiet where that is nothing",
    { timeout: timeLimit() },
    () => {
      const kernel = kernelOf();
      const text = fc.oneof(
        fragments(builtIn).map(latin1),
        secretTexts(builtIn, 4).map(latin1),
        fc.uint8Array({ minLength: 1, maxLength: 200 }),
      );
      let quiet = 0;
      for (const wanted of [ALL, { runs: false, views: true }, { runs: true, views: false }]) {
        const sieve = createSieve(kernelOf(), wanted);
        fc.assert(
          fc.property(text, (bytes) => {
            fc.pre(bytes.length > 0);
            const told = asked(sieve, bytes, wanted);
            expect(told).toEqual(expected(kernel, bytes, wanted));
            if (told.length === 0) quiet++;
          }),
          cases(60),
        );
      }
      expect(quiet).toBeGreaterThan(5);
      expect(quiet).toBeLessThan(175);
    },
  );

  it("keeps what it told for the text that was asked about, and for one call", () => {
    const [kernel, sieve] = [kernelOf(), createSieve(kernelOf(), ALL)];
    const secret = latin1(fillTemplate("sk_live_{base62:24}\n", 1));
    const other = latin1("nothing to see in here, nothing at all\n");
    put(sieve, secret);
    expect(sieve.isQuiet(secret.length)).toBe(false);
    expect(toldBy(sieve, secret.length, ALL)).toEqual(expected(kernel, secret, ALL));
    put(sieve, other.subarray(0, secret.length));
    expect(toldBy(sieve, secret.length, ALL)).toEqual([]);

    put(sieve, secret);
    expect(sieve.isQuiet(secret.length)).toBe(false);
    put(sieve, other);
    expect(toldBy(sieve, other.length, ALL)).toEqual([]);
  });
});
