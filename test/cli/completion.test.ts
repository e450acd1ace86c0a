/** What shells complete, told by the shells themselves where they are there. */
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { find as findFish } from "../../scripts/tools/fish.ts";
import { keyscan, shell } from "./keyscan.ts";
import { tree } from "./scratch.ts";

/** A folder with the command in it, as an installation leaves it on the search path. */
function installed(): string {
  const bin = tree();
  writeFileSync(join(bin, "keyscan"), '#!/bin/sh\nexec "$NODE" "$CLI" "$@"\n');
  chmodSync(join(bin, "keyscan"), 0o755);
  return bin;
}

const bin = installed();
const env = { PATH: `${bin}:${process.env["PATH"] ?? ""}` };

describe.concurrent("the script", () => {
  it.for(["bash", "zsh", "fish"])("for %s is named by its shell, and says how to use it", async (name) => {
    const named = await keyscan(["completion", name], { env: { SHELL: "/bin/sh" } });
    expect(named).toMatchObject({ code: 0, stderr: "" });
    expect(named.stdout).toContain(`keyscan completion ${name} `);
    const found = await keyscan(["completion"], { env: { SHELL: `/usr/bin/${name}` } });
    expect(found.stdout).toBe(named.stdout);
  });

  it.for([
    [["zhs"], 'completion is for bash, zsh, fish, not "zhs" (did you mean "zsh"?)'],
    [["bash", "zsh"], "completion takes one shell"],
  ] as [string[], string][])("is refused for %j", async ([shells, message]) => {
    const run = await keyscan(["completion", ...shells]);
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain(message);
  });
});

describe.concurrent("completions", () => {
  it("are commands and options", async () => {
    const offered = async (...words: string[]): Promise<string[]> =>
      (await keyscan(["--get-yargs-completions", "keyscan", ...words])).stdout.trimEnd().split("\n");
    expect(await offered("")).toEqual(
      expect.arrayContaining(["scan", "logs", "rules", "report", "completion"]),
    );
    expect(await offered("--")).toEqual(expect.arrayContaining(["--format", "--no-gitignore", "--help"]));
    expect(await offered("logs", "--")).toEqual(expect.arrayContaining(["--format"]));
    expect(await offered("report", "--")).toEqual(expect.arrayContaining(["--compare"]));
    expect(await offered("hel")).toContain("help");
    expect(await offered("completion", "")).toEqual(["bash", "zsh", "fish"]);
  });

  it("of a command are the options that it takes, and no others", async () => {
    const offered = async (...words: string[]): Promise<string[]> =>
      (await keyscan(["--get-yargs-completions", "keyscan", ...words])).stdout.trimEnd().split("\n");
    expect((await offered("ignore", "--")).toSorted()).toEqual([
      "--help",
      "--reason",
      "--until",
      "--version",
    ]);
    expect(await offered("hook", "install", "")).toEqual(
      expect.not.arrayContaining(["--format", "--rule", "--config"]),
    );
    expect(await offered("report", "--")).toEqual(expect.not.arrayContaining(["--threads"]));
  });

  it("are ids of rules where one is to be named", async () => {
    const offered = async (...words: string[]): Promise<string[]> =>
      (await keyscan(["--get-yargs-completions", "keyscan", ...words])).stdout.trimEnd().split("\n");
    for (const words of [["--rule"], ["logs", "--disable-rule"], ["rules", "show"]]) {
      expect(await offered(...words, "stripe-secret")).toContain("stripe-secret-key");
      expect(await offered(...words, "hygiene-rot")).toEqual(["hygiene-rotation"]);
    }
  });

  it("come to bash", async () => {
    const lines = `
      source <(keyscan completion bash)
      COMP_WORDS=(keyscan repo) COMP_CWORD=1
      _keyscan_yargs_completions
      printf '%s\\n' "\${COMPREPLY[@]}"`;
    const run = await shell(`PATH="$PATH" bash -c '${lines.replaceAll("'", `'\\''`)}'`, { env });
    expect(run).toMatchObject({ code: 0, stdout: "report\n" });
  });

  const fish = findFish();
  it.skipIf(fish === undefined)(
    `come to fish${fish === undefined ? " (not found: npm run test:tools)" : ""}`,
    async () => {
      const lines = `keyscan completion fish | source; complete -C "keyscan repo"; complete -C "keyscan report --comp"`;
      const run = await shell(`"${fish ?? ""}" --no-config -c '${lines}'`, { env });
      expect(run.stderr).toBe("");
      const words = run.stdout.split("\n").map((line) => line.split("\t")[0]);
      expect(words).toEqual(expect.arrayContaining(["report", "--compare"]));
    },
  );
});
