/** What practices look at: everything that a scan and the collectors found out, as plain data. */
import type {
  AuditSettings,
  Exposure,
  Finding,
  KeyUsage,
  LedgerEntry,
  Occurrence,
  PracticeId,
  ScanSummary,
  Violation,
  ViolationPlace,
} from "../types.ts";

/** A role that can do (nearly) everything, given to an account. */
export interface WideRole {
  /** As it is written: `roles/owner`, `cluster-admin`, `AdministratorAccess`. */
  role: string;
  /** Who gets it, as written; undefined where the text does not tell. */
  account?: string;
  system: "gcp" | "aws" | "azure" | "kubernetes" | "github";
  place: ViolationPlace;
}

export interface WideRoles {
  roles: WideRole[];
  /** Files that could hold roles and were too large, or too many. */
  skipped: number;
}

export interface AuditView {
  /** The directory that is audited, the first one where there are several; absolute. */
  root: string;
  /** All of them. */
  roots: readonly string[];
  /** What paths in reports are relative to; absolute. */
  cwd: string;
  /** What the scan reports: without accepted findings, unless those were asked for. */
  findings: readonly Finding[];
  summary: ScanSummary;
  settings: AuditSettings;
  now: Date;
  /** What tells that a place reaches a client, besides its path. */
  exposure: ExposureFacts;
  published: PublishFacts;
  /** Empty where there is no ledger. */
  ledger: readonly LedgerEntry[];
  /** How keys are used, as logs tell; undefined where no log was read. */
  usage?: readonly KeyUsage[];
  /** Roles that the repository gives to accounts and that can do everything. */
  wideRoles?: WideRoles;
}

/** Why places have an exposure, as collectors found out; each is in the `exposure` of its place as well. */
export interface ExposureFacts {
  /** By path, as reports show it, and exposure: why, in a sentence. */
  reasons: ReadonlyMap<string, ReadonlyMap<Exposure, string>>;
  /** What was not looked at to its end; a sentence each. */
  limits: readonly string[];
}

/** What would be published, as the files of the repository tell. */
export interface PublishFacts {
  /** By path, as reports show it: the ways by which the file gets out. */
  ways: ReadonlyMap<string, readonly PublishWay[]>;
  /** Of the repositories that are audited, by what a path in them looks like. */
  repositories: readonly PublishedRepository[];
  /** What was not looked at to its end; a sentence each. */
  limits: readonly string[];
}

export interface PublishWay {
  kind: "package" | "image" | "site";
  /** Why, in a sentence. */
  says: string;
  /** Everybody may get it. */
  isPublic: boolean;
}

export interface PublishedRepository {
  /** Places in it, by path as reports show it. */
  paths: ReadonlySet<string>;
  /** Hosts of remotes where everybody can have a public repository. */
  hosts: readonly string[];
  /** Signs that it is public, in a few words each. */
  signs: readonly string[];
}

/** Every place of a secret, the first one included. Accepted ones are left out. */
export function placesOf(finding: Finding): Occurrence[] {
  return [finding, ...finding.occurrences].filter((place) => place.accepted === undefined);
}

/** A place as a violation names it. */
export function placeOf({ location, source }: Occurrence): ViolationPlace {
  return {
    path: location.path,
    line: location.startLine,
    ...(source.commit === undefined ? {} : { commit: source.commit }),
  };
}

/** What every violation about one secret says of it. */
export function about(
  practice: PracticeId,
  { fingerprint, provider, title }: Finding,
): Pick<Violation, "practice" | "fingerprint" | "provider" | "title"> {
  return { practice, fingerprint, provider, title };
}
