/** Fixes files without a scan: the test says what is a secret. */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import type { Place } from "../../src/fix/places.ts";
import { makePlan, type FileChange, type Plan } from "../../src/fix/plan.ts";
import { existingVariables } from "../../src/fix/side-files.ts";
import type { RuleInfo } from "../../src/types.ts";

const base = realpathSync(mkdtempSync(join(tmpdir(), "keyscan-fix-")));
afterAll(() => rmSync(base, { recursive: true, force: true }));
let made = 0;

export interface Secret {
  value: string;
  ruleId: string;
  /** True where the rule knows no provider. */
  generic?: boolean;
}

export interface Fixed {
  root: string;
  plan: Plan;
  /** The change of a file; undefined where it stays as it is. */
  change(name: string): FileChange | undefined;
  /** The text of a file afterwards, changed or not. */
  text(name: string): string;
}

/** A folder with these files. */
export function folder(files: Readonly<Record<string, string | Buffer>>): string {
  const root = join(base, String(made++));
  mkdirSync(root);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  return root;
}

/** Plans the fix of all places at which one of the secrets stands. Nothing is written. */
export async function fixFiles(
  files: Readonly<Record<string, string | Buffer>>,
  secrets: readonly Secret[],
  exposure: readonly string[] = [],
): Promise<Fixed> {
  const root = folder(files);
  const places = new Map<string, Place[]>();
  for (const name of Object.keys(files).toSorted()) {
    const path = join(root, name);
    const found = secrets.flatMap((secret) => placesOf(secret, path, name, exposure));
    if (found.length > 0)
      places.set(
        path,
        found.toSorted((a, b) => a.byteOffset - b.byteOffset),
      );
  }
  const rules = secrets.map(({ ruleId, generic }) => ({
    id: ruleId,
    generic: generic === true,
  })) as RuleInfo[];
  const plan = await makePlan({ root, places, rules, existing: existingVariables(root) });
  const change = (name: string): FileChange | undefined => plan.changes.find((one) => one.name === name);
  return {
    root,
    plan,
    change,
    text: (name) => (change(name)?.after ?? readFileSync(join(root, name))).toString("utf8"),
  };
}

function placesOf(
  { value, ruleId }: Secret,
  path: string,
  name: string,
  exposure: readonly string[],
): Place[] {
  const bytes = readFileSync(path);
  const isWide = bytes[0] === 0xff || bytes[0] === 0xfe;
  const wanted = Buffer.from(value, isWide ? "utf16le" : "utf8");
  const needle = bytes[0] === 0xfe ? wanted.swap16() : wanted;
  const places: Place[] = [];
  for (let at = bytes.indexOf(needle); at >= 0; at = bytes.indexOf(needle, at + needle.length)) {
    places.push({
      ...{ fingerprint: `v1:${ruleId}:${value}`, ruleId, title: ruleId, redacted: "…", value },
      ...{
        file: path,
        shown: name,
        line: 1,
        byteOffset: at,
        byteLength: needle.length,
        isLog: false,
        exposure,
      },
    });
  }
  return places;
}
