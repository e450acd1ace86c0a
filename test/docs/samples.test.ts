/**
 * The samples of the documentation do what it says. In each document, from top to bottom, in one folder:
 *
 * - a block with `file=NAME` is written to that file;
 * - in one with `sh run` every line is run, and ends with the exit code in `exit=`, or 0;
 * - `text output` is what the line before it printed (`KEYSCAN_UPDATE_DOCS=1` writes it into the document);
 * - `ts run` is run as a program.
 */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { transform } from "esbuild";
import { describe, expect, it } from "vitest";
import { fillTemplate } from "../../src/rules/template.ts";
import { shell, type Run } from "../cli/keyscan.ts";
import { git, stripeKey, tree, write } from "../cli/scratch.ts";
import { blocksOf, readDocument, ROOT, type Block } from "./markdown.ts";

/** The project that the documents speak of: a key in two places, and a change that is not committed. A log lies beside it. */
function shop(): string {
  const key = stripeKey(20);
  const root = join(
    tree({ "log/shop.log": `GET /pay 200 Authorization: Bearer ${stripeKey(21)}\n` }),
    "shop",
  );
  const files = {
    "src/pay.ts": `import Stripe from "stripe";\n\nconst stripe = new Stripe("${key}");\n`,
    "src/cart.ts": "export const cart = [];\n",
    "deploy/values.yaml": `image: shop\nenv:\n  STRIPE_KEY: ${key}\n`,
    ".gitignore": "node_modules/\n",
  };
  for (const [name, content] of Object.entries(files)) write(root, name, content);
  git(root, "init");
  git(root, "add", ".");
  git(root, "commit", "-m", "Shop");
  write(root, "src/cart.ts", "export const cart = new Map();\n");
  mkdirSync(join(root, "node_modules/@keyscan"), { recursive: true });
  symlinkSync(ROOT, join(root, "node_modules/@keyscan/cli"));
  return root;
}

/** Variables of the environment that the samples scan. */
const ENVIRONMENT: Readonly<Record<string, string>> = {
  ACME_KEY: fillTemplate("acme_svc_{base62:32}", 1),
  ACME_LIVE_KEY: fillTemplate("acme_live_{base62:32}", 1),
};

/** Times and speeds differ from run to run. */
function withoutTimes(text: string): string {
  return text.replaceAll(/in [\d.,]+ m?s \([\d.,]+ \w+\/s\)/g, "in … ms").trim();
}

async function runLines(block: Block, root: string): Promise<Run | undefined> {
  let last: Run | undefined;
  const lines = block.text.split("\n").map((line) => line.replace(/ {2,}#.*/, ""));
  for (const line of lines.filter((text) => text !== "")) {
    last = await shell(line, { cwd: root, env: ENVIRONMENT });
    expect({ line, code: last.code, stderr: last.code === 2 ? "" : last.stderr }).toEqual({
      line,
      code: Number(block.flags.get("exit") ?? 0),
      stderr: "",
    });
  }
  return last;
}

async function runProgram(block: Block, root: string): Promise<Run> {
  const { code } = await transform(block.text, { loader: "ts", format: "esm" });
  writeFileSync(join(root, "sample.mjs"), code);
  const run = await shell('"$NODE" sample.mjs', { cwd: root });
  expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: "" });
  expect(run.stdout).not.toBe("");
  return run;
}

function checkOutput(document: string, block: Block, run: Run | undefined): void {
  const printed = `${run?.stdout ?? ""}${run?.stderr ?? ""}`;
  if (process.env["KEYSCAN_UPDATE_DOCS"] === "1") {
    const lines = readDocument(document).split("\n");
    const length = block.text.split("\n").length - 1;
    lines.splice(block.line, length, ...printed.trimEnd().split("\n"));
    writeFileSync(join(ROOT, document), lines.join("\n"));
    return;
  }
  expect(withoutTimes(block.text)).toBe(withoutTimes(printed));
}

describe.each([
  "README.md",
  ...["docs/configuration.md", "docs/rules-format.md", "docs/api.md", "docs/confidence.md"],
])("%s", (document) => {
  it("has samples that do what it says", { timeout: 120_000 }, async () => {
    const root = shop();
    let last: Run | undefined;
    for (const block of blocksOf(readDocument(document))) {
      const { flags, language } = block;
      const file = flags.get("file");
      if (file !== undefined) write(root, file, block.text);
      else if (language === "sh" && flags.has("run")) last = await runLines(block, root);
      else if (language === "ts" && flags.has("run")) last = await runProgram(block, root);
      else if (flags.has("output")) checkOutput(document, block, last);
    }
    expect(last).toBeDefined();
  });
});
