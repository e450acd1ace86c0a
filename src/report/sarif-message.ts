/** Text in SARIF messages (SARIF 2.1.0, section 3.11). */
import { safeText } from "./safe-text.ts";

/**
 * Text as a plain `message` has it: safe to show, braces doubled (section 3.11.5: single ones are placeholders) and
 * nothing in it that reads as a link (section 3.11.6), whatever a file is called.
 */
export function messageText(text: string): string {
  return safeText(text).replace(/[{}]/g, "$&$&").replaceAll("](", "] (");
}
