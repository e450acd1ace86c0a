import { readdirSync, readFileSync, writeFileSync, chmodSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { fillTemplate } from "../../src/rules/template.ts";
import { Repository, token } from "../support/hiding-places.ts";
import { findingsOf, keyscan, summaryOf } from "./keyscan.ts";
import { tree } from "./scratch.ts";

/** Each object by git alone, the way that reading packs directly is measured against. */
const BY_GIT = { env: { KEYSCAN_OBJECTS: "git" } };
const SHOWN = ["git", "-f", "jsonl", "--show-secrets", "--min-confidence", "low", "--no-cache"];

/** Numbers that look like chance, the same each time. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Long files that change a little with each commit, with secrets that come, move, change and go. */
function changingRepository(root: string, commits: number): Repository {
  const repository = new Repository(root);
  const next = random(11);
  const lines = Array.from({ length: 300 }, (_, i) => `option_${i} = ${next(1e6)}`);
  const key = fillTemplate("{pem:RSA PRIVATE KEY}", 5);
  const secrets = [
    (i: number) => `token: ${token(i)}`,
    (i: number) => `password = "${fillTemplate("{base62:20}", i)}"`,
    (i: number) => `url = postgres://app:${fillTemplate("{base62:14}", i)}@db.internal:5432/app`,
    () => key,
  ];
  for (let i = 0; i < commits; i++) {
    const at = next(lines.length);
    if (next(2) === 0) lines.splice(at, 1 + next(3), secrets[next(secrets.length)]?.(next(20)) ?? "");
    else lines.splice(at, next(4), `changed_${i} = ${next(1e6)}`);
    repository.commit({
      "settings.ini": lines.join("\n"),
      [`part${i % 5}.txt`]: lines.slice(at).join("\r\n"),
    });
  }
  return repository;
}

describe("packs that are read directly", () => {
  let root = "";

  beforeAll(() => {
    root = join(tree(), "repository");
    const repository = changingRepository(root, 60);
    repository.git("gc", "-q", "--aggressive");
    repository.commit({ "later.env": `TOKEN=${token(77)}\n` });
  });

  it("tell what git tells, finding by finding, packed and loose", async () => {
    const direct = await keyscan(SHOWN, { cwd: root });
    const byGit = await keyscan(SHOWN, { cwd: root, ...BY_GIT });
    expect(direct.stderr).toBe("");
    const found = findingsOf(direct);
    expect(found.length).toBeGreaterThan(7);
    expect(found.map(({ secret }) => secret.value)).toContain(token(77));
    // In the same order, too, although the objects are read in another one.
    expect(found).toEqual(findingsOf(byGit));
    expect(summaryOf(direct).history).toEqual(summaryOf(byGit).history);
  });

  it("tell the same, in the same order, however the objects are packed", async () => {
    const before = findingsOf(await keyscan(SHOWN, { cwd: root }));
    const repository = new Repository(root);
    repository.git("repack", "-q", "-a", "-d", "-F", "--window=3");
    repository.git("commit", "-q", "--allow-empty", "-m", "another pack");
    repository.git("repack", "-q", "-d");
    const after = await keyscan(SHOWN, { cwd: root });
    const values = (found: typeof before): unknown[] =>
      found.map(({ fingerprint, location, occurrences }) => [fingerprint, location, occurrences.length]);
    expect(values(findingsOf(after))).toEqual(values(before));
  });

  it("tell the same with little memory, and with more than there can be", async () => {
    const all = findingsOf(await keyscan(SHOWN, { cwd: root }));
    const run = await keyscan([...SHOWN, "--max-memory", "160MB"], { cwd: root });
    expect(findingsOf(run)).toEqual(all);
    const large = await keyscan([...SHOWN, "--max-memory", "1TB"], { cwd: root });
    expect([large.stderr, findingsOf(large)]).toEqual(["", all]);
    const wrong = await keyscan([...SHOWN, "--max-memory", "much"], { cwd: root });
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain("--max-memory must be a size");
    const little = await keyscan([...SHOWN, "--max-memory", "159MB"], { cwd: root });
    expect(little).toMatchObject({ code: 2, stdout: "" });
    expect(little.stderr).toContain('--max-memory must be at least 160MB, not "159MB"');
  });

  it("do so where a pack is damaged: the damage is named, the rest is scanned", async () => {
    const folder = join(root, ".git/objects/pack");
    const pack = readdirSync(folder).find((name) => name.endsWith(".pack")) ?? "";
    const path = join(folder, pack);
    const bytes = readFileSync(path);
    chmodSync(path, 0o600);
    const spoiled = Buffer.from(bytes);
    spoiled.fill(0x55, Math.floor(bytes.length / 2), Math.floor(bytes.length / 2) + 40);
    writeFileSync(path, spoiled);
    const run = await keyscan(SHOWN, { cwd: root });
    writeFileSync(path, bytes);
    expect(summaryOf(run).complete).toBe(false);
    expect(summaryOf(run).errors.map(({ code }) => code)).toContain("CORRUPT_OBJECT");
    expect(findingsOf(run).length).toBeGreaterThan(0);
  });
});
