/**
 * The offline checks that rules refer to by name: checksums and structures that a token carries in itself. A check
 * takes the secret as a latin-1 string, never throws, and runs in time linear in the secret's length.
 */

import type { CheckResult } from "../../types.ts";
import { checkAge } from "./age.ts";
import { checkAzureAd, checkAzureAnnotated, checkAzureDevOps, checkAzureIdentifiable } from "./azure.ts";
import {
  checkAtlassianToken,
  checkCloudflare,
  checkConfluent,
  checkGitHubClassic,
  checkGitLabRoutable,
  checkGrafanaServiceAccount,
  checkHexPm,
  checkNpm,
  checkZuplo,
} from "./crc-tokens.ts";
import {
  checkArtifactoryKey,
  checkArtifactoryReference,
  checkAtlassianDataCenter,
  checkBasicAuth,
  checkDiscordBot,
  checkOpenAi,
} from "./encoded.ts";
import { checkGitHubFineGrained } from "./github.ts";
import {
  checkGoogleServiceAccount,
  checkGrafanaCloud,
  checkGrafanaLegacy,
  checkJsonWebKey,
  checkOnePasswordService,
  checkSentryOrganisation,
} from "./json.ts";
import { checkJwt, checkJwtLike } from "./jwt.ts";
import { checkFly, checkPypi } from "./macaroon.ts";
import { checkNatsSeed } from "./nats.ts";
import { checkPrivateKey } from "./pem.ts";

/** `none`: the check does not apply to this string, for example an older form without a checksum. */
export type Check = (secret: string) => CheckResult;

/** Names of all checks, sorted. */
export const CHECK_NAMES = [
  "1password-ops",
  "age",
  "artifactory-akc",
  "artifactory-ref",
  "atlassian-at",
  "atlassian-dc-pat",
  "azure-ad-8q",
  "azure-devops-52",
  "azure-devops-84",
  "azure-identifiable",
  "basic-auth",
  "cloudflare-cf",
  "confluent-cflt",
  "discord-bot",
  "docker-auth",
  "flyio",
  "github-classic",
  "github-fine-grained",
  "gitlab-routable",
  "google-sa",
  "grafana-glc",
  "grafana-glsa",
  "grafana-legacy",
  "hexpm",
  "jwk",
  "jwt",
  "jwt-like",
  "nats-nkey",
  "npm",
  "openai",
  "private-key",
  "pypi",
  "sentry-org",
  "zuplo",
] as const;

/** What `checksum` and `structure` of a rule may name. */
export type CheckName = (typeof CHECK_NAMES)[number];

/** The check of each name; secrets are latin-1 text. */
export const checks: Readonly<Record<CheckName, Check>> = {
  "1password-ops": checkOnePasswordService,
  age: checkAge,
  "artifactory-akc": checkArtifactoryKey,
  "artifactory-ref": checkArtifactoryReference,
  "atlassian-at": checkAtlassianToken,
  "atlassian-dc-pat": checkAtlassianDataCenter,
  "azure-ad-8q": checkAzureAd,
  "azure-devops-52": checkAzureDevOps,
  "azure-devops-84": checkAzureAnnotated,
  "azure-identifiable": checkAzureIdentifiable,
  "basic-auth": checkBasicAuth,
  "cloudflare-cf": checkCloudflare,
  "confluent-cflt": checkConfluent,
  "discord-bot": checkDiscordBot,
  "docker-auth": checkBasicAuth,
  flyio: checkFly,
  "github-classic": checkGitHubClassic,
  "github-fine-grained": checkGitHubFineGrained,
  "gitlab-routable": checkGitLabRoutable,
  "google-sa": checkGoogleServiceAccount,
  "grafana-glc": checkGrafanaCloud,
  "grafana-glsa": checkGrafanaServiceAccount,
  "grafana-legacy": checkGrafanaLegacy,
  hexpm: checkHexPm,
  jwk: checkJsonWebKey,
  jwt: checkJwt,
  "jwt-like": checkJwtLike,
  "nats-nkey": checkNatsSeed,
  npm: checkNpm,
  openai: checkOpenAi,
  "private-key": checkPrivateKey,
  pypi: checkPypi,
  "sentry-org": checkSentryOrganisation,
  zuplo: checkZuplo,
};
