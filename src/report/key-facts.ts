/** What a key says of itself and what its provider says of it, in words for people. */
import type { Finding } from "../types.ts";

/** Phrases, most telling first; none where nothing is known. Not made safe for a terminal or a page yet. */
export function keyFacts({ claims, verified }: Pick<Finding, "claims" | "verified">): string[] {
  const facts: string[] = [];
  if (verified !== undefined) {
    const asked = verified.host === undefined ? "" : ` (${verified.host}: ${verified.reason})`;
    facts.push(`${VERIFIED[verified.result]}${asked === "" ? ` (${verified.reason})` : asked}`);
  }
  if (claims === undefined) return facts;
  const { kind, account, keyId, issuer, scopes, issued, expires, expired } = claims;
  if (kind !== undefined) facts.push(kind);
  if (account !== undefined) facts.push(`account ${account}`);
  if (keyId !== undefined) facts.push(`key id ${keyId}`);
  if (issuer !== undefined) facts.push(`issued by ${issuer}`);
  if (scopes !== undefined) facts.push(`may ${scopes.join(", ")}`);
  if (issued !== undefined) facts.push(`issued ${issued.slice(0, 10)}`);
  if (expires !== undefined)
    facts.push(`${expired === true ? "expired" : "expires"} ${expires.slice(0, 10)}`);
  return facts;
}

const VERIFIED = {
  active: "works",
  inactive: "does not work any more",
  forbidden: "is a key, but may not do what was tried",
  unknown: "could not be verified",
} as const;
