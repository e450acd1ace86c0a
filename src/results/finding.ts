/** A finding of a saved result, checked property by property. What this version doesn't know is left out. */
import {
  CONFIDENCES,
  FINDING_STATES,
  PRACTICE_IDS,
  SEVERITIES,
  type Acceptance,
  type CodeFrame,
  type Finding,
  type FindingSource,
  type Location,
  type Occurrence,
  type PracticeId,
  type KeyClaims,
  type RedactedSecret,
  type Remediation,
  type SecretPart,
  type CommitNote,
  VERIFICATIONS,
  type Verification,
} from "../types.ts";
import type { JsonObject } from "./value.ts";

const FINGERPRINT = /^v\d+:[0-9a-f]{1,64}$/;

/** @throws ResultError */
export function findingOf(object: JsonObject, fail: (problem: string) => never): Finding {
  const fingerprint = object.text("fingerprint");
  if (!FINGERPRINT.test(fingerprint)) fail("has a fingerprint that is none");
  return {
    fingerprint,
    ruleId: object.text("ruleId"),
    title: object.text("title"),
    provider: object.text("provider"),
    severity: object.choice("severity", SEVERITIES),
    confidence: object.choice("confidence", CONFIDENCES),
    score: object.number("score"),
    reasons: object.texts("reasons"),
    secret: secretOf(object.object("secret")),
    ...occurrenceOf(object),
    occurrences: object.objects("occurrences").map(occurrenceOf),
    ...object.optional(["morePlaces"], (name) => object.whole(name, 0)),
    ...object.optional(["privilege", "environment"], (name) => object.text(name)),
    ...object.optional(["claims"], (name) => claimsOf(object.object(name))),
    ...object.optional(["verified"], (name) => verifiedOf(object.object(name))),
    ...object.optional(["ledger"], (name) => ledgerOf(object.object(name))),
    remediation: remediationOf(object.object("remediation")),
    checks: { checksum: object.object("checks").choice("checksum", ["valid", "invalid", "none"]) },
    ...object.optional(["known"], (name) => knownOf(object.object(name))),
    ...object.optional(["frame"], (name) => frameOf(object.object(name))),
    ...object.optional(["state"], (name) => object.choice(name, FINDING_STATES)),
    ...object.optional(["history"], (name) => historyOf(object.object(name))),
    ...object.optional(["practices"], (name) => practicesOf(object.texts(name))),
  };
}

/** Practices that this version does not know are left out. */
function practicesOf(names: readonly string[]): PracticeId[] {
  return PRACTICE_IDS.filter((id) => names.includes(id));
}

/** @throws ResultError */
export function occurrenceOf(object: JsonObject): Occurrence {
  return {
    location: locationOf(object.object("location")),
    source: sourceOf(object.object("source")),
    exposure: object.texts("exposure"),
    ...object.optional(["parts"], (name) => object.objects(name).map(partOf)),
    ...object.optional(["accepted"], (name) => acceptanceOf(object.object(name))),
  };
}

function partOf(object: JsonObject): SecretPart {
  return {
    name: object.text("name"),
    secret: secretOf(object.object("secret")),
    location: locationOf(object.object("location")),
  };
}

function secretOf(object: JsonObject): RedactedSecret {
  return {
    redacted: object.text("redacted"),
    length: object.whole("length", 0),
    entropy: object.number("entropy"),
    ...object.optional(["value", "decoded"], (name) => object.text(name)),
  };
}

function locationOf(object: JsonObject): Location {
  return {
    path: object.text("path"),
    startLine: object.whole("startLine", 1),
    startColumn: object.whole("startColumn", 1),
    endLine: object.whole("endLine", 1),
    endColumn: object.whole("endColumn", 1),
    byteOffset: object.whole("byteOffset", 0),
    byteLength: object.whole("byteLength", 0),
    ...object.optional(["archivePath", "decodedFrom"], (name) => object.texts(name)),
  };
}

/** Words that a newer version may have more of are taken as they are; reports show them as text. */
function sourceOf(object: JsonObject): FindingSource {
  return {
    kind: object.text("kind"),
    ...object.optional(SOURCE_TEXTS, (name) => object.text(name)),
    ...object.optional(SOURCE_LISTS, (name) => object.texts(name)),
  } as FindingSource;
}

const SOURCE_TEXTS = [
  ...["channel", "variable", "encoding", "commit", "author", "date", "blob", "part", "email"],
] as const;
const SOURCE_LISTS = ["refs"] as const;

function acceptanceOf(object: JsonObject): Acceptance {
  return {
    by: object.choice("by", ["inline", "baseline", "ignore-file", "config"]),
    where: object.text("where"),
    ...object.optional(["reason", "until"], (name) => object.text(name)),
  };
}

function remediationOf(object: JsonObject): Remediation {
  return {
    summary: object.text("summary"),
    ...object.optional(["revokeUrl", "docsUrl"], (name) => object.text(name)),
    steps: object.texts("steps"),
    ...object.optional(["command", "narrower"], (name) => object.text(name)),
  };
}

function claimsOf(object: JsonObject): KeyClaims {
  return {
    ...object.optional(CLAIM_TEXTS, (name) => object.text(name)),
    ...object.optional(["scopes"], (name) => object.texts(name)),
    ...object.optional(["expired", "encrypted"], (name) => object.flag(name)),
  };
}

/** @throws ResultError */
function ledgerOf(object: JsonObject): NonNullable<Finding["ledger"]> {
  return {
    state: object.choice("state", ["found", "rotated", "revoked"]),
    at: object.text("at"),
    ...object.optional(["rotatedTo"], (name) => object.text(name)),
  };
}

const CLAIM_TEXTS = ["kind", "account", "keyId", "issuer", "issued", "expires"] as const;

/** @throws ResultError */
function verifiedOf(object: JsonObject): Verification {
  return {
    result: object.choice("result", VERIFICATIONS),
    reason: object.text("reason"),
    at: object.text("at"),
    ...object.optional(["host"], (name) => object.text(name)),
  };
}

function knownOf(object: JsonObject): NonNullable<Finding["known"]> {
  return { revision: object.text("revision"), path: object.text("path"), line: object.whole("line", 1) };
}

function frameOf(object: JsonObject): CodeFrame {
  return {
    firstLine: object.whole("firstLine", 1),
    lines: object.texts("lines"),
    markColumn: object.whole("markColumn", 1),
    markWidth: object.whole("markWidth", 0),
  };
}

/** @throws ResultError */
function historyOf(object: JsonObject): NonNullable<Finding["history"]> {
  return {
    ...object.optional(["introduced", "removed"], (name) => noteOf(object.object(name))),
    times: object.whole("times", 0),
    ...object.optional(["current"], (name) => {
      const current = object.object(name);
      return { ref: current.text("ref"), path: current.text("path") };
    }),
    refs: object.texts("refs"),
    moreRefs: object.flag("moreRefs"),
    reach: object.choice("reach", ["head", "ref", "stash", "reflog", "index", "none"]),
  };
}

function noteOf(object: JsonObject): CommitNote {
  return {
    commit: object.text("commit"),
    author: object.text("author"),
    email: object.text("email"),
    ...object.optional(["date"], (name) => object.text(name)),
  };
}
