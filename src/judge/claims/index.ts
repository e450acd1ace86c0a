/**
 * What a secret says of itself: kind, account, scopes, when it was issued and when it expires. Read from its form, from what is
 * encoded in it and, for signed addresses, from the parameters beside it. Nothing is asked of anybody, and what is handed on is
 * short, printable, and has its tokens masked.
 */
import type { PackRule } from "../../engine/pack.ts";
import type { Match } from "../../engine/match.ts";
import type { KeyClaims } from "../../types.ts";
import { maskTokens } from "../redact.ts";
import { embeddedClaims } from "./embedded.ts";
import { tokenClaims } from "./jwt.ts";
import { levelOf } from "./level.ts";
import type { RawClaims } from "./raw.ts";
import { signedUrlClaims } from "./sas.ts";
import { shapeOf } from "./shapes.ts";

export interface Claims {
  claims?: KeyClaims;
  privilege?: string;
}

const MOST_SCOPES = 12;
const LONGEST = 120;
/** Accounts and names of keys are no secrets; they are shown whole, if they look like names. */
const NAME = /^[\w@./: -]{1,120}$/;

/** @param now Milliseconds since 1970. */
export function claimsOf(match: Match, rule: PackRule, now: number): Claims {
  if (rule.generic && !match.secret.startsWith("ey")) return {};
  const raw: RawClaims = {
    ...shapeOf(match.secret, rule),
    ...(tokenClaims(match.secret) ?? embeddedClaims(match.secret, rule) ?? signedUrlClaims(match, rule)),
  };
  const level = raw.level ?? levelOf(raw.scopes ?? []);
  const claims = shown(raw, now);
  return {
    ...(Object.keys(claims).length === 0 ? {} : { claims }),
    ...(level === undefined ? {} : { privilege: level }),
  };
}

function shown(raw: RawClaims, now: number): KeyClaims {
  const { scopes = [] } = raw;
  const issuer = clean(raw.issuer);
  const issued = timeText(raw.issued);
  const expires = timeText(raw.expires);
  const kept = scopes.slice(0, MOST_SCOPES).flatMap((scope) => clean(scope) ?? []);
  const names = (["account", "keyId"] as const).filter((name) => NAME.test(raw[name] ?? ""));
  return {
    ...(raw.kind === undefined ? {} : { kind: raw.kind }),
    ...Object.fromEntries(names.map((name) => [name, raw[name]])),
    ...(issuer === undefined ? {} : { issuer }),
    ...(kept.length === 0 ? {} : { scopes: kept }),
    ...(issued === undefined ? {} : { issued }),
    ...(expires === undefined ? {} : { expires }),
    ...(raw.encrypted === true ? { encrypted: true } : {}),
    ...(expires !== undefined && (raw.expires ?? 0) * 1000 < now ? { expired: true } : {}),
  };
}

/** Latin-1 readings of UTF-8 become text again; tokens in it are masked, what doesn't print is left out. */
function clean(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const plain = Buffer.from(text, "latin1")
    .toString("utf8")
    .replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ")
    .trim()
    .slice(0, LONGEST);
  return plain === "" ? undefined : maskTokens(plain);
}

/** Only times that a key can have: 2000 to 2200. */
function timeText(seconds: number | undefined): string | undefined {
  if (seconds === undefined || !(seconds > 946_684_800 && seconds < 7_258_118_400)) return undefined;
  return new Date(Math.floor(seconds) * 1000).toISOString().replace(".000Z", "Z");
}
