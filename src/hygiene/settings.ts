/** Settings of an audit: what is left out has its default here. */
import type { AuditSettings } from "../types.ts";

const DEFAULTS: AuditSettings = { rotationDays: 90 };

/** @param given The `audit` section of the configuration. */
export function auditSettings(given: Partial<AuditSettings> = {}): AuditSettings {
  return { ...DEFAULTS, ...given };
}
