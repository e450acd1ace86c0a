/** Which rules mean the same when they find the same bytes. */
import type { PackRule } from "../engine/pack.ts";

/** Rules of one family that find the same bytes have found the same secret. */
export function familyOf(rule: Pick<PackRule, "generic" | "provider">): string {
  return rule.generic ? "generic" : rule.provider;
}
