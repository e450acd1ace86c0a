/** What a provider's answer means. The body is looked into and never shown: it may repeat the key. */
import type { VerificationResult, VerifySource } from "../types.ts";

/** What came back of a request. */
export interface Answer {
  status: number;
  /** The beginning of the body, latin-1. */
  body: string;
  contentType: string;
}

/** What that says of the key. `reason` has nothing of the body. */
export interface Meaning {
  result: VerificationResult;
  reason: string;
}

/** Providers' APIs answer in JSON; a page is somebody else's: of a captive portal, a firewall, a parked domain. */
const PAGE = /html/i;

/** What the answer says of the key, by the rule's own words for status and body. */
export function meaningOf({ status, body, contentType }: Answer, rule: VerifySource): Meaning {
  const reason = `HTTP ${status}`;
  if (status >= 300 && status < 400)
    return { result: "unknown", reason: `${reason}: redirects are not followed` };
  if (status === 429) return { result: "unknown", reason: `${reason}: too many requests` };
  if (status >= 500) return { result: "unknown", reason: `${reason}: the provider has a problem` };
  const said = saidIn(body, rule);
  if (said !== undefined && !(said === "active" && status >= 400)) return { result: said, reason };
  if (PAGE.test(contentType))
    return { result: "unknown", reason: `${reason} with a web page instead of an answer` };
  return { result: byStatus(status, rule), reason };
}

function saidIn(body: string, { says }: VerifySource): VerificationResult | undefined {
  const has = (texts: readonly string[] = []): boolean => texts.some((text) => body.includes(text));
  if (has(says?.inactive)) return "inactive";
  if (has(says?.forbidden)) return "forbidden";
  return has(says?.active) ? "active" : undefined;
}

function byStatus(status: number, { active, inactive, forbidden, says }: VerifySource): VerificationResult {
  if (active?.includes(status) ?? (status >= 200 && status < 300))
    return says?.active === undefined ? "active" : "unknown";
  if ((inactive ?? [401]).includes(status)) return "inactive";
  return (forbidden ?? [403]).includes(status) ? "forbidden" : "unknown";
}
