/** Settings of an audit: what is left out has its default here. */
import type { AuditSettings } from "../types.ts";

const DEFAULTS: AuditSettings = {
  rotationDays: 90,
  usage: { burstFactor: 10, burstLeast: 100, learnDays: 7, deniedLeast: 10 },
};

/** Settings as a configuration has them. */
export type GivenSettings = Partial<Omit<AuditSettings, "usage">> & {
  usage?: Partial<AuditSettings["usage"]>;
};

/** @param given The `audit` section of the configuration. */
export function auditSettings({ usage, ...given }: GivenSettings = {}): AuditSettings {
  return { ...DEFAULTS, ...given, usage: { ...DEFAULTS.usage, ...usage } };
}
