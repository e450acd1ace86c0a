/**
 * Settings for V8's compiler. A scan is over after seconds: code that is compiled with everything it calls copied into it is seldom run
 * long enough to be worth it (a tenth of the processor time of a history's scan, a twentieth of a tree's).
 */
import { setFlagsFromString } from "node:v8";

/** Releases of Node whose V8 is known to have these settings, and understands them alike. */
const FIRST = 20;
const LAST = 24;

const SETTINGS: readonly string[] = [
  "--max-inlined-bytecode-size=100",
  "--max-inlined-bytecode-size-cumulative=200",
  "--interrupt-budget=200000",
];

/** To be called before the scan begins. Does nothing where the release of Node is another one. */
export function compileLess(): void {
  const release = Number.parseInt(process.versions.node, 10);
  if (release < FIRST || release > LAST) return;
  for (const setting of SETTINGS) setFlagsFromString(setting);
}
