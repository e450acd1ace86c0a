/** What scopes and roles allow, by the words that services use for them; undefined where no word tells. */

const ADMIN =
  /(?:^|[^a-z])(?:admin|administrator|administrators|owner|owners|root|superuser|super_user|super_admin|superadmin|cluster-admin|service_role|full_access|fullaccess|sudo|cloud-platform)(?:$|[^a-z])|^\*(?::\*)?$|^(?:all|everything)$/i;
const WRITE =
  /(?:^|[^a-z])(?:write|writer|create|update|edit|editor|delete|destroy|manage|manager|modify|put|post|push|upload|publish|deploy|readwrite|rw|repo|api)(?:$|[^a-z])|readwrite|:\*$/i;
const READ =
  /(?:^|[^a-z])(?:read|reader|readonly|read_only|view|viewer|get|list|anon|guest|public|openid|profile|email)(?:$|[^a-z])/i;

/** The most that one of the scopes allows. `read` only where each of them says so. */
export function levelOf(scopes: readonly string[]): "admin" | "write" | "read" | undefined {
  if (scopes.some((scope) => ADMIN.test(scope))) return "admin";
  if (scopes.some((scope) => WRITE.test(scope))) return "write";
  if (scopes.length > 0 && scopes.every((scope) => READ.test(scope))) return "read";
  return undefined;
}
