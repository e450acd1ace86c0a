/** What a command refuses before it does anything: options that mean nothing to it, a folder that is gone. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { keyscan, shell } from "./keyscan.ts";
import { tree } from "./scratch.ts";

describe.concurrent("could not run", () => {
  const cwd = tree({ "a.txt": "nothing to see here\n" });

  it.for([
    [["init", "--config", "x.yaml"], "init takes no --config (see keyscan init --help)"],
    [["ignore", "v1:0", "--rule", "x"], "ignore takes no --rule (see keyscan ignore --help)"],
    [["ledger", "--fail-on", "high"], "ledger takes no --fail-on (see keyscan ledger --help)"],
    [["ledger", "list", "--date", "2026-01-31"], "ledger list takes no --date (add, revoke, rotate do)"],
    [["ledger", "check", "-f", "json"], "ledger check takes no --format (list does)"],
    [["ledger", "-f", "sarif"], '--format must be pretty or json for ledger list, not "sarif"'],
    [["ledger", "list", "x"], "ledger list takes no fingerprints"],
    [["ledger", "add", "--date", "2999-12-31"], "--date 2999-12-31 is still to come"],
    [["help", "diff", "staged"], "help takes one command"],
    [["baseline", "-o", "x.txt"], "baseline takes no --output (see keyscan baseline --help)"],
    [["triage", "--show-secrets"], "triage takes no --show-secrets"],
    [["completion", "--verify"], "completion takes no --verify"],
    [["completion", "--quiet"], "completion takes no --quiet (see keyscan completion --help)"],
  ] as [string[], string][])("keyscan %j", async ([args, message]) => {
    const run = await keyscan(args, { cwd });
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain(message);
    expect(run.stderr.trimEnd().split("\n")).toHaveLength(1);
  });

  it.for([
    "",
    "init",
    "ignore v1:0123456789abcdef0123456789abcdef --reason x",
    "rules test x.yaml",
    "completion",
  ])("keyscan %s, when the working directory has gone", async (command) => {
    const gone = tree({ "gone/a": "x" });
    const run = await shell(`rm -r ../gone; keyscan ${command}`, { cwd: join(gone, "gone") });
    const stderr = "keyscan: the working directory does not exist any more\n";
    expect(run).toEqual({ code: 2, stdout: "", stderr });
  });
});
