/** Confirmers of one stream and another. */
import type { Confirmer } from "./confirm.ts";

/** One for another stream, which shares all that is costly to make. */
export function anotherConfirmer({ last: _last, ...confirmer }: Confirmer): Confirmer {
  return { ...confirmer, tried: new Map() };
}

/** Another stream begins. */
export function forget(confirmer: Confirmer): void {
  confirmer.tried.clear();
  delete confirmer.last;
}
