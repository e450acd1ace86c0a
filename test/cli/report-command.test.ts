/** `keyscan report`: saved results in other formats, several as one, one compared with another. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Finding, ScanSummary } from "../../src/types.ts";
import { checkReport, checkSarif } from "../report/schemas.ts";
import { keyscan, shell } from "./keyscan.ts";
import { git, gitHubToken, stripeKey, tree, write } from "./scratch.ts";

interface Report {
  summary: ScanSummary;
  findings: Finding[];
}

const cwd = tree({
  "a/pay.ts": `a = "${stripeKey(1)}"\n`,
  "b/pay.ts": `b = "${stripeKey(1)}"\nc = "${gitHubToken(2)}"\n`,
});

async function report(
  args: readonly string[],
  where: string = cwd,
): Promise<{ code: number | null; report: Report }> {
  const run = await keyscan(["report", ...args, "-f", "json"], { cwd: where });
  expect(run.stderr).toBe("");
  const document = JSON.parse(run.stdout) as Report;
  expect(checkReport(document)).toEqual([]);
  return { code: run.code, report: document };
}

beforeAll(async () => {
  await keyscan(
    ["a", "b", "--report", "json=all.json", "--report", "jsonl=all.jsonl", "--report", "sarif=all.sarif"],
    { cwd },
  );
  await keyscan(["a", "--report", "json=a.json"], { cwd });
  await keyscan(["b", "--report", "json=b.json"], { cwd });
  await keyscan(["a", "--show-secrets", "--report", "json=clear.json"], { cwd });
});

describe.concurrent("another format", () => {
  it("of JSON and of JSON Lines is the one that the scan would have written", async () => {
    const direct = readFileSync(join(cwd, "all.sarif"), "utf8");
    for (const file of ["all.json", "all.jsonl"]) {
      const run = await keyscan(["report", file, "-f", "sarif"], { cwd });
      expect(run).toMatchObject({ code: 0, stderr: "" });
      expect(checkSarif(JSON.parse(run.stdout))).toEqual([]);
      expect(run.stdout).toBe(direct);
    }
  });

  it("of a scan with history is the same again, in all that history knows", async () => {
    const repository = tree({ "a.ts": `a = "${stripeKey(8)}"\n` });
    git(repository, "init");
    git(repository, "add", ".");
    git(repository, "commit", "-m", "one");
    write(repository, "a.ts", "gone\n");
    git(repository, "commit", "-am", "two");
    const first = await keyscan(["-f", "json", "--report", "jsonl=../h.jsonl"], { cwd: repository });
    expect(first.stdout).toContain('"introduced"');
    write(repository, "h.json", first.stdout);
    const again = await keyscan(["report", "h.json", "-f", "json"], { cwd: repository });
    expect(again.stdout).toBe(first.stdout);
    // Which practices a finding goes against is known when all are, and its line has been written by then.
    const lines = await keyscan(["report", "../h.jsonl", "-f", "json"], { cwd: repository });
    const whole = JSON.parse(first.stdout) as { findings: { practices?: unknown }[] };
    for (const finding of whole.findings) delete finding.practices;
    expect(JSON.parse(lines.stdout)).toEqual(whole);
  });

  it("of JSON in JSON is the same again", async () => {
    const run = await keyscan(["report", "all.json", "-f", "json"], { cwd });
    expect(run.stdout).toBe(readFileSync(join(cwd, "all.json"), "utf8"));
  });

  it("is for people by default, several at once, from standard input too", async () => {
    const run = await shell("cat all.json | keyscan report - --report html=out.html", { cwd });
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toContain("2 secrets in 3 places");
    expect(readFileSync(join(cwd, "out.html"), "utf8")).toMatch(/^<!doctype html>/);
  });

  it("fails on findings only where it is asked to", async () => {
    expect((await keyscan(["report", "all.json"], { cwd })).code).toBe(0);
    expect((await keyscan(["report", "all.json", "--fail-on", "high"], { cwd })).code).toBe(1);
  });

  it("has secrets and lines in the clear only where they were saved and are asked for", async () => {
    const hidden = await keyscan(["report", "clear.json", "-f", "json"], { cwd });
    expect(hidden.stdout).not.toContain(stripeKey(1).slice(8, -4));
    const shown = await keyscan(["report", "clear.json", "-f", "json", "--show-secrets"], { cwd });
    expect(shown.stdout).toContain(stripeKey(1));
  });
});

describe.concurrent("several results", () => {
  it("are one: each secret once, with the places of all, the same place once", async () => {
    const { report: merged } = await report(["a.json", "b.json", "all.json"]);
    const { report: whole } = await report(["all.json"]);
    const places = ({ findings }: Report): string[][] =>
      findings.map((one) => [
        one.fingerprint,
        ...[one, ...one.occurrences].map((place) => place.location.path).sort(),
      ]);
    expect(places(merged).sort()).toEqual(places(whole).sort());
    expect(merged.summary).toMatchObject({ findings: 2, places: 3, files: 4, complete: true });
  });

  it("are incomplete as soon as one is", async () => {
    const [first = "", second = ""] = readFileSync(join(cwd, "all.jsonl"), "utf8").split("\n");
    write(cwd, "line.jsonl", `${first}\n${second.slice(0, 100)}`);
    expect((await report(["line.jsonl"])).report.summary).toMatchObject({ complete: false, findings: 1 });
    write(cwd, "cut.jsonl", `${first}\n`);
    const { report: merged } = await report(["a.json", "cut.jsonl"]);
    expect(merged.summary).toMatchObject({
      complete: false,
      errors: [{ path: "cut.jsonl", code: "CUT_OFF" }],
    });
  });
});

describe.concurrent("a comparison", () => {
  it("tells new, fixed and unchanged, and fails on what is new", async () => {
    const { code, report: compared } = await report(["b.json", "--compare", "a.json"]);
    expect(code).toBe(1);
    expect(compared.findings.map((finding) => [finding.ruleId, finding.state]).sort()).toEqual([
      ["github-personal-access-token", "new"],
      ["stripe-secret-key", "unchanged"],
    ]);
    expect(compared.summary).toMatchObject({ findings: 1 });
  });

  it("does not fail where nothing is new", async () => {
    const { code, report: compared } = await report(["a.json", "--compare", "all.json"]);
    expect(code).toBe(0);
    expect(compared.findings.map((finding) => finding.state).sort()).toEqual(["fixed", "unchanged"]);
  });

  it("heeds --fail-on", async () => {
    expect((await report(["b.json", "--compare", "a.json", "--fail-on", "none"])).code).toBe(0);
  });

  it("is not clean where the newer scan was not whole", async () => {
    const result = JSON.parse(readFileSync(join(cwd, "a.json"), "utf8")) as Report;
    result.summary.complete = false;
    writeFileSync(join(cwd, "partial.json"), JSON.stringify(result));
    const { code, report: compared } = await report(["partial.json", "--compare", "all.json"]);
    expect(code).toBe(3);
    expect(compared.summary.notes.join()).toContain("may only not have been scanned");
  });

  it("shows people what is new, and what is gone in short", async () => {
    const run = await keyscan(["report", "b.json", "--compare", "a.json"], { cwd });
    expect(run.stdout).toContain("1 new secret in 1 place");
    expect(run.stdout.match(/^CRITICAL /gm)).toHaveLength(1);
    const gone = await keyscan(["report", "a.json", "--compare", "all.json"], { cwd });
    expect(gone.stdout).toContain("Fixed");
    expect(gone.stdout).toContain("no new secrets");
  });

  it("is what SARIF calls a baseline state", async () => {
    const run = await keyscan(["report", "b.json", "--compare", "a.json", "-f", "sarif"], { cwd });
    const log = JSON.parse(run.stdout) as { runs: { results: { baselineState: string }[] }[] };
    expect(checkSarif(log)).toEqual([]);
    expect(log.runs[0]?.results.map((result) => result.baselineState).sort()).toEqual(["new", "unchanged"]);
  });
});

describe.concurrent("what it can't use", () => {
  const saved = (change: (report: Record<string, unknown> & Report) => void): string => {
    const document = JSON.parse(readFileSync(join(cwd, "all.json"), "utf8")) as Record<string, unknown> &
      Report;
    change(document);
    return JSON.stringify(document);
  };

  it.for([
    ["nothing.json", undefined, 'there is no file "nothing.json"'],
    ["empty.json", () => "", "is no saved result of keyscan"],
    ["text.json", () => "hello", "is no saved result of keyscan (line 1)"],
    ["other.json", () => '{"runs": []}', "is no saved result of keyscan"],
    ["newer.json", () => saved((one) => (one["schemaVersion"] = 2)), "was saved by a newer keyscan"],
    [
      "severity.json",
      () => saved((one) => ((one.findings[1] as unknown as Record<string, unknown>)["severity"] = "bad")),
      "severity.json.findings[1].severity must be one of critical, high",
    ],
    [
      "line.json",
      () => saved((one) => one.findings[0] !== undefined && (one.findings[0].location.startLine = 0)),
      "line.json.findings[0].location.startLine must be a whole number from 1 on",
    ],
    [
      "summary.json",
      () => saved((one) => delete (one as Partial<Report>).summary),
      "summary.json.summary must be an object",
    ],
  ] as [string, (() => string) | undefined, string][])("%s", async ([name, content, message]) => {
    if (content !== undefined) write(cwd, name, content());
    const run = await keyscan(["report", name], { cwd });
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain(message);
    expect(run.stderr).toMatch(/^keyscan: /);
    expect(run.stderr).not.toMatch(/^\s+at /m);
  });

  it.for([
    [[], "report needs a saved result"],
    [["all.json", "--threads", "2"], "report takes no --threads"],
    [["all.json", "--compare", "none.json"], 'there is no file "none.json"'],
  ] as [string[], string][])("%j", async ([args, message]) => {
    const run = await keyscan(["report", ...args], { cwd });
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain(message);
  });

  it("is a file of megabytes that is no result, in no time and without quoting it", async () => {
    write(cwd, "big.json", `{"secret": "${stripeKey(3)}", "x": "${"y".repeat(5_000_000)}"}`);
    const run = await keyscan(["report", "big.json"], { cwd });
    expect(run.code).toBe(2);
    expect(run.stderr.length).toBeLessThan(300);
  });

  it("is another option's word: --compare alone", async () => {
    const run = await keyscan(["--compare", "a.json"], { cwd });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("takes no --compare");
  });
});
