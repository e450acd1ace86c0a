/** Part of the contracts in src/types.ts: how bad it is. */

/** How bad it is when the secret is live, from worst to least. */
export const SEVERITIES = ["critical", "high", "medium", "low", "info"] as const;
export type Severity = (typeof SEVERITIES)[number];
