/** GitHub's fine-grained tokens, whose checksum is cut from a SHA-256. */

import { crypto } from "../crypto.ts";

import type { CheckResult } from "../../types.ts";
import { encodeBase32 } from "./base.ts";

/**
 * `github_pat_`, 22 characters, `_` and 59: of these the 8 characters before the last 8 are base32 of the SHA-256 of
 * everything before them. The last 8 are not covered.
 */
export function checkGitHubFineGrained(secret: string): CheckResult {
  if (!/^github_pat_[0-9A-Za-z]{22}_[0-9A-Za-z]{59}$/.test(secret)) {
    return "none";
  }
  const digest = crypto().createHash("sha256").update(secret.slice(0, -16), "latin1").digest();
  return encodeBase32(digest.subarray(0, 5)) === secret.slice(-16, -8) ? "valid" : "invalid";
}
