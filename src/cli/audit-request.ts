/** From a scan that was asked for to the audit of it: directories, settings, practices in force. */
import type { AuditRequest } from "../mark-practices.ts";
import { auditSettings, type GivenSettings } from "../hygiene/settings.ts";
import type { ScanRequest } from "../scan.ts";
import { selectPractices } from "../scan/practices.ts";
import { isDirectory } from "../sources/git/repository.ts";

/** @param given The `audit` section of the configuration. */
export function auditRequest(request: ScanRequest, given: GivenSettings | undefined): AuditRequest {
  const { paths, cwd, overrides } = request;
  const roots = paths.filter(isDirectory);
  return {
    roots: roots.length > 0 ? roots : [cwd],
    cwd,
    settings: auditSettings(given),
    practices: selectPractices(request),
    isOff: (path, practice) => overrides?.at(path).disableRule?.has(practice) === true,
  };
}
