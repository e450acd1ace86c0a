/** `keyscan ledger`: what became of keys, by fingerprint; the alarm when a revoked one stands somewhere again. */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findingsOf, keyscan, type Run } from "./keyscan.ts";
import { repository } from "./repository.ts";
import { git, gitHubToken, stripeKey, write } from "./scratch.ts";

const KEY = stripeKey(1);
const OTHER = stripeKey(2);
/** One that could be guessed. */
const PASSWORD = ["Sommer", "2024", "!"].join("");
const FILES = {
  "pay.ts": `const key = "${KEY}";\n`,
  "db.yml": `password: ${PASSWORD}\n`,
  "ci.ts": `const t = "${gitHubToken(3)}";\n`,
};

const textOf = (cwd: string): string => readFileSync(join(cwd, ".keyscan-ledger"), "utf8");

async function fingerprintOf(cwd: string, path: string): Promise<string> {
  const run = await keyscan(["--format", "jsonl", "--no-history"], { cwd });
  const finding = findingsOf(run).find(({ location }) => location.path === path);
  if (finding === undefined) throw new Error(`nothing in ${path}`);
  return finding.fingerprint;
}

function ledger(cwd: string, ...args: string[]): Promise<Run> {
  return keyscan(["ledger", ...args], { cwd });
}

describe.concurrent("a ledger", () => {
  it("takes in what is found, and holds no secret and no hash that could be tried out", async () => {
    const cwd = repository(FILES);
    expect(await ledger(cwd, "add")).toMatchObject({
      code: 0,
      stdout: ".keyscan-ledger: 3 keys added, 3 in all\n",
    });
    const text = textOf(cwd);
    for (const secret of [KEY, PASSWORD]) expect(text).not.toContain(secret);
    expect(text.match(/^v1:[0-9a-f]{32} found \d{4}-\d\d-\d\d [a-z-]+$/gm)).toHaveLength(2);
    expect(text.match(/^k1:[0-9a-f]{16}:[0-9a-f]{16} found /gm)).toHaveLength(1);
    // Once more changes nothing.
    await ledger(cwd, "add");
    expect(textOf(cwd)).toBe(text);
    expect((await ledger(cwd)).stdout.split("\n")).toHaveLength(4);
  });

  it("a key that could be guessed is found again by its salted name", async () => {
    const cwd = repository({ "db.yml": FILES["db.yml"] });
    const fingerprint = await fingerprintOf(cwd, "db.yml");
    expect((await ledger(cwd, "revoke", fingerprint)).code).toBe(0);
    expect(textOf(cwd)).not.toContain(fingerprint);
    const [finding] = findingsOf(await keyscan(["--format", "jsonl"], { cwd }));
    expect(finding).toMatchObject({
      ledger: { state: "revoked" },
      practices: expect.arrayContaining(["hygiene-revoked"]) as string[],
    });
  });

  it("gives the alarm in an ordinary scan when a revoked key stands in a file, and none for history", async () => {
    const cwd = repository({ "pay.ts": FILES["pay.ts"] });
    const fingerprint = await fingerprintOf(cwd, "pay.ts");
    await ledger(cwd, "revoke", fingerprint, "--date", "2026-02-01", "--reason", "leaked");
    const again = await keyscan([], { cwd });
    expect(again.code).toBe(1);
    expect(again.stdout.replaceAll(/\s+/g, " ")).toContain(
      "it was revoked on 2026-02-01, as the ledger says, and stands here all the same",
    );
    rmSync(join(cwd, "pay.ts"));
    git(cwd, "add", "-A");
    git(cwd, "commit", "-q", "-m", "gone");
    const [finding] = findingsOf(await keyscan(["--format", "jsonl", "--no-cache"], { cwd }));
    expect(finding).toMatchObject({ severity: "info", ledger: { state: "revoked", at: "2026-02-01" } });
    expect((await keyscan([], { cwd })).code).toBe(0);
    expect(await ledger(cwd, "check")).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /^1 key revoked or rotated, 0 to be revoked, 0 used again, 0 not/,
      ) as string,
    });
    write(cwd, "back.ts", FILES["pay.ts"]);
    const check = await ledger(cwd, "check");
    expect(check).toMatchObject({
      code: 1,
      stdout: expect.stringContaining(`again    back.ts:1  stripe-secret-key  ${fingerprint}`) as string,
    });
  });

  it("keeps which key took whose place", async () => {
    const cwd = repository({ "pay.ts": FILES["pay.ts"], "new.ts": `const key = "${OTHER}";\n` });
    const [old, fresh] = [await fingerprintOf(cwd, "pay.ts"), await fingerprintOf(cwd, "new.ts")];
    await ledger(cwd, "add");
    expect((await ledger(cwd, "check")).code).toBe(1);
    await ledger(cwd, "rotate", old, "--to", fresh);
    expect(textOf(cwd)).toMatch(
      new RegExp(`^${old} rotated \\d{4}-\\d\\d-\\d\\d stripe-secret-key to=${fresh}$`, "m"),
    );
    const entries = JSON.parse((await ledger(cwd, "list", "--format", "json")).stdout) as { state: string }[];
    expect(entries.map(({ state }) => state).toSorted()).toEqual(["found", "rotated"]);
    await ledger(cwd, "remove", old);
    expect(textOf(cwd)).not.toContain(`${old} rotated`);
  });
});

describe.concurrent("what is not understood", () => {
  it.for([
    [["burn"], 'ledger has add, revoke, rotate, remove, list, check, not "burn"'],
    [["revok"], 'did you mean "revoke"?'],
    [["revoke"], "ledger revoke needs a fingerprint"],
    [["revoke", "v1:12"], "is no fingerprint"],
    [["rotate", `v1:${"0".repeat(32)}`], "ledger rotate needs the old key, and the new one"],
    [["revoke", `v1:${"0".repeat(32)}`], "is no finding of a scan here"],
    [["revoke", `v1:${"0".repeat(32)}`, "--date", "yesterday"], "--date must be a day"],
  ] as [string[], string][])("%j", async ([args, message]) => {
    const cwd = repository();
    const run = await ledger(cwd, ...args);
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain(message);
    expect(existsSync(join(cwd, ".keyscan-ledger"))).toBe(false);
  });

  it("a damaged ledger stops the scan with file and line", async () => {
    const run = await keyscan([], { cwd: repository({ ".keyscan-ledger": "what\n" }) });
    expect(run).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(".keyscan-ledger:1: has no fingerprint") as string,
    });
  });
});
