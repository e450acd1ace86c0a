/** The rules in force: the built-in pack as the build left it, with the user's own rules added where there are any. */
import { readFileSync } from "node:fs";
import type { ModelFiles } from "../engine/learned/judge.ts";
import { decodeTables, type Pack } from "../engine/pack.ts";
import { unpackPack, type PackedPack } from "../engine/packed.ts";
import type { RuleFile } from "../rules/schema.ts";

/** Files that the build puts beside the bundles. Run from source, as the tests do, they are in dist/. */
const ASSETS: URL = new URL(import.meta.url.endsWith(".ts") ? "../../dist/" : "./", import.meta.url);

/** @throws Error where the installation is damaged. */
export function readAsset(
  name:
    | "pack.json"
    | "rules.txt"
    | "verify.json"
    | "pack.bin"
    | "anchors.bin"
    | "kernel.wasm"
    | "unpack.wasm"
    | "language.bin"
    | "generic.model",
): Buffer {
  return readFileSync(new URL(name, ASSETS));
}

/** Files of the learned model. */
export function modelFiles(): ModelFiles {
  return { model: readAsset("generic.model"), language: readAsset("language.bin") };
}

/** The rules that the build compiled; each call reads the files anew. */
export function loadBuiltInPack(): Pack {
  return unpackPack(
    JSON.parse(readAsset("pack.json").toString("utf8")) as PackedPack,
    { text: () => readAsset("rules.txt"), anchors: () => readAsset("anchors.bin") },
    decodeTables(readAsset("pack.bin")),
  );
}

/**
 * The built-in pack with rules that may have ids of its own: of two with the same id, the built-in one is not in force. For
 * tests of rule files, also the built-in ones.
 *
 * @returns Pack and rules in force, a flag each.
 * @throws ConfigError with the place of every rule that can't be compiled.
 */
export async function withReplacements(
  pack: Pack,
  files: readonly RuleFile[],
): Promise<{ pack: Pack; enabled: Uint8Array }> {
  const { extendPack } = await import("../rules/compile/extend.ts");
  const ids = new Set(files.flatMap(({ source }) => source.rules.map((rule) => rule.id)));
  const extended = extendPack(pack, files);
  const isReplaced = (index: number): boolean =>
    index < pack.rules.length && ids.has(pack.rules[index]?.id ?? "");
  return {
    pack: extended,
    enabled: Uint8Array.from(extended.rules, (_, index) => (isReplaced(index) ? 0 : 1)),
  };
}

/**
 * The built-in pack with more rules. Loads the compiler.
 *
 * @throws ConfigError with the place of every rule that can't be compiled, or has the id of another one.
 */
export async function withUserRules(pack: Pack, files: readonly RuleFile[]): Promise<Pack> {
  if (files.length === 0) return pack;
  const { checkRuleIds } = await import("../rules/schema.ts");
  checkRuleIds(
    files,
    pack.rules.map((rule) => rule.id),
  );
  const { extendPack } = await import("../rules/compile/extend.ts");
  return extendPack(pack, files);
}
