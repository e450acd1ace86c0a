/** Triage: questions and answers through streams, and through a terminal of the system's `script`. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { triage, type Decision } from "../../src/cli/triage.ts";
import { sampleFinding } from "../report/samples.ts";
import { keyscan, shell } from "./keyscan.ts";
import { stripeKey, tree } from "./scratch.ts";

const DOWN = "\u001b[B";
const ENTER = "\r";
const CTRL_C = "\u0003";

/** Answers to the questions: how often the mark is moved down for each. */
async function answers(
  count: number,
  keys: readonly string[],
): Promise<{ decisions: Decision[]; screen: string }> {
  const input = new PassThrough();
  const output = new PassThrough();
  let screen = "";
  output.on("data", (piece: Buffer) => (screen += piece.toString("utf8")));
  const done = triage(
    Array.from({ length: count }, () => sampleFinding()),
    { input, output },
  );
  for (const key of keys) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    input.write(key);
  }
  return { decisions: await done, screen };
}

describe("triage", () => {
  it("asks of each finding, and takes what was chosen", async () => {
    const keys = [
      ENTER,
      DOWN,
      ENTER,
      DOWN,
      DOWN,
      ENTER,
      DOWN,
      DOWN,
      DOWN,
      ENTER,
      DOWN,
      DOWN,
      DOWN,
      DOWN,
      ENTER,
    ];
    const { decisions, screen } = await answers(5, keys);
    expect(decisions.map(({ verdict }) => verdict)).toEqual([
      "later",
      "real",
      "test",
      "false-alarm",
      "revoked",
    ]);
    expect(screen).toContain("1 of 5");
    expect(screen).toContain("5 of 5");
  });

  it("stops where it is told to, and keeps what was decided", async () => {
    const stopped = await answers(3, [DOWN, ENTER, DOWN, DOWN, DOWN, DOWN, DOWN, ENTER]);
    expect(stopped.decisions.map(({ verdict }) => verdict)).toEqual(["real"]);
    expect((await answers(3, [DOWN, ENTER, CTRL_C])).decisions).toHaveLength(1);
  });
});

describe("keyscan triage", () => {
  it("refuses without a terminal", async () => {
    const run = await keyscan(["triage"], { cwd: tree({ "a.txt": `${stripeKey(1)}\n` }) });
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain("needs a terminal");
  });

  it.runIf(hasScript())("writes decisions into the baseline", { timeout: 60_000 }, async () => {
    const root = tree({ "a.txt": `${stripeKey(1)}\n`, "b.txt": `${stripeKey(2)}\n` });
    const keys = `sleep 3; printf '${"\\033[B".repeat(2)}\\r'; sleep 1; printf '\\033[B\\r'; sleep 1`;
    const run = await shell(`(${keys}) | script -qec '"$NODE" "$CLI" triage' /dev/null`, {
      cwd: root,
      env: { TERM: "xterm" },
    });
    expect(run.stdout).toContain("1 of 2 findings left");
    expect(run.stdout).not.toContain(stripeKey(1));
    const text = readFileSync(join(root, ".keyscan-baseline"), "utf8");
    expect(text).toMatch(/^v1:[0-9a-f]{32} stripe-secret-key a\.txt -- test value$/m);
    expect(existsSync(join(root, ".keyscan-baseline"))).toBe(true);
    expect((await keyscan(["."], { cwd: root })).code).toBe(1);
  });
});

/** The one of util-linux, which ends with its command's exit code. */
function hasScript(): boolean {
  try {
    return execFileSync("script", ["--version"], { stdio: "pipe" }).toString().includes("util-linux");
  } catch {
    return false;
  }
}
