/** Comments that accept findings, through the built command: files, streams, encodings, long lines and far blocks. */
import { describe, expect, it } from "vitest";
import { findingsOf, keyscan, shell, summaryOf, type Run } from "./keyscan.ts";
import { stripeKey, tree } from "./scratch.ts";
import { ALLOW } from "../support/allow-word.ts";

const lines = (run: Run): number[] => findingsOf(run).map(({ location }) => location.startLine);
const jsonl = (root: string, ...args: string[]): Promise<Run> =>
  keyscan([".", "-f", "jsonl", ...args], { cwd: root });

describe.concurrent("comments", () => {
  const text = [
    `a = "${stripeKey(1)}" # ${ALLOW}`,
    `b = "${stripeKey(2)}" # ${ALLOW} stripe-secret-key -- sandbox`,
    `c = "${stripeKey(3)}" # ${ALLOW} github-pat-classic`,
    `# ${ALLOW}-next-line`,
    `d = "${stripeKey(4)}"`,
    `e = "${stripeKey(5)}" # pragma: allowlist secret`,
    `f = "${stripeKey(6)}"`,
    "# secretlint-disable",
    `g = "${stripeKey(7)}"`,
    "# secretlint-enable",
    `h = "${stripeKey(8)}"`,
    "",
  ].join("\n");

  it("accept what they speak of; the rest is reported", async () => {
    const run = await jsonl(tree({ "a.py": text }));
    expect(lines(run)).toEqual([3, 7, 11]);
    expect(summaryOf(run)).toMatchObject({
      findings: 3,
      accepted: { inline: 5, baseline: 0, ignoreFile: 0, config: 0 },
    });
    expect(run.code).toBe(1);
  });

  it("accepted findings alone end in exit code 0, and the summary speaks of them", async () => {
    const root = tree({ "a.py": `a = "${stripeKey(1)}" # gitleaks:allow\n` });
    const run = await keyscan(["."], { cwd: root });
    expect(run.code).toBe(0);
    expect(run.stdout).toContain("accepted 1 place by comments");
    expect(run.stdout).toContain("no secrets found but accepted ones");
  });

  it("--show-accepted reports them, and does not fail", async () => {
    const root = tree({ "a.py": `a = "${stripeKey(1)}" # ${ALLOW} -- sandbox\n` });
    const run = await jsonl(root, "--show-accepted");
    expect(findingsOf(run)[0]?.accepted).toEqual({ by: "inline", where: ALLOW, reason: "sandbox" });
    expect(summaryOf(run)).toMatchObject({ findings: 0, places: 0, accepted: { inline: 1 } });
    expect(run.code).toBe(0);
    const sarif = await keyscan([".", "-f", "sarif", "--show-accepted"], { cwd: root });
    const { runs } = JSON.parse(sarif.stdout) as { runs: { results: { suppressions: unknown }[] }[] };
    expect(runs[0]?.results[0]?.suppressions).toEqual([
      { kind: "inSource", status: "accepted", justification: `${ALLOW}: sandbox` },
    ]);
  });

  it("that accept nothing are told of, with their places", async () => {
    const idle = [
      `a = "${stripeKey(1)}" # ${ALLOW}`,
      `b = 1 # ${ALLOW}`,
      `# ${ALLOW}-start stripe-secret-key -- samples`,
      `# ${ALLOW}-end`,
      "c = 1 # gitleaks:allow",
      `# ${ALLOW}-next-line`,
      `d = "${stripeKey(2)}"  # ${ALLOW}`,
      "",
    ].join("\n");
    const notes = async (root: string, ...args: string[]): Promise<string> =>
      summaryOf(await jsonl(root, ...args)).notes.join("\n");
    const root = tree({ "a.py": idle });
    expect(await notes(root)).toBe("a.py:2, a.py:3: comments that accept nothing; remove them");
    // A scan that looks with some rules only, or for none of a comment's, can't know.
    expect(await notes(root, "--rule", "uri-password")).toBe("");
    expect(await notes(root, "--disable-rule", "stripe-secret-key")).not.toContain("a.py:3");
    expect(await notes(root, "--no-inline-allow")).toBe("");
    expect(await notes(tree({ "README.md": `Write \`${ALLOW}\` behind it.\n` }))).toBe("");
    // Neither is one a word in a string or in the middle of a comment.
    const words = [`a = "${ALLOW}"`, `# write \`${ALLOW}\` behind it, or ${ALLOW}`, ""];
    expect(await notes(tree({ "a.py": words.join("\n") }))).toBe("");
    const openers = ["// X", "/* X */", "-- X", "<!-- X -->", ";X", "% X", "{{! X }}", "#X", ""].join("\n");
    expect(await notes(tree({ "a.x": openers.replaceAll("X", ALLOW) }))).toContain("and 5 more");
    const one = tree({ "a.py": idle.replace(/^# keyscan.*$/gm, "#"), "b.py": "x\n" });
    expect(await notes(one)).toBe("a.py:2: a comment that accepts nothing; remove it");
    const many = tree(
      Object.fromEntries(Array.from({ length: 600 }, (_, n) => [`f${1000 + n}`, `# ${ALLOW}\n`])),
    );
    expect(await notes(many, "--threads", "2")).toBe(
      "f1000:1, f1001:1, f1002:1 and 597 more: comments that accept nothing; remove them",
    );
  });

  it("are of use beside a baseline that knows the finding too", async () => {
    const root = tree({ "a.py": `a = "${stripeKey(1)}" # ${ALLOW}\n` });
    expect((await keyscan(["baseline", "create", "--no-inline-allow"], { cwd: root })).code).toBe(0);
    const { accepted, notes } = summaryOf(await jsonl(root));
    expect({ accepted, notes }).toMatchObject({ accepted: { baseline: 1, inline: 0 }, notes: [] });
  });

  it("--no-inline-allow takes no notice", async () => {
    const run = await jsonl(tree({ "a.py": text }), "--no-inline-allow");
    expect(lines(run)).toHaveLength(8);
    expect(summaryOf(run).accepted.inline).toBe(0);
  });

  it("one place may be accepted and another not", async () => {
    const root = tree({
      "a.py": `a = "${stripeKey(1)}" # ${ALLOW}\n`,
      "b.py": `b = "${stripeKey(1)}"\n`,
    });
    const run = await jsonl(root);
    expect(findingsOf(run).map(({ location }) => location.path)).toEqual(["b.py"]);
    expect(summaryOf(run)).toMatchObject({ findings: 1, places: 1, accepted: { inline: 1 } });
  });

  it("a rule that does not exist is told with its place", async () => {
    const run = await jsonl(tree({ "a.py": `a = "${stripeKey(1)}" # ${ALLOW} for the tests\n` }));
    expect(lines(run)).toEqual([1]);
    expect(summaryOf(run).notes).toEqual([
      `a.py:1: ${ALLOW} names a rule that does not exist, and accepts nothing (write a reason behind --)`,
    ]);
  });
});

describe.concurrent("wherever the comment is", () => {
  const filler = (bytes: number, unit: string): string => unit.repeat(Math.ceil(bytes / unit.length));

  it("at the end of a line of megabytes, in a file of several pieces, for what is near it on the line", async () => {
    const long = filler(5_000_000, "x = y + 1; ");
    const key = (seed: number): string => `k = "${stripeKey(seed)}";`;
    const root = tree({
      "a.js": `${long}\n${key(1)} ${long} ${key(2)} // ${ALLOW}\n${key(3)} ${long}\n`,
    });
    const run = await jsonl(root);
    expect(lines(run)).toEqual([2, 3]);
    expect(summaryOf(run).accepted.inline).toBe(1);
  });

  it("a block that begins and ends megabytes away", async () => {
    const far = filler(5_000_000, "some other line\n");
    const key = (seed: number): string => `k = "${stripeKey(seed)}";\n`;
    const root = tree({
      "a.js": `// ${ALLOW}-start\n${far}${key(1)}${far}// ${ALLOW}-end\n${key(2)}`,
    });
    const run = await jsonl(root);
    expect(findingsOf(run)).toHaveLength(1);
    expect(summaryOf(run).accepted.inline).toBe(1);
  });

  it("in UTF-16", async () => {
    const text = `\ufeffa = "${stripeKey(1)}" # ${ALLOW}\r\nb = "${stripeKey(2)}"\r\n`;
    expect(lines(await jsonl(tree({ "a.txt": Buffer.from(text, "utf16le") })))).toEqual([2]);
  });

  it("on standard input and in logs, piece by piece", async () => {
    const parts = [`a=${stripeKey(1)} `, "# keyscan:al", `low\nb=${stripeKey(2)}\n`];
    const printf = parts.map((part) => `printf '%s' '${part}'; sleep 0.05`).join("; ");
    for (const command of ["keyscan - -f jsonl", "keyscan logs -f jsonl"]) {
      const run = await shell(`(${printf}) | ${command}`);
      expect(lines(run)).toEqual([2]);
      expect(summaryOf(run).accepted.inline).toBe(1);
    }
  });
});
