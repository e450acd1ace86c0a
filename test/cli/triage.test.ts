/** Triage: questions and answers through streams, and through a terminal of the system's `script`. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { triage, type Decision } from "../../src/cli/triage.ts";
import { sampleFinding } from "../report/samples.ts";
import { keyscan, startShell } from "./keyscan.ts";
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
  let ended = false;
  const done = triage(
    Array.from({ length: count }, () => sampleFinding()),
    { input, output },
  ).finally(() => {
    ended = true;
  });
  let question = 1;
  const isAsked = (): boolean => screen.includes(`${question} of ${count}`);
  await until(isAsked);
  for (const key of keys) {
    const shown = screen.length;
    input.write(key);
    if (key === ENTER) question++;
    await until(() => ended || (key === ENTER ? isAsked() : screen.length > shown));
  }
  return { decisions: await done, screen };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
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

  it.runIf(hasScript())("writes decisions into the baseline", async () => {
    const root = tree({ "a.txt": `${stripeKey(1)}\n`, "b.txt": `${stripeKey(2)}\n` });
    const running = startShell(`cat | script -qec 'stty cols 100 rows 40; "$NODE" "$CLI" triage' /dev/null`, {
      cwd: root,
      env: { TERM: "xterm" },
    });
    await running.until("1 of 2");
    running.child.stdin?.write(DOWN + DOWN + ENTER);
    await running.until("2 of 2");
    running.child.stdin?.write(DOWN + ENTER);
    await running.until("findings left");
    running.child.stdin?.end();
    const run = await running.ended;
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
