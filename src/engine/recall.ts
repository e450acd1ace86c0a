/** Answers that are remembered: a scan asks about the same names again and again. */

/** Texts that are remembered at most, each way. */
const REMEMBERED = 4096;

/** What was said of the text before; else it is asked for. Never undefined. */
export function recall<T>(known: Map<string, T>, text: string, tell: (text: string) => T): T {
  const told = known.get(text);
  if (told !== undefined) return told;
  const answer = tell(text);
  if (known.size >= REMEMBERED) known.clear();
  known.set(text, answer);
  return answer;
}
