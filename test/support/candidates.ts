/** The candidates that the learned model is asked about in a text. */
import type { Candidate } from "../../src/engine/learned/candidate.ts";
import { isWorthALook } from "../../src/engine/learned/judge.ts";
import { createKernel } from "../../src/engine/kernel.ts";
import type { Pack } from "../../src/engine/pack.ts";
import { Scanner } from "../../src/engine/scanner.ts";
import { readAsset } from "../../src/scan/pack.ts";

/** @param path Name of the file that the text is said to be. */
export function candidatesOf(pack: Pack, text: string, path: string): Candidate[] {
  const candidates: Candidate[] = [];
  const kernel = createKernel(readAsset("kernel.wasm"), pack.tables, 1 << 20);
  const scanner = new Scanner(pack, kernel, (candidate) => {
    if (isWorthALook(candidate)) candidates.push(candidate);
    return undefined;
  });
  const data = Buffer.from(text);
  scanner.begin({ path, unit: "utf-8" });
  data.copy(scanner.space());
  scanner.advance(data.length, true);
  return candidates;
}
