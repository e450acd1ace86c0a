/** What decides about the findings of a history besides its objects, as names of files that hold for it alone. */
import { createHash } from "node:crypto";
import type { Pack } from "../../engine/pack.ts";
import type { JobSettings } from "../job.ts";

/** Identifies the code that finds; the build puts it in. */
declare const KEYSCAN_BUILD: string | undefined;

const BUILD = typeof KEYSCAN_BUILD === "string" ? KEYSCAN_BUILD : "source";

/** 16 hex digits: the rules in force and the engine that runs them. */
export function rulesId(pack: Pack, { enabled }: Pick<JobSettings, "enabled">): string {
  return digest([BUILD, pack.hash, Buffer.from(enabled).toString("base64")]);
}

/** 16 hex digits: as `rulesId`, with all settings that a report depends on, and how it names the repository. */
export function reportId(
  pack: Pack,
  { outputs: _outputs, ...settings }: JobSettings,
  names: readonly string[],
): string {
  const { enabled, ...rest } = settings;
  return digest([rulesId(pack, { enabled }), JSON.stringify(rest), ...names]);
}

function digest(parts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${part.length}:${part}`);
  return hash.digest("hex").slice(0, 16);
}
