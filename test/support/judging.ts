/** From a text to its findings, as a job does it: scanned in pieces, each delivery judged by itself. */
import type { Pack } from "../../src/engine/pack.ts";
import type { Scanner } from "../../src/engine/scanner.ts";
import type { StreamOptions } from "../../src/engine/stream.ts";
import { judge, type JudgeOptions, type Judged, type Place } from "../../src/judge/index.ts";
import type { Finding } from "../../src/types.ts";
import { createScanner, deliveries } from "./scanning.ts";

export interface Judging {
  cuts?: Iterable<number>;
  live?: boolean;
  place?: Partial<Place>;
  options?: Partial<JudgeOptions>;
}

export type Judges = (text: string | Buffer, how?: Judging) => Judged[];

/** @param given A scanner to use, where a new one for each pack would be too much. */
export function judgesOf(pack: Pack, given?: Scanner): Judges {
  const scanner = given ?? createScanner(pack);
  return (text, { cuts = [], live = false, place = {}, options = {} } = {}) => {
    const whole: Place = { path: "src/app.ts", kind: "file", localOnly: false, unit: "utf-8", ...place };
    const stream: StreamOptions = { path: "app.ts", unit: whole.unit, live };
    return deliveries(scanner, Buffer.from(text), cuts, stream).flatMap(({ matches }) =>
      judge(matches, pack.rules, whole, { showSecrets: false, ...options }),
    );
  };
}

/** The only finding of a text. */
export function onlyFinding(judged: readonly Judged[]): Finding {
  const [first, ...more] = judged;
  if (first === undefined || more.length > 0) throw new Error(`${judged.length} findings instead of one`);
  return first.finding;
}
