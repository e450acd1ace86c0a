/** `keyscan fix` as a command: what it shows, what it writes and what it never touches. */
import { execFileSync } from "node:child_process";
import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { TARGETS } from "../../src/fix/recipes/index.ts";
import { keyscan } from "./keyscan.ts";
import { git, gitHubToken, stripeKey, tree } from "./scratch.ts";
import { ALLOW } from "../support/allow-word.ts";

const KEY = stripeKey(7100);
const OTHER = gitHubToken(7101);
const CODE = `const stripeKey = "${KEY}";\nmodule.exports = stripeKey;\n`;

function read(root: string, name: string): string {
  return readFileSync(join(root, name), "utf8");
}

describe.concurrent("keyscan fix without --write", () => {
  it("shows a diff on standard output and nothing else, redacted, and writes nothing", async () => {
    const root = tree({ "a.js": CODE });
    const run = await keyscan(["fix"], { cwd: root });
    expect(run.code).toBe(1);
    expect(run.stdout).toMatch(
      /^diff --git a\/a\.js b\/a\.js\n--- a\/a\.js\n\+\+\+ b\/a\.js\n@@ -1,2 \+1,2 @@\n-const stripeKey = "sk_l…/,
    );
    expect(run.stdout).toContain("+const stripeKey = process.env.STRIPE_KEY;\n");
    expect(run.stdout + run.stderr).not.toContain(KEY);
    expect(run.stderr).toContain("nothing was written");
    expect(run.stderr).toContain("can't be applied");
    expect(run.stderr).toContain("https://dashboard.stripe.com/apikeys");
    expect(readdirSync(root)).toEqual(["a.js"]);
    expect(read(root, "a.js")).toBe(CODE);
  });

  it("with --show-secrets the diff can be applied by git, and gives what --write gives", async () => {
    const files = {
      "a.js": CODE,
      "dos.py": `# ä\r\nk = "${OTHER}"\r\n`,
      "no-end.sh": `K=${OTHER}`,
      'we "ird\n$(x).sh': `K=${OTHER}\n`,
    };
    const [shown, written] = [tree(files), tree(files)];
    const { stdout } = await keyscan(["fix", "--show-secrets"], { cwd: shown });
    execFileSync("git", ["apply"], { cwd: shown, input: stdout });
    expect(await keyscan(["fix", "--write"], { cwd: written })).toMatchObject({ code: 0 });
    const names = readdirSync(written).toSorted();
    expect(readdirSync(shown).toSorted()).toEqual(names);
    expect(names).toEqual([".env.example", ".gitignore", ...Object.keys(files)].toSorted());
    for (const name of names) expect(read(shown, name)).toBe(read(written, name));
  });

  it("hides every line of a key of several lines, and keys that are only near", async () => {
    const body = Array.from(
      { length: 12 },
      (_, i) => `MIIE${stripeKey(7200 + i).slice(8)}${stripeKey(7300 + i).slice(8)}`,
    );
    const pem = `-----BEGIN RSA PRIVATE KEY-----\n${body.join("\n")}\n-----END RSA PRIVATE KEY-----`;
    const root = tree({ "a.js": `const pem = \`${pem}\`;\nconst { a } = { [/${OTHER}/]: 1 };\n` });
    const { stdout, stderr } = await keyscan(["fix"], { cwd: root });
    expect(stdout).toContain("+const pem = process.env.");
    for (const line of [...body, OTHER]) expect(stdout + stderr).not.toContain(line);
  });

  it("hides the values that .env has already, and what stays in a literal that is rewritten", async () => {
    const publishable = KEY.replace("sk_", "pk_");
    const files = { "a.js": `f("${publishable} ${KEY}");\n`, ".env": "OLD='some thing'\n# more\nB=1\n" };
    const { stdout } = await keyscan(["fix", "--keep-value"], { cwd: tree(files) });
    expect(stdout).toContain("+f(`pk_l…");
    expect(stdout).toContain(" OLD=…\n …\n B=…\n+STRIPE_SECRET_KEY=…\n");
    for (const secret of [publishable, KEY, "thing", "more"]) expect(stdout).not.toContain(secret);
  });

  it("hides a secret where it stands, and not a word that looks the same", async () => {
    const text = `const password = "Zq8t-crane-Vw3";\nconst stripeKey = "${KEY}";\n// crane\n`; // keyscan:allow -- made up
    const { stdout } = await keyscan(["fix"], { cwd: tree({ "a.js": text }) });
    expect(stdout).not.toContain("Zq8t");
    expect(stdout).toContain(" // crane\n");
  });

  it("keeps a file name from breaking the diff or the terminal", async () => {
    const root = tree({ "a\n+++ b\u001b[31m.js": CODE });
    const { stdout, stderr } = await keyscan(["fix"], { cwd: root });
    expect(stdout).toContain('+++ "b/a\\012+++ b\\033[31m.js"\n');
    expect(stdout + stderr).not.toContain("\u001b");
  });
});

describe.concurrent("keyscan fix --write", () => {
  it("writes .env.example and .gitignore, and keeps no value", async () => {
    const root = tree({ "a.js": CODE, ".gitignore": "dist" });
    const run = await keyscan(["fix", "--write"], { cwd: root });
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(read(root, ".gitignore")).toBe("dist\n.env\n");
    expect(read(root, ".env.example")).toBe("# Stripe live secret key\nSTRIPE_KEY=\n");
    expect(readdirSync(root).toSorted()).toEqual([".env.example", ".gitignore", "a.js"]);
    expect(run.stdout).not.toContain(KEY);
  });

  it("--keep-value writes .env for its owner alone, and leaves what is in it", async () => {
    const root = tree({ "a.js": CODE, ".env": "A='b c'\nB=1" });
    chmodSync(join(root, ".env"), 0o644);
    expect(await keyscan(["fix", "--write", "--keep-value"], { cwd: root })).toMatchObject({ code: 0 });
    expect(read(root, ".env")).toBe(`A='b c'\nB=1\nSTRIPE_KEY=${KEY}\n`);
    expect(statSync(join(root, ".env")).mode & 0o777).toBe(0o600);
  });

  it("keeps a key of several lines so that programs read the same", async () => {
    const pem = `-----BEGIN PRIVATE KEY-----\n${Array.from({ length: 6 }, (_, i) =>
      stripeKey(7400 + i)
        .slice(8)
        .padEnd(64, "Ab1"),
    ).join("\n")}\n-----END PRIVATE KEY-----`;
    const root = tree({
      "a.js": `console.log(\`${pem}\`);\n`,
      "b.js": `console.log(${JSON.stringify(pem).replaceAll(/"/g, "'")});\n`,
    });
    const before = ["a.js", "b.js"].map((file) =>
      execFileSync("node", [file], { cwd: root, encoding: "utf8" }),
    );
    expect(await keyscan(["fix", "--write", "--keep-value"], { cwd: root })).toMatchObject({ code: 0 });
    expect(read(root, "a.js") + read(root, "b.js")).not.toContain("BEGIN");
    const after = ["a.js", "b.js"].map((file) =>
      execFileSync("node", ["--env-file=.env", file], { cwd: root, encoding: "utf8" }),
    );
    expect(after).toEqual(before);
  });

  it("keeps permissions, and leaves files alone that it may not write", async () => {
    const root = tree({ "run.sh": `#!/bin/sh\nK=${OTHER}\n` });
    chmodSync(join(root, "run.sh"), 0o755);
    expect(await keyscan(["fix", "--write"], { cwd: root })).toMatchObject({ code: 0 });
    expect(statSync(join(root, "run.sh")).mode & 0o777).toBe(0o755);
  });

  it("writes through no link and into no other folder", async () => {
    const outside = tree({ "a.js": CODE });
    const root = tree({ "b.js": CODE.replace("stripeKey", "stripeKey") });
    symlinkSync(join(outside, "a.js"), join(root, "a.js"));
    symlinkSync(outside, join(root, "folder"));
    symlinkSync(join(outside, "secret-env"), join(root, ".env"));
    const run = await keyscan(["fix", "--write", "--keep-value"], { cwd: root });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("is no regular file");
    expect(read(root, "b.js")).toBe(CODE);
    expect(readdirSync(outside)).toEqual(["a.js"]);
    expect(read(outside, "a.js")).toBe(CODE);
    expect(lstatSync(join(root, "a.js")).isSymbolicLink()).toBe(true);
  });

  it("changes what was named, with the files beside the code in the repository's root", async () => {
    const root = tree({ "x/a.js": CODE, "y/a.js": CODE });
    git(root, "init");
    expect(await keyscan(["fix", "--write", "x"], { cwd: root })).toMatchObject({ code: 0 });
    expect(read(root, "y/a.js")).toBe(CODE);
    expect(read(root, "x/a.js")).not.toContain(KEY);
    expect(readdirSync(root).toSorted()).toEqual([".env.example", ".git", ".gitignore", "x", "y"]);
  });

  it("an environment file is a place for values, unless git takes it in", async () => {
    const root = tree({ ".env": `STRIPE_KEY=${KEY}\n`, "a.txt": "" });
    git(root, "init");
    git(root, "add", ".env");
    const tracked = await keyscan(["fix", "--write"], { cwd: root });
    expect(tracked.code).toBe(1);
    expect(tracked.stdout).toContain("git rm --cached");
    expect(read(root, ".gitignore")).toBe(".env\n");
    git(root, "rm", "--cached", ".env");
    expect(await keyscan(["fix", "--write"], { cwd: root })).toMatchObject({ code: 0 });
    expect(read(root, ".env")).toBe(`STRIPE_KEY=${KEY}\n`);
  });

  it("leaves accepted and publishable keys alone", async () => {
    const publishable = KEY.replace("sk_", "pk_");
    const text = `const a = "${KEY}"; // ${ALLOW} stripe-secret-key a test\nconst b = "${publishable}";\n`;
    const root = tree({ "a.js": text });
    expect(await keyscan(["fix", "--write"], { cwd: root })).toMatchObject({ code: 0 });
    expect(read(root, "a.js")).toBe(text);
  });

  it("says what is left, why, and ends with 1", async () => {
    const root = tree({
      "a.rs": `const K: &str = "${KEY}";\n`,
      "web/index.html": `<script>k="${OTHER}"</script>\n`,
    });
    const run = await keyscan(["fix", "--write"], { cwd: root });
    expect(run).toMatchObject({ code: 1, stderr: "" });
    expect(run.stdout).toContain("a.rs:1  Stripe live secret key: is a constant or static");
    expect(run.stdout).toContain("web/index.html:1");
    expect(readdirSync(root).toSorted()).toEqual(["a.rs", "web"]);
  });

  it("ends with 3 where not all was scanned", async () => {
    const root = tree({ "a.js": "1;\n", "b.js": CODE });
    chmodSync(join(root, "b.js"), 0);
    const nobody = process.getuid?.() === 0 ? { uid: 65_534 } : {};
    const run = await keyscan(["fix", "--write"], { cwd: root, ...nobody });
    expect(run.code).toBe(3);
    expect(run.stdout).toContain("b.js: not scanned");
  });

  it("changes no code, where a value could not be kept", async () => {
    const root = tree({ "a.js": CODE });
    const nobody = process.getuid?.() === 0 ? { uid: 65_534 } : {};
    chmodSync(root, 0o555);
    const run = await keyscan(["fix", "--write", "--keep-value"], { cwd: root, ...nobody });
    chmodSync(root, 0o755);
    expect(run.code).toBe(1);
    expect(run.stdout).toContain("not written, EACCES");
    expect(readdirSync(root)).toEqual(["a.js"]);
    expect(read(root, "a.js")).toBe(CODE);
  });
});

describe.concurrent("keyscan fix --to", () => {
  it.for(TARGETS)("%s names the variables in its commands, and no value", async (target) => {
    const root = tree({ "a.js": CODE, "b.py": `k = "${OTHER}"\n` });
    const { stderr, stdout, code } = await keyscan(["fix", "--to", target], { cwd: root });
    expect(code).toBe(1);
    expect(stderr).toContain("STRIPE_KEY");
    expect(stderr).toContain("GITHUB_PERSONAL_ACCESS_TOKEN");
    expect(stderr).toMatch(/^ {4}\S/m);
    expect(stderr + stdout).not.toContain(KEY);
    expect(stderr + stdout).not.toContain(OTHER);
  });

  it("is bash that can be read, command by command", async () => {
    const root = tree({ "a.js": CODE });
    for (const target of ["env", "vault", "aws", "gcp", "azure", "doppler", "sops"]) {
      const { stderr } = await keyscan(["fix", "--to", target], { cwd: root });
      const commands = stderr
        .split("\n")
        .filter((line) => /^ {4}(?:for|export|gcloud|az|vault|printf|sops|doppler|mkdir|cp|set) /.test(line));
      expect(commands.length).toBeGreaterThan(0);
      for (const command of commands) execFileSync("bash", ["-n", "-c", command]);
    }
  });
});

describe.concurrent("keyscan fix is asked wrongly", () => {
  it.for([
    [["fix", "-"], "standard input"],
    [["fix", "--to", "vaults"], 'did you mean "vault"'],
    [["fix", "--format", "json"], "fix takes no --format"],
    [["fix", "--no-history"], "fix takes no --no-history"],
    [["scan", "--keep-value"], "scan takes no --keep-value (fix does)"],
    [["fix", "nowhere"], "nowhere"],
  ] as [string[], string][])("%j", async ([args, text]) => {
    const root = tree({ "a.js": CODE });
    mkdirSync(join(root, "empty"));
    const run = await keyscan(args, { cwd: root });
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain(text);
    expect(read(root, "a.js")).toBe(CODE);
  });
});
