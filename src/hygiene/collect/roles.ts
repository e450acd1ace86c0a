/**
 * Roles that the repository itself gives to accounts: Terraform, Kubernetes manifests, commands of gcloud and az. Files are read
 * as text, never run; what is found are the roles that can do everything. The tree is hostile: no link is followed, large
 * files and more than some thousand are left out, and counted.
 */
import { readSmallFile } from "../../sources/ignore-files.ts";
import { walk } from "../../sources/files.ts";
import type { WideRole, WideRoles } from "../view.ts";

const NAMES = /\.(?:tf|tf\.json|ya?ml|sh|bicep|hcl)$/i;
const MAX_BYTES = 1024 * 1024;
const MAX_FILES = 20_000;
/** Characters of a block that are looked at. */
const MAX_BLOCK = 20_000;
/** Roles of one file: working out their lines takes time. */
const MAX_IN_FILE = 100;
/** Roles kept; more say nothing new. */
const MAX_ROLES = 1000;

/** @param roots Absolute. */
export async function collectRoles(roots: readonly string[], cwd: string): Promise<WideRoles> {
  const found: WideRoles = { roles: [], skipped: 0 };
  let files = 0;
  for await (const event of walk(roots, { cwd })) {
    if (event.type !== "file" || !NAMES.test(event.display)) continue;
    const text = ++files > MAX_FILES ? "too-large" : readSmallFile(event.path, MAX_BYTES);
    if (text === "too-large") found.skipped++;
    else if (text !== undefined && found.roles.length < MAX_ROLES)
      found.roles.push(...rolesIn(text, event.display));
  }
  return found;
}

/** What a file gives away. Lines count from 1. */
export function rolesIn(text: string, path: string): WideRole[] {
  const readers = path.endsWith("ml") ? [kubernetesRoles, workflowRoles] : [terraformRoles];
  const found = [...readers, commandRoles].flatMap((reader) => reader(text)).slice(0, MAX_IN_FILE);
  return found.map(({ at, ...role }) => ({ ...role, place: { path, line: lineOf(text, at) } }));
}

type Found = Omit<WideRole, "place"> & { at: number };

function lineOf(text: string, at: number): number {
  let line = 1;
  for (let end = text.indexOf("\n"); end !== -1 && end < at; end = text.indexOf("\n", end + 1)) line++;
  return line;
}

/** Blocks of Terraform, each from its head to the next head in the first column. */
const BLOCK = /^(?:resource|data)[ \t]{1,8}"([a-z0-9_]{3,80})"[ \t]{1,8}"[^"\n]{1,120}"[ \t]{0,8}\{/gm;
const GCP_WIDE =
  /^[ \t]{0,40}role[ \t]{0,40}=[ \t]{0,8}"(roles\/(?:owner|editor|iam\.securityAdmin|iam\.serviceAccountTokenCreator|resourcemanager\.organizationAdmin))"/m;
const MEMBER = /^[ \t]{0,40}members?[ \t]{0,40}=[ \t]{0,8}(?:\[\s{0,40})?"([^"\n]{1,200})"/m;
const AWS_WIDE = /arn:aws[a-z-]{0,10}:iam::aws:policy\/(AdministratorAccess|PowerUserAccess|IAMFullAccess)\b/;
const AWS_SUBJECT =
  /^[ \t]{0,40}(?:user|role|group|users|roles)[ \t]{0,40}=[ \t]{0,8}(?:\[\s{0,40})?"?([\w.@/-]{1,120})"?/m;
const AZURE_WIDE =
  /^[ \t]{0,40}role_definition_name[ \t]{0,40}=[ \t]{0,8}"(Owner|Contributor|User Access Administrator)"/m;
const AZURE_SUBJECT = /^[ \t]{0,40}principal_id[ \t]{0,40}=[ \t]{0,8}"?([\w.@/-]{1,120})"?/m;

function terraformRoles(text: string): Found[] {
  const heads = [...text.matchAll(BLOCK)];
  return heads.flatMap((head, index): Found[] => {
    const end = Math.min(heads[index + 1]?.index ?? text.length, head.index + MAX_BLOCK);
    const body = text.slice(head.index, end);
    const [, kind = ""] = head;
    if (kind.startsWith("google_")) return inBlock(body, head.index, "gcp", [GCP_WIDE, MEMBER]);
    if (kind.startsWith("aws_iam_")) return inBlock(body, head.index, "aws", [AWS_WIDE, AWS_SUBJECT]);
    if (kind === "azurerm_role_assignment")
      return inBlock(body, head.index, "azure", [AZURE_WIDE, AZURE_SUBJECT]);
    return [];
  });
}

function inBlock(
  body: string,
  start: number,
  system: WideRole["system"],
  [wide, subject]: readonly [RegExp, RegExp],
): Found[] {
  const role = wide.exec(body);
  if (role?.[1] === undefined) return [];
  const account = subject.exec(body)?.[1];
  return [{ role: role[1], system, at: start + role.index, ...(account === undefined ? {} : { account }) }];
}

/** A binding of `cluster-admin`, in a document of its own or in a list of many. */
function kubernetesRoles(text: string): Found[] {
  if (!text.includes("RoleBinding")) return [];
  const found: Found[] = [];
  let start = 0;
  for (const document of text.split(/^---[ \t\r]{0,20}$/m)) {
    const role = /^[ \t]{0,40}name:[ \t]{0,20}["']?(cluster-admin|admin)["']?[ \t\r]{0,20}$/m.exec(
      roleRefOf(document),
    );
    const subject = /^[ \t]{0,40}-?[ \t]{0,8}kind:[ \t]{0,20}["']?ServiceAccount["']?[\s\S]{0,400}/m.exec(
      document,
    );
    if (
      /^[ \t]{0,40}kind:[ \t]{0,20}["']?(?:Cluster)?RoleBinding\b/m.test(document) &&
      role?.[1] !== undefined &&
      subject !== null
    ) {
      const name = /^[ \t]{0,40}(?:-[ \t]{0,8})?name:[ \t]{0,20}["']?([\w.-]{1,100})/m.exec(subject[0])?.[1];
      const namespace = /^[ \t]{0,40}(?:-[ \t]{0,8})?namespace:[ \t]{0,20}["']?([\w.-]{1,100})/m.exec(
        subject[0],
      )?.[1];
      const account = name === undefined ? undefined : `${namespace ?? "default"}/${name}`;
      found.push({
        role: role[1],
        system: "kubernetes",
        at: start + document.indexOf("roleRef"),
        ...(account === undefined ? {} : { account }),
      });
    }
    start += document.length + 4;
  }
  return found;
}

/** The lines of `roleRef:` that are further in. */
function roleRefOf(document: string): string {
  const [, inner = ""] = /^[ \t]*roleRef:[ \t]*\r?\n((?:[ \t]+[^\n]*\r?\n?){1,6})/m.exec(document) ?? [];
  return inner;
}

/** A job whose own token may do everything. */
function workflowRoles(text: string): Found[] {
  const match = /^[ \t]*permissions:[ \t]*["']?(write-all)["']?[ \t]*$/m.exec(text);
  if (match?.[1] === undefined) return [];
  return [{ role: match[1], system: "github", account: "GITHUB_TOKEN", at: match.index }];
}

const GCLOUD = /gcloud\s[^\n]{0,200}add-iam-policy-binding(?:[^\n\\]|\\[\s\S]){0,400}/g;
const AZ = /\baz[ \t]{1,8}role[ \t]{1,8}assignment[ \t]{1,8}create(?:[^\n\\]|\\[\s\S]){0,400}/g;

/** What scripts and CI files give away by a command. */
function commandRoles(text: string): Found[] {
  const google = [...text.matchAll(GCLOUD)].flatMap((command): Found[] => {
    const role = /--role[= ]["']?(roles\/(?:owner|editor))\b/.exec(command[0])?.[1];
    const account = /--member[= ]["']?([\w:.@${}-]{1,200})/.exec(command[0])?.[1];
    if (role === undefined) return [];
    return [{ role, system: "gcp", at: command.index, ...(account === undefined ? {} : { account }) }];
  });
  const azure = [...text.matchAll(AZ)].flatMap((command): Found[] => {
    const role = /--role[= ]["']?(Owner|Contributor)\b/.exec(command[0])?.[1];
    const account = /--assignee[\w-]*[= ]["']?([\w:.@${}-]{1,200})/.exec(command[0])?.[1];
    if (role === undefined) return [];
    return [{ role, system: "azure", at: command.index, ...(account === undefined ? {} : { account }) }];
  });
  return [...google, ...azure];
}
